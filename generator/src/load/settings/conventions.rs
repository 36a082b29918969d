//! `conventions.toml`: facts about an API that its specification does not state.

use serde_json::Value;

use super::table_reader::{Fields, bad};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Conventions, ErrorCodes, Paging};

/// Reads the file.
pub(super) fn read(file: &mut Fields<'_>) -> Conventions {
    let at = file.at.clone();
    let mut table = |key: &'static str| file.optional(key).map(|value| (value, at.child(key)));
    let [paging_table, errors_table] = ["pagination", "errors"].map(&mut table);
    let credentials = credentials(file);
    let problems = file.problems();
    Conventions {
        credentials,
        paging: paging_table
            .and_then(|(value, at)| paging(value, at, problems))
            .unwrap_or_default(),
        errors: errors_table
            .and_then(|(value, at)| errors(value, at, problems))
            .unwrap_or_default(),
    }
}

/// The environment variables of each security scheme: one for a token or key, two for name and secret.
fn credentials(file: &mut Fields<'_>) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (at, scheme, value) in file.table("credentials") {
        let names: Option<Vec<String>> = value.as_array().and_then(|items| {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect()
        });
        match names {
            Some(names) if matches!(names.len(), 1 | 2) => found.push((scheme.clone(), names)),
            _ => {
                let message = format!("`{scheme}` does not list one or two environment variables");
                let help = "write `scheme = [\"NAME\"]`, or two names for a user name and password or an id and secret";
                file.problems().push(bad(at, message, help));
            }
        }
    }
    found
}

fn paging(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<Paging> {
    let mut fields = Fields::of(value, at, problems)?;
    let [page, size, count, items, total, links] =
        ["page", "size", "count", "items", "total", "links"].map(|key| fields.optional_text(key));
    fields.finish();
    Some(Paging {
        page,
        size,
        count,
        items,
        total,
        links,
    })
}

fn errors(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<ErrorCodes> {
    let mut fields = Fields::of(value, at, problems)?;
    let [field, version_gone, version_unknown, count_timed_out] =
        ["field", "version-gone", "version-unknown", "count-timed-out"].map(|key| fields.optional_text(key));
    fields.finish();
    Some(ErrorCodes {
        field,
        version_gone,
        version_unknown,
        count_timed_out,
    })
}
