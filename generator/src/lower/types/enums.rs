//! Enums: a variant for each text.

use openapiv3::Schema;

use crate::diagnostic::Location;
use crate::ident;
use crate::ir::{Enum, EnumValue, WireName};
use crate::lower::passes::naming;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    pub(in crate::lower) fn text_enum(&mut self, schema: &Resolved<'a, Schema>, texts: &[String]) -> Enum {
        let place = schema.place.child("enum");
        let at = |number: usize| place.child(&number.to_string()).location(self.index.documents);
        let mut problems = Vec::new();
        let named = texts.iter().enumerate().map(|(number, text)| {
            let ident = ident::value_ident(text).unwrap_or_else(|| {
                problems.push(naming::nameless(at(number), text));
                ident::variant(number + 1)
            });
            let wire = WireName(text.clone());
            (at(number), EnumValue { wire, ident })
        });
        let mut values: Vec<(Location, EnumValue)> = named.collect();
        problems.extend(naming::make_distinct(
            &mut values,
            |_| false,
            of_value,
            |value| &mut value.1.ident,
        ));
        problems.into_iter().for_each(|problem| self.report(problem));
        Enum {
            values: values.into_iter().map(|(_, value)| value).collect(),
        }
    }
}

fn of_value((at, value): &(Location, EnumValue)) -> (Location, &str) {
    (at.clone(), value.wire.as_str())
}
