//! Builds types from schemas: on demand, each schema once a side.

use hashbrown::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ident;
use crate::ir::{Doc, ShapeId, ShapeKind, Side, SizeBounds, Type, VersionHeader};
use crate::load::Settings;
use crate::lower::classify::{SchemaClass, classify, classify_all_of};
use crate::lower::diagnostics::DiagnosticSink;
use crate::lower::passes::naming;
use crate::lower::schema::annotations::{AnnotatedType, all_nullable, annotated};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::schema::subtypes::{Subtypes, direct_subtypes};
use crate::lower::types::patterns::Patterns;
use crate::lower::types::table::{PendingType, TypeTable};

/// The context of lowering: resolved schemas, the table of types, and the diagnostics.
pub(in crate::lower) struct TypeBuilder<'a> {
    pub(in crate::lower) resolver: Resolver<'a>,
    pub(in crate::lower) settings: &'a Settings,
    /// The templates of media types with a version.
    pub(in crate::lower) version_templates: Vec<String>,
    /// The version header of the API.
    pub(in crate::lower) version_header: Option<VersionHeader>,
    pub(in crate::lower) patterns: Patterns<'a>,
    pub(in crate::lower) subtypes: Subtypes<'a>,
    pub(in crate::lower) table: TypeTable<'a>,
    pub(in crate::lower) problems: DiagnosticSink,
    /// The stack of unnamed types that are being built.
    pub(in crate::lower) inlining: Vec<NodeRef>,
    /// Whether the current operation cannot be sent.
    pub(in crate::lower) unsendable: bool,
    /// The unnamed types that have been built: each schema once for each side.
    unnamed: HashMap<(NodeRef, Side), Type>,
    /// The lists of strings whose other constraints have been checked.
    checked: HashSet<NodeRef>,
    /// The schemas whose members have been checked.
    members_checked: HashSet<NodeRef>,
    /// The schemas whose values each schema narrows, by its location.
    pub(in crate::lower) narrowed: HashMap<NodeRef, Vec<Resolved<'a, Schema>>>,
    /// The file properties of each multipart body, by the id of its type. True for a list of files.
    pub(in crate::lower) files: Vec<(ShapeId, Vec<(String, bool)>)>,
    /// The number of error responses with each schema.
    pub(in crate::lower) error_nodes: HashMap<NodeRef, usize>,
    /// The type of most error responses.
    pub(in crate::lower) shared_error: Option<Type>,
}

/// What is left of a builder when all types are built.
pub(in crate::lower) struct Built<'a> {
    pub(in crate::lower) table: TypeTable<'a>,
    pub(in crate::lower) patterns: Patterns<'a>,
    pub(in crate::lower) problems: DiagnosticSink,
    pub(in crate::lower) version_templates: Vec<String>,
}

impl<'a> TypeBuilder<'a> {
    pub(in crate::lower) fn new(resolver: Resolver<'a>, settings: &'a Settings) -> Self {
        Self {
            subtypes: direct_subtypes(&resolver),
            patterns: Patterns::new(&settings.names.patterns),
            version_templates: settings.conventions.version_templates.clone(),
            version_header: settings.conventions.version_header.clone(),
            settings,
            resolver,
            table: TypeTable::default(),
            problems: DiagnosticSink::default(),
            inlining: Vec::new(),
            unsendable: false,
            unnamed: HashMap::new(),
            checked: HashSet::new(),
            members_checked: HashSet::new(),
            narrowed: HashMap::new(),
            files: Vec::new(),
            error_nodes: HashMap::new(),
            shared_error: None,
        }
    }

    /// Drops what only building needs to know, which is about each schema.
    pub(in crate::lower) fn finish(self) -> Built<'a> {
        Built {
            table: self.table,
            patterns: self.patterns,
            problems: self.problems,
            version_templates: self.version_templates,
        }
    }

    /// Adds a diagnostic.
    pub(in crate::lower) fn report(&mut self, problem: Diagnostic) {
        self.problems.report(problem);
    }

    /// Returns the type of a schema in its context; `owner` names it if it has no name.
    pub(in crate::lower) fn typed(
        &mut self,
        node_ref: &NodeRef,
        schema: &'a ReferenceOr<Schema>,
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        match self.resolver.schema(node_ref, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    /// Returns the same for the boxed schemas of properties and items.
    pub(in crate::lower) fn boxed(
        &mut self,
        node_ref: &NodeRef,
        schema: &'a ReferenceOr<Box<Schema>>,
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        match self.resolver.boxed_schema(node_ref, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    pub(in crate::lower) fn unknown(&mut self, problem: Diagnostic) -> AnnotatedType {
        self.report(problem);
        let doc = Doc::default();
        let (ty, default) = (Type::Any, None);
        AnnotatedType {
            ty,
            nullable: false,
            deprecated: false,
            default,
            doc,
        }
    }

    fn describe(&mut self, found: &Resolved<'a, Schema>, side: Side, owner: &str) -> AnnotatedType {
        let ty = self.found_type(found, side, owner);
        let typed = annotated(&self.resolver, found, ty);
        self.check_default(found, &typed.ty, typed.nullable);
        typed
    }

    /// Reports the members of `allOf`, `oneOf` and `anyOf` whose reference has no target: the type ignores them.
    fn check_members(&mut self, found: &Resolved<'a, Schema>) {
        if !self.members_checked.insert(found.node_ref.clone()) {
            return;
        }
        let view = SchemaView::of(found.item);
        for (keyword, list) in [
            ("allOf", view.all_of),
            ("oneOf", view.one_of),
            ("anyOf", view.any_of),
        ] {
            for (number, member) in list.iter().enumerate() {
                if let Err(problem) = self
                    .resolver
                    .schema(&found.node_ref.item(keyword, number), member)
                {
                    self.report(problem);
                }
            }
        }
    }

    /// Returns the type of a schema.
    pub(in crate::lower) fn found_type(
        &mut self,
        found: &Resolved<'a, Schema>,
        side: Side,
        owner: &str,
    ) -> Type {
        let (mut found, mut seen) = (found.clone(), HashSet::new());
        let mut named: Option<String> = None;
        loop {
            let owner = named.as_deref().unwrap_or(owner);
            self.check_members(&found);
            match classify(&self.resolver, &self.subtypes, &found) {
                SchemaClass::Same(other) if seen.contains(&other.node_ref) => return self.endless(&other),
                SchemaClass::Same(other) => {
                    self.check_mapping(&found);
                    // A component that is the same as an inline schema names it.
                    named = found.node_ref.component().map(|name| name.into_owned()).or(named);
                    seen.insert(found.node_ref);
                    found = other;
                }
                class @ (SchemaClass::Struct | SchemaClass::Union(_)) => {
                    return self.shape(&found, Vec::new(), class, side, owner);
                }
                SchemaClass::Enum(texts) => {
                    if self.checked.insert(found.node_ref.clone()) {
                        self.check_next_to_strings(&found, &texts);
                    }
                    return self.shape(&found, Vec::new(), SchemaClass::Enum(texts), side, owner);
                }
                SchemaClass::Constants(values) => {
                    if self.checked.insert(found.node_ref.clone()) {
                        self.check_next_to_constants(&found, &values);
                    }
                    return self.shape(&found, Vec::new(), SchemaClass::Constants(values), side, owner);
                }
                unnamed if self.inlining.contains(&found.node_ref) => return self.nested(&found, &unnamed),
                unnamed => {
                    let key = (found.node_ref.clone(), side);
                    if let Some(known) = self.unnamed.get(&key) {
                        return known.clone();
                    }
                    self.inlining.push(found.node_ref.clone());
                    let ty = match unnamed {
                        SchemaClass::Intersection(members) => {
                            self.intersection_of_members(&found, &members, side, owner)
                        }
                        _ => self.plain(&found, None, side, owner),
                    };
                    self.inlining.pop();
                    self.unnamed.insert(key, ty.clone());
                    return ty;
                }
            }
        }
    }

    /// Returns the intersection of several schemas, the most derived one last.
    fn intersection_type(&mut self, parts: &[Resolved<'a, Schema>], side: Side, owner: &str) -> Type {
        let Some((last, shared)) = parts.split_last() else {
            return Type::Any;
        };
        if parts
            .iter()
            .any(|part| !SchemaView::of(part.item).values.is_empty())
        {
            self.record_narrowed(parts);
        }
        match classify_all_of(&self.resolver, &self.subtypes, parts) {
            SchemaClass::Same(one) => self.found_type(&one, side, owner),
            named @ (SchemaClass::Enum(_)
            | SchemaClass::Constants(_)
            | SchemaClass::Struct
            | SchemaClass::Union(_)) => self.shape(last, shared.to_vec(), named, side, owner),
            SchemaClass::Intersection(_) | SchemaClass::Plain => {
                self.intersection_of((last, None), parts, side, owner)
            }
        }
    }

    /// Reports values of a discriminator without a union.
    fn check_mapping(&mut self, found: &Resolved<'a, Schema>) {
        let targets = crate::lower::types::discriminators::mapping(&self.resolver, found).into_iter();
        for problem in targets.filter_map(|(_, target)| target.err()) {
            self.report(problem);
        }
    }

    /// Reports a list or map of itself, whose type would be infinite.
    fn nested(&mut self, found: &Resolved<'a, Schema>, kind: &SchemaClass<'a>) -> Type {
        if matches!(kind, SchemaClass::Intersection(_)) {
            return self.endless(found);
        }
        let at = found.node_ref.location(self.resolver.documents);
        let message = "the list or map contains itself without a named type in between";
        let help = "put the list or map into a property of an object";
        self.report(Diagnostic::new("infinite-type", at, message, help));
        Type::Any
    }

    /// Reports a schema that is the same as another one, which is the same as the first.
    fn endless(&mut self, found: &Resolved<'a, Schema>) -> Type {
        let at = found.node_ref.location(self.resolver.documents);
        let message = "the schema inherits from itself";
        let help = "remove one `allOf`, `oneOf` or `anyOf` of the cycle";
        self.report(Diagnostic::new("cyclic-inheritance", at, message, help));
        Type::Any
    }

    /// Returns the type of a schema and of the schemas that it intersects; a new one is added to the table.
    pub(in crate::lower) fn shape(
        &mut self,
        found: &Resolved<'a, Schema>,
        shared: Vec<Resolved<'a, Schema>>,
        kind: SchemaClass<'a>,
        side: Side,
        owner: &str,
    ) -> Type {
        let name = found.node_ref.component().filter(|_| shared.is_empty());
        let (id, is_new) = self.table.intern(found, shared, kind, side, owner);
        if is_new && let Some(name) = name.filter(|name| ident::type_ident(name).is_none()) {
            self.check_name(&name, found);
        }
        Type::Shape { id, boxed: false }
    }

    /// Reports a component without a letter in its name, unless the settings name it.
    fn check_name(&mut self, name: &str, found: &Resolved<'a, Schema>) {
        if !self.settings.names.types.iter().any(|entry| entry.from == name) {
            self.report(naming::nameless(
                found.node_ref.location(self.resolver.documents),
                name,
            ));
        }
    }

    /// Builds every type of the table, including those that are added meanwhile.
    pub(in crate::lower) fn build(&mut self) {
        while let Some((number, kind)) = self.table.next() {
            let PendingType {
                schema,
                shared,
                wire,
                side,
                ..
            } = &self.table.types[number];
            let (schema, wire, side) = (schema.clone(), wire.clone(), *side);
            // The base of a union is its own variant, with the schemas of the union.
            let others = shared.iter().filter(|one| one.node_ref != schema.node_ref);
            let parts: Vec<_> = others.chain([&schema]).cloned().collect();
            let built = match kind {
                SchemaClass::Enum(texts) => {
                    let values: Vec<Value> = texts.iter().cloned().map(Value::String).collect();
                    ShapeKind::Enum(self.enumeration(&schema, &parts, &values))
                }
                SchemaClass::Constants(values) => ShapeKind::Enum(self.enumeration(&schema, &parts, &values)),
                SchemaClass::Union(alternatives) => {
                    ShapeKind::Union(self.union(&parts, &wire, &alternatives, side))
                }
                _ => ShapeKind::Struct(self.object(&parts, &wire, side)),
            };
            self.table.types[number].kind = Some(built);
        }
    }

    /// Combines the annotations of several schemas for one value; the last description and default win.
    pub(in crate::lower) fn intersect(
        &mut self,
        parts: &[Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        let ty = self.intersection_type(parts, side, owner);
        let stated = parts
            .iter()
            .map(|part| annotated(&self.resolver, part, Type::Any));
        let mut typed = stated
            .reduce(|before, last| AnnotatedType {
                deprecated: before.deprecated || last.deprecated,
                default: last.default.or(before.default),
                doc: if last.doc.is_empty() { before.doc } else { last.doc },
                ..last
            })
            .expect("a property is stated");
        typed.nullable = all_nullable(&self.resolver, parts);
        for part in parts {
            self.check_default(part, &ty, typed.nullable);
        }
        AnnotatedType { ty, ..typed }
    }
}

/// Returns the bounds of a size from the two keywords.
pub(in crate::lower) fn count((min, max): (Option<usize>, Option<usize>)) -> SizeBounds {
    SizeBounds {
        min: min.filter(|min| *min > 0).map(|min| min as u64),
        max: max.map(|max| max as u64),
    }
}
