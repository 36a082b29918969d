//! What the specification states only in prose, or not at all: rules between the fields of one struct, and which states
//! of a job are final.

use super::WireName;
use serde::{Deserialize, Serialize};

/// A rule between fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Kebab-case name, unique in the API.
    pub id: String,
    /// When the rule applies; always where absent.
    pub when: Option<Condition>,
    /// What has to hold then.
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
    /// Whether the condition holds for these texts, or for all others (an absent field included).
    pub among: bool,
}

/// What a rule asks of fields; an absent or `null` field counts as not set.
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

/// A final state of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The field that shows it, by the names that lead to it.
    pub field: Vec<WireName>,
    /// The values that do, a boolean as `true` or `false`; none: any.
    pub values: Vec<String>,
    /// What it means.
    pub ending: Ending,
}

/// How a job can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// It has done what was asked for.
    Finished,
    /// It has not.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// What it made is no longer there.
    Expired,
}
