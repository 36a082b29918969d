//! Enums: a variant for each text.

use openapiv3::Schema;

use super::index::Found;
use super::naming;
use super::place::Place;
use super::shapes::Shapes;
use crate::ir::{Enum, EnumValue, WireName};
use crate::name;

impl<'a> Shapes<'a> {
    pub(super) fn text_enum(&mut self, schema: &Found<'a, Schema>, texts: Vec<String>) -> Enum {
        let mut values: Vec<EnumValue> = Vec::with_capacity(texts.len());
        for (number, text) in texts.into_iter().enumerate() {
            let at = schema.place.child("enum").child(&number.to_string());
            let ident = name::value_ident(&text).unwrap_or_else(|| {
                self.report(naming::nameless(at.location(self.index.documents), &text));
                name::variant(number + 1)
            });
            let ident = self.distinct(ident, &text, &at, |ident| {
                values.iter().find(|v| v.ident == *ident).map(|v| &v.wire)
            });
            values.push(EnumValue {
                wire: WireName(text),
                ident,
            });
        }
        Enum { values }
    }

    /// `ident`, or it with a number where it is taken; the collision is reported.
    fn distinct<'w>(
        &mut self,
        ident: crate::ir::Ident,
        wire: &str,
        at: &Place,
        taken: impl Fn(&crate::ir::Ident) -> Option<&'w WireName>,
    ) -> crate::ir::Ident {
        let Some(other) = taken(&ident) else { return ident };
        let problem = naming::collision(at.location(self.index.documents), wire, other.as_str(), &ident);
        self.report(problem);
        let mut numbers = 2..;
        std::iter::from_fn(|| numbers.next().map(|number| name::numbered(&ident, number)))
            .find(|numbered| taken(numbered).is_none())
            .unwrap_or(ident)
    }
}
