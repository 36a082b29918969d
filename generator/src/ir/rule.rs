//! Rules between the fields of one struct that the specification states only in prose.

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
