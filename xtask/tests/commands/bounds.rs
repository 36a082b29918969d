//! Work and memory are bounded by the size of the input, whatever it says.

use generator::diagnostic::Levels;
use generator::ir::Date;
use generator::{Failed, Options, SourceFile, bundle, diagnostic, drift, generate};
use openapi_crate::bench::hostile::{FAMILIES, Hostile};
use std::time::{Duration, Instant};

/// A use of the generator, by name.
type Use = (&'static str, fn(&SourceFile));

/// What a group is given to: each way a document can take.
const USES: [Use; 3] = [
    ("generate", |file| {
        match generate(
            vec![file.clone()],
            &Options {
                crate_name: "x".into(),
                ..Options::default()
            },
        ) {
            Ok(made) => drop(diagnostic::render(&made.warnings, &made.sources)),
            Err(failed) => drop(rendered(&failed)),
        }
    }),
    ("drift", |file| {
        let today = Date {
            year: 2026,
            month: 1,
            day: 1,
        };
        let input = drift::Input {
            baseline: vec![file.clone()],
            settings: Vec::new(),
            upstream: vec![file.clone()],
            origins: Default::default(),
            only: Vec::new(),
            today,
        };
        match drift::drift(input) {
            Ok(drift) => drop(drift.render(drift::Format::Html)),
            Err(failed) => drop(failed.iter().map(rendered).collect::<String>()),
        }
    }),
    ("bundle", |file| {
        if let Err(failed) = bundle::bundle(vec![file.clone()], false, &Levels::default()) {
            drop(rendered(&failed));
        }
    }),
];

fn rendered(failed: &Failed) -> String {
    let text = diagnostic::render(&failed.diagnostics, &failed.sources);
    assert!(!text.is_empty(), "a failure without a reason");
    text
}

fn cost(group: &Hostile, size: usize, act: fn(&SourceFile)) -> (usize, Duration) {
    let (name, text) = (group.document)(size);
    let file = SourceFile::new(name, text);
    let start = Instant::now();
    act(&file);
    (file.bytes.len(), start.elapsed())
}

#[test]
fn four_times_the_document_takes_less_than_eight_times_the_work() {
    let measure = std::thread::Builder::new()
        .stack_size(openapi_crate::STACK)
        .spawn(measure);
    let slow = measure.unwrap().join().unwrap();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Returns a line for each family and use that takes more.
fn measure() -> Vec<String> {
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let mut slow = Vec::new();
    for group in FAMILIES.iter().filter(|group| group.name.contains(&wanted)) {
        for (name, act) in USES {
            let (small, once) = cost(group, group.size, act);
            let (large, more) = cost(group, group.size * 4, act);
            let bytes = large as f64 / small as f64;
            let allowed = once.mul_f64(2.0 * bytes) + Duration::from_millis(100);
            if more > allowed {
                slow.push(format!(
                    "{name}, {}: {once:?} for {small} bytes, {more:?} for {large}",
                    group.name
                ));
            }
        }
    }
    slow
}
