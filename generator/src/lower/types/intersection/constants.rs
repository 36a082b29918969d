//! Intersects schemas, one of which lists numbers or values of several types.

use hashbrown::HashSet;
use std::rc::Rc;

use openapiv3::Schema;
use serde_json::Value;

use crate::ir::Type;
use crate::lower::classify::unchecked_keywords::Reason;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::defaults::value_key;

impl<'a> TypeBuilder<'a> {
    /// Returns the intersection of two types, one of which lists constants.
    pub(super) fn intersect_constants(
        &mut self,
        at: &Resolved<'a, Schema>,
        before: &Type,
        last: &Type,
    ) -> Option<Type> {
        let (first, second) = (self.constants_of(before), self.constants_of(last));
        if first.is_none() && second.is_none() {
            return None;
        }
        let (a, b) = (
            first.or_else(|| self.listed_texts_of(before)),
            second.or_else(|| self.listed_texts_of(last)),
        );
        Some(match (a, b) {
            (Some(a), Some(b)) => self.subset_of_constants(at, (before, &a), (last, &b)),
            (Some(values), None) => self.narrowed(at, before, &values, last),
            (None, Some(values)) => self.narrowed(at, last, &values, before),
            (None, None) => return None,
        })
    }

    /// Returns the type of `values`, and reports those that `requested` does not allow.
    fn narrowed(
        &mut self,
        at: &Resolved<'a, Schema>,
        own: &Type,
        values: &[Value],
        requested: &Type,
    ) -> Type {
        let fitting = values.iter().filter(|value| self.fits(value, requested)).count();
        if fitting == 0 {
            self.contradiction(at, "one of these values", super::words(self, requested));
        } else if fitting < values.len() {
            self.unmerged(at, "constraints of the enum values are not checked");
        }
        own.clone()
    }

    /// Returns the enum that is a subset of the other.
    fn subset_of_constants(
        &mut self,
        at: &Resolved<'a, Schema>,
        (before, first): (&Type, &[Value]),
        (last, second): (&Type, &[Value]),
    ) -> Type {
        let keys = |values: &[Value]| values.iter().map(value_key).collect::<HashSet<_>>();
        let (first, second) = (keys(first), keys(second));
        if first.is_subset(&second) {
            return before.clone();
        }
        match (second.is_subset(&first), !second.is_disjoint(&first)) {
            (true, _) => {}
            (false, true) => self.unmerged(at, "the first of two enums is not checked"),
            (false, false) => self.contradiction(at, "one of these values", "one of those"),
        }
        last.clone()
    }

    fn constants_of(&self, ty: &Type) -> Option<Rc<[Value]>> {
        match ty {
            Type::Shape { id, .. } => self.table.planned_constants(*id).cloned(),
            _ => None,
        }
    }

    fn listed_texts_of(&self, ty: &Type) -> Option<Rc<[Value]>> {
        let texts = self.texts_of(ty)?;
        Some(texts.iter().cloned().map(Value::String).collect())
    }

    /// Reports unchecked keywords next to an enum of `values`.
    pub(in crate::lower) fn check_next_to_constants(
        &mut self,
        found: &Resolved<'a, Schema>,
        values: &[Value],
    ) {
        let view = SchemaView::of(found.item);
        for (keyword, listed) in [("oneOf", view.one_of), ("anyOf", view.any_of)] {
            if !listed.is_empty() && !view.values.is_empty() {
                self.lost_alternatives(&found.node_ref.child(keyword));
            }
        }
        let typ = json_type(values);
        self.check_unchecked_keywords(found, typ.map_or(Reason::Nothing, Reason::Type));
        let requested = match typ {
            Some("integer") => self.integer(found, &view),
            Some("number") => self.number(found, &view),
            _ => return,
        };
        if !values.iter().all(|value| self.fits(value, &requested)) {
            self.unmerged(found, "constraints of the enum values are not checked");
        }
    }
}

/// Returns the `type` of all values.
pub(super) fn json_type(values: &[Value]) -> Option<&'static str> {
    let all = |is: fn(&Value) -> bool| values.iter().all(is);
    if all(Value::is_i64) {
        Some("integer")
    } else if all(Value::is_number) {
        Some("number")
    } else {
        None
    }
}
