//! Rules between properties that a schema states: `dependentRequired`, `if`, `not`.

use serde_json::Value;

use openapiv3::Schema;

use crate::diagnostic::Diagnostic;
use crate::ir::{Condition, Field, Presence, Requirement, Rule, WireName};
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::upgrade::OBJECT_RULES;

/// A rule as the schema states it.
struct StatedRule<'a> {
    keyword: &'a str,
    condition: Option<(&'a str, Condition)>,
    names: Vec<&'a str>,
    requirement: Requirement,
    /// The requirement in words, after the names.
    words: &'static str,
}

impl<'a> TypeBuilder<'a> {
    /// Returns the rules that these schemas state, for an object with these fields. A property that is `hidden` belongs
    /// to the other direction.
    pub(in crate::lower) fn schema_rules(
        &mut self,
        parts: &[Resolved<'a, Schema>],
        fields: &[Field],
        hidden: &[WireName],
    ) -> Vec<Rule> {
        let mut rules = Vec::new();
        for part in parts {
            for stated in stated_rules(part) {
                match stated.obstacle(fields) {
                    None => rules.push(stated.rule()),
                    Some(name) if hidden.iter().any(|other| other.as_str() == name) => {}
                    Some(name) => self.unchecked_rule(part, &stated, name),
                }
            }
        }
        rules
    }

    /// Reports the rules of a schema that is not an object with properties.
    pub(in crate::lower) fn check_rules_without_object(&mut self, found: &Resolved<'a, Schema>) {
        for stated in stated_rules(found) {
            let name = stated.names.first().copied().unwrap_or_default();
            self.unchecked_rule(found, &stated, name);
        }
    }

    fn unchecked_rule(&mut self, part: &Resolved<'a, Schema>, stated: &StatedRule<'_>, name: &str) {
        let at = part
            .node_ref
            .child(stated.keyword)
            .location(self.resolver.documents);
        let message = format!(
            "`{}` is not checked: the schema declares no property `{name}` that a rule can test",
            stated.keyword
        );
        let help = "declare the property, with `type: string`, `integer` or `boolean` if its value is tested";
        self.report(Diagnostic::new("unchecked-constraint", at, message, help));
    }
}

impl StatedRule<'_> {
    /// Returns the name of a property that is not a field, or that a rule cannot test: null counts as absent there.
    fn obstacle(&self, fields: &[Field]) -> Option<&str> {
        let field = |name: &str| fields.iter().find(|field| field.wire.as_str() == name);
        let is_nullable = |field: &Field| {
            let requires = matches!(self.requirement, Requirement::All(_));
            requires && matches!(field.presence, Presence::Nullable | Presence::OptionalNullable)
        };
        let is_testable = |name: &str| field(name).is_some_and(|field| !is_nullable(field));
        let condition = self.condition.iter().map(|(name, _)| *name);
        let untested = condition.filter(|name| field(name).is_none());
        untested
            .chain(self.names.iter().copied().filter(|name| !is_testable(name)))
            .next()
    }

    fn rule(&self) -> Rule {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let names = quoted.join(" and ");
        let words = self.words;
        let message = match &self.condition {
            Some((_, condition)) => format!("{}, {names} {words}.", in_words(condition)),
            None => format!("{names} {words}."),
        };
        Rule {
            id: ident_of(self.keyword),
            when: self.condition.as_ref().map(|(_, condition)| condition.clone()),
            requirement: self.requirement.clone(),
            message,
        }
    }
}

/// Returns the keyword in kebab case.
fn ident_of(keyword: &str) -> String {
    let mut id = String::with_capacity(keyword.len() + 1);
    for letter in keyword.chars() {
        if letter.is_ascii_uppercase() {
            id.push('-');
        }
        id.push(letter.to_ascii_lowercase());
    }
    id
}

fn in_words(condition: &Condition) -> String {
    let field = &condition.field;
    let values: Vec<String> = condition
        .values
        .iter()
        .map(|value| format!("`{value}`"))
        .collect();
    let values = values.join(" or ");
    match (condition.among, condition.absent) {
        _ if condition.values.is_empty() && condition.among => format!("Without `{field}`"),
        _ if condition.values.is_empty() => format!("With `{field}`"),
        (true, false) => format!("If `{field}` is {values}"),
        (true, true) => format!("If `{field}` is {values} or absent"),
        (false, true) => format!("Unless `{field}` is {values}"),
        (false, false) => format!("If `{field}` is there and not {values}"),
    }
}

/// Returns the rules that the upgrade found in a schema.
fn stated_rules<'a>(found: &Resolved<'a, Schema>) -> Vec<StatedRule<'a>> {
    let extension = found.item.schema_data.extensions.get(OBJECT_RULES);
    let stated = extension.and_then(Value::as_array).into_iter().flatten();
    stated.filter_map(read).collect()
}

fn read(stated: &Value) -> Option<StatedRule<'_>> {
    let (key, listed) = ["require", "forbid", "at-most-one"]
        .into_iter()
        .find_map(|key| Some((key, stated.get(key)?.as_array()?)))?;
    let names: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
    let wire: Vec<WireName> = names.iter().map(|name| WireName::from(*name)).collect();
    let one = names.len() == 1;
    let (requirement, words) = match key {
        "require" if one => (Requirement::All(wire), "has to be set"),
        "require" => (Requirement::All(wire), "have to be set"),
        "forbid" => (Requirement::None(wire), "may not be set"),
        _ => {
            let groups = wire.into_iter().map(|name| vec![name]).collect();
            (Requirement::AtMostOneGroup(groups), "may not both be set")
        }
    };
    Some(StatedRule {
        keyword: stated["keyword"].as_str()?,
        condition: condition(&stated["when"]),
        names,
        requirement,
        words,
    })
}

fn condition(when: &Value) -> Option<(&str, Condition)> {
    let property = when["property"].as_str()?;
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let condition = Condition {
        field: WireName::from(property),
        values: when["values"].as_array()?.iter().map(text).collect(),
        among: when["is"].as_bool()?,
        absent: when["absent"].as_bool()?,
    };
    Some((property, condition))
}
