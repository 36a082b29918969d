//! Turns the report of the generated crate into diagnostics and lines.

use generator::diagnostic::{Diagnostic, Location};
use generator::escape;
use serde_json::Value;

/// The bodies of an entry, and their pointers in an archive.
const BODIES: [(&str, &str); 2] = [
    ("request", "request/postData/text"),
    ("response", "response/content/text"),
];

/// Returns a diagnostic for each finding of a report about `file`.
pub(super) fn diagnostics(file: &str, report: &Value) -> Vec<Diagnostic> {
    entries(report).flat_map(|entry| of_entry(file, entry)).collect()
}

fn of_entry(file: &str, entry: &Value) -> Vec<Diagnostic> {
    let at = |part: &str| Location::new(file, format!("/log/entries/{}/{part}", entry["index"]));
    if entry["operation"].is_null() {
        let message = format!(
            "no operation matches `{} {}`",
            text(&entry["method"]),
            text(&entry["path"])
        );
        let help = "check the specification, or allow `unmatched-request`";
        return vec![Diagnostic::new(
            "unmatched-request",
            at("request/url"),
            message,
            help,
        )];
    }
    let bodies = BODIES.into_iter();
    bodies
        .flat_map(|(side, part)| of_body(side, &at(part), &entry[side]))
        .collect()
}

fn of_body(side: &str, at: &Location, body: &Value) -> Vec<Diagnostic> {
    let undecodable = body["reason"].as_str().map(|reason| {
        let message = format!("the {side} body cannot be decoded: {reason}");
        let help = "correct the specification, or record the exchange again";
        Diagnostic::new("undecodable-body", at.clone(), message, help)
    });
    let violations = list(&body["violations"]).map(|violation| {
        let message = format!(
            "the {side} body violates the specification at `{}`: {}",
            text(&violation["pointer"]),
            text(&violation["message"])
        );
        let help = "correct the specification where the service is right";
        Diagnostic::new("invalid-body", at.clone(), message, help)
    });
    let lost = list(&body["lost"]).map(|pointer| {
        let message = format!("a round trip of the {side} body loses `{}`", text(pointer));
        let help = "report this with the document: unknown values have to be kept";
        Diagnostic::new("lost-value", at.clone(), message, help)
    });
    undecodable.into_iter().chain(violations).chain(lost).collect()
}

/// Returns a line for each entry, and one with the counts.
pub(super) fn lines(report: &Value) -> String {
    let summary = &report["summary"];
    let counts = ["matched", "unmatched", "undecodable", "with_violations"];
    let counts = counts.map(|name| format!("{} {}", summary[name], name.replace('_', " ")));
    let entries = entries(report).map(line);
    entries.chain([counts.join(", ") + "\n"]).collect()
}

fn line(entry: &Value) -> String {
    let result = match entry["operation"].as_str() {
        None => "no operation matches".to_owned(),
        Some(operation) => format!(
            "{operation} {}, request {}, response {} {}",
            text(&entry["version"]),
            text(&entry["request"]["outcome"]),
            entry["response"]["status"],
            text(&entry["response"]["outcome"]),
        ),
    };
    let line = format!(
        "{} {} {}: {result}",
        entry["index"],
        text(&entry["method"]),
        text(&entry["path"])
    );
    escape::visible(&line) + "\n"
}

fn entries(report: &Value) -> impl Iterator<Item = &Value> {
    list(&report["entries"])
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
