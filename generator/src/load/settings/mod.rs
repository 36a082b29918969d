//! The settings: sources, corrections, rules and names.

mod conventions;
mod package;
mod read;
mod table_reader;

use crate::diagnostic::{Levels, Location};
use crate::document::Grouping;
use crate::ir::{Conventions, Date, JobOutcome, Package, StateTest, TimeUnit};
use crate::selector::Selector;
pub(super) use read::SettingsFile;
use serde_json::Value;

/// All settings; each entry has its location, so that an unused or stale one can be reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `[upstream]` of `sources.toml`.
    pub upstream: Option<Upstream>,
    /// `[diagnostics]` of `sources.toml`: levels of diagnostics.
    pub levels: Levels,
    /// `[select]` of `sources.toml`.
    pub select: Select,
    /// `[package]` of `sources.toml`.
    pub package: Package,
    /// `[[correction]]` of `corrections.toml`.
    pub corrections: Vec<Correction>,
    /// `[[rule]]` of `rules.toml`.
    pub rules: Vec<Rule>,
    /// `[[end]]` of `rules.toml`.
    pub final_states: Vec<FinalState>,
    /// `[[running]]` of `rules.toml`.
    pub running: Vec<Running>,
    /// `[[time]]` of `rules.toml`.
    pub times: Vec<Time>,
    /// `[[secret]]` of `rules.toml`.
    pub secrets: Vec<Secret>,
    /// `[[download]]` of `rules.toml`.
    pub downloads: Vec<Download>,
    /// `[[error]]` of `rules.toml`.
    pub errors: Vec<KnownError>,
    /// `names.toml`.
    pub names: Names,
    /// The files of `examples/`: documented bodies of operations.
    pub examples: Vec<ExampleBody>,
    /// `conventions.toml`.
    pub conventions: Conventions,
    /// `[[accept]]` of `accepted.toml`.
    pub accepted: Vec<Accepted>,
}

/// A documented body of an operation: a file of `examples/<operationId>@<date>/`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleBody {
    /// The file.
    pub at: Location,
    /// The operation.
    pub operation: String,
    /// The version date of the call.
    pub date: Date,
    /// The status of the response; `None` for the request.
    pub status: Option<u16>,
    /// The body.
    pub body: Value,
}

/// An accepted change of upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The table.
    pub at: Location,
    /// The change, as the drift report names it; unique.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is accepted; `None` for an unlimited time.
    pub until: Option<Date>,
}

/// The pinned revision of upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The table.
    pub at: Location,
    /// The title of the document.
    pub title: String,
    /// The URL of the document.
    pub url: String,
    /// Its commit or version.
    pub revision: String,
    /// The date of the revision, `YYYY-MM-DD`.
    pub date: String,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// The selected operations, and those that are only watched for changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// Selected operations; all if empty.
    pub only: Vec<Selector>,
    /// Not generated, but part of the drift report.
    pub watch: Vec<Selector>,
    /// Whether types of all component schemas are generated, rather than those that operations use.
    pub all_schemas: bool,
    /// What divides the operations of a whole document into groups; inferred if it is not stated.
    pub grouping: Option<Grouping>,
}

/// A correction of upstream's mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The table.
    pub at: Location,
    /// The node to correct: `flex.yaml#/components/schemas/..`.
    pub target: String,
    /// The expected value, or the correction is stale.
    pub expect: Value,
    /// The new value.
    pub replace: Value,
    /// Why upstream is wrong.
    pub reason: String,
    /// The evidence for it.
    pub evidence: String,
}

/// A rule between fields that upstream states only in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The table.
    pub at: Location,
    /// Its name in violations; unique.
    pub id: String,
    /// The schema that it applies to.
    pub schema: String,
    /// The condition under which it applies; always if `None`.
    pub when: Option<Condition>,
    /// The requirement.
    pub demand: Demand,
    /// The sentence of the violation.
    pub message: String,
    /// The location of the statement in upstream's document.
    pub source: String,
}

/// The value of a field on which a rule depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Wire path of the field; `.` steps into an object.
    pub field: String,
    /// The condition that it has to satisfy.
    pub test: Test,
}

/// The test of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It contains one of these.
    Is(Vec<String>),
    /// It contains none of these.
    IsNot(Vec<String>),
}

/// The requirement of a rule; each is a wire path, `.` steps into an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// All are set.
    Require(Vec<String>),
    /// At least one is set.
    RequireOneOf(Vec<String>),
    /// Fields of at most one group are set.
    AtMostOne(Vec<Vec<String>>),
    /// All are set, or all are absent.
    Together(Vec<String>),
    /// None is set.
    Forbid(Vec<String>),
}

/// A final state of a job: upstream lists the states, but does not state which ones are final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalState {
    /// The table.
    pub at: Location,
    /// The schema of the job.
    pub schema: String,
    /// The field that shows it, and the condition for it.
    pub check: Check,
    /// Further conditions.
    pub and: Vec<Check>,
    /// The outcome of the job.
    pub outcome: JobOutcome,
    /// The evidence that it is final.
    pub source: String,
}

/// A check of a field of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The location of the check.
    pub at: Location,
    /// Wire paths of the fields, one of which has to pass; `.` steps into an object, or into each item of a list.
    pub fields: Vec<String>,
    /// The condition that it has to satisfy.
    pub test: StateTest,
}

/// States of a job that are not final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The table.
    pub at: Location,
    /// The schema of the job.
    pub schema: String,
    /// Wire path of the field that shows the state; `.` steps into an object.
    pub field: String,
    /// The values that are not final.
    pub is: Vec<String>,
    /// The evidence that they are not final.
    pub source: String,
}

/// A property of a request that contains a point in time, which upstream states only in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The table.
    pub at: Location,
    /// The schema that has it.
    pub schema: String,
    /// Name of the property in JSON.
    pub field: String,
    /// The unit of the point in time.
    pub unit: TimeUnit,
    /// The JSON name of the property for the ordinal of the operation within the second.
    pub increment: Option<String>,
    /// The location of the statement in upstream's document.
    pub source: String,
}

/// A secret property, which upstream states only in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The table.
    pub at: Location,
    /// The schema that has it.
    pub schema: String,
    /// Name of the property in JSON.
    pub field: String,
    /// The location of the statement in upstream's document.
    pub source: String,
}

/// A code of errors that the service is known to return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The table.
    pub at: Location,
    /// The code.
    pub code: String,
    /// The status of the response; `None` if it is not known.
    pub status: Option<u16>,
    /// The ids of the operations that return it; if empty, every operation that documents the status.
    pub operations: Vec<(Location, String)>,
    /// The meaning, a sentence.
    pub means: String,
    /// The source of the statement.
    pub source: String,
}

/// A property of a response that contains the link to a file, which upstream states only in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The table.
    pub at: Location,
    /// The schema of the response.
    pub schema: String,
    /// Wire path of the link; `.` steps into an object, or into each item of a list.
    pub link: String,
    /// The sibling property with the name of the file, or of what the file is part of.
    pub name: Option<String>,
    /// The sibling property with the name of the private endpoint.
    pub endpoint: Option<String>,
    /// The sibling properties with name and value of a header that the file server requires.
    pub header: Option<(String, String)>,
    /// Wire path of a property that replaces this link if it has a value.
    pub unless: Option<String>,
    /// Hashes of the files.
    pub hashes: Option<FileHashes>,
    /// The source of the statement in upstream's document.
    pub source: String,
}

/// The list of file hashes inside a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashes {
    /// Wire path of the list.
    pub list: String,
    /// The property of an item that contains the file name.
    pub file: String,
    /// The property of an item that contains the hash.
    pub hash: String,
    /// The property of an item that names the algorithm.
    pub algorithm: String,
}

/// User-defined names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// `[groups.<stem>]`.
    pub groups: Vec<Group>,
    /// `[[pattern]]`.
    pub patterns: Vec<PatternName>,
    /// `[types]`: schema to Rust type.
    pub types: Vec<Rename>,
    /// `[operations]`: operationId to Rust function.
    pub operations: Vec<Rename>,
    /// `[parameters]`: parameter, or operationId/parameter, to Rust argument.
    pub parameters: Vec<Rename>,
}

/// One group of endpoints: one fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The table.
    pub at: Location,
    /// File name of the fragment without its extension.
    pub stem: String,
    /// Its module, if not the stem.
    pub module: Option<String>,
    /// The first sentence of its documentation.
    pub doc: Option<String>,
}

/// The name of the type for a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternName {
    /// The table.
    pub at: Location,
    /// The pattern, as in the documents after corrections.
    pub text: String,
    /// The type.
    pub name: String,
    /// Its documentation.
    pub doc: String,
}

/// A wire name and its Rust name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The entry.
    pub at: Location,
    /// Wire name.
    pub from: String,
    /// Rust name.
    pub to: String,
}
