//! Discriminators of unions: what their schemas state about the values that select variants.

use hashbrown::{HashMap, HashSet};

use openapiv3::Schema;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ir::{Discriminator, Variant, WireName};
use crate::lower::classify::flatten::flatten_all;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::selection::{Selection, Stated};

/// The extension that states the value which selects a schema, where that is not its name (the AutoRest extensions of
/// OpenAPI).
const DISCRIMINATOR_VALUE: &str = "x-ms-discriminator-value";

/// Returns the discriminator's mapping: each value, and its schema.
pub(in crate::lower) fn mapping<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
) -> Vec<(String, Result<Resolved<'a, Schema>, Diagnostic>)> {
    let Some(discriminator) = &schema.item.schema_data.discriminator else {
        return Vec::new();
    };
    let node_ref = schema.node_ref.child("discriminator").child("mapping");
    let target = |text: &str| match text.contains(['#', '/']) {
        true => text.to_owned(),
        // A bare name is that of a schema (OpenAPI 3.0, Discriminator Object).
        false => format!("#/components/schemas/{text}"),
    };
    let entry = |(value, to): (&String, &String)| {
        (
            value.clone(),
            resolver.reference(&node_ref.child(value), &target(to)),
        )
    };
    discriminator.mapping.iter().map(entry).collect()
}

/// What a variant, or the variants of a nested union, state for the property of a discriminator.
#[derive(Default)]
struct Statement<'a> {
    texts: Vec<String>,
    /// The schemas of the property.
    lists: Vec<Resolved<'a, Schema>>,
}

impl<'a> TypeBuilder<'a> {
    /// Returns the discriminator of a union of `variants`, and the values that select none of them but the schema of the
    /// union itself, the last of `parts`.
    pub(in crate::lower) fn discriminator(
        &mut self,
        of: &Resolved<'a, Schema>,
        parts: &[Resolved<'a, Schema>],
        variants: &[Resolved<'a, Schema>],
        built: &[Variant],
    ) -> Option<(Discriminator, Vec<String>)> {
        let property = &of.item.schema_data.discriminator.as_ref()?.property_name;
        let mut selection = self.mapped(of, variants);
        for (number, variant) in variants.iter().enumerate() {
            selection.add(extension_text(variant), number);
        }
        let stated = self.stated(property, parts, variants);
        selection.add_stated(&stated);
        selection.add_names(&stated, variants, built);
        let view = SchemaView::of(of.item);
        let is_base = view.one_of.is_empty() && view.any_of.is_empty();
        let mut own = std::mem::take(&mut selection.own);
        if is_base {
            own.extend(selection.left(parts.last().and_then(extension_text), &stated.by_union));
        } else {
            own.drain(..)
                .for_each(|value| self.is_its_own_variant(of, &value));
        }
        selection.texts.sort();
        let discriminator = Discriminator {
            property: WireName::from(property.as_str()),
            mapping: selection.texts,
        };
        Some((discriminator, own))
    }

    /// Returns the values of the mapping, and reports references without a target.
    fn mapped(&mut self, of: &Resolved<'a, Schema>, variants: &[Resolved<'a, Schema>]) -> Selection {
        let numbered = variants.iter().enumerate();
        let numbers: HashMap<&NodeRef, usize> = numbered
            .map(|(number, variant)| (&variant.node_ref, number))
            .collect();
        let mut selection = Selection::default();
        for (value, target) in mapping(&self.resolver, of) {
            match target {
                Ok(target) => match numbers.get(&target.node_ref) {
                    Some(variant) => selection.add(Some(value), *variant),
                    None if target.node_ref == of.node_ref || target.node_ref == of.node_ref.whole() => {
                        selection.known.insert(value.clone());
                        selection.own.push(value);
                    }
                    None => {}
                },
                Err(problem) => self.report(problem),
            }
        }
        selection
    }

    /// Reports a mapping to the union itself, which only lists other schemas.
    fn is_its_own_variant(&mut self, of: &Resolved<'a, Schema>, value: &str) {
        let at = of.node_ref.child("discriminator").child("mapping").child(value);
        let message = "the union is one of its own variants: such a value decodes as an unknown variant";
        let help = "move the properties that the variant adds to a schema of its own";
        let at = at.location(self.resolver.documents);
        self.report(Diagnostic::new("self-referential-union", at, message, help));
    }

    /// Returns what the union and its variants state for a property.
    fn stated(
        &self,
        property: &str,
        parts: &[Resolved<'a, Schema>],
        variants: &[Resolved<'a, Schema>],
    ) -> Stated {
        let of_union = self.property_schema(property, parts);
        let statement = |variant| self.statement(property, variant);
        let of_variants: Vec<Statement<'a>> = variants.iter().map(statement).collect();
        let lists = || of_variants.iter().flat_map(|statement| &statement.lists);
        let mut uses: HashMap<&NodeRef, usize> = HashMap::new();
        for list in of_union.iter().chain(lists()) {
            *uses.entry(&list.node_ref).or_default() += 1;
        }
        let mut seen = HashSet::new();
        let shared = lists().filter(|list| uses[&list.node_ref] > 1 && seen.insert(&list.node_ref));
        let by_union = sorted(of_union.as_ref().map_or_else(Vec::new, texts_of));
        let alone = |statement: &Statement<'a>| statement.alone(&uses, &by_union);
        Stated {
            by_variants: of_variants.iter().map(alone).collect(),
            shared: shared.flat_map(texts_of).collect(),
            by_union,
        }
    }

    /// Returns what a variant, or the variants of a nested union, state for the discriminator's property.
    fn statement(&self, property: &str, variant: &Resolved<'a, Schema>) -> Statement<'a> {
        let (mut open, mut seen) = (vec![variant.clone()], HashSet::new());
        let mut statement = Statement::default();
        while let Some(next) = open.pop() {
            if !seen.insert(next.node_ref.clone()) {
                continue;
            }
            statement.texts.extend(extension_text(&next));
            match classify(&self.resolver, &self.subtypes, &next) {
                SchemaClass::Same(other) => open.push(other),
                SchemaClass::Union(alternatives) => {
                    let data = &alternatives.of.item.schema_data;
                    let own = data.discriminator.iter();
                    let own = own.filter(|own| own.property_name == property);
                    let mapped = own.flat_map(|own| own.mapping.keys().cloned());
                    statement.texts.extend(mapped);
                    open.extend(alternatives.variants.iter().rev().cloned());
                }
                _ => {
                    let list = self.property_schema(property, std::slice::from_ref(&next));
                    let list = list.filter(|list| seen.insert(list.node_ref.clone()));
                    statement.lists.extend(list);
                }
            }
        }
        statement
    }

    /// Returns the schema of a property of an object.
    fn property_schema(
        &self,
        property: &str,
        object: &[Resolved<'a, Schema>],
    ) -> Option<Resolved<'a, Schema>> {
        let flat = flatten_all(&self.resolver, object);
        let found = flat.property(property)?;
        self.resolver.boxed_schema(&found.node_ref, found.schema).ok()
    }
}

impl Statement<'_> {
    /// Returns the values that only this variant states: not those of a list with several `uses`, or with the values `of_union`,
    /// sorted.
    fn alone(&self, uses: &HashMap<&NodeRef, usize>, of_union: &[String]) -> Vec<String> {
        let own = self.lists.iter().filter(|list| uses[&list.node_ref] == 1);
        let own = own.map(|list| sorted(texts_of(list)));
        let own = own.filter(|texts| texts != of_union).flatten();
        own.chain(self.texts.iter().cloned()).collect()
    }
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// Returns the strings that a schema lists.
fn texts_of(schema: &Resolved<'_, Schema>) -> Vec<String> {
    SchemaView::of(schema.item).texts()
}

/// Returns the value that a schema states for itself.
fn extension_text(schema: &Resolved<'_, Schema>) -> Option<String> {
    let extensions = &schema.item.schema_data.extensions;
    let text = extensions.get(DISCRIMINATOR_VALUE).and_then(Value::as_str);
    text.map(str::to_owned)
}
