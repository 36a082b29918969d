//! Lists operations by API version, with sunsets.

use serde_json::{Value, json};

use crate::escape::{self, markdown_code, visible};
use crate::ir::{Api, Date, Format, Operation, Revision};

/// Sunsets within so many days are warned of.
pub const NOTICE: i64 = 180;

/// The lines before and after the table in a Markdown file.
pub const MARKERS: [&str; 2] = ["<!-- versions -->", "<!-- /versions -->"];

/// A version of an operation that was removed, or soon will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingVersion {
    /// The `operationId`.
    pub operation: String,
    /// Its version, as the media type.
    pub media_type: String,
    /// The first day on which the service rejects it.
    pub sunset: Date,
    /// The number of days until the sunset; negative after it.
    pub left: i64,
}

impl EndingVersion {
    /// Returns true on and after the sunset.
    pub fn is_over(&self) -> bool {
        self.left <= 0
    }
}

/// Returns all versions of `api` that end within [`NOTICE`] days of `today`, or have ended, ordered by sunset.
pub fn ending(api: &Api, today: Date) -> Vec<EndingVersion> {
    let revisions = api.operations.iter().flat_map(|operation| {
        operation
            .revisions
            .iter()
            .map(move |revision| (operation, revision))
    });
    let mut ending: Vec<EndingVersion> = revisions
        .filter_map(|(operation, revision)| {
            let sunset = revision.sunset?;
            Some(EndingVersion {
                operation: operation.id.clone(),
                media_type: revision.media_type.text.clone(),
                sunset,
                left: sunset.days() - today.days(),
            })
        })
        .filter(|one| one.left <= NOTICE)
        .collect();
    ending.sort_by_key(|one| one.sunset);
    ending
}

/// Renders each operation with its versions, for a terminal.
pub fn text(api: &Api) -> String {
    let mut text = String::new();
    for operation in &api.operations {
        let deprecated = if operation.deprecated { ", deprecated" } else { "" };
        let place = visible(&format!("{} {}", operation.method, operation.path.text));
        text.push_str(&format!("{}{deprecated} ({place})\n", visible(&operation.id)));
        for revision in &operation.revisions {
            let until = revision
                .sunset
                .map(|date| format!(" until {date}"))
                .unwrap_or_default();
            let media_type = visible(&revision.media_type.to_string());
            text.push_str(&format!("  {media_type}{until}\n"));
        }
    }
    text
}

/// Renders a Markdown table: a row for each operation, a column for each version. It does not depend on the day.
pub fn markdown(api: &Api) -> String {
    let head: Vec<String> = api
        .versions
        .iter()
        .map(|version| match version {
            Some(version) => version.to_string(),
            None => "unversioned".to_owned(),
        })
        .collect();
    let mut table = format!(
        "| operation | {} |\n|---|{}\n",
        head.join(" | "),
        "---|".repeat(head.len())
    );
    for operation in &api.operations {
        let deprecated = if operation.deprecated { " (deprecated)" } else { "" };
        let cells = api.versions.iter().map(|version| {
            let own = operation
                .revisions
                .iter()
                .filter(|own| own.media_type.version == *version);
            own.map(cell).collect::<Vec<_>>().join(", ")
        });
        let cells: Vec<String> = cells.collect();
        table.push_str(&format!(
            "| {}{deprecated} | {} |\n",
            markdown_code(&operation.id),
            cells.join(" | ")
        ));
    }
    table
}

/// Renders a format of a version, and its sunset.
fn cell(revision: &Revision) -> String {
    let format = match revision.media_type.format {
        Format::Json => "JSON",
        Format::Csv => "CSV",
        Format::Gzip => "gzip",
        Format::Bytes => "bytes",
    };
    let until = revision
        .sunset
        .map(|date| format!(", until {date}"))
        .unwrap_or_default();
    format!("{format}{until}")
}

/// Renders JSON, for programs.
pub fn json(api: &Api, today: Date) -> String {
    let revision = |revision: &Revision| {
        json!({
            "mediaType": revision.media_type.text,
            "version": revision.media_type.version.map(|version| version.to_string()),
            "sunset": revision.sunset.map(|date| date.to_string()),
        })
    };
    let operation = |operation: &Operation| {
        json!({
            "operation": operation.id,
            "method": operation.method.as_str(),
            "path": operation.path.text,
            "deprecated": operation.deprecated,
            "versions": operation.revisions.iter().map(revision).collect::<Vec<_>>(),
        })
    };
    let ending = |one: EndingVersion| {
        json!({
            "operation": one.operation,
            "mediaType": one.media_type,
            "sunset": one.sunset.to_string(),
            "daysLeft": one.left,
        })
    };
    let report = json!({
        "operations": api.operations.iter().map(operation).collect::<Vec<Value>>(),
        "ending": self::ending(api, today).into_iter().map(ending).collect::<Vec<Value>>(),
    });
    format!("{}\n", escape::json(&format!("{report:#}")))
}

/// Replaces the table between the [`MARKERS`] in a Markdown file; `None` if it has no markers.
pub fn placed(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(MARKERS[0])?;
    let (_, after) = rest.split_once(MARKERS[1])?;
    Some(format!(
        "{before}{}\n\n{table}\n{}{after}",
        MARKERS[0], MARKERS[1]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_between_its_markers() {
        let text = "a\n<!-- versions -->\nold\n<!-- /versions -->\nb\n";
        let new = "a\n<!-- versions -->\n\n| x |\n\n<!-- /versions -->\nb\n";
        assert_eq!(placed(text, "| x |\n").as_deref(), Some(new));
        assert_eq!(placed(new, "| x |\n").as_deref(), Some(new));
        assert_eq!(placed("a\n", "| x |\n"), None);
    }
}
