//! Alternatives of a union, each with what the schemas around it say.

use openapiv3::Schema;

use super::facets::Facets;
use super::flat::{flatten, flatten_all};
use super::index::Found;
use super::kind::{Kind, kind};
use super::place::Place;
use super::shapes::Shapes;
use crate::diagnostic::Diagnostic;
use crate::ir::{Side, Type};

/// How many schemas around an alternative are taken in.
const MOST_SHARED: usize = 4;

impl<'a> Shapes<'a> {
    /// The type of an alternative: its own, or one with what `shared` says besides.
    pub(super) fn alternative(
        &mut self,
        variant: &Found<'a, Schema>,
        shared: &[Found<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> Type {
        let (found, kind) = self.object_kind(variant);
        let shared: Vec<_> = shared
            .iter()
            .filter(|one| one.place != found.place)
            .cloned()
            .collect();
        match kind {
            Some(kind) if self.lacks(&found, &shared) => {
                if shared.len() > MOST_SHARED {
                    self.unmerged_properties(&found.place);
                    return self.found_type(variant, side, owner);
                }
                self.shape(&found, shared, kind, side, owner)
            }
            _ => self.found_type(variant, side, owner),
        }
    }

    /// What a schema is the same as, and what kind of object that is; none where it is something else.
    fn object_kind(&self, variant: &Found<'a, Schema>) -> (Found<'a, Schema>, Option<Kind<'a>>) {
        let (mut found, mut seen) = (variant.clone(), Vec::new());
        loop {
            let facets = Facets::of(found.item);
            let is_free = facets.typ.is_none() && facets.items.is_none() && !facets.constrains_values();
            match kind(&self.index, &self.children, &found) {
                Kind::Same(other) if !seen.contains(&other.place) => {
                    seen.push(found.place);
                    found = other;
                }
                kind @ (Kind::Struct | Kind::Union(_)) => return (found, Some(kind)),
                Kind::Plain if facets.typ == Some("object") || is_free => return (found, Some(Kind::Struct)),
                _ => return (found, None),
            }
        }
    }

    /// Whether `shared` states properties, or asks for some, that the alternative does not.
    fn lacks(&self, variant: &Found<'a, Schema>, shared: &[Found<'a, Schema>]) -> bool {
        let (own, common) = (flatten(&self.index, variant), flatten_all(&self.index, shared));
        let states = |name: &str| own.properties.iter().any(|property| property.name == name);
        common.properties.iter().any(|property| !states(property.name))
            || common.required.iter().any(|name| !own.required.contains(name))
    }

    fn unmerged_properties(&mut self, place: &Place) {
        let at = place.location(self.index.documents);
        let message = "too many unions stand around this alternative for it to hold what they all say";
        let help = "state their properties in the alternative, or take unions apart";
        self.report(Diagnostic::warning("unmerged-properties", at, message, help));
    }

    /// Alternatives beside others, of which a value has to be one as well.
    pub(super) fn lost_alternatives(&mut self, place: &Place) {
        let at = place.location(self.index.documents);
        let message = "these alternatives stand beside others, and a value has to be one of both: only the others \
                       are carried";
        let help = "list every combination in one `oneOf`, or run with `--lenient` to generate without these";
        self.report(Diagnostic::error("unsupported-alternatives", at, message, help));
    }
}
