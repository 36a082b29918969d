//! Rules between the properties of an object: `dependentRequired`, `dependentSchemas`, `if` and `not`, where they only
//! state which properties are required or forbidden, depending on one other property.
//!
//! OpenAPI 3.0 has no form for them: they become entries of an extension, which lowering reads.

use super::schema::{Members, Moved};
use serde_json::{Value, json};

/// The extension that lists the rules of a schema.
pub(crate) const OBJECT_RULES: &str = "x-object-rules";

/// Keywords of JSON Schema that state rules between properties.
pub(super) const RULE_KEYWORDS: [&str; 6] = [
    "dependentRequired",
    "dependentSchemas",
    "if",
    "then",
    "else",
    "not",
];

/// Returns true if a keyword does not change a rule: an annotation, or the type of all values that rules are about.
fn has_no_effect(keyword: &str, value: &Value) -> bool {
    match keyword {
        "title" | "description" | "$comment" => true,
        "type" => value == "object",
        _ => false,
    }
}

/// The condition of a rule: the value of one property.
#[derive(Clone)]
struct Condition {
    property: String,
    values: Vec<Value>,
    is: bool,
    absent: bool,
}

impl Condition {
    fn is_present(property: &str) -> Self {
        Self {
            property: property.to_owned(),
            values: Vec::new(),
            is: false,
            absent: false,
        }
    }

    fn negated(&self) -> Self {
        Self {
            is: !self.is,
            absent: !self.absent,
            ..self.clone()
        }
    }
}

/// Converts the rules of a schema, and of members of its `allOf` that state nothing else. Keywords that are more than
/// such rules remain.
pub(super) fn convert(schema: &mut Members, moved: &mut Moved) {
    convert_own(schema);
    let rules = of_members(schema, moved);
    add(schema, rules);
}

/// Converts the rules that a schema states itself.
pub(super) fn convert_own(schema: &mut Members) {
    let rules = take(schema);
    add(schema, rules);
}

fn add(schema: &mut Members, rules: Vec<Value>) {
    if rules.is_empty() {
        return;
    }
    let own = schema.entry(OBJECT_RULES).or_insert_with(|| json!([]));
    if let Value::Array(own) = own {
        own.extend(rules);
    }
}

/// Takes the rules out of the members of `allOf`, and removes those that have no other keyword.
fn of_members(schema: &mut Members, moved: &mut Moved) -> Vec<Value> {
    let Some(Value::Array(members)) = schema.get_mut("allOf") else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    let mut kept = Vec::with_capacity(members.len());
    for (index, mut member) in std::mem::take(members).into_iter().enumerate() {
        if let Value::Object(own) = &mut member
            && states_only_rules(own)
        {
            rules.extend(take(own));
            if !states_rules(own) {
                continue;
            }
        }
        moved.push((format!("/allOf/{}", kept.len()), format!("/allOf/{index}")));
        kept.push(member);
    }
    match kept.is_empty() {
        true => drop(schema.remove("allOf")),
        false => drop(schema.insert("allOf".to_owned(), Value::Array(kept))),
    }
    rules
}

fn states_rules(schema: &Members) -> bool {
    RULE_KEYWORDS.iter().any(|keyword| schema.contains_key(*keyword))
}

/// Returns true if a schema has rules, and besides them only annotations.
fn states_only_rules(schema: &Members) -> bool {
    let is_rule = |key: &str, value: &Value| RULE_KEYWORDS.contains(&key) || has_no_effect(key, value);
    states_rules(schema) && schema.iter().all(|(key, value)| is_rule(key, value))
}

/// Removes the rules from a schema, and returns them. A keyword remains if a part of it is not a rule.
fn take(schema: &mut Members) -> Vec<Value> {
    let mut rules = Vec::new();
    for (keyword, read) in [
        (
            "dependentRequired",
            dependent_required as fn(&Value) -> Option<Vec<Value>>,
        ),
        ("dependentSchemas", dependent_schemas),
        ("not", negation),
    ] {
        if let Some(found) = schema.get(keyword).and_then(read) {
            schema.remove(keyword);
            rules.extend(found);
        }
    }
    if let Some(found) = conditional(schema) {
        schema.retain(|key, _| !matches!(key.as_str(), "if" | "then" | "else"));
        rules.extend(found);
    }
    rules
}

/// `dependentRequired: {a: [b]}`
fn dependent_required(value: &Value) -> Option<Vec<Value>> {
    let rule = |(name, needed): (&String, &Value)| {
        let condition = Condition::is_present(name);
        Some(rule(
            "dependentRequired",
            Some(&condition),
            "require",
            &names(needed)?,
        ))
    };
    value.as_object()?.iter().map(rule).collect()
}

/// `dependentSchemas: {a: {required: [b]}}`
fn dependent_schemas(value: &Value) -> Option<Vec<Value>> {
    let mut rules = Vec::new();
    for (name, schema) in value.as_object()? {
        let condition = Condition::is_present(name);
        rules.extend(consequences("dependentSchemas", &condition, schema)?);
    }
    Some(rules)
}

/// `not: {required: [a]}`, and with two names: not both.
fn negation(value: &Value) -> Option<Vec<Value>> {
    let needed = names(only(value.as_object()?, "required")?)?;
    let key = match needed.len() {
        1 => "forbid",
        2 => "at-most-one",
        _ => return None,
    };
    Some(vec![rule("not", None, key, &needed)])
}

/// `if: {properties: {a: {const: 1}}}`, with `then` and `else` that require or forbid properties.
fn conditional(schema: &Members) -> Option<Vec<Value>> {
    let condition = condition(schema.get("if")?)?;
    let mut rules = Vec::new();
    for (keyword, condition) in [("then", condition.clone()), ("else", condition.negated())] {
        if let Some(consequence) = schema.get(keyword) {
            rules.extend(consequences("if", &condition, consequence)?);
        }
    }
    Some(rules)
}

/// Returns the condition that a schema is: one property is there, or has one of some values.
fn condition(schema: &Value) -> Option<Condition> {
    let schema = schema.as_object()?;
    if let Some(Value::Object(negated)) = only(schema, "not") {
        return Some(condition(&Value::Object(negated.clone()))?.negated());
    }
    let is_tested =
        |key: &str, value: &Value| matches!(key, "properties" | "required") || has_no_effect(key, value);
    schema
        .iter()
        .all(|(key, value)| is_tested(key, value))
        .then_some(())?;
    let required = schema.get("required").map_or(Some(Vec::new()), names)?;
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut tested = properties.into_iter().flatten();
    match (tested.next(), tested.next(), required.as_slice()) {
        (None, _, [name]) => Some(Condition::is_present(name)),
        (Some((name, test)), None, needed) if needed.iter().all(|other| other == name) => Some(Condition {
            property: name.clone(),
            values: values(test)?,
            is: true,
            absent: needed.is_empty(),
        }),
        _ => None,
    }
}

/// Returns the scalars that a schema allows, if it only lists them.
fn values(schema: &Value) -> Option<Vec<Value>> {
    // The listed values have types of their own.
    let mut schema = schema.as_object()?.clone();
    schema.remove("type");
    let listed = match (only(&schema, "const"), only(&schema, "enum")) {
        (Some(value), _) => vec![value.clone()],
        (None, Some(Value::Array(values))) => values.clone(),
        _ => return None,
    };
    let is_scalar = |value: &Value| value.is_string() || value.is_boolean() || value.is_i64();
    listed.iter().all(is_scalar).then_some(listed)
}

/// Returns the rules that a schema is under a condition: it requires properties, or forbids them.
fn consequences(keyword: &str, condition: &Condition, schema: &Value) -> Option<Vec<Value>> {
    let mut rules = Vec::new();
    for (key, value) in schema.as_object()? {
        match key.as_str() {
            "required" => rules.push(rule(keyword, Some(condition), "require", &names(value)?)),
            "not" => {
                let needed = names(only(value.as_object()?, "required")?)?;
                let [name] = needed.as_slice() else { return None };
                rules.push(rule(
                    keyword,
                    Some(condition),
                    "forbid",
                    std::slice::from_ref(name),
                ));
            }
            "properties" => {
                let properties = value.as_object()?;
                properties
                    .values()
                    .all(|value| *value == json!(false))
                    .then_some(())?;
                let forbidden: Vec<String> = properties.keys().cloned().collect();
                rules.push(rule(keyword, Some(condition), "forbid", &forbidden));
            }
            other if has_no_effect(other, value) => {}
            _ => return None,
        }
    }
    Some(rules)
}

fn rule(keyword: &str, condition: Option<&Condition>, key: &str, names: &[String]) -> Value {
    let when = condition.map(|condition| {
        json!({
            "property": condition.property,
            "values": condition.values,
            "is": condition.is,
            "absent": condition.absent,
        })
    });
    json!({ "keyword": keyword, "when": when, key: names })
}

/// Returns the value of `key`, if a schema has no other keyword but annotations.
fn only<'s>(schema: &'s Members, key: &str) -> Option<&'s Value> {
    let is_extra = |(other, value): (&String, &Value)| other != key && !has_no_effect(other, value);
    schema.get(key).filter(|_| !schema.iter().any(is_extra))
}

fn names(value: &Value) -> Option<Vec<String>> {
    let names = value.as_array()?.iter();
    names.map(|name| name.as_str().map(str::to_owned)).collect()
}
