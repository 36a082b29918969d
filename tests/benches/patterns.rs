//! The five patterns of the restore crate against the `regex` crate: nanoseconds for one string, and the
//! speedup.

use atlas_restore_jobs::runtime::ValidatedString;
use atlas_restore_jobs::runtime::contract::{Limit, Pattern, StringRule};
use atlas_restore_jobs::{ClusterName, DeploymentItemName, ObjectId, OplogTimestamp, PrivateEndpointId};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The test strings of a pattern: its name, strings that match and strings that do not.
const TEXTS: [(&str, &[&str], &[&str]); 5] = [
    (
        "ObjectId",
        &["32b6e34b3d91647abb20e7b8", "000000000000000000000000"],
        &[
            "32b6e34b3d91647abb20e7bg",
            "32B6E34B3D91647ABB20E7B8",
            "32b6e34b3d91647abb20e7b",
            "Cluster0",
        ],
    ),
    (
        "ClusterName",
        &["Cluster0", "my-sharded-cluster-in-frankfurt"],
        &[
            "-Cluster0",
            "my sharded cluster",
            "Cluster_0",
            "cluster-of-some-other-name!",
        ],
    ),
    (
        "DeploymentItemName",
        &["Cluster0", "Größe(alt):10.5", "my-sharded-cluster-in-frankfurt"],
        &[
            "Cluster#0",
            "",
            "my sharded cluster",
            "cluster-of-some-other-name!",
        ],
    ),
    (
        "OplogTimestamp",
        &["2024-01-31T12:00:00Z", "2024-02-29T23:59:59.123456789+00:00"],
        &[
            "2023-02-29T12:00:00Z",
            "2024-01-31 12:00:00",
            "2024-01-31T12:00:00",
            "1199145600",
        ],
    ),
    (
        "PrivateEndpointId",
        &["vpce-0123456789abcdef0"],
        &[
            "vpce-0123456789abcdef",
            "vpc-0123456789abcdef01",
            "https://example.com/some/where/else",
        ],
    ),
];

/// A type of strings with a pattern.
trait Patterned {
    const PATTERN: &'static Pattern;
}

impl<R: StringRule> Patterned for ValidatedString<R> {
    const PATTERN: &'static Pattern = match R::RULE {
        Limit::Pattern(pattern) => pattern,
        _ => panic!("the rule is a pattern"),
    };
}

/// The patterns of the crate.
const PATTERNS: [&Pattern; 5] = [
    ObjectId::PATTERN,
    ClusterName::PATTERN,
    DeploymentItemName::PATTERN,
    OplogTimestamp::PATTERN,
    PrivateEndpointId::PATTERN,
];

/// The number of copies of a string that are checked at once, so that the cost of measuring is negligible.
const COPIES: usize = 1_000;

/// Returns the minimum time of a check over several rounds, in nanoseconds.
fn nanoseconds(text: &str, check: impl Fn(&str) -> bool) -> f64 {
    let texts = vec![text.to_owned(); COPIES];
    let round = |_| {
        let texts = black_box(&texts);
        let start = Instant::now();
        black_box(texts.iter().filter(|text| check(text)).count());
        start.elapsed()
    };
    let best = (0..400).map(round).min().unwrap_or(Duration::MAX);
    best.as_nanos() as f64 / COPIES as f64
}

fn main() {
    let mut worst = f64::MAX;
    println!(
        "{:>8} {:>8} {:>6}  {:18} text",
        "ours/ns", "regex/ns", "ratio", "pattern"
    );
    for (name, accepted, rejected) in TEXTS {
        let pattern = PATTERNS
            .iter()
            .find(|pattern| pattern.name == Some(name))
            .expect(name);
        // Both have ASCII digits, as in ECMA-262.
        let regex = regex::Regex::new(&pattern.text.replace(r"\d", "[0-9]")).expect(name);
        let texts = accepted
            .iter()
            .map(|text| (text, true))
            .chain(rejected.iter().map(|text| (text, false)));
        for (text, matches) in texts {
            assert_eq!(
                [pattern.matches(text), regex.is_match(text)],
                [matches; 2],
                "{name} {text}"
            );
            let ours = nanoseconds(text, |text| pattern.matches(text));
            let theirs = nanoseconds(text, |text| regex.is_match(text));
            worst = worst.min(theirs / ours);
            let sign = if matches { '+' } else { '-' };
            println!(
                "{ours:8.1} {theirs:8.1} {:6.1}  {name:18} {sign} {text}",
                theirs / ours
            );
        }
    }
    println!("worst ratio {worst:.2} (target 1; ObjectId 15)");
}
