//! Variants that only state which properties of the surrounding object are required.

use openapiv3::{ReferenceOr, Schema};

use crate::ir::{Requirement, Rule, WireName};
use crate::lower::classify::flatten::flatten;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::{Resolved, Resolver};

/// Returns the property that each of `listed` requires, where that is all that they state, and the schema around them,
/// an object, has these properties: they are a rule for the object, and no types.
pub(in crate::lower) fn required_alternatives<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
    listed: &'a [ReferenceOr<Schema>],
) -> Option<Vec<&'a str>> {
    let names: Vec<&str> = listed.iter().map(only_requirement).collect::<Option<_>>()?;
    if names.len() < 2 {
        return None;
    }
    let flat = flatten(resolver, schema);
    let is_property = |name: &&str| flat.property(name).is_some();
    names.iter().all(is_property).then_some(names)
}

/// Returns the property that a variant requires, if it states nothing else.
fn only_requirement(alternative: &ReferenceOr<Schema>) -> Option<&str> {
    let ReferenceOr::Item(schema) = alternative else {
        return None;
    };
    let view = SchemaView::of(schema);
    let [name] = view.required else { return None };
    let states_more = !view.may_be_object()
        || view.constraints().len() > 1
        || view.constrains()
        || view.is_composed()
        || view.nullable()
        || view.data.discriminator.is_some();
    (!states_more).then_some(name.as_str())
}

/// Returns the rules for an object that its `oneOf` and `anyOf` are, where they only require properties.
pub(in crate::lower) fn rules_of_alternatives<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
) -> Vec<Rule> {
    let view = SchemaView::of(schema.item);
    let one_of = required_alternatives(resolver, schema, view.one_of);
    let any_of = required_alternatives(resolver, schema, view.any_of);
    let wire = |names: &[&str]| names.iter().map(|name| WireName::from(*name)).collect::<Vec<_>>();
    let rule = |id: &str, requirement: Requirement, what: &str, names: &[&str]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        Rule {
            id: id.to_owned(),
            when: None,
            requirement,
            message: format!("{what} one of {} has to be set.", quoted.join(", ")),
        }
    };
    let mut rules = Vec::new();
    for names in one_of.iter().chain(&any_of) {
        rules.push(rule(
            "required-one-of",
            Requirement::OneOf(wire(names)),
            "At least",
            names,
        ));
    }
    if let Some(names) = &one_of {
        let groups = wire(names).into_iter().map(|name| vec![name]).collect();
        let requirement = Requirement::AtMostOneGroup(groups);
        rules.push(rule("at-most-one-of", requirement, "At most", names));
    }
    rules
}
