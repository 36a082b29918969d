//! Work and memory are bounded by the size of the input, whatever it says.

use generator::ir::Date;
use generator::{Failed, Options, SourceFile, bundle, diagnostic, drift, generate};
use std::time::Duration;
use xtask::bench::hostile::{FAMILIES, Hostile};

/// What a group is given to: each way a document can take.
const USES: [(&str, fn(&SourceFile)); 3] = [
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
            only: Vec::new(),
            today,
        };
        match drift::drift(input) {
            Ok(drift) => drop(drift.render(drift::Format::Html)),
            Err(failed) => drop(failed.iter().map(rendered).collect::<String>()),
        }
    }),
    ("bundle", |file| {
        if let Err(failed) = bundle::bundle(vec![file.clone()], false) {
            drop(rendered(&failed));
        }
    }),
];

fn rendered(failed: &Failed) -> String {
    let text = diagnostic::render(&failed.diagnostics, &failed.sources);
    assert!(!text.is_empty(), "a failure without a reason");
    text
}

/// The time that this thread has spent on a processor, which what else runs does not lengthen.
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

fn cost(group: &Hostile, size: usize, act: fn(&SourceFile)) -> (usize, Duration) {
    let (name, text) = (group.document)(size);
    let file = SourceFile::new(name, text);
    let start = spent();
    act(&file);
    (file.bytes.len(), spent() - start)
}

#[test]
fn four_times_the_document_takes_less_than_eight_times_the_work() {
    if spent().is_zero() {
        return eprintln!("skipped: the system does not say what a thread spends");
    }
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let mut slow = Vec::new();
    for group in FAMILIES.iter().filter(|group| group.name.contains(&wanted)) {
        for (name, act) in USES {
            let (small, once) = cost(group, group.size, act);
            let (large, more) = cost(group, group.size * 4, act);
            println!(
                "{name}, {}: {small} B {once:?}, {large} B {more:?}, x{:.1}",
                group.name,
                more.as_secs_f64() / once.as_secs_f64().max(1e-9)
            );
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
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
