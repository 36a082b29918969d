//! Checks recorded traffic against the generated types: whether exchanges decode, are valid, and
//! survive a round trip.
//!
//! Bodies are compared as by a JSON parser with 64-bit integers and floats (RFC 8259, section 6): digits
//! beyond these are not compared. The last of duplicate members counts; the
//! violation `duplicate-key` reports the others.

use std::fmt;

use serde_json::{Number, Value as Json, json};

use super::catalogue::serving;
use super::decode;
use super::descriptor::Type;
use super::har::{Recorded, Recording, entries};
use super::operation::OperationDescriptor;
use super::reflect::{Reflect, ValueRef};
use super::validate::validate_as;
use super::version::{BodyFormat, MediaType, Version};
use super::violation::{JsonKind, Violation, ViolationKind};
use super::{Catalogue, json_writer};

/// The type of a JSON body.
#[derive(Clone, Copy)]
pub struct Body {
    /// Creates an empty value.
    make: fn() -> Box<dyn Reflect>,
    /// The descriptor of its values.
    ty: &'static Type,
}

impl Body {
    /// Returns a body of type `T`, which `ty` describes.
    pub const fn of<T: Reflect + Default>(ty: &'static Type) -> Self {
        Self {
            make: || Box::new(T::default()),
            ty,
        }
    }
}

/// The body types of one operation in one version.
#[derive(Clone, Copy)]
pub struct Exchange {
    /// The operation.
    pub operation: &'static OperationDescriptor,
    /// The request body, if it is JSON.
    pub request: Option<Body>,
    /// The response body, if it is JSON.
    pub response: Option<Body>,
    /// The error body.
    pub error: Body,
}

/// The result of checking one body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is valid.
    Ok,
    /// It decodes, but violates the specification.
    Violations,
    /// It is the body of a success and cannot be decoded.
    Undecodable,
    /// The body is absent, or its type is unknown.
    Absent,
}

impl Outcome {
    /// Returns the name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Violations => "violations",
            Self::Undecodable => "undecodable",
            Self::Absent => "absent",
        }
    }
}

/// The findings in one body.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The result.
    pub outcome: Outcome,
    /// The violations.
    pub violations: Vec<Violation>,
    /// JSON pointers of values that a round trip loses.
    pub lost: Vec<String>,
    /// The reason why it cannot be decoded.
    pub reason: Option<String>,
}

/// The findings in one recorded exchange.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The index in the archive.
    pub index: usize,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The matching operation and its version.
    pub operation: Option<(&'static str, Version)>,
    /// The request body.
    pub request: Finding,
    /// The response status.
    pub status: u16,
    /// The response body.
    pub response: Finding,
}

/// The findings in an archive.
#[derive(Clone, Debug)]
pub struct Report(pub Vec<Entry>);

/// Checks an HTTP archive (HAR 1.2), entry by entry.
///
/// # Errors
///
/// All errors of the archive itself, one per line.
pub fn inspect(archive: &Json, exchanges: &[Exchange]) -> Result<Report, String> {
    let operations: Vec<_> = exchanges.iter().map(|exchange| exchange.operation).collect();
    let entries = entries(archive)?;
    let entry = |(index, recording)| inspect_entry(index, recording, exchanges, Catalogue(&operations));
    Ok(Report(entries.into_iter().enumerate().map(entry).collect()))
}

fn inspect_entry(index: usize, recording: Recording, exchanges: &[Exchange], all: Catalogue<'_>) -> Entry {
    let served = find(&recording, all);
    let exchange = exchanges
        .iter()
        .find(|it| served.is_some_and(|spec| std::ptr::eq(it.operation, spec)));
    let json = |body: Option<Body>| body.map_or(Expected::Bytes, Expected::Json);
    let request = exchange.map_or(Expected::Anything, |it| json(it.request));
    let response = match exchange {
        None => Expected::Anything,
        Some(it) if is_success(&recording) => json(it.response),
        Some(it) => Expected::Error(it.error),
    };
    let request = check(&request, &recording.request_body, false);
    let response = check(&response, &recording.response_body, recording.enveloped);
    Entry {
        index,
        request,
        response,
        status: recording.status,
        operation: served.map(|spec| (spec.id, spec.version)),
        method: recording.method,
        path: recording.path,
    }
}

/// The expected body.
enum Expected {
    /// Unknown: no operation matches.
    Anything,
    /// Bytes, which are not decoded.
    Bytes,
    /// JSON of a type.
    Json(Body),
    /// The error model of the API. The error of a proxy, which may not even be JSON, decodes too, with violations.
    Error(Body),
}

/// Returns whether the response is a success; inside an envelope, the status there counts.
fn is_success(recording: &Recording) -> bool {
    let envelope = recording
        .response_body
        .as_ref()
        .filter(|_| recording.enveloped)
        .and_then(|body| envelope(body.as_ref().ok()?));
    let status = envelope
        .and_then(|body| body["status"].as_u64())
        .unwrap_or(recording.status.into());
    (200..300).contains(&status)
}

fn envelope(body: &[u8]) -> Option<Json> {
    let body: Json = serde_json::from_slice(decode::without_mark(body)).ok()?;
    (body.get("status").is_some_and(Json::is_u64) && body.get("content").is_some()).then_some(body)
}

/// Returns the operation in the version and format of the response, or of the request if the response states none. If
/// neither names an existing version, returns the newest stable one.
fn find(recording: &Recording, all: Catalogue<'_>) -> Option<&'static OperationDescriptor> {
    // A prefix before the path of the operation belongs to the base URL.
    let starts = recording.path.match_indices('/').map(|(start, _)| start);
    let route = starts
        .into_iter()
        .find_map(|start| all.find(&recording.method, &recording.path[start..]))?;
    let versioned = |text: &str| {
        let media = text.split(',').filter_map(MediaType::parse);
        media.into_iter().find(|media| media.version.is_some())
    };
    let served = recording.content_type.as_deref().and_then(versioned);
    let requested = served.or_else(|| recording.accept.as_deref().and_then(versioned));
    let of_format = |format| {
        route
            .versions
            .iter()
            .copied()
            .filter(move |spec| spec.format() == format)
    };
    let mut versions: Vec<_> = of_format(requested.map_or(BodyFormat::Json, |media| media.format)).collect();
    if versions.is_empty() {
        versions = route.versions;
    }
    requested
        .and_then(|media| serving(&versions, media.version?))
        .or_else(|| {
            versions
                .iter()
                .rev()
                .find(|spec| spec.version.is_stable())
                .copied()
        })
        .or(versions.last().copied())
}

/// Checks one body.
fn check(expected: &Expected, body: &Option<Recorded>, enveloped: bool) -> Finding {
    let (Some(body), false) = (body, matches!(expected, Expected::Anything)) else {
        return Finding::without_violations(Outcome::Absent);
    };
    let body = match body {
        Ok(body) => body,
        Err(reason) => return Finding::undecodable((*reason).to_owned()),
    };
    let (Expected::Json(it) | Expected::Error(it)) = expected else {
        return Finding::without_violations(Outcome::Ok);
    };
    let envelope = envelope(body).filter(|_| enveloped);
    let prefix = if envelope.is_some() { "/content" } else { "" };
    let content = envelope.map(|envelope| envelope["content"].to_string().into_bytes());
    let body = content.as_deref().unwrap_or(body);
    if body.trim_ascii() == b"null" {
        // No content means that there is no body.
        return Finding::without_violations(Outcome::Absent);
    }
    let mut value = (it.make)();
    let decoded = decode::from_slice(&mut *value, body)
        .and_then(|kept| Ok((kept, serde_json::from_slice(decode::without_mark(body))?)));
    match decoded {
        Ok((kept, original)) => {
            let view = kept.as_ref().map_or_else(|| value.view(), ValueRef::Json);
            compare_again(view, it.ty, &original, prefix)
        }
        Err(_) if matches!(expected, Expected::Error(_)) => Finding::of_other_error(prefix),
        Err(_) if body.starts_with(b"\x1f\x8b") => {
            Finding::undecodable("it is compressed (gzip): record what it holds".to_owned())
        }
        Err(error) => Finding::undecodable(error.to_string()),
    }
}

/// Checks a decoded body, and encodes it again.
fn compare_again(view: ValueRef<'_>, ty: &Type, original: &Json, prefix: &str) -> Finding {
    let mut violations = validate_as(ty, view).err().unwrap_or_default().0;
    violations
        .iter_mut()
        .for_each(|violation| violation.pointer.insert_str(0, prefix));
    let again = serde_json::from_slice(&json_writer::to_vec(view)).unwrap_or_default();
    let lost = lost(original, &again).into_iter();
    Finding {
        outcome: if violations.is_empty() {
            Outcome::Ok
        } else {
            Outcome::Violations
        },
        violations,
        lost: lost.map(|pointer| format!("{prefix}{pointer}")).collect(),
        reason: None,
    }
}

impl Finding {
    fn without_violations(outcome: Outcome) -> Self {
        Self {
            outcome,
            violations: Vec::new(),
            lost: Vec::new(),
            reason: None,
        }
    }

    fn undecodable(reason: String) -> Self {
        Self {
            reason: Some(reason),
            ..Self::without_violations(Outcome::Undecodable)
        }
    }

    /// Returns the finding for the error of another program; it is kept as a string
    /// ([`Failure::text`](super::Failure)).
    fn of_other_error(prefix: &str) -> Self {
        let violation = Violation {
            pointer: prefix.to_owned(),
            rule: ViolationKind::Type,
            bound: Some("object".to_owned()),
            kind: JsonKind::String,
            message: "The body is not the API's error, which is a JSON object.".to_owned(),
        };
        Self {
            violations: vec![violation],
            ..Self::without_violations(Outcome::Violations)
        }
    }
}

/// Returns JSON pointers of the values of `original` that `again` does not have.
pub(crate) fn lost(original: &Json, again: &Json) -> Vec<String> {
    let mut lost = Vec::new();
    compare(original, Some(again), &mut String::new(), &mut lost);
    lost
}

/// Collects the locations of values that `again` does not have. A null that means absence is not lost.
fn compare(original: &Json, again: Option<&Json>, pointer: &mut String, lost: &mut Vec<String>) {
    let length = pointer.len();
    match (original, again) {
        (Json::Null, None) => {}
        (Json::Object(members), Some(Json::Object(others))) => {
            for (name, value) in members {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                compare(value, others.get(name), pointer, lost);
                pointer.truncate(length);
            }
        }
        (Json::Array(items), Some(Json::Array(others))) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                compare(item, others.get(index), pointer, lost);
                pointer.truncate(length);
            }
        }
        (Json::Number(one), Some(Json::Number(other))) if same_number(one, other) => {}
        (_, Some(other)) if original == other => {}
        _ => lost.push(pointer.clone()),
    }
}

/// Returns true if a JSON parser reads two numbers as equal, such as `1` and `1.0`.
fn same_number(one: &Number, other: &Number) -> bool {
    let exact = |real: f64| (real.fract() == 0.0 && real.abs() < 1e38).then_some(real as i128);
    let integer = |number: &Number| number.as_i128().or_else(|| number.as_f64().and_then(exact));
    match (integer(one), integer(other)) {
        (None, None) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    }
}

impl Report {
    /// Counts the entries that satisfy a predicate.
    fn count(&self, holds: impl Fn(&Entry) -> bool) -> usize {
        self.0.iter().filter(|entry| holds(entry)).count()
    }

    /// Returns the number of entries with a body that cannot be decoded.
    pub fn undecodable(&self) -> usize {
        self.count(|entry| {
            [&entry.request, &entry.response]
                .iter()
                .any(|it| it.outcome == Outcome::Undecodable)
        })
    }

    /// Returns the report as JSON.
    pub fn to_json(&self) -> Json {
        let broken = |it: &&Finding| it.outcome == Outcome::Violations;
        json!({
            "entries": self.0.iter().map(Entry::to_json).collect::<Vec<_>>(),
            "summary": {
                "matched": self.count(|entry| entry.operation.is_some()),
                "unmatched": self.count(|entry| entry.operation.is_none()),
                "undecodable": self.undecodable(),
                "with_violations": self.count(|entry| [&entry.request, &entry.response].iter().any(broken)),
            },
        })
    }
}

impl Entry {
    fn to_json(&self) -> Json {
        json!({
            "index": self.index,
            "method": self.method,
            "path": self.path,
            "operation": self.operation.map(|(id, _)| id),
            "version": self.operation.map(|(_, version)| version.to_string()),
            "request": self.request.add_to(json!({})),
            "response": self.response.add_to(json!({"status": self.status})),
        })
    }
}

impl Finding {
    fn add_to(&self, mut json: Json) -> Json {
        json["outcome"] = self.outcome.as_str().into();
        json["violations"] = serde_json::to_value(&self.violations).unwrap_or_default();
        if let Some(reason) = &self.reason {
            json["reason"] = reason.as_str().into();
        }
        json["lost"] = json!(self.lost);
        json
    }
}

/// Formats the report as text: a line for each entry, followed by a line for each finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.0 {
            let (method, path) = (visible(&entry.method), visible(&entry.path));
            write!(f, "{} {method} {path}: ", entry.index)?;
            match entry.operation {
                None => writeln!(f, "no operation matches")?,
                Some((id, version)) => {
                    let (request, response) =
                        (entry.request.outcome.as_str(), entry.response.outcome.as_str());
                    writeln!(
                        f,
                        "{id} {version}, request {request}, response {} {response}",
                        entry.status
                    )?;
                }
            }
            for (side, finding) in [("request", &entry.request), ("response", &entry.response)] {
                if let Some(reason) = &finding.reason {
                    writeln!(f, "    {side} cannot be read: {}", visible(reason))?;
                }
                for violation in &finding.violations {
                    writeln!(f, "    {side} {}", visible(&violation.to_string()))?;
                }
                for pointer in &finding.lost {
                    writeln!(f, "    {side} {}: lost", visible(pointer))?;
                }
            }
        }
        let summary = &self.to_json()["summary"];
        let parts = ["matched", "unmatched", "undecodable", "with_violations"];
        let parts = parts.map(|name| format!("{} {}", summary[name], name.replace('_', " ")));
        writeln!(f, "{}", parts.join(", "))
    }
}

/// Returns `text` on one line, without characters that control a terminal or the direction of writing.
fn visible(text: &str) -> String {
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_shown(&c) {
            true => shown.push(c),
            false => shown.extend(c.escape_default()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_recorded_name_cannot_control_a_terminal() {
        let archive = json!({"log": {"entries": [
            {"request": {"method": "GE\u{1b}[2JT", "url": "https://example.com/a\u{202e}b\nc"}, "response": {}},
        ]}});
        let report = super::inspect(&archive, &[]).expect("an archive");
        assert_eq!(
            report.to_string().lines().next(),
            Some("0 GE\\u{1b}[2JT /a\\u{202e}b\\nc: no operation matches")
        );
    }

    #[test]
    fn lost_members_are_named() {
        let original = json!({"a": 1, "b": null, "c/~": [1.0, 2, {"x": "y"}], "d": {"e": true}, "f": null,
            "g": 9_223_372_036_854_775_808_u64, "h": 9_007_199_254_740_993_i64, "i": 1e300});
        let again = json!({"a": 1.0, "c/~": [1, 3, {}], "d": 5, "f": 1,
            "g": 9_223_372_036_854_775_808.0, "h": 9_007_199_254_740_992.0, "i": 1e300});
        let mut lost = super::lost(&original, &again);
        lost.sort();
        assert_eq!(lost, ["/c~1~0/1", "/c~1~0/2/x", "/d", "/f", "/h"]);
    }
}
