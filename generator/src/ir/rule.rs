//! Facts that the specification states only in prose, or not at all: rules between the fields of one struct, and which states
//! of a job are final.

use super::{TextFormat, WireName};
use serde::{Deserialize, Serialize};

/// A rule between fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Kebab-case name, unique in the API.
    pub id: String,
    /// When the rule applies; always where absent.
    pub when: Option<Condition>,
    /// The requirement that applies then.
    pub requirement: Requirement,
    /// The rule as one sentence.
    pub message: String,
}

/// A condition on the text of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The field that is looked at.
    pub field: WireName,
    /// The texts that decide.
    pub values: Vec<String>,
    /// Whether the condition applies to these strings, or to all others (an absent field included).
    pub among: bool,
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
    /// All are set, or none.
    Together(Vec<WireName>),
    /// None is set.
    None(Vec<WireName>),
}

/// A final state of a job: it is reached when all checks pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalState {
    /// The checks.
    pub checks: Vec<StateCheck>,
    /// The outcome.
    pub outcome: JobOutcome,
}

/// A check of one field of a job, or of several; any of them is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCheck {
    /// The names that lead to each field; a step into a list means each of its items.
    pub fields: Vec<Vec<WireName>>,
    /// The condition that the field has to satisfy.
    pub test: StateTest,
}

/// The condition that a check tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateTest {
    /// It is present and not `null`.
    Present,
    /// It is one of these, a boolean as `true` or `false`.
    Is(Vec<String>),
    /// It is none of these, or absent.
    IsNot(Vec<String>),
    /// It has content: not an empty string, list or object.
    Filled,
    /// It is text of this format.
    Format(TextFormat),
}

/// A field that shows the state of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateField {
    /// The names that lead to it.
    pub field: Vec<WireName>,
    /// The values that are classified as running or final.
    pub values: Vec<String>,
}

/// How a job can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// It succeeded.
    Finished,
    /// It has not.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// Its result no longer exists.
    Expired,
}

/// A field of a request that contains a point in time, as a number or as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeField {
    /// Index of the field.
    pub field: usize,
    /// How the point in time is written.
    pub unit: TimeUnit,
    /// Index of the field for the number of the operation within the second (BSON timestamps).
    pub increment: Option<usize>,
}

/// How a point in time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds since the Unix epoch.
    Seconds,
    /// Milliseconds since the Unix epoch.
    Milliseconds,
    /// An RFC 3339 `date-time`.
    DateTime,
}
