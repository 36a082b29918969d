//! Operations by version over time: one chart for each operation, in percent of its width, so that it scales.

use hashbrown::HashMap;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::escape::visible;
use crate::ir::{Api, Date, Operation, Revision, Version};

/// The right end of the time axis, in percent of the width. Versions without a date are to the right of it.
const AXIS: f64 = 84.0;
/// The left edge of versions without a date.
const UNDATED: f64 = 86.0;
/// The height of the lane of a version, in pixels.
const LANE: usize = 20;
/// Above this number of operations, only those whose versions differ between the documents are drawn.
const MAX_COMPLETE: usize = 40;
/// The maximum number of years with a label.
const MAX_YEARS: usize = 6;

/// The charts, with their common axis.
#[derive(Serialize)]
pub(super) struct Timeline {
    today: Mark,
    years: Vec<Mark>,
    undated: f64,
    rows: Vec<Row>,
    /// The number of operations that are not drawn, because their versions are equal in both documents.
    unchanged: usize,
    /// The number of drawn operations that a print omits.
    quiet: usize,
}

/// A label on the axis.
#[derive(Serialize)]
struct Mark {
    x: f64,
    text: String,
    /// Whether the label is to the left of its line.
    left: bool,
}

/// One operation.
#[derive(Serialize)]
struct Row {
    name: String,
    /// The description of the chart.
    summary: String,
    height: usize,
    bars: Vec<Bar>,
    /// Whether both documents have the same versions without a sunset.
    is_quiet: bool,
}

/// The lifetime of one version.
#[derive(Serialize)]
struct Bar {
    x: f64,
    y: usize,
    width: f64,
    /// `current`, `ending`, `over`, `new` or `gone`.
    state: &'static str,
    label: String,
    /// Whether the label is to the left of the bar.
    left: bool,
}

/// Draws the operations of both models on the day `today`.
pub(super) fn draw(old: &Api, new: &Api, today: Date) -> Timeline {
    let all = operations(old, new);
    let total = all.len();
    let drawn: Vec<Lives<'_>> = match total > MAX_COMPLETE {
        true => all.into_iter().filter(Lives::differ).collect(),
        false => all,
    };
    let scale = Scale::of(&drawn, today);
    let x = scale.x(today);
    Timeline {
        today: Mark {
            x,
            text: today.to_string(),
            left: x > AXIS / 2.0,
        },
        years: scale.years(),
        undated: UNDATED,
        unchanged: total - drawn.len(),
        quiet: drawn.iter().filter(|lives| lives.is_quiet()).count(),
        rows: drawn.iter().map(|lives| row(lives, &scale, today)).collect(),
    }
}

/// The versions of one operation in both models.
struct Lives<'a> {
    operation: &'a str,
    lives: Vec<Life<'a>>,
}

/// A version that is in both models, or in one.
struct Life<'a> {
    old: Option<&'a Revision>,
    revision: &'a Revision,
    is_gone: bool,
}

impl Lives<'_> {
    fn differ(&self) -> bool {
        let same =
            |life: &Life<'_>| !life.is_gone && life.old.is_some_and(|old| old.sunset == life.revision.sunset);
        !self.lives.iter().all(same)
    }

    fn is_quiet(&self) -> bool {
        !self.differ() && self.lives.iter().all(|life| life.revision.sunset.is_none())
    }
}

fn operations<'a>(old: &'a Api, new: &'a Api) -> Vec<Lives<'a>> {
    let by_route: HashMap<_, _> = new
        .operations
        .iter()
        .map(|operation| (operation.route(), operation))
        .collect();
    let by_id: HashMap<_, _> = new
        .operations
        .iter()
        .map(|operation| (operation.id.as_str(), operation))
        .collect();
    let mut all = Vec::new();
    let mut met = BTreeSet::new();
    for operation in &old.operations {
        let found = by_route
            .get(&operation.route())
            .or_else(|| by_id.get(operation.id.as_str()));
        let now = found.copied();
        met.extend(now.map(|now| now.id.as_str()));
        all.push(lives(&operation.id, Some(operation), now));
    }
    let added = new
        .operations
        .iter()
        .filter(|operation| !met.contains(operation.id.as_str()));
    all.extend(added.map(|operation| lives(&operation.id, None, Some(operation))));
    all
}

fn lives<'a>(id: &'a str, old: Option<&'a Operation>, new: Option<&'a Operation>) -> Lives<'a> {
    let revisions =
        |operation: Option<&'a Operation>| operation.map_or(&[][..], |one| one.revisions.as_slice());
    let (before, after) = (revisions(old), revisions(new));
    let is_same = |a: &Revision, b: &Revision| a.media_type == b.media_type;
    let mut lives: Vec<Life<'_>> = after
        .iter()
        .map(|revision| Life {
            old: before.iter().find(|other| is_same(other, revision)),
            revision,
            is_gone: false,
        })
        .collect();
    let gone = before
        .iter()
        .filter(|old| !after.iter().any(|new| is_same(old, new)));
    lives.extend(gone.map(|revision| Life {
        old: Some(revision),
        revision,
        is_gone: true,
    }));
    lives.sort_by(|a, b| a.revision.media_type.cmp(&b.revision.media_type));
    Lives { operation: id, lives }
}

fn row(lives: &Lives<'_>, scale: &Scale, today: Date) -> Row {
    let lanes = lives.lives.iter().enumerate();
    let bars: Vec<Bar> = lanes.map(|(lane, life)| bar(life, lane, scale, today)).collect();
    let words: Vec<String> = bars
        .iter()
        .map(|bar| format!("{} ({})", bar.label, bar.state))
        .collect();
    Row {
        name: visible(lives.operation),
        summary: words.join(", "),
        height: bars.len() * LANE,
        bars,
        is_quiet: lives.is_quiet(),
    }
}

fn bar(life: &Life<'_>, lane: usize, scale: &Scale, today: Date) -> Bar {
    let sunset = life.revision.sunset;
    let state = match (life.is_gone, life.old, sunset) {
        (true, ..) => "gone",
        (_, None, _) => "new",
        (.., Some(date)) if date <= today => "over",
        (.., Some(_)) => "ending",
        _ => "current",
    };
    let until = sunset.map(|date| format!(" until {date}")).unwrap_or_default();
    let (x, right, name) = match life.revision.media_type.version {
        Some(version) => match version.date() {
            Some(date) if version.is_stable() => (
                scale.x(date),
                sunset.map_or(AXIS, |end| scale.x(end)),
                date.to_string(),
            ),
            Some(date) => (scale.x(date), AXIS, format!("{date} upcoming")),
            None => (UNDATED, 100.0, version.to_string()),
        },
        None => (UNDATED, 100.0, life.revision.media_type.to_string()),
    };
    let left = x > AXIS / 2.0;
    Bar {
        x,
        y: lane * LANE + 1,
        width: rounded((right - x).max(0.6)),
        state,
        label: visible(&format!("{name}{until}")),
        left,
    }
}

/// Days to percent of the width.
struct Scale {
    first: i64,
    last: i64,
    years: Vec<u16>,
}

impl Scale {
    /// Returns the range from the January before the first date to the January after the last one.
    fn of(drawn: &[Lives<'_>], today: Date) -> Self {
        let revisions = drawn.iter().flat_map(|row| &row.lives).map(|life| life.revision);
        let dates = revisions.flat_map(|revision| {
            let start = revision.media_type.version.and_then(Version::date);
            [start, revision.sunset]
        });
        let years: BTreeSet<u16> = dates.flatten().chain([today]).map(|date| date.year).collect();
        let first = years.first().copied().unwrap_or(today.year);
        let last = years.last().copied().unwrap_or(today.year);
        Self {
            first: january(first),
            last: january(last + 1),
            years: (first..=last).collect(),
        }
    }

    fn x(&self, date: Date) -> f64 {
        let share = (date.days() - self.first) as f64 / (self.last - self.first) as f64;
        rounded(share * AXIS)
    }

    /// Returns the Januaries; only some of them have a label.
    fn years(&self) -> Vec<Mark> {
        let years = self.years.iter().step_by(self.years.len().div_ceil(MAX_YEARS));
        let mark = |year: &u16| Mark {
            x: self.x(Date {
                year: *year,
                month: 1,
                day: 1,
            }),
            text: year.to_string(),
            left: false,
        };
        years.map(mark).collect()
    }
}

/// Returns a share in hundredths of a percent: more cannot be seen.
fn rounded(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

fn january(year: u16) -> i64 {
    let first = Date {
        year,
        month: 1,
        day: 1,
    };
    first.days()
}
