//! The settings: sources, corrections, rules and names.

mod conventions;
mod package;
mod read;
mod table_reader;

use crate::diagnostic::{Levels, Location};
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
    /// The date of the caller.
    pub date: Date,
    /// The status of the response; `None`: the request.
    pub status: Option<u16>,
    /// The body.
    pub body: Value,
}

/// A change of upstream that is known and accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The table.
    pub at: Location,
    /// The change, as the drift report names it; unique.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is; `None`: until it is gone.
    pub until: Option<Date>,
}

/// The revision that the fragments were cut from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The table.
    pub at: Location,
    /// The title of the document.
    pub title: String,
    /// Where it is served.
    pub url: String,
    /// Its commit or version.
    pub revision: String,
    /// The day of that revision, `YYYY-MM-DD`.
    pub date: String,
    /// Checksum of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// Which operations are taken, and which are only watched for changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// Taken; empty: all.
    pub only: Vec<Selector>,
    /// Not generated, but part of the drift report.
    pub watch: Vec<Selector>,
}

/// One place where upstream is wrong.
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
    /// When it applies; `None`: always.
    pub when: Option<Condition>,
    /// The requirement.
    pub demand: Demand,
    /// The sentence of the violation.
    pub message: String,
    /// The location of the statement upstream.
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
    /// All are set or none is.
    Together(Vec<String>),
    /// None is set.
    Forbid(Vec<String>),
}

/// A final state of a job: upstream lists the states, but does not state which are final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalState {
    /// The table.
    pub at: Location,
    /// The schema of the job.
    pub schema: String,
    /// The field that shows it, and what is asked of it.
    pub check: Check,
    /// Further conditions.
    pub and: Vec<Check>,
    /// The meaning.
    pub outcome: JobOutcome,
    /// The evidence that it is final.
    pub source: String,
}

/// A check of a field of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Where it is written.
    pub at: Location,
    /// Wire paths of the fields, any of which is enough; `.` steps into an object, or into each item of a list.
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
    /// The values that are not final by themselves.
    pub is: Vec<String>,
    /// The evidence that they are not.
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
    /// How the point in time is written.
    pub unit: TimeUnit,
    /// Name of the property for the number of the operation within the second.
    pub increment: Option<String>,
    /// The location of the statement upstream.
    pub source: String,
}

/// A property that is a secret, which upstream states only in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The table.
    pub at: Location,
    /// The schema that has it.
    pub schema: String,
    /// Name of the property in JSON.
    pub field: String,
    /// The location of the statement upstream.
    pub source: String,
}

/// A code of errors that the service is known to return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The table.
    pub at: Location,
    /// The code.
    pub code: String,
    /// The status of the response; `None`: it is not known.
    pub status: Option<u16>,
    /// The ids of the operations that return it; empty: every operation that documents the status.
    pub operations: Vec<(Location, String)>,
    /// The meaning, a sentence.
    pub means: String,
    /// Where this is stated.
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
    /// The property next to the link that names the file or what it is a part of.
    pub name: Option<String>,
    /// The property next to the link that names its private endpoint.
    pub endpoint: Option<String>,
    /// The properties next to the link with name and value of a header that the file server requires.
    pub header: Option<(String, String)>,
    /// Wire path of a property that replaces this link where it has a value.
    pub unless: Option<String>,
    /// Hashes of the files.
    pub hashes: Option<FileHashes>,
    /// Where upstream states it.
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

/// The names that people chose.
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

/// The type that a pattern becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternName {
    /// The table.
    pub at: Location,
    /// The pattern, as the documents have it after corrections.
    pub text: String,
    /// The type.
    pub name: String,
    /// Its documentation.
    pub doc: String,
}

/// One wire name and the Rust name that represents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The entry.
    pub at: Location,
    /// Wire name.
    pub from: String,
    /// Rust name.
    pub to: String,
}
