//! What composed schemas ask for and the model has no place for: it is said, because nobody checks it.

use openapiv3::Schema;

use super::facets::Facets;
use super::flat::flatten;
use super::index::Found;
use super::shapes::Shapes;
use crate::diagnostic::Diagnostic;

impl<'a> Shapes<'a> {
    /// A schema that is taken for one of its parts, though others, or keywords beside them, ask for more.
    pub(super) fn check_parts(&mut self, schema: &Found<'a, Schema>) {
        let facets = Facets::of(schema.item);
        if facets.all_of.len() > 1 || facets.constrains() {
            let at = schema.place.location(self.index.documents);
            let message = "only the first of the composed schemas is taken: what the others, or keywords beside \
                           them, ask for is not checked";
            let help = "state all constraints in one schema; for upstream's own, in corrections.toml";
            self.report(Diagnostic::warning("unmerged-constraints", at, message, help));
        }
    }

    /// Properties beside the alternatives of a union, where an alternative does not state them itself.
    pub(super) fn check_common(&mut self, schema: &Found<'a, Schema>, variants: &[Found<'a, Schema>]) {
        let common = Facets::of(schema.item).properties.into_iter().flatten();
        let own: Vec<_> = variants
            .iter()
            .map(|variant| flatten(&self.index, variant).properties)
            .collect();
        let is_lost = |name: &str| {
            own.iter()
                .any(|own| own.iter().all(|property| property.name != name))
        };
        let lost: Vec<&str> = common
            .map(|(name, _)| name.as_str())
            .filter(|name| is_lost(name))
            .collect();
        if !lost.is_empty() {
            let at = schema.place.child("properties").location(self.index.documents);
            let message = format!(
                "not every alternative states these properties, which therefore have no field there: {}",
                lost.join(", ")
            );
            let help =
                "state them in each alternative, or in a schema that all alternatives take in with `allOf`";
            self.report(Diagnostic::warning("unmerged-properties", at, message, help));
        }
    }
}
