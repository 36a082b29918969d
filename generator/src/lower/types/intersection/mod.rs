//! Intersections of types: the values that satisfy several schemas.
//!
//! Constraints that no type can represent are reported: a contradiction is an error, an unchecked constraint a warning.

mod constants;
mod number;

use hashbrown::HashSet;
use std::rc::Rc;

use openapiv3::{AdditionalProperties, Schema};

use crate::diagnostic::Diagnostic;
use crate::ir::{PatternId, Side, SizeBounds, TextFormat, Type};
use crate::lower::classify::unchecked_keywords::Reason;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::bounds;
use crate::lower::types::builder::TypeBuilder;
use crate::pattern::{Relation, relation};

impl<'a> TypeBuilder<'a> {
    /// Returns the type of an `allOf` whose members are not all objects, and of the keywords next to it.
    pub(in crate::lower) fn intersection_of_members(
        &mut self,
        found: &Resolved<'a, Schema>,
        members: &[Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> Type {
        let view = SchemaView::of(found.item);
        for (keyword, listed) in [("oneOf", view.one_of), ("anyOf", view.any_of)] {
            let first = listed
                .first()
                .map(|first| self.resolver.schema(&found.node_ref.item(keyword, 0), first));
            let first = first.and_then(Result::ok).map(|first| first.node_ref);
            let is_supported = listed.len() == 1
                && members
                    .iter()
                    .any(|member| Some(&member.node_ref) == first.as_ref());
            if !listed.is_empty() && !is_supported {
                self.lost_alternatives(&found.node_ref.child(keyword));
            }
        }
        let parts: Vec<_> = members.iter().chain([found]).cloned().collect();
        self.record_narrowed(&parts);
        let ty = self.intersection_of((found, view.typ), members, side, owner);
        if view.is_text_enum() {
            let own = self.shape(
                found,
                Vec::new(),
                SchemaClass::Enum(view.texts().into()),
                side,
                owner,
            );
            return self.intersect_types(found, ty, own);
        }
        let constants = view.constants();
        if !constants.is_empty() {
            let class = SchemaClass::Constants(constants.into());
            let own = self.shape(found, Vec::new(), class, side, owner);
            return self.intersect_types(found, ty, own);
        }
        let own = self.plain(found, json_type(self, &ty), side, owner);
        self.intersect_types(found, ty, own)
    }

    /// Returns the type of a value that satisfies all of `parts`; `at` is its location, `typ` the type that is stated
    /// there.
    pub(in crate::lower) fn intersection_of(
        &mut self,
        (at, typ): (&Resolved<'a, Schema>, Option<&'a str>),
        parts: &[Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> Type {
        // A schema without a type constrains the type of the others.
        let (typed, bare): (Vec<_>, Vec<_>) = parts.iter().partition(|part| !self.has_no_type(part));
        let inner = self.intersection_of_inner(&typed, side, owner);
        let mut met = Type::Any;
        for part in typed {
            let ty = match &inner {
                Some(inner) => self.plain_around(part, inner),
                None => self.found_type(part, side, owner),
            };
            met = self.intersect_types(at, met, ty);
        }
        for part in bare {
            let ty = self.plain(part, json_type(self, &met).or(typ), side, owner);
            met = self.intersect_types(at, met, ty);
        }
        met
    }

    /// Returns the type of the items, or the members, of an intersection of lists or maps.
    fn intersection_of_inner(
        &mut self,
        parts: &[&Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> Option<Type> {
        let mut inner = Vec::with_capacity(parts.len());
        for part in parts {
            let view = SchemaView::of(part.item);
            let is_plain = matches!(classify(&self.resolver, &self.subtypes, part), SchemaClass::Plain);
            let found = match (view.items, view.additional) {
                (Some(items), _) => self.resolver.boxed_schema(&part.node_ref.child("items"), items),
                (None, Some(AdditionalProperties::Schema(schema))) => self
                    .resolver
                    .schema(&part.node_ref.child("additionalProperties"), schema),
                _ => return None,
            };
            inner.push(found.ok().filter(|_| is_plain)?);
        }
        (inner.len() > 1).then(|| self.intersect(&inner, side, owner).or_null())
    }

    /// Returns true if it applies to values of any type.
    pub(in crate::lower) fn has_no_type(&self, part: &Resolved<'a, Schema>) -> bool {
        let view = SchemaView::of(part.item);
        let has_keywords = view.typ.is_some() || view.items.is_some() || view.additional.is_some();
        !has_keywords && matches!(classify(&self.resolver, &self.subtypes, part), SchemaClass::Plain)
    }

    fn intersect_types(&mut self, at: &Resolved<'a, Schema>, before: Type, last: Type) -> Type {
        match (before, last) {
            (a, b) if a == b => a,
            (Type::BoolConstant(only), Type::Bool) | (Type::Bool, Type::BoolConstant(only)) => {
                Type::BoolConstant(only)
            }
            (Type::Any, other) | (other, Type::Any) => other,
            (Type::Nullable(a), Type::Nullable(b)) => {
                Type::Nullable(Box::new(self.intersect_types(at, *a, *b)))
            }
            (Type::Nullable(a), b) => self.intersect_types(at, *a, b),
            (a, Type::Nullable(b)) => self.intersect_types(at, a, *b),
            (
                a @ (Type::Integer { .. } | Type::Number { .. }),
                b @ (Type::Integer { .. } | Type::Number { .. }),
            ) => self.intersect_numbers(at, a, b),
            (
                Type::Text {
                    format: f,
                    pattern: p,
                    length: m,
                },
                Type::Text {
                    format: g,
                    pattern: q,
                    length: n,
                },
            ) => self.intersect_strings(at, (f, g), (p, q), (m, n)),
            (a, b) => self.intersect_containers(at, a, b),
        }
    }

    /// Intersects lists, maps, and types with a name.
    fn intersect_containers(&mut self, at: &Resolved<'a, Schema>, before: Type, last: Type) -> Type {
        match (before, last) {
            (
                Type::List {
                    item: a,
                    count: m,
                    unique: u,
                },
                Type::List {
                    item: b,
                    count: n,
                    unique: v,
                },
            ) => {
                let count = bounds::counts(m, n);
                self.check_order(at, "minItems", count);
                let item = Box::new(self.intersect_types(at, *a, *b));
                Type::List {
                    item,
                    count,
                    unique: u || v,
                }
            }
            (
                Type::Map {
                    value: a,
                    count: m,
                    names: x,
                },
                Type::Map {
                    value: b,
                    count: n,
                    names: y,
                },
            ) => {
                let count = bounds::counts(m, n);
                self.check_order(at, "minProperties", count);
                let value = Box::new(self.intersect_types(at, *a, *b));
                let names = match (x, y) {
                    (Some(x), Some(y)) => Some(Box::new(self.intersect_types(at, *x, *y))),
                    (one, other) => one.or(other),
                };
                Type::Map { value, count, names }
            }
            (Type::Object, map @ Type::Map { .. }) | (map @ Type::Map { .. }, Type::Object) => map,
            (a, b) => self.intersect_shapes(at, a, b),
        }
    }

    fn intersect_strings(
        &mut self,
        at: &Resolved<'a, Schema>,
        formats: (Option<TextFormat>, Option<TextFormat>),
        patterns: (Option<PatternId>, Option<PatternId>),
        lengths: (SizeBounds, SizeBounds),
    ) -> Type {
        let length = bounds::counts(lengths.0, lengths.1);
        self.check_order(at, "minLength", length);
        Type::Text {
            format: self.intersect_formats(at, formats.0, formats.1),
            pattern: self.intersect_patterns(at, patterns.0, patterns.1),
            length,
        }
    }

    fn intersect_formats(
        &mut self,
        at: &Resolved<'a, Schema>,
        before: Option<TextFormat>,
        last: Option<TextFormat>,
    ) -> Option<TextFormat> {
        if before.is_some() && last.is_some() && before != last {
            self.contradiction(at, "a string of one format", "a string of another");
        }
        last.or(before)
    }

    /// Returns the pattern that accepts a subset of the other's strings.
    fn intersect_patterns(
        &mut self,
        at: &Resolved<'a, Schema>,
        before: Option<PatternId>,
        last: Option<PatternId>,
    ) -> Option<PatternId> {
        let (Some(a), Some(b)) = (before, last) else {
            return last.or(before);
        };
        if a == b {
            return last;
        }
        let text = |id: PatternId| &self.patterns.list[id.0].text;
        match relation(text(a), text(b), &self.patterns.budget) {
            Some(Relation::Same | Relation::Tighter { .. }) => Some(b),
            Some(Relation::Looser { .. }) => Some(a),
            _ => {
                self.unmerged(at, "the first of two patterns is not checked");
                Some(b)
            }
        }
    }

    /// Intersects types, at least one of which has a name.
    fn intersect_shapes(&mut self, at: &Resolved<'a, Schema>, before: Type, last: Type) -> Type {
        if let Some(listed) = self.intersect_constants(at, &before, &last) {
            return listed;
        }
        match (self.texts_of(&before), self.texts_of(&last)) {
            (Some(a), Some(b)) => return self.subset_of_strings(at, (before, &a), (last, &b)),
            (Some(texts), None) if matches!(last, Type::Text { .. }) => {
                self.check_texts(at, &texts, &last);
                return before;
            }
            (None, Some(texts)) if matches!(before, Type::Text { .. }) => {
                self.check_texts(at, &texts, &before);
                return last;
            }
            _ => {}
        }
        let is_object = |ty: &Type| json_type(self, ty) == Some("object");
        match (is_object(&before), is_object(&last)) {
            (true, true) if before == Type::Object => last,
            (true, true) if last == Type::Object => before,
            (true, true) => {
                self.unmerged(at, "constraints of the first of two objects are not checked");
                last
            }
            _ => {
                self.contradiction(at, words(self, &before), words(self, &last));
                last
            }
        }
    }

    /// Returns the enum that is a subset of the other.
    fn subset_of_strings(
        &mut self,
        at: &Resolved<'a, Schema>,
        (before, first): (Type, &[String]),
        (last, second): (Type, &[String]),
    ) -> Type {
        let [a, b] = [first, second].map(|texts| texts.iter().collect::<HashSet<_>>());
        if a.is_subset(&b) {
            return before;
        }
        match (b.is_subset(&a), a.is_disjoint(&b)) {
            (true, _) => {}
            (false, false) => self.unmerged(at, "the first of two enums is not checked"),
            (false, true) => self.contradiction(at, "one of these strings", "one of those"),
        }
        last
    }

    /// Returns the strings of an enum.
    fn texts_of(&self, ty: &Type) -> Option<Rc<[String]>> {
        match ty {
            Type::Shape { id, .. } => self.table.planned_texts(*id).cloned(),
            _ => None,
        }
    }

    /// Checks the constraints next to a list of strings, except for other lists.
    pub(in crate::lower) fn check_next_to_strings(&mut self, found: &Resolved<'a, Schema>, texts: &[String]) {
        let view = SchemaView::of(found.item);
        let listed = [("oneOf", view.one_of), ("anyOf", view.any_of)];
        let chosen = listed.iter().position(|(_, listed)| !listed.is_empty());
        let own = view.is_text_enum() || !view.all_of.is_empty();
        for (number, (keyword, _)) in listed
            .iter()
            .enumerate()
            .filter(|(_, (_, listed))| !listed.is_empty())
        {
            if own || chosen != Some(number) {
                self.lost_alternatives(&found.node_ref.child(keyword));
            }
        }
        self.check_unchecked_keywords(found, Reason::Type("string"));
        let requested = self.text(found, &view);
        self.check_texts(found, texts, &requested);
    }

    /// Reports those of `texts` that violate a constraint next to them.
    fn check_texts(&mut self, at: &Resolved<'a, Schema>, texts: &[String], requested: &Type) {
        let Type::Text { pattern, length, .. } = requested else {
            return;
        };
        let matcher = pattern.and_then(|id| self.patterns.list[id.0].matcher.as_ref());
        let keeps = |text: &String| {
            matcher.is_none_or(|matcher| matcher.matches(text)) && length.contains(text.chars().count())
        };
        if let Some(text) = texts.iter().find(|text| !keeps(text)) {
            let message =
                format!("`{text}` of the `enum` breaks the constraints next to it: they are not checked");
            let help = "remove the value, or fix the `pattern`, `minLength` or `maxLength`";
            let at = at.node_ref.location(self.resolver.documents);
            self.report(Diagnostic::new("unmerged-constraints", at, message, help));
        }
    }

    pub(in crate::lower) fn contradiction(&mut self, at: &Resolved<'a, Schema>, before: &str, last: &str) {
        let message = format!("the schemas contradict each other: no value is both {before} and {last}");
        let help = "fix one of the schemas; until then, the last one is used";
        let at = at.node_ref.location(self.resolver.documents);
        self.report(Diagnostic::new("contradicting-types", at, message, help));
    }

    pub(in crate::lower) fn unmerged(&mut self, at: &Resolved<'a, Schema>, what: &str) {
        let message = format!("cannot combine these schemas: {what}");
        let help = "state all constraints in one schema; patch an upstream document in corrections.toml";
        let at = at.node_ref.location(self.resolver.documents);
        self.report(Diagnostic::new("unmerged-constraints", at, message, help));
    }
}

/// Returns the `type` of values of `ty`.
pub(in crate::lower) fn json_type(builder: &TypeBuilder<'_>, ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Any => return None,
        Type::Nullable(inner) => return json_type(builder, inner),
        Type::Bool | Type::BoolConstant(_) => "boolean",
        Type::Integer { .. } => "integer",
        Type::Number { .. } => "number",
        Type::Text { .. } | Type::File => "string",
        Type::List { .. } => "array",
        Type::Shape { id, .. } if builder.table.planned_texts(*id).is_some() => "string",
        Type::Shape { id, .. } if builder.table.planned_constants(*id).is_some() => {
            return constants::json_type(builder.table.planned_constants(*id)?);
        }
        Type::Object | Type::Map { .. } | Type::Shape { .. } => "object",
    })
}

pub(in crate::lower) fn words(builder: &TypeBuilder<'_>, ty: &Type) -> &'static str {
    a_value_of(json_type(builder, ty).unwrap_or("object"))
}

/// Describes a value of a `type`.
pub(in crate::lower) fn a_value_of(typ: &str) -> &'static str {
    match typ {
        "boolean" => "a boolean",
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "array" => "an array",
        _ => "an object",
    }
}
