//! The report as one page for a browser. It needs no network and runs no script.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use serde::Serialize;

use super::{Drift, Level, text, timeline};
use crate::compare::{Change, worst};
use crate::escape::visible;

const TEMPLATE: &str = include_str!("report.html");

/// What the template shows of a change.
#[derive(Serialize)]
struct Row<'a> {
    level: &'static str,
    rule: &'static str,
    what: &'static str,
    act: &'static str,
    wire: &'static str,
    source: &'static str,
    message: Vec<Part>,
    before: String,
    after: String,
    operations: Vec<String>,
    place: String,
    fingerprint: &'a str,
}

/// A piece of a sentence: between backticks, or not.
#[derive(Serialize)]
struct Part {
    code: bool,
    text: String,
}

/// The page.
pub(super) fn render(drift: &Drift) -> String {
    let mut environment = Environment::new();
    // The name ends in `.html`: everything that the template inserts is escaped.
    environment
        .add_template("report.html", TEMPLATE)
        .expect("the template is part of this crate, and tested");
    let template = environment
        .get_template("report.html")
        .expect("it was just added");
    let (wire, source) = worst(&drift.changes);
    let offers: Vec<String> = drift.available.iter().map(text::offered).collect();
    let notes: Vec<String> = drift
        .notes
        .iter()
        .map(|note| visible(&format!("{}: {}", note.place, note.message)))
        .collect();
    let page = template.render(context! {
        today => drift.today.to_string(),
        summary => text::summary(drift),
        wire => wire.name(),
        source => source.name(),
        changes => drift.changes.len(),
        accepted => drift.accepted.len(),
        groups => groups(drift),
        offers,
        notes,
        picture => Value::from(Serde(timeline::draw(&drift.old, &drift.new, drift.today))),
    });
    page.expect("the template uses only what it is given, and is tested")
}

/// The changes under their headings: those that count always, the accepted ones where there are any.
fn groups(drift: &Drift) -> Value {
    let group = |id, title, changes: &'_ [Change]| {
        let rows: Vec<Row<'_>> = changes.iter().map(|change| row(drift, change)).collect();
        context! { id => id, title => title, changes => Value::from(Serde(rows)) }
    };
    let mut groups = vec![group("changes", "Changes", &drift.changes)];
    if !drift.accepted.is_empty() {
        groups.push(group("accepted", "Accepted", &drift.accepted));
    }
    Value::from(groups)
}

fn row<'a>(drift: &Drift, change: &'a Change) -> Row<'a> {
    let page = change.rule.page();
    Row {
        level: match Level::of(change) {
            Level::Broken => "broken",
            Level::Breaking => "breaking",
            Level::Additive => "additive",
            Level::Notice if change.wire == crate::compare::WireImpact::Sunset => "sunset",
            Level::Notice | Level::Any => "notice",
        },
        rule: change.rule.id(),
        what: page.what,
        act: page.act,
        wire: change.wire.name(),
        source: change.source.name(),
        message: parts(&change.message),
        before: visible(&change.before),
        after: visible(&change.after),
        operations: change.operations.iter().map(|id| visible(id)).collect(),
        place: visible(&drift.place(change).to_string()),
        fingerprint: &change.fingerprint,
    }
}

/// A sentence, apart at its backticks.
fn parts(sentence: &str) -> Vec<Part> {
    let pieces = sentence.split('`').enumerate();
    let parts = pieces.map(|(number, text)| Part {
        code: number % 2 == 1,
        text: visible(text),
    });
    parts.filter(|part| !part.text.is_empty()).collect()
}
