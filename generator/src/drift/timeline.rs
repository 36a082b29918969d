//! Operations by versions over time, as coordinates for the page's drawing.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::ir::{Api, Date, Operation, Revision, Version};

/// Width of the names on the left, in pixels.
const NAMES: f64 = 380.0;
/// Width of the time axis.
const AXIS: f64 = 560.0;
/// Width of the column for versions without a date.
const UNDATED: f64 = 210.0;
/// Height of a version's lane, and of the head that holds the years.
const LANE: f64 = 22.0;
const HEAD: f64 = 30.0;
/// Space between two operations.
const GAP: f64 = 8.0;

/// The drawing.
#[derive(Serialize)]
pub(super) struct Picture {
    width: f64,
    height: f64,
    /// Left edge of the column for versions without a date.
    undated: f64,
    today: f64,
    years: Vec<Mark>,
    names: Vec<Mark>,
    bars: Vec<Bar>,
}

/// A text at a place.
#[derive(Serialize)]
struct Mark {
    x: f64,
    y: f64,
    text: String,
}

/// The life of one version of one operation.
#[derive(Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    /// `current`, `ending`, `over`, `new` or `gone`.
    state: &'static str,
    label: String,
    /// What is told of it in full.
    title: String,
}

/// Draws all operations of both models on the day `today`.
pub(super) fn draw(old: &Api, new: &Api, today: Date) -> Picture {
    let rows = rows(old, new);
    let scale = Scale::of(&rows, today);
    let (mut names, mut bars) = (Vec::new(), Vec::new());
    let mut y = HEAD;
    for row in &rows {
        names.push(Mark {
            x: 0.0,
            y: y + LANE * 0.7,
            text: row.name.to_owned(),
        });
        for life in &row.lives {
            bars.push(bar(life, row.name, y, &scale, today));
            y += LANE;
        }
        y += GAP;
    }
    Picture {
        width: NAMES + AXIS + UNDATED,
        height: y,
        undated: NAMES + AXIS,
        today: scale.x(today),
        years: scale.years(),
        names,
        bars,
    }
}

struct Row<'a> {
    name: &'a str,
    lives: Vec<Life<'a>>,
}

/// One version in both models, or in one.
struct Life<'a> {
    old: Option<&'a Revision>,
    new: Option<&'a Revision>,
}

impl Life<'_> {
    fn revision(&self) -> &Revision {
        self.new.or(self.old).expect("a life is in one of the models")
    }
}

fn rows<'a>(old: &'a Api, new: &'a Api) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut met = BTreeSet::new();
    for operation in &old.operations {
        let route = operation.route();
        let now = new
            .operations
            .iter()
            .find(|other| other.route() == route || other.id == operation.id);
        met.extend(now.map(|now| now.id.as_str()));
        rows.push(Row {
            name: &operation.id,
            lives: lives(Some(operation), now),
        });
    }
    let added = new
        .operations
        .iter()
        .filter(|operation| !met.contains(operation.id.as_str()));
    rows.extend(added.map(|operation| Row {
        name: &operation.id,
        lives: lives(None, Some(operation)),
    }));
    rows
}

fn lives<'a>(old: Option<&'a Operation>, new: Option<&'a Operation>) -> Vec<Life<'a>> {
    let of =
        |operation: Option<&'a Operation>| operation.map(|own| own.revisions.as_slice()).unwrap_or_default();
    let (before, after) = (of(old), of(new));
    let mut media: Vec<_> = before
        .iter()
        .chain(after)
        .map(|revision| &revision.media_type)
        .collect();
    media.sort();
    media.dedup();
    let find = |list: &'a [Revision], media| list.iter().find(|revision| &revision.media_type == media);
    media
        .into_iter()
        .map(|media| Life {
            old: find(before, media),
            new: find(after, media),
        })
        .collect()
}

fn bar(life: &Life<'_>, operation: &str, y: f64, scale: &Scale, today: Date) -> Bar {
    let revision = life.revision();
    let sunset = revision.sunset;
    let state = match (life.old, life.new, sunset) {
        (_, None, _) => "gone",
        (None, ..) => "new",
        (.., Some(date)) if date <= today => "over",
        (.., Some(_)) => "ending",
        _ => "current",
    };
    let end = sunset.map(|date| format!(" until {date}")).unwrap_or_default();
    let (x, right, label) = match revision.media_type.version {
        Some(Version::Stable(date)) => (
            scale.x(date),
            sunset.map_or(NAMES + AXIS, |end| scale.x(end)),
            format!("{date}{end}"),
        ),
        Some(Version::Upcoming(date)) => (scale.x(date), NAMES + AXIS, format!("{date} upcoming")),
        Some(Version::Preview) => (
            NAMES + AXIS + 8.0,
            NAMES + AXIS + UNDATED,
            format!("preview{end}"),
        ),
        None => (
            NAMES + AXIS + 8.0,
            NAMES + AXIS + UNDATED,
            "any version".to_owned(),
        ),
    };
    Bar {
        x,
        y: y + 2.0,
        width: (right - x).max(4.0),
        height: LANE - 4.0,
        state,
        label,
        title: format!("{operation}: {}{end} ({state})", revision.media_type),
    }
}

/// Days to pixels.
struct Scale {
    first: i64,
    last: i64,
}

impl Scale {
    /// From the January before everything to the January after it.
    fn of(rows: &[Row<'_>], today: Date) -> Self {
        let lives = rows.iter().flat_map(|row| &row.lives).map(Life::revision);
        let dates = lives.flat_map(|revision| {
            let start = match revision.media_type.version {
                Some(Version::Stable(date) | Version::Upcoming(date)) => Some(date),
                _ => None,
            };
            [start, revision.sunset]
        });
        let years: Vec<u16> = dates.flatten().chain([today]).map(|date| date.year).collect();
        let first = years.iter().min().copied().unwrap_or(today.year);
        let last = years.iter().max().copied().unwrap_or(today.year) + 1;
        Self {
            first: january(first),
            last: january(last),
        }
    }

    fn x(&self, date: Date) -> f64 {
        let share = (date.days() - self.first) as f64 / (self.last - self.first) as f64;
        // A tenth of a pixel is all that can be seen.
        ((NAMES + share * AXIS) * 10.0).round() / 10.0
    }

    fn years(&self) -> Vec<Mark> {
        let all = (0..=9999).filter(|year| (self.first..self.last).contains(&january(*year)));
        all.map(|year| Mark {
            x: self.x(Date {
                year,
                month: 1,
                day: 1,
            }),
            y: HEAD * 0.6,
            text: year.to_string(),
        })
        .collect()
    }
}

fn january(year: u16) -> i64 {
    let first = Date {
        year,
        month: 1,
        day: 1,
    };
    first.days()
}
