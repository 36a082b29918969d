//! Discriminators of unions: which value selects which variant.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

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

/// Returns true if the variants of a union are the subtypes of a schema that has properties itself.
pub(in crate::lower) fn is_base(of: &Resolved<'_, Schema>) -> bool {
    let view = SchemaView::of(of.item);
    view.one_of.is_empty() && view.any_of.is_empty() && view.has_properties()
}

/// The values that select the variants of a union.
#[derive(Default)]
struct Selection {
    /// Each value with the number of its variant.
    texts: Vec<(String, usize)>,
    /// The values of the union's own schema.
    own: Vec<String>,
}

/// The values that schemas list for the property of a discriminator.
struct Listed {
    /// Those of the union's own schema.
    by_union: Vec<String>,
    /// Those of each variant, unless it has the list of the union's own schema.
    by_variants: Vec<Vec<String>>,
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
        let listed = self.listed(property, parts, variants);
        selection.add_stated(&listed);
        selection.add_names(&listed, variants, built);
        if is_base(of) {
            selection.add_own(extension_text(of), &listed);
        } else {
            selection
                .own
                .iter()
                .for_each(|value| self.is_its_own_variant(of, value));
        }
        selection.texts.sort();
        let discriminator = Discriminator {
            property: WireName::from(property.as_str()),
            mapping: selection.texts,
        };
        Some((discriminator, selection.own))
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
                    Some(variant) => selection.texts.push((value, *variant)),
                    None if target.node_ref == of.node_ref || target.node_ref == of.node_ref.whole() => {
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

    fn listed(
        &self,
        property: &str,
        parts: &[Resolved<'a, Schema>],
        variants: &[Resolved<'a, Schema>],
    ) -> Listed {
        let by_union = self.listed_texts(property, parts);
        let by_variant = |variant: &Resolved<'a, Schema>| {
            let mut texts = self.stated_texts(property, variant);
            if texts.len() == by_union.len() && texts.iter().all(|text| by_union.contains(text)) {
                texts.clear();
            }
            texts
        };
        Listed {
            by_variants: variants.iter().map(by_variant).collect(),
            by_union,
        }
    }

    /// Returns the values that a variant, or the variants of a nested union, state for the discriminator's property.
    fn stated_texts(&self, property: &str, variant: &Resolved<'a, Schema>) -> Vec<String> {
        let (mut open, mut seen, mut texts) = (vec![variant.clone()], HashSet::new(), Vec::new());
        while let Some(next) = open.pop() {
            if !seen.insert(next.node_ref.clone()) {
                continue;
            }
            texts.extend(extension_text(&next));
            match classify(&self.resolver, &self.subtypes, &next) {
                SchemaClass::Same(other) => open.push(other),
                SchemaClass::Union(alternatives) => {
                    let data = &alternatives.of.item.schema_data;
                    let own = data.discriminator.iter();
                    let own = own.filter(|own| own.property_name == property);
                    texts.extend(own.flat_map(|own| own.mapping.keys().cloned()));
                    open.extend(alternatives.variants.iter().rev().cloned());
                }
                _ => texts.extend(self.listed_texts(property, std::slice::from_ref(&next))),
            }
        }
        texts
    }

    /// Returns the strings that an object lists for a property.
    fn listed_texts(&self, property: &str, object: &[Resolved<'a, Schema>]) -> Vec<String> {
        let flat = flatten_all(&self.resolver, object);
        let found = flat.property(property);
        let schema = found.and_then(|own| self.resolver.boxed_schema(&own.node_ref, own.schema).ok());
        schema.map_or_else(Vec::new, |schema| SchemaView::of(schema.item).texts())
    }
}

impl Selection {
    /// Adds a value of a variant, unless the value selects something already.
    fn add(&mut self, text: Option<String>, number: usize) {
        if let Some(text) = text.filter(|text| !self.selects(text)) {
            self.texts.push((text, number));
        }
    }

    fn selects(&self, text: &str) -> bool {
        self.own.iter().any(|own| own == text) || self.texts.iter().any(|(known, _)| known == text)
    }

    /// Adds the values that only one of the variants states.
    fn add_stated(&mut self, listed: &Listed) {
        let mut owners: HashMap<&String, BTreeSet<usize>> = HashMap::new();
        let numbered = listed.by_variants.iter().enumerate();
        let stated: Vec<(&String, usize)> = numbered
            .flat_map(|(number, texts)| texts.iter().map(move |text| (text, number)))
            .collect();
        for (text, number) in &stated {
            owners.entry(text).or_default().insert(*number);
        }
        let mut known: HashSet<String> = self.texts.iter().map(|(text, _)| text.clone()).collect();
        known.extend(self.own.iter().cloned());
        for (text, number) in stated {
            if owners[text].len() == 1 && known.insert(text.clone()) {
                self.texts.push((text.clone(), number));
            }
        }
    }

    /// Adds the values of variants that nothing else states: their names (OpenAPI 3.0, Discriminator Object), or the listed
    /// values that are written like them.
    fn add_names(&mut self, listed: &Listed, variants: &[Resolved<'_, Schema>], built: &[Variant]) {
        let selected: HashSet<usize> = self.texts.iter().map(|(_, number)| *number).collect();
        let free = |number: &usize| !selected.contains(number);
        let nameless: Vec<usize> = (0..built.len()).filter(free).collect();
        let mut open = self.unselected(listed);
        let mut unlisted = Vec::new();
        for number in nameless.iter().copied() {
            let Some(name) = variants[number].node_ref.component() else {
                unlisted.push((number, None));
                continue;
            };
            let names = [name.clone(), built[number].ident.as_str().into()];
            match spelled_like(&names, &open) {
                Some(at) => self.texts.push((open.remove(at), number)),
                None => unlisted.push((number, Some(name))),
            }
        }
        match (unlisted.as_slice(), open.as_slice()) {
            // One variant and one value are left.
            ([(number, _)], [only]) if listed.by_union.contains(only) => {
                self.texts.push((only.clone(), *number));
            }
            _ => {
                for (number, name) in unlisted {
                    self.add(name.map(|name| name.into_owned()), number);
                }
            }
        }
    }

    /// Returns the listed values that select no variant.
    fn unselected(&self, listed: &Listed) -> Vec<String> {
        let all = listed.by_union.iter().chain(listed.by_variants.iter().flatten());
        let mut seen: HashSet<&str> = self.texts.iter().map(|(text, _)| text.as_str()).collect();
        seen.extend(self.own.iter().map(String::as_str));
        all.filter(|text| seen.insert(text.as_str())).cloned().collect()
    }

    /// Adds the values of the union's own schema: the stated one, and those that it lists and no variant has.
    fn add_own(&mut self, stated: Option<String>, listed: &Listed) {
        let all = stated.into_iter().chain(listed.by_union.iter().cloned());
        let left: Vec<String> = all.filter(|text| !self.selects(text)).collect();
        self.own.extend(left);
        self.own.sort();
        self.own.dedup();
    }
}

/// Returns the position of the value that is one of `names`, or the only one with the letters and digits of one.
fn spelled_like(names: &[std::borrow::Cow<'_, str>], values: &[String]) -> Option<usize> {
    let exact = values.iter().position(|value| *value == names[0]);
    exact.or_else(|| {
        let names: Vec<String> = names.iter().map(|name| letters(name)).collect();
        let mut like = (0..values.len()).filter(|at| names.contains(&letters(&values[*at])));
        like.next().filter(|_| like.next().is_none())
    })
}

/// Returns the letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// Returns the value that a schema states for itself.
fn extension_text(schema: &Resolved<'_, Schema>) -> Option<String> {
    let extensions = &schema.item.schema_data.extensions;
    let text = extensions.get(DISCRIMINATOR_VALUE).and_then(Value::as_str);
    text.map(str::to_owned)
}
