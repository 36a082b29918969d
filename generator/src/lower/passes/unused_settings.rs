//! Reports entries of the settings whose schema no operation uses.

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::Side;
use crate::load::Settings;
use crate::lower::types::builder::TypeBuilder;

/// An entry that names a schema.
struct Entry<'s> {
    code: &'static str,
    schema: &'s str,
    at: &'s Location,
    /// The side that the entry applies to.
    side: Option<Side>,
    /// The kind of entry, as its help calls it.
    noun: &'static str,
}

/// Reports every entry of `rules.toml` that applies to no type.
pub(in crate::lower) fn check(builder: &mut TypeBuilder<'_>) {
    for entry in entries(builder.settings) {
        if !builder
            .table
            .contains(&builder.resolver, entry.schema, entry.side)
        {
            builder.report(entry.unused());
        }
    }
}

fn entries(settings: &Settings) -> impl Iterator<Item = Entry<'_>> {
    let entry = |code, schema, at, side, noun| Entry {
        code,
        schema,
        at,
        side,
        noun,
    };
    let (sent, received) = (Some(Side::Request), Some(Side::Response));
    let rules = settings.rules.iter();
    let rules = rules.map(move |one| entry("unused-rule", &one.schema, &one.at, sent, "rule"));
    let ends = settings.final_states.iter();
    let ends = ends.map(move |one| entry("unused-end", &one.schema, &one.at, received, "entry"));
    let running = settings.running.iter();
    let running = running.map(move |one| entry("unused-end", &one.schema, &one.at, received, "entry"));
    let times = settings.times.iter();
    let times = times.map(move |one| entry("unused-time", &one.schema, &one.at, sent, "entry"));
    let secrets = settings.secrets.iter();
    let secrets = secrets.map(move |one| entry("unused-secret", &one.schema, &one.at, None, "entry"));
    let downloads = settings.downloads.iter();
    let downloads =
        downloads.map(move |one| entry("unused-download", &one.schema, &one.at, received, "entry"));
    let jobs = rules.chain(ends).chain(running);
    jobs.chain(times).chain(secrets).chain(downloads)
}

impl Entry<'_> {
    fn unused(&self) -> Diagnostic {
        let verb = match self.side {
            Some(Side::Request) => "sends",
            Some(Side::Response) => "returns",
            None => "uses",
        };
        let message = format!("no operation {verb} `{}`", self.schema);
        let help = format!("remove the {}, or name the schema as `file.yaml#/..`", self.noun);
        Diagnostic::new(self.code, self.at.child("schema"), message, help)
    }
}
