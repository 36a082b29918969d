//! Renders the report as JUnit XML, for the test reports of CI systems.

use std::collections::BTreeMap;

use super::impact::Impact;
use super::{Drift, fail_on, text};
use crate::compare::{Change, ChangeKind};
use crate::escape::xml;

/// Renders a suite for each rule with a case for each change: breaking changes failed, and accepted ones were skipped.
pub(super) fn render(drift: &Drift) -> String {
    let mut suites: BTreeMap<ChangeKind, Suite> = BTreeMap::new();
    for change in &drift.changes {
        suites.entry(change.rule).or_default().add(drift, change, false);
    }
    for change in &drift.accepted {
        suites.entry(change.rule).or_default().add(drift, change, true);
    }
    let sum = |count: fn(&Suite) -> usize| suites.values().map(count).sum::<usize>();
    let properties = properties(drift);
    // A report without a case counts as an error in some tools.
    let nothing = suites.is_empty();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"drift: {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
        xml(&text::summary(drift)),
        sum(|suite| suite.tests) + usize::from(nothing),
        sum(|suite| suite.failures),
        sum(|suite| suite.skipped),
    );
    if nothing {
        out.push_str("<testsuite name=\"drift\" tests=\"1\" failures=\"0\" skipped=\"0\">\n");
        out.push_str(&properties);
        out.push_str("<testcase classname=\"drift\" name=\"no drift\"/>\n</testsuite>\n");
    }
    for (rule, suite) in &suites {
        let Suite {
            tests,
            failures,
            skipped,
            cases,
        } = suite;
        out.push_str(&format!(
            "<testsuite name=\"{rule}\" tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\">\n{properties}{cases}</testsuite>\n",
        ));
    }
    out.push_str("</testsuites>\n");
    out
}

/// Returns the compared documents; the format allows properties only in suites.
fn properties(drift: &Drift) -> String {
    let rows = drift.provenance.rows();
    let rows = rows
        .iter()
        .map(|(name, value)| format!("<property name=\"{name}\" value=\"{}\"/>\n", xml(value)));
    format!("<properties>\n{}</properties>\n", rows.collect::<String>())
}

/// The changes of one kind.
#[derive(Default)]
struct Suite {
    tests: usize,
    failures: usize,
    skipped: usize,
    cases: String,
}

impl Suite {
    fn add(&mut self, drift: &Drift, change: &Change, is_accepted: bool) {
        self.tests += 1;
        let position = drift.position(change);
        self.cases.push_str(&format!(
            "<testcase classname=\"drift.{}\" name=\"{} [{}]\" file=\"{}\" line=\"{}\">",
            change.rule,
            xml(&change.message),
            xml(&change.fingerprint),
            xml(&position.file),
            position.line,
        ));
        let kind = Impact::of(change).name();
        let details = details(drift, change);
        if is_accepted {
            self.skipped += 1;
            self.cases.push_str("<skipped message=\"accepted\"/>");
        } else if fail_on::weight(change) == fail_on::Weight::Error {
            self.failures += 1;
            let message = xml(&change.message);
            self.cases.push_str(&format!(
                "<failure type=\"{kind}\" message=\"{message}\">{details}</failure>"
            ));
        } else {
            self.cases
                .push_str(&format!("<system-out>{kind}\n{details}</system-out>"));
        }
        self.cases.push_str("</testcase>\n");
    }
}

fn details(drift: &Drift, change: &Change) -> String {
    let mut lines: Vec<String> = drift.positions(change).iter().map(ToString::to_string).collect();
    lines.push(format!("clients: {}, source: {}", change.wire, change.source));
    if !change.before.is_empty() {
        lines.push(format!("before: {}", change.before));
    }
    if !change.after.is_empty() {
        lines.push(format!("after: {}", change.after));
    }
    if !change.operations.is_empty() {
        lines.push(format!("operations: {}", change.operations.join(", ")));
    }
    lines.push(format!("to do: {}", change.rule.explanation().act));
    let lines: Vec<String> = lines.iter().map(|line| xml(line)).collect();
    lines.join("\n")
}
