//! Rules between the fields of an example.

use serde_json::{Map, Value};

use super::ExampleValues;
use crate::ir::{Condition, Requirement, Rule, Struct};

impl ExampleValues<'_> {
    /// Adds the fields that rules ask for; returns `None` if one has no value, or if a rule asks for fewer fields.
    pub(super) fn satisfy_rules(&self, object: &Struct, members: &mut Map<String, Value>) -> Option<()> {
        // A field that is added for one rule may bring another into force.
        for _ in &object.rules {
            for rule in &object.rules {
                if !holds(rule, members) {
                    self.satisfy(rule, object, members)?;
                }
            }
        }
        Some(())
    }

    fn satisfy(&self, rule: &Rule, object: &Struct, members: &mut Map<String, Value>) -> Option<()> {
        let field = |name: &str| object.fields.iter().find(|field| field.wire.as_str() == name);
        match &rule.requirement {
            Requirement::All(names) | Requirement::Together(names) => {
                for name in names.iter().map(|name| name.as_str()) {
                    if !is_set(members, name) {
                        self.add(field(name)?, members)?;
                    }
                }
                Some(())
            }
            Requirement::OneOf(names) => names
                .iter()
                .find_map(|name| self.add(field(name.as_str())?, members)),
            Requirement::AtMostOneGroup(_) | Requirement::None(_) => None,
        }
    }
}

/// Returns true if an object satisfies all rules, as its validator decides it.
pub(super) fn hold(rules: &[Rule], members: &Map<String, Value>) -> bool {
    rules.iter().all(|rule| holds(rule, members))
}

fn holds(rule: &Rule, members: &Map<String, Value>) -> bool {
    if rule.when.as_ref().is_some_and(|when| !applies(when, members)) {
        return true;
    }
    let is_set = |name: &crate::ir::WireName| is_set(members, name.as_str());
    match &rule.requirement {
        Requirement::All(names) => names.iter().all(is_set),
        Requirement::OneOf(names) => names.iter().any(is_set),
        Requirement::AtMostOneGroup(groups) => {
            let set = groups.iter().filter(|group| group.iter().any(is_set));
            set.count() <= 1
        }
        Requirement::Together(names) => names.iter().all(is_set) || !names.iter().any(is_set),
        Requirement::None(names) => !names.iter().any(is_set),
    }
}

fn applies(condition: &Condition, members: &Map<String, Value>) -> bool {
    let Some(value) = members.get(condition.field.as_str()) else {
        return condition.absent;
    };
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    condition.values.contains(&text) == condition.among
}

fn is_set(members: &Map<String, Value>, name: &str) -> bool {
    members.get(name).is_some_and(|value| !value.is_null())
}
