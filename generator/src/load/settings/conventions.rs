//! `conventions.toml`: facts about an API that its specification does not state.

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::table_reader::{Fields, bad};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Conventions, Envelope, ErrorCodes, FieldViolations, NoiseWords, Paging, VersionHeader};

/// Reads the file.
pub(super) fn read(file: &mut Fields<'_>) -> Conventions {
    let at = file.at.clone();
    let mut table = |key: &'static str| file.optional(key).map(|value| (value, at.child(key)));
    let [
        paging_table,
        errors_table,
        envelope_table,
        resources_table,
        versions_table,
        names_table,
    ] = [
        "pagination",
        "errors",
        "envelope",
        "resources",
        "versions",
        "names",
    ]
    .map(&mut table);
    let credentials = credentials(file);
    let environments = environments(file);
    let problems = file.problems();
    let versions = versions_table.map(|(value, at)| versions(value, at, problems));
    let (version_templates, version_header) = versions.unwrap_or_default();
    Conventions {
        credentials,
        paging: paging_table
            .and_then(|(value, at)| paging(value, at, problems))
            .unwrap_or_default(),
        errors: errors_table
            .and_then(|(value, at)| errors(value, at, problems))
            .unwrap_or_default(),
        id: resources_table.and_then(|(value, at)| id(value, at, problems)),
        envelope: envelope_table.and_then(|(value, at)| envelope(value, at, problems)),
        version_templates,
        version_header,
        noise: names_table
            .and_then(|(value, at)| noise(value, at, problems))
            .unwrap_or_default(),
        environments,
    }
}

/// Reads `[versions]`: `media-types = ["application/vnd.x.{version}+{format}"]`, and `header = { name = "..", value =
/// ".." }`.
fn versions(
    value: &Value,
    at: Location,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<String>, Option<VersionHeader>) {
    let Some(mut fields) = Fields::of(value, at, problems) else {
        return Default::default();
    };
    let templates = templates(&mut fields);
    let at = fields.at.child("header");
    let header = fields.optional("header");
    let header = header.and_then(|value| version_header(value, at, fields.problems()));
    fields.finish();
    (templates, header)
}

/// Reads `[names]`: the noise words of names.
fn noise(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<NoiseWords> {
    let mut fields = Fields::of(value, at, problems)?;
    let [front, front_keeps, anywhere] = ["front", "front-keeps", "anywhere"].map(|key| {
        let words = fields.optional(key).is_some().then(|| fields.texts(key));
        words.map(|words| words.into_iter().map(|(_, word)| word).collect())
    });
    fields.finish();
    let defaults = NoiseWords::default();
    Some(NoiseWords {
        front: front.unwrap_or(defaults.front),
        front_keeps: front_keeps.unwrap_or(defaults.front_keeps),
        anywhere: anywhere.unwrap_or(defaults.anywhere),
    })
}

fn version_header(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<VersionHeader> {
    let mut fields = Fields::of(value, at, problems)?;
    let [name, value] = ["name", "value"].map(|key| fields.text(key));
    fields.finish();
    let (name, value) = (name?, value?);
    Some(VersionHeader { name, value })
}

fn templates(fields: &mut Fields<'_>) -> Vec<String> {
    let mut templates = Vec::new();
    for (at, text) in fields.texts("media-types") {
        let named = crate::ir::MediaType::parse(&text, &[]).is_ok() && text.matches("{version}").count() == 1;
        match named {
            true => templates.push(text.to_ascii_lowercase()),
            false => fields.problems().push(bad(
                at,
                format!("`{text}` does not state where a media type names its version"),
                "write a media type with `{version}` in it, such as `application/vnd.example.{version}+{format}`",
            )),
        }
    }
    templates
}

/// Reads the named servers: `government = "https://.."`.
fn environments(file: &mut Fields<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (at, name, url) in file.pairs("servers") {
        let is_word = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let ident = |name: &str| name.to_upper_camel_case();
        let problem = match url.strip_prefix("https://") {
            _ if !is_word || name == "self" => Some((
                format!("`{name}` is not a name of a server"),
                "write lower-case letters, digits and hyphens, such as `us-government`",
            )),
            _ if found.iter().any(|(other, _)| ident(other) == ident(&name)) => Some((
                format!("`{name}` has the same name in Rust as an earlier server"),
                "give each server a name of its own",
            )),
            Some(rest) if !rest.is_empty() && !rest.contains(['{', '?', '#', '@', ' ']) => None,
            _ => Some((
                format!("`{url}` is not the URL of a server"),
                "write `https://host`, without variables, credentials and query",
            )),
        };
        match problem {
            Some((message, help)) => file.problems().push(bad(at, message, help)),
            None => found.push((name, url.trim_end_matches('/').to_owned())),
        }
    }
    found
}

fn id(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<String> {
    let mut fields = Fields::of(value, at, problems)?;
    let id = fields.text("id");
    fields.finish();
    id
}

fn envelope(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<Envelope> {
    let mut fields = Fields::of(value, at, problems)?;
    let [parameter, status, content] = ["parameter", "status", "content"].map(|key| fields.text(key));
    fields.finish();
    Some(Envelope {
        parameter: parameter?,
        status: status?,
        content: content?,
    })
}

/// Reads the environment variables of each security scheme: one for a token or key, two for name and secret.
fn credentials(file: &mut Fields<'_>) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (at, scheme, value) in file.table("credentials") {
        let names: Option<Vec<String>> = value.as_array().and_then(|items| {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect()
        });
        match names {
            Some(names) if matches!(names.len(), 1 | 2) => found.push((scheme.clone(), names)),
            _ => {
                let message = format!("`{scheme}` does not list one or two environment variables");
                let help = "write `scheme = [\"NAME\"]`, or two names for a user name and password or an id and secret";
                file.problems().push(bad(at, message, help));
            }
        }
    }
    found
}

fn paging(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<Paging> {
    let mut fields = Fields::of(value, at, problems)?;
    let [page, size, count, items, total, links] =
        ["page", "size", "count", "items", "total", "links"].map(|key| fields.optional_text(key));
    fields.finish();
    Some(Paging {
        page,
        size,
        count,
        items,
        total,
        links,
    })
}

fn errors(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<ErrorCodes> {
    let mut fields = Fields::of(value, at, problems)?;
    let [field, detail, version_gone, version_unknown, count_timed_out] = [
        "field",
        "detail",
        "version-gone",
        "version-unknown",
        "count-timed-out",
    ]
    .map(|key| fields.optional_text(key));
    let at = fields.at.child("violations");
    let violations = fields.optional("violations");
    let violations = violations.and_then(|value| violations_of(value, at, fields.problems()));
    fields.finish();
    Some(ErrorCodes {
        field,
        detail,
        violations,
        version_gone,
        version_unknown,
        count_timed_out,
    })
}

/// Reads `violations = { path = "a.b", field = "..", reason = ".." }`.
fn violations_of(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<FieldViolations> {
    let mut fields = Fields::of(value, at, problems)?;
    let [path, field, reason] = ["path", "field", "reason"].map(|key| fields.text(key));
    fields.finish();
    Some(FieldViolations {
        path: path?.split('.').map(str::to_owned).collect(),
        field: field?,
        reason: reason?,
    })
}
