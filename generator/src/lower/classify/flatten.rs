//! Objects with all that they inherit through `allOf`.

use hashbrown::{HashMap, HashSet};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use crate::diagnostic::{Diagnostic, Location};
use crate::lower::classify::unchecked_keywords::{Reason, unchecked_keywords};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::validate::TypedDocument;

/// An object with inherited properties.
#[derive(Default)]
pub(in crate::lower) struct FlattenedObject<'a> {
    /// Inherited ones first.
    pub(in crate::lower) properties: Vec<Property<'a>>,
    /// Names of properties that have to be there.
    pub(in crate::lower) required: Vec<&'a str>,
    /// `additionalProperties` of the most derived schema that states it.
    pub(in crate::lower) additional: Option<(&'a AdditionalProperties, NodeRef)>,
    /// The minimum and maximum number of members.
    pub(in crate::lower) member_count: (Option<usize>, Option<usize>),
    /// The parts that are not supported.
    pub(in crate::lower) problems: Vec<Diagnostic>,
    /// The schemas that it is composed of.
    pub(in crate::lower) parts: Vec<Resolved<'a, Schema>>,
    /// The index of each property in the list.
    numbers: HashMap<&'a str, usize>,
    /// The required names.
    required_names: HashSet<&'a str>,
}

/// One property.
pub(in crate::lower) struct Property<'a> {
    pub(in crate::lower) name: &'a str,
    pub(in crate::lower) node_ref: NodeRef,
    pub(in crate::lower) schema: &'a ReferenceOr<Box<Schema>>,
    /// The same property in inherited schemas that declare it differently.
    pub(in crate::lower) earlier: Vec<(NodeRef, &'a ReferenceOr<Box<Schema>>)>,
}

/// Flattens `schema`.
///
/// A parent that is a union contributes its properties to a subtype, not its variants: those are its subtypes,
/// including this one.
pub(in crate::lower) fn flatten<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
) -> FlattenedObject<'a> {
    flatten_all(resolver, std::slice::from_ref(schema))
}

/// Flattens an intersection of schemas, the most derived one last.
pub(in crate::lower) fn flatten_all<'a>(
    resolver: &Resolver<'a>,
    schemas: &[Resolved<'a, Schema>],
) -> FlattenedObject<'a> {
    let mut flat = FlattenedObject::default();
    let most = max_inherited(resolver.documents);
    if let (Some(schema), true) = (schemas.last(), resolver.inherited.get() > most) {
        flat.problems
            .push(too_many(most, schema.node_ref.location(resolver.documents)));
        return flat;
    }
    for schema in schemas {
        add(resolver, schema, &mut Walk::default(), &mut flat);
    }
    let unmerged = flat.unmerged_additional(resolver);
    flat.problems.extend(unmerged);
    let own = schemas
        .last()
        .and_then(|last| SchemaView::of(last.item).properties);
    let inherited = flat
        .properties
        .len()
        .saturating_sub(own.map_or(0, |own| own.len()));
    resolver.inherited.set(resolver.inherited.get() + inherited);
    flat
}

/// Returns the maximum number of properties that all schemas together may inherit: every level of a long chain inherits
/// those of all others, while the work must not grow faster than the documents.
fn max_inherited(documents: &[TypedDocument]) -> usize {
    const OF_ANY: usize = 50_000;
    const OF_A_SCHEMA: usize = 100;
    let schemas: usize = documents
        .iter()
        .map(|document| document.components.schemas.len())
        .sum();
    OF_ANY.max(schemas * OF_A_SCHEMA)
}

fn too_many(most: usize, at: Location) -> Diagnostic {
    let message = format!("the schemas of the document inherit more than {most} properties together");
    let help = "shorten the chains of `allOf`, or select fewer operations with `--only`";
    Diagnostic::new("too-many-inherited", at, message, help)
}

/// The schemas that one flattening has visited, and whether it is still inside them.
#[derive(Default)]
struct Walk {
    inside: HashMap<NodeRef, bool>,
}

fn add<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
    walk: &mut Walk,
    flat: &mut FlattenedObject<'a>,
) {
    walk.inside.insert(schema.node_ref.clone(), true);
    let view = SchemaView::of(schema.item);
    flat.problems
        .extend(unchecked_keywords(resolver, schema, Reason::Type("object")));
    for (number, member) in view.all_of.iter().enumerate() {
        match resolver.schema(&schema.node_ref.item("allOf", number), member) {
            Ok(parent) => match walk.inside.get(&parent.node_ref) {
                Some(true) => flat.problems.push(cycle(resolver, &schema.node_ref, number)),
                // Properties that two parents inherit are listed once.
                Some(false) => {}
                None => add(resolver, &parent, walk, flat),
            },
            Err(problem) => flat.problems.push(problem),
        }
    }
    flat.add_own(&schema.node_ref, &view);
    flat.parts.push(schema.clone());
    walk.inside.insert(schema.node_ref.clone(), false);
}

impl<'a> FlattenedObject<'a> {
    /// Adds the properties that a schema declares itself.
    fn add_own(&mut self, node_ref: &NodeRef, view: &SchemaView<'a>) {
        let properties = node_ref.child("properties");
        for (name, property) in view.properties.into_iter().flatten() {
            self.put(Property {
                name,
                node_ref: properties.child(name),
                schema: property,
                earlier: Vec::new(),
            });
        }
        self.demand(view.required);
        if let Some(additional) = view.additional {
            self.additional = Some((additional, node_ref.child("additionalProperties")));
        }
        let (least, most) = view.member_count;
        self.member_count = (
            least.max(self.member_count.0),
            self.member_count.1.into_iter().chain(most).min(),
        );
    }

    fn demand(&mut self, names: &'a [String]) {
        for name in names {
            if self.required_names.insert(name) {
                self.required.push(name);
            }
        }
    }

    /// Returns the property called `name`.
    pub(in crate::lower) fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.numbers.get(name).map(|number| &self.properties[*number])
    }

    /// Returns whether the property called `name` has to be there.
    pub(in crate::lower) fn requires(&self, name: &str) -> bool {
        self.required_names.contains(name)
    }

    /// Returns true if it restricts additional properties.
    pub(in crate::lower) fn restricts_members(&self) -> bool {
        let additional = self.additional.as_ref().map(|(additional, _)| *additional);
        !matches!(additional, None | Some(AdditionalProperties::Any(true)))
    }

    /// Reports each `additionalProperties` that is about the properties of other schemas too, or that another schema
    /// overrides.
    fn unmerged_additional(&self, resolver: &Resolver<'a>) -> Vec<Diagnostic> {
        let report = |part: &Resolved<'a, Schema>| {
            let view = SchemaView::of(part.item);
            let additional = view.additional.filter(|own| constrains(own))?;
            let declares = |name: &str| view.properties.is_some_and(|own| own.contains_key(name));
            let other = self.properties.iter().find(|property| !declares(property.name));
            let is_overridden = self
                .additional
                .as_ref()
                .is_some_and(|(last, _)| *last != additional);
            let message = match other {
                Some(other) => format!(
                    "this also restricts `{}`, which another schema of `allOf` declares: it is read as a statement about \
                     all of them",
                    other.name
                ),
                None if is_overridden => {
                    "another schema of `allOf` states `additionalProperties` too: only the last one \
                     is checked"
                        .to_owned()
                }
                None => return None,
            };
            let at = part
                .node_ref
                .child("additionalProperties")
                .location(resolver.documents);
            let help = "state `additionalProperties` in one schema that declares all properties";
            Some(Diagnostic::new("unmerged-constraints", at, message, help))
        };
        self.parts.iter().filter_map(report).collect()
    }

    /// Adds a property; if an inherited schema declares it differently, it is the intersection of both.
    fn put(&mut self, mut property: Property<'a>) {
        match self.numbers.get(property.name) {
            Some(number) => {
                let inherited = &mut self.properties[*number];
                property.earlier = std::mem::take(&mut inherited.earlier);
                if inherited.schema != property.schema {
                    property
                        .earlier
                        .push((inherited.node_ref.clone(), inherited.schema));
                }
                *inherited = property;
            }
            None => {
                self.numbers.insert(property.name, self.properties.len());
                self.properties.push(property);
            }
        }
    }
}

/// Returns true if `additionalProperties` rejects some values.
fn constrains(additional: &AdditionalProperties) -> bool {
    match additional {
        AdditionalProperties::Any(any) => !any,
        AdditionalProperties::Schema(schema) => match &**schema {
            ReferenceOr::Item(schema) => {
                let view = SchemaView::of(schema);
                view.typ.is_some() || view.constrains() || view.is_composed() || view.describes_object()
            }
            ReferenceOr::Reference { .. } => true,
        },
    }
}

fn cycle(resolver: &Resolver<'_>, node_ref: &NodeRef, number: usize) -> Diagnostic {
    let at = node_ref.item("allOf", number).location(resolver.documents);
    let help = "remove one `allOf` of the cycle";
    Diagnostic::new("cyclic-inheritance", at, "the schema inherits from itself", help)
}
