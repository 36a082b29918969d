//! Renders the report as SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Drift, FilePosition, Provenance, fail_on, references};
use crate::compare::{Change, ChangeKind};
use crate::escape;

/// Renders one run, with the rules of its results and a result for each change.
pub(super) fn render(drift: &Drift) -> String {
    let rules: Vec<ChangeKind> = drift
        .changes
        .iter()
        .map(|change| change.rule)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let results: Vec<Value> = drift
        .changes
        .iter()
        .map(|change| result(drift, change, &rules))
        .collect();
    let notes: Vec<Value> = drift
        .notes
        .iter()
        .map(
            |note| json!({"level": "note", "message": {"text": plain(&format!("{}: {}", note.position, note.message))}}),
        )
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": Provenance::TOOL,
                "version": Provenance::VERSION,
                "semanticVersion": Provenance::VERSION,
                "rules": rules.iter().map(|rule| described(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notes}],
            "results": results,
            "properties": compared(drift),
        }],
    });
    format!("{}\n", escape::json(&format!("{log:#}")))
}

/// Returns the compared documents as a property bag.
fn compared(drift: &Drift) -> Value {
    let rows = drift.provenance.rows().into_iter();
    let rows = rows.map(|(label, value)| (label.to_owned(), Value::String(plain(&value))));
    Value::Object(rows.collect())
}

fn described(rule: ChangeKind) -> Value {
    let page = rule.explanation();
    let help = format!("{}\n\n{}\n\nTo do: {}", page.what, page.why, page.act);
    let markdown = format!(
        "**{}**\n\n{}\n\n**To do:** {}\n\n`drift --explain {rule}` prints this text. [Specification]({})",
        page.what,
        page.why,
        page.act,
        references::specification(rule)
    );
    json!({
        "id": rule.id(),
        "name": camel_case(rule.id()),
        "shortDescription": {"text": page.what},
        "fullDescription": {"text": format!("{} {}", page.what, page.why)},
        "helpUri": references::specification(rule),
        "help": {"text": help, "markdown": markdown},
    })
}

/// Returns an identifier of a rule as SARIF recommends it (3.49.7); it differs from the id in more than its case.
fn camel_case(id: &str) -> String {
    if !id.contains('-') {
        return format!("{}Changed", camel_case(&format!("value-{id}")));
    }
    let words = id.split('-').map(|word| {
        let (first, rest) = word.split_at(usize::from(!word.is_empty()));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    words.collect()
}

fn result(drift: &Drift, change: &Change, rules: &[ChangeKind]) -> Value {
    let position = drift.position(change);
    let level = match fail_on::weight(change) {
        fail_on::Weight::Error => "error",
        fail_on::Weight::Warning => "warning",
        fail_on::Weight::Note => "note",
    };
    let others = drift.positions(change).into_iter().skip(1);
    let also = change.also.iter().flat_map(|one| drift.positions_of(one));
    let related: Vec<Value> = others
        .chain(also)
        .enumerate()
        .map(|(index, position)| json!({"id": index, "physicalLocation": physical(&position)}))
        .collect();
    json!({
        "ruleId": change.rule.id(),
        "ruleIndex": rules.iter().position(|rule| *rule == change.rule),
        "level": level,
        "message": {"text": plain(&change.message)},
        "locations": [{"physicalLocation": physical(&position)}],
        "relatedLocations": related,
        "partialFingerprints": {"change/v1": change.fingerprint},
        "properties": {
            "wire": change.wire.name(),
            "source": change.source.name(),
            "operations": change.operations,
            "before": change.before,
            "after": change.after,
        },
    })
}

fn physical(position: &FilePosition) -> Value {
    json!({
        "artifactLocation": {"uri": uri(&position.file)},
        "region": {"startLine": position.line, "startColumn": position.column},
    })
}

/// Returns a message without the embedded links of SARIF (3.11.6).
fn plain(message: &str) -> String {
    match message.contains("](") {
        true => escape::visible(message)
            .replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]"),
        false => escape::visible(message),
    }
}

/// Encodes a path as a URI (RFC 3986): all but unreserved characters and slashes. An absolute path is one of a file (RFC
/// 8089), because a relative reference may not begin with a slash (SARIF, 3.4.4).
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| {
        if plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    let path = path.replace('\\', "/");
    let encoded: String = path.bytes().map(encode).collect();
    match path.starts_with('/') {
        true => format!("file://{encoded}"),
        false => encoded,
    }
}
