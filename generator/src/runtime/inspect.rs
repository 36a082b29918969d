//! Recorded traffic held against the generated types: which exchanges decode, keep to the rules, and
//! come back whole.

use std::fmt;

use serde_json::{Value as Json, json};

use super::archive::{Recording, entries};
use super::catalogue::serving;
use super::decode;
use super::operation::OperationSpec;
use super::slot::Value;
use super::validate::validate_value;
use super::version::{MediaType, Version};
use super::violation::Violation;
use super::{Catalogue, write};

/// Makes an empty value of the type that a body has.
pub type Make = fn() -> Box<dyn Value>;

/// An empty value of type `T`.
pub fn make<T: Value + Default>() -> Box<dyn Value> {
    Box::new(T::default())
}

/// What the bodies of one operation in one version are. Generated crates list one for each.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    /// The operation.
    pub operation: &'static OperationSpec,
    /// The request's body, where it is JSON.
    pub request: Option<Make>,
    /// The answer's body, where it is JSON.
    pub answer: Option<Make>,
    /// The body of an error.
    pub error: Make,
}

/// What became of one body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It keeps to all rules.
    Ok,
    /// It decodes, but breaks rules.
    Violations,
    /// It is not JSON, or JSON of another kind.
    Undecodable,
    /// There is none, or nothing is known of it.
    Absent,
}

impl Outcome {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Violations => "violations",
            Self::Undecodable => "undecodable",
            Self::Absent => "absent",
        }
    }
}

/// What was found in one body.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What became of it.
    pub outcome: Outcome,
    /// The rules it breaks.
    pub violations: Vec<Violation>,
    /// JSON pointers of what a second encoding does not give back.
    pub lost: Vec<String>,
}

/// What was found in one recorded exchange.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number in the archive, from 0.
    pub index: usize,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The operation's name and version, where one matches.
    pub operation: Option<(&'static str, Version)>,
    /// The request's body.
    pub request: Finding,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub response: Finding,
}

/// What was found in an archive.
#[derive(Clone, Debug)]
pub struct Report(pub Vec<Entry>);

/// Goes through an HTTP archive (HAR 1.2), entry by entry.
///
/// # Errors
///
/// What is wrong with the archive itself, as a sentence.
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
    let of_answer = |it: &Exchange| {
        if is_success(&recording) {
            it.answer
        } else {
            Some(it.error)
        }
    };
    let request = check(
        exchange.map(|it| it.request),
        recording.request_body.as_deref(),
        false,
    );
    let response = check(
        exchange.map(of_answer),
        recording.response_body.as_deref(),
        recording.enveloped,
    );
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

/// Whether the answer is a success; inside an envelope, the status there counts.
fn is_success(recording: &Recording) -> bool {
    let envelope = recording
        .response_body
        .as_deref()
        .filter(|_| recording.enveloped)
        .and_then(envelope);
    let status = envelope
        .and_then(|body| body["status"].as_u64())
        .unwrap_or(recording.status.into());
    (200..300).contains(&status)
}

fn envelope(body: &[u8]) -> Option<Json> {
    let body: Json = serde_json::from_slice(body).ok()?;
    (body.get("status").is_some_and(Json::is_u64) && body.get("content").is_some()).then_some(body)
}

/// The operation in the version that the answer names, else the one that the request asks for.
fn find(recording: &Recording, all: Catalogue<'_>) -> Option<&'static OperationSpec> {
    // What stands before the API's own path is the base address.
    let starts = recording.path.match_indices('/').map(|(start, _)| start);
    let route = starts
        .into_iter()
        .find_map(|start| all.find(&recording.method, &recording.path[start..]))?;
    let version = |text: &str| text.split(',').find_map(|part| MediaType::parse(part)?.version);
    let served = recording.content_type.as_deref().and_then(version);
    let asked = served.or_else(|| recording.accept.as_deref().and_then(version));
    let newest = || {
        route
            .versions
            .iter()
            .rev()
            .find(|spec| spec.version.is_stable())
            .copied()
    };
    asked
        .and_then(|version| serving(&route.versions, version))
        .or_else(newest)
        .or(route.versions.last().copied())
}

/// Checks one body. `make` is `None` where no operation matches, `Some(None)` where the body is not JSON.
fn check(make: Option<Option<Make>>, body: Option<&[u8]>, enveloped: bool) -> Finding {
    let found = |outcome| Finding {
        outcome,
        violations: Vec::new(),
        lost: Vec::new(),
    };
    let (Some(make), Some(body)) = (make, body) else {
        return found(Outcome::Absent);
    };
    let Some(make) = make else {
        return found(Outcome::Ok);
    };
    let envelope = envelope(body).filter(|_| enveloped);
    let prefix = if envelope.is_some() { "/content" } else { "" };
    let body = envelope.map_or_else(
        || body.to_vec(),
        |envelope| envelope["content"].to_string().into_bytes(),
    );
    let mut value = make();
    let (Ok(()), Ok(original)) = (
        decode::from_slice(&mut *value, &body),
        serde_json::from_slice(&body),
    ) else {
        return found(Outcome::Undecodable);
    };
    let mut violations = validate_value(&*value).err().unwrap_or_default().0;
    violations
        .iter_mut()
        .for_each(|violation| violation.pointer.insert_str(0, prefix));
    let again = serde_json::from_slice(&write::to_vec(value.view())).unwrap_or_default();
    let lost = lost(&original, &again)
        .into_iter()
        .map(|pointer| format!("{prefix}{pointer}"))
        .collect();
    let outcome = if violations.is_empty() {
        Outcome::Ok
    } else {
        Outcome::Violations
    };
    Finding {
        outcome,
        violations,
        lost,
    }
}

/// JSON pointers of what `original` has and `again` has not.
pub(crate) fn lost(original: &Json, again: &Json) -> Vec<String> {
    let mut lost = Vec::new();
    compare(original, Some(again), &mut String::new(), &mut lost);
    lost
}

/// Collects the places where `again` lacks what `original` has. A null that means absence is not lost.
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
        (Json::Number(one), Some(Json::Number(other))) if one == other || one.as_f64() == other.as_f64() => {}
        (_, Some(other)) if original == other => {}
        _ => lost.push(pointer.clone()),
    }
}

impl Report {
    /// How many entries there are of which something holds.
    fn count(&self, holds: impl Fn(&Entry) -> bool) -> usize {
        self.0.iter().filter(|entry| holds(entry)).count()
    }

    /// How many entries have a body that cannot be decoded.
    pub fn undecodable(&self) -> usize {
        self.count(|entry| {
            [&entry.request, &entry.response]
                .iter()
                .any(|it| it.outcome == Outcome::Undecodable)
        })
    }

    /// The report as JSON.
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
        let violations = |finding: &Finding| serde_json::to_value(&finding.violations).unwrap_or_default();
        json!({
            "index": self.index,
            "method": self.method,
            "path": self.path,
            "operation": self.operation.map(|(id, _)| id),
            "version": self.operation.map(|(_, version)| version.to_string()),
            "request": {"outcome": self.request.outcome.as_str(), "violations": violations(&self.request)},
            "response": {
                "status": self.status,
                "outcome": self.response.outcome.as_str(),
                "violations": violations(&self.response),
                "lost": self.response.lost,
            },
        })
    }
}

/// The report for people: a line an entry, and one below for each thing found.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.0 {
            write!(f, "{} {} {}: ", entry.index, entry.method, entry.path)?;
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
                for violation in &finding.violations {
                    writeln!(f, "    {side} {violation}")?;
                }
                for pointer in &finding.lost {
                    writeln!(f, "    {side} {pointer}: lost")?;
                }
            }
        }
        let summary = &self.to_json()["summary"];
        let parts = ["matched", "unmatched", "undecodable", "with_violations"];
        let parts = parts.map(|name| format!("{} {}", summary[name], name.replace('_', " ")));
        writeln!(f, "{}", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_not_given_back_is_named() {
        let original = json!({"a": 1, "b": null, "c/~": [1.0, 2, {"x": "y"}], "d": {"e": true}, "f": null});
        let again = json!({"a": 1.0, "c/~": [1, 3, {}], "d": 5, "f": 1});
        let mut lost = super::lost(&original, &again);
        lost.sort();
        assert_eq!(lost, ["/c~1~0/1", "/c~1~0/2/x", "/d", "/f"]);
    }
}
