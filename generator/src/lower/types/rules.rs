//! Attaches the rules that are only in prose to the structs that they apply to.

use openapiv3::Schema;

use crate::corrections::split;
use crate::diagnostic::Diagnostic;
use crate::ir::{Condition, Requirement, Rule, Side, WireName};
use crate::load::{self, Demand, Test};
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

/// Returns the rules of a schema; they apply to requests.
pub(in crate::lower) fn rules_of<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    side: Side,
) -> Vec<Rule> {
    if side == Side::Response || builder.settings.rules.is_empty() {
        return Vec::new();
    }
    let settings = builder.settings;
    let at = schema.node_ref.location(builder.resolver.documents);
    let own = settings
        .rules
        .iter()
        .filter(|rule| split(&rule.schema) == Some((&at.file, &at.pointer)));
    let known: Vec<&str> = crate::lower::classify::flatten::flatten(&builder.resolver, schema)
        .properties
        .iter()
        .map(|property| property.name)
        .collect();
    own.map(|rule| {
        for name in names(rule).into_iter().filter(|name| !known.contains(name)) {
            let message = format!("`{}` has no property `{name}`", rule.schema);
            let help = "use the JSON name of a property of this schema";
            builder.report(Diagnostic::new("unknown-field", rule.at.clone(), message, help));
        }
        lowered(rule)
    })
    .collect()
}

fn names(rule: &load::Rule) -> Vec<&str> {
    let condition = rule.when.iter().map(|when| when.field.as_str());
    let required_names: Vec<&str> = match &rule.demand {
        Demand::Require(names)
        | Demand::RequireOneOf(names)
        | Demand::Together(names)
        | Demand::Forbid(names) => names.iter().map(String::as_str).collect(),
        Demand::AtMostOne(groups) => groups.iter().flatten().map(String::as_str).collect(),
    };
    condition.chain(required_names).collect()
}

fn lowered(rule: &load::Rule) -> Rule {
    let wire = |names: &[String]| {
        names
            .iter()
            .map(|name| WireName::from(name.as_str()))
            .collect::<Vec<_>>()
    };
    Rule {
        id: rule.id.clone(),
        when: rule.when.as_ref().map(|when| {
            let (values, among) = match &when.test {
                Test::Is(values) => (values, true),
                Test::IsNot(values) => (values, false),
            };
            Condition {
                field: WireName::from(when.field.as_str()),
                values: values.clone(),
                among,
                absent: !among,
            }
        }),
        requirement: match &rule.demand {
            Demand::Require(names) => Requirement::All(wire(names)),
            Demand::RequireOneOf(names) => Requirement::OneOf(wire(names)),
            Demand::AtMostOne(groups) => {
                Requirement::AtMostOneGroup(groups.iter().map(|group| wire(group)).collect())
            }
            Demand::Together(names) => Requirement::Together(wire(names)),
            Demand::Forbid(names) => Requirement::None(wire(names)),
        },
        message: rule.message.clone(),
    }
}
