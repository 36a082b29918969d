//! Renders the report as one HTML page. It needs no network; without scripts, everything is visible.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use minijinja::value::{Serde, Value, merge_maps};
use minijinja::{Environment, HtmlEscape, context};
use serde::Serialize;

use super::causes::{self, Cause, causes};
use super::highlight::{self, Piece};
use super::impact::Impact;
use super::served::Served;
use super::{Available, Drift, FilePosition, text, timeline};
use crate::compare::{Change, ChangeKind, Occurrence, worst};
use crate::escape::visible;
use crate::ir::{Api, Date};

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The SHA-256 of the style and of the script in base64, which the page's policy allows (CSP 3, 6.7.3). A test of the
/// page states the right ones.
const STYLE_HASH: &str = "nwHhUCqW7n+Edonp6mXf6/OPvuByBJt5p8DZBxkr614=";
const SCRIPT_HASH: &str = "clatlVHMxAoBRx2eWL8b7zQsjtJ5r9zjF9WMFtNkZ54=";

/// The maximum number of operations that are listed next to a change; longer lists are shared at the end of the page.
const MAX_LISTED: usize = 4;

/// A rule with its changes.
#[derive(Serialize)]
struct Section {
    anchor: String,
    rule: &'static str,
    /// The explanation of the rule and the advice; empty where an earlier section has them.
    what: &'static str,
    why: &'static str,
    act: &'static str,
    counts: Vec<Count>,
    total: usize,
    cards: Vec<Card>,
}

/// The number of changes of one weight.
#[derive(Serialize)]
struct Count {
    impact: Impact,
    title: &'static str,
    meaning: &'static str,
    count: usize,
}

/// A cause with its locations.
#[derive(Serialize)]
struct Card {
    number: usize,
    impact: Impact,
    wire: &'static str,
    source: &'static str,
    message: String,
    before: Vec<Piece>,
    after: Vec<Piece>,
    schema: String,
    operation: String,
    findings: Vec<Finding>,
}

/// A change at its location.
#[derive(Serialize)]
struct Finding {
    anchor: String,
    fingerprint: String,
    subject: String,
    /// The locations in both documents.
    locations: Vec<String>,
    /// The other subjects of a rename in several schemas.
    also: Vec<Other>,
    versions: String,
    operations: Vec<Link>,
    /// The number of operations in the shared list.
    count: usize,
    /// The number of the shared list; 0 if the operations are listed here.
    list: usize,
}

/// A further subject of a change.
#[derive(Serialize)]
struct Other {
    subject: String,
    locations: Vec<String>,
}

/// A name and the URL of its documentation.
#[derive(Clone, Serialize)]
struct Link {
    name: String,
    url: Option<String>,
}

/// Renders the page.
pub(super) fn render(drift: &Drift) -> String {
    let mut environment = Environment::new();
    environment.add_filter("sentence", sentence);
    // The name ends in `.html`: everything that the template inserts is escaped.
    environment
        .add_template("report.html", TEMPLATE)
        .expect("the template is part of this crate, and tested");
    let template = environment
        .get_template("report.html")
        .expect("it was just added");
    let page = template.render(context! {
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        policy => policy(),
        ..merge_maps([header(drift), body(drift)]),
    });
    page.expect("the template uses only what it is given, and is tested")
}

fn policy() -> Value {
    let hashes = format!("style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'");
    let rest = "base-uri 'none'; form-action 'none'";
    Value::from_safe_string(format!("default-src 'none'; {hashes}; {rest}"))
}

/// Returns the facts of the report as a whole.
fn header(drift: &Drift) -> Value {
    let (wire, source) = worst(&drift.changes);
    context! {
        today => drift.today.to_string(),
        title => visible(&drift.new.title),
        compared => drift.provenance.rows().map(|(label, value)| [label.to_owned(), visible(&value)]).to_vec(),
        summary => text::summary(drift),
        verdict => verdict(drift),
        wire => wire.name(),
        source => source.name(),
        changes => drift.changes.len(),
        weights => Value::from(Serde(counts(&drift.changes))),
    }
}

/// Returns one sentence about the worst change for a maintainer.
fn verdict(drift: &Drift) -> &'static str {
    let worst = drift.changes.iter().map(Impact::of).min();
    match worst {
        Some(worst) => worst.meaning(),
        None if !drift.accepted.is_empty() => "Nothing to do: every change is accepted.",
        None if !drift.available.is_empty() => "Nothing to do: the compared operations are the same.",
        None => "Nothing to do: both documents have the same API.",
    }
}

fn body(drift: &Drift) -> Value {
    let mut page = Page::new(drift);
    let changes = page.sections(&drift.changes, "rule-");
    let accepted = page.sections(&drift.accepted, "accepted-");
    let mut groups =
        vec![context! { id => "changes", title => "Changes", sections => Value::from(Serde(changes)) }];
    if !drift.accepted.is_empty() {
        groups.push(
            context! { id => "accepted", title => "Accepted", sections => Value::from(Serde(accepted)) },
        );
    }
    let touched: HashSet<&String> = drift
        .changes
        .iter()
        .flat_map(|change| &change.operations)
        .collect();
    let mut touched: Vec<String> = touched.into_iter().map(|id| visible(id)).collect();
    touched.sort();
    let notes: Vec<[String; 2]> = drift
        .notes
        .iter()
        .map(|note| [visible(&note.position.to_string()), visible(&note.message)])
        .collect();
    context! {
        groups,
        folder => visible(&page.folder),
        lists => Value::from(Serde(page.lists)),
        touched,
        versions => page.served.labels().to_vec(),
        offers => Value::from(Serde(drift.available.iter().map(offer).collect::<Vec<_>>())),
        notes,
        timeline => Value::from(Serde(timeline::draw(&drift.old, &drift.new, drift.today))),
    }
}

fn offer(offer: &Available) -> [String; 3] {
    [offer.method.as_str(), &offer.path, &offer.id].map(visible)
}

fn counts(changes: &[Change]) -> Vec<Count> {
    let count = |impact: Impact| Count {
        impact,
        title: impact.title(),
        meaning: impact.meaning(),
        count: changes
            .iter()
            .filter(|change| Impact::of(change) == impact)
            .count(),
    };
    Impact::ALL.into_iter().map(count).collect()
}

/// The state of writing a page.
struct Page<'a> {
    drift: &'a Drift,
    served: Served<'a>,
    /// The URLs of documentation by operation.
    documentation: HashMap<&'a str, &'a str>,
    /// Longer lists of operations, numbered from 1.
    lists: Vec<Vec<Link>>,
    list_numbers: HashMap<&'a [String], usize>,
    anchors: HashSet<String>,
    advised: HashSet<ChangeKind>,
    cards: usize,
    /// The common folder of all locations, with a trailing slash.
    folder: String,
}

impl<'a> Page<'a> {
    fn new(drift: &'a Drift) -> Self {
        Self {
            drift,
            served: Served::new(&drift.old, &drift.new),
            documentation: documentation(&drift.old)
                .chain(documentation(&drift.new))
                .collect(),
            lists: Vec::new(),
            list_numbers: HashMap::new(),
            anchors: HashSet::new(),
            advised: HashSet::new(),
            cards: 0,
            folder: folder(drift),
        }
    }

    /// Returns the changes by rule: rules with the worst changes first, then those with most.
    fn sections(&mut self, changes: &'a [Change], anchor: &str) -> Vec<Section> {
        let mut by_rule: BTreeMap<ChangeKind, Vec<Cause<'a>>> = BTreeMap::new();
        for cause in causes(changes) {
            by_rule.entry(cause.first().rule).or_default().push(cause);
        }
        let mut rules: Vec<_> = by_rule.into_iter().collect();
        let size = |causes: &[Cause<'_>]| causes.iter().map(|cause| cause.changes.len()).sum::<usize>();
        for (_, causes) in &mut rules {
            causes.sort_by_key(|cause| cause.impact);
        }
        rules.sort_by_key(|(_, causes)| (causes[0].impact, usize::MAX - size(causes)));
        rules
            .into_iter()
            .map(|(rule, causes)| self.section(rule, &causes, anchor))
            .collect()
    }

    fn section(&mut self, rule: ChangeKind, causes: &[Cause<'a>], anchor: &str) -> Section {
        let page = rule.explanation();
        let is_first = self.advised.insert(rule);
        let advice = |text: &'static str| if is_first { text } else { "" };
        let own = |impact| causes.iter().filter(move |cause| cause.impact == impact);
        let count = |impact: Impact| Count {
            impact,
            title: impact.title(),
            meaning: impact.meaning(),
            count: own(impact).map(|cause| cause.changes.len()).sum(),
        };
        let mut counts: Vec<Count> = Impact::ALL.into_iter().map(count).collect();
        counts.retain(|count| count.count > 0);
        Section {
            anchor: format!("{anchor}{}", rule.id()),
            rule: rule.id(),
            what: page.what,
            why: advice(page.why),
            act: advice(page.act),
            total: counts.iter().map(|count| count.count).sum(),
            counts,
            cards: causes.iter().map(|cause| self.card(cause)).collect(),
        }
    }

    fn card(&mut self, cause: &Cause<'a>) -> Card {
        self.cards += 1;
        let first = cause.first();
        let (before, after) = match first.before.is_empty() || first.after.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => highlight::difference(&visible(&first.before), &visible(&first.after)),
        };
        Card {
            number: self.cards,
            impact: cause.impact,
            wire: first.wire.name(),
            source: first.source.name(),
            message: cause.message.clone(),
            before,
            after,
            schema: schema_group(cause),
            operation: operation_group(cause),
            findings: cause.changes.iter().map(|change| self.finding(change)).collect(),
        }
    }

    fn finding(&mut self, change: &'a Change) -> Finding {
        let (operations, list) = match change.operations.len() <= MAX_LISTED {
            true => (self.links(&change.operations), 0),
            false => (Vec::new(), self.list(&change.operations)),
        };
        Finding {
            anchor: self.anchor(&change.fingerprint),
            fingerprint: change.fingerprint.clone(),
            subject: visible(&change.subject),
            locations: self.locations(self.drift.positions(change)),
            also: change.also.iter().map(|one| self.other(one)).collect(),
            versions: self.served.of(change).join(" "),
            operations,
            count: change.operations.len(),
            list,
        }
    }

    fn other(&self, one: &Occurrence) -> Other {
        Other {
            subject: visible(&one.subject),
            locations: self.locations(self.drift.positions_of(one)),
        }
    }

    /// Returns locations without the common folder.
    fn locations(&self, positions: Vec<FilePosition>) -> Vec<String> {
        let positions = positions.iter().map(ToString::to_string);
        let shown =
            positions.map(|position| visible(position.strip_prefix(&self.folder).unwrap_or(&position)));
        shown.collect()
    }

    /// Returns the number of the shared list of these operations.
    fn list(&mut self, operations: &'a [String]) -> usize {
        if let Some(number) = self.list_numbers.get(operations) {
            return *number;
        }
        self.lists.push(self.links(operations));
        self.list_numbers.insert(operations, self.lists.len());
        self.lists.len()
    }

    fn links(&self, operations: &[String]) -> Vec<Link> {
        let link = |id: &String| Link {
            name: visible(id),
            url: self.documentation.get(id.as_str()).map(|url| (*url).to_owned()),
        };
        operations.iter().map(link).collect()
    }

    /// Returns an anchor that the page does not have yet.
    fn anchor(&mut self, fingerprint: &str) -> String {
        let anchor = format!("f-{fingerprint}");
        match self.anchors.insert(anchor.clone()) {
            true => anchor,
            false => format!("{anchor}-{}", self.anchors.len() + self.cards),
        }
    }
}

/// Returns the folder that the locations of all changes have in common, with its slash.
fn folder(drift: &Drift) -> String {
    let changes = || drift.changes.iter().chain(&drift.accepted);
    let files: HashSet<&str> = changes().map(|change| change.location.file.as_str()).collect();
    let mut shown = files.into_iter().map(|file| drift.baseline.shown(file));
    let Some(first) = shown.next() else {
        return String::new();
    };
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    let common = shown.fold(&first[..folder(first)], |common, path| {
        let same = common
            .char_indices()
            .zip(path.chars())
            .take_while(|((_, a), b)| a == b);
        let length = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        &common[..folder(&common[..length])]
    });
    common.to_owned()
}

/// Returns the addresses of documentation that a browser may follow.
fn documentation(api: &Api) -> impl Iterator<Item = (&str, &str)> {
    api.operations.iter().filter_map(|operation| {
        let url = operation.external_docs.as_deref()?;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        is_web.then_some((operation.id.as_str(), url))
    })
}

/// Returns the heading of a cause among schemas.
fn schema_group(cause: &Cause<'_>) -> String {
    let first = causes::schema(cause.first());
    match first {
        None => "Operations".to_owned(),
        Some(_) if cause.changes.iter().any(|change| causes::schema(change) != first) => {
            "Several schemas".to_owned()
        }
        Some(name) => visible(name),
    }
}

/// Returns the heading of a cause among operations.
fn operation_group(cause: &Cause<'_>) -> String {
    let operations = &cause.first().operations;
    if cause
        .changes
        .iter()
        .any(|change| change.operations != *operations)
    {
        return "Several operations".to_owned();
    }
    match operations.as_slice() {
        [] => "No operation".to_owned(),
        [one] => visible(one),
        [first, second] => format!("{}, {}", visible(first), visible(second)),
        [first, rest @ ..] => format!("{} and {} more", visible(first), rest.len()),
    }
}

/// Returns a sentence as HTML: backticks mark code, a date stays on one line, and a line may break before a slash.
fn sentence(text: &str) -> Value {
    let parts = text
        .split('`')
        .enumerate()
        .map(|(number, part)| match number % 2 {
            1 => format!("<code>{}</code>", with_breaks(part)),
            _ => with_whole_dates(part),
        });
    Value::from_safe_string(parts.collect())
}

fn with_whole_dates(text: &str) -> String {
    let words = text.split_inclusive(' ').map(|word| match word.get(..DATE) {
        Some(date) if date.parse::<Date>().is_ok() => {
            format!(
                "<span class=\"whole\">{date}</span>{}",
                with_breaks(&word[DATE..])
            )
        }
        _ => with_breaks(word),
    });
    words.collect()
}

/// The length of a date: `YYYY-MM-DD`.
const DATE: usize = 10;

/// Returns text as HTML, in which a line may break before each slash, but not before the first of a word.
fn with_breaks(text: &str) -> String {
    let text = visible(text);
    let mut html = String::new();
    for piece in text.split_inclusive('/') {
        // A word starts with this slash.
        let starts = piece == "/" || piece.ends_with(" /");
        let (rest, end) = match piece.strip_suffix('/') {
            Some(rest) if starts => (rest, "/"),
            Some(rest) => (rest, "<wbr>/"),
            None => (piece, ""),
        };
        html.push_str(&HtmlEscape(rest).to_string());
        html.push_str(end);
    }
    html
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn lines_break_before_slashes_and_not_in_dates() {
        let html = sentence("`a` is gone (GET /ponds/{id}); announced for 2025-09-30").to_string();
        let expected = "<code>a</code> is gone (GET /ponds<wbr>/{id}); announced for <span class=\"whole\">2025-09-30</span>";
        assert_eq!(html, expected);
        assert_eq!(sentence("`<b>/c`").to_string(), "<code>&lt;b&gt;<wbr>/c</code>");
    }
}
