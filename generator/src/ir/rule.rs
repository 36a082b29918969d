//! Facts that the specification states only in prose, or not at all: constraints between the fields of a struct, and
//! final states of jobs.

use super::{TextFormat, WireName};
use serde::{Deserialize, Serialize};

/// A rule between fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Kebab-case name, unique in the API.
    pub id: String,
    /// The condition under which the rule applies; always if absent.
    pub when: Option<Condition>,
    /// The requirement that applies then.
    pub requirement: Requirement,
    /// The rule as one sentence.
    pub message: String,
}

/// A condition on the value of one field: a string, or a boolean or an integer as JSON writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The tested field.
    pub field: WireName,
    /// The values of the condition.
    pub values: Vec<String>,
    /// Whether the condition applies to these values, or to all others.
    pub among: bool,
    /// Whether the condition applies to an absent field.
    #[serde(default)]
    pub absent: bool,
}

/// The requirement of a rule; an absent or `null` field counts as not set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Requirement {
    /// All are set.
    All(Vec<WireName>),
    /// At least one is set.
    OneOf(Vec<WireName>),
    /// Fields of at most one group are set.
    AtMostOneGroup(Vec<Vec<WireName>>),
    /// All are set, or all are absent.
    Together(Vec<WireName>),
    /// None is set.
    None(Vec<WireName>),
}

/// A final state of a job: the job is in it if all checks succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalState {
    /// The checks.
    pub checks: Vec<StateCheck>,
    /// The outcome.
    pub outcome: JobOutcome,
}

/// A check of one field of a job, or of several fields of which one has to pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCheck {
    /// The path of each field; a step into a list means each of its items.
    pub fields: Vec<Vec<WireName>>,
    /// The condition that the field has to satisfy.
    pub test: StateTest,
}

/// The condition of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateTest {
    /// It is present and not `null`.
    Present,
    /// It is one of these strings; a boolean is `true` or `false`.
    Is(Vec<String>),
    /// It is none of these strings, or absent.
    IsNot(Vec<String>),
    /// It has content: not an empty string, list or object.
    Filled,
    /// It is a string of this format.
    Format(TextFormat),
}

/// A field that shows the state of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateField {
    /// The path of the field.
    pub field: Vec<WireName>,
    /// The values that are classified as running or final.
    pub values: Vec<String>,
}

/// The outcome of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// It succeeded.
    Finished,
    /// It failed.
    Failed,
    /// It was canceled.
    Cancelled,
    /// Its result no longer exists.
    Expired,
}

/// A field of a request that contains a point in time, as a number or string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeField {
    /// Index of the field.
    pub field: usize,
    /// The unit of the point in time.
    pub unit: TimeUnit,
    /// Index of the field for the ordinal of the operation within the second (BSON timestamps).
    pub increment: Option<usize>,
}

/// The unit of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds since the Unix epoch.
    Seconds,
    /// Milliseconds since the Unix epoch.
    Milliseconds,
    /// An RFC 3339 `date-time`.
    DateTime,
}
