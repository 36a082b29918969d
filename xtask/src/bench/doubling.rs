//! `bench --part hostile`: doubles hostile documents, and measures at most doubled time.

use super::hostile::{FAMILIES, Hostile};
use super::hostile::{USES, Use};
use crate::CliError;
use generator::SourceFile;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// The tolerated growth of the time beyond that of the document: noise, and the logarithm of sorting.
const TOLERANCE: f64 = 1.35;

/// A difference of time that counts as noise.
const NOISE: f64 = 0.01;

/// The cost of one use of a document and of its double.
pub(super) struct Doubled {
    family: &'static str,
    usage: &'static str,
    /// The sizes of the documents in bytes.
    bytes: [usize; 2],
    seconds: [f64; 2],
}

impl Doubled {
    fn is_superlinear(&self) -> bool {
        self.seconds[1] > self.seconds[0] * self.growth() * TOLERANCE + NOISE
    }

    fn growth(&self) -> f64 {
        self.bytes[1] as f64 / self.bytes[0] as f64
    }
}

/// Measures all families whose name contains `filter`; the shortest of `runs` counts.
///
/// # Errors
///
/// Returns an error if the thread cannot be started.
pub(super) fn measure(filter: &str, runs: u8) -> Result<Vec<Doubled>, CliError> {
    let filter = filter.to_owned();
    let all = move || {
        let families = FAMILIES.iter().filter(|family| family.name.contains(&filter));
        families
            .flat_map(|family| USES.iter().map(move |usage| doubled(family, usage, runs)))
            .collect()
    };
    let thread = std::thread::Builder::new().stack_size(crate::STACK).spawn(all);
    let measured = thread.ok().and_then(|thread| thread.join().ok());
    measured.ok_or_else(|| CliError::new("the measurement ended early", "report this as a fault"))
}

fn doubled(family: &Hostile, (usage, act): &Use, runs: u8) -> Doubled {
    let measured = [2, 4].map(|factor| {
        let (name, text) = (family.document)(family.size * factor);
        let file = SourceFile::new(name, text);
        let times = (0..runs).map(|_| time(&file, *act));
        (file.bytes.len(), times.min().unwrap_or_default().as_secs_f64())
    });
    Doubled {
        family: family.name,
        usage,
        bytes: measured.map(|(bytes, _)| bytes),
        seconds: measured.map(|(_, seconds)| seconds),
    }
}

fn time(file: &SourceFile, act: fn(&SourceFile) -> usize) -> Duration {
    let start = Instant::now();
    act(file);
    start.elapsed()
}

/// Returns true if a use takes more than twice the time.
pub(super) fn is_found(rows: &[Doubled]) -> bool {
    rows.iter().any(Doubled::is_superlinear)
}

/// Formats the figures as a table for people.
pub(super) fn table(rows: &[Doubled]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{:62} {:>8} {:>9} {:>9} {:>7} {:>7}\n",
        "a hostile document and its double", "", "seconds", "doubled", "bytes x", "time x"
    );
    for row in rows {
        let mark = if row.is_superlinear() { "  superlinear" } else { "" };
        let [before, after] = row.seconds;
        let _ = writeln!(
            text,
            "{:62} {:>8} {before:9.4} {after:9.4} {:7.2} {:7.2}{mark}",
            row.family,
            row.usage,
            row.growth(),
            after / before.max(1e-9),
        );
    }
    text
}

/// Returns the figures as JSON.
pub(super) fn json(rows: &[Doubled]) -> serde_json::Value {
    let row = |row: &Doubled| {
        serde_json::json!({
            "document": row.family,
            "use": row.usage,
            "bytes": row.bytes,
            "seconds": row.seconds,
            "superlinear": row.is_superlinear(),
        })
    };
    rows.iter().map(row).collect()
}
