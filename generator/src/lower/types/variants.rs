//! Variants of a union, each with the properties of the schemas around it.

use hashbrown::HashSet;

use openapiv3::Schema;

use crate::diagnostic::Diagnostic;
use crate::ir::{Side, Type};
use crate::lower::classify::flatten::{flatten, flatten_all};
use crate::lower::classify::unchecked_keywords::Reason;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::intersection::{a_value_of, json_type, words};

/// The maximum number of schemas around a variant that are merged into it.
const MOST_SHARED: usize = 4;

impl<'a> TypeBuilder<'a> {
    /// Returns the type of a variant: its own, or one that also has the properties of `shared`.
    pub(in crate::lower) fn alternative(
        &mut self,
        variant: &Resolved<'a, Schema>,
        shared: &[Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> Type {
        let (found, kind) = self.object_kind(variant);
        let shared: Vec<_> = shared
            .iter()
            .filter(|one| one.node_ref != found.node_ref)
            .cloned()
            .collect();
        match kind {
            Some(kind) if self.lacks(&found, &shared) => {
                if shared.len() > MOST_SHARED {
                    self.unmerged_properties(&found.node_ref);
                    return self.found_type(variant, side, owner);
                }
                self.shape(&found, shared, kind, side, owner)
            }
            _ => match shared.iter().rev().find_map(|one| SchemaView::of(one.item).typ) {
                Some(typ) if self.has_no_type(&found) => self.plain(&found, Some(typ), side, owner),
                _ => self.found_type(variant, side, owner),
            },
        }
    }

    /// Returns the constraints of `schemas` around variants of these types, besides properties.
    pub(in crate::lower) fn check_next_to_variants(
        &mut self,
        schemas: &[Resolved<'a, Schema>],
        types: &[Type],
    ) {
        for schema in schemas {
            self.check_listed(schema, &SchemaView::of(schema.item));
            self.check_unchecked_keywords(schema, Reason::Variants);
            let Some(typ) = SchemaView::of(schema.item).typ else {
                continue;
            };
            let strange = |ty: &&Type| !self.may_be(ty, typ);
            if let Some(strange) = types.iter().find(strange) {
                let (own, words) = (a_value_of(typ), words(self, strange));
                self.contradiction(schema, own, words);
            }
        }
    }

    /// Returns true if values of `ty` may be of type `typ`; those of a union are ignored.
    fn may_be(&self, ty: &Type, typ: &str) -> bool {
        let own = json_type(self, ty);
        let is_number = typ == "number" && own == Some("integer");
        matches!(ty, Type::Shape { id, .. } if self.table.is_union(*id))
            || is_number
            || own.is_none_or(|own| own == typ)
    }

    /// Returns the final schema and its class, if it is an object.
    fn object_kind(&self, variant: &Resolved<'a, Schema>) -> (Resolved<'a, Schema>, Option<SchemaClass<'a>>) {
        let (mut found, mut seen) = (variant.clone(), HashSet::new());
        loop {
            let view = SchemaView::of(found.item);
            let is_free = view.typ.is_none() && view.items.is_none() && !view.constrains_values();
            match classify(&self.resolver, &self.subtypes, &found) {
                SchemaClass::Same(other) if !seen.contains(&other.node_ref) => {
                    seen.insert(found.node_ref);
                    found = other;
                }
                kind @ (SchemaClass::Struct | SchemaClass::Union(_)) => return (found, Some(kind)),
                SchemaClass::Plain if view.typ == Some("object") || is_free => {
                    return (found, Some(SchemaClass::Struct));
                }
                _ => return (found, None),
            }
        }
    }

    /// Returns true if `shared` declares or requires properties that the variant does not.
    fn lacks(&self, variant: &Resolved<'a, Schema>, shared: &[Resolved<'a, Schema>]) -> bool {
        let (own, common) = (
            flatten(&self.resolver, variant),
            flatten_all(&self.resolver, shared),
        );
        let states = |name: &str| own.property(name).is_some();
        common.properties.iter().any(|property| !states(property.name))
            || common.required.iter().any(|name| !own.requires(name))
            || (common.member_count != (None, None) && common.member_count != own.member_count)
            || (common.restricts_members() && own.additional.is_none())
    }

    fn unmerged_properties(&mut self, node_ref: &NodeRef) {
        let at = node_ref.location(self.resolver.documents);
        let message = "the variant is nested in more than 4 unions: their properties are not merged into it";
        let help = "state the properties in the variant, or nest fewer unions";
        self.report(Diagnostic::new("unmerged-properties", at, message, help));
    }

    /// Reports further variants next to others: a value also has to match one of them.
    pub(in crate::lower) fn lost_alternatives(&mut self, node_ref: &NodeRef) {
        let at = node_ref.location(self.resolver.documents);
        let message = "both `oneOf` and `anyOf` apply here: these variants are ignored";
        let help = "list every combination in one `oneOf`";
        self.report(Diagnostic::new("unsupported-alternatives", at, message, help));
    }
}
