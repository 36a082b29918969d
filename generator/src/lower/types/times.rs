//! Marks the fields of requests that contain a point in time.

use openapiv3::Schema;

use crate::corrections::split;
use crate::diagnostic::Diagnostic;
use crate::ir::{Field, Side, TimeField, TimeUnit, Type};
use crate::load::Time;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

/// Returns the fields of a request's schema that contain a point in time.
pub(in crate::lower) fn times_of<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    fields: &[Field],
    side: Side,
) -> Vec<TimeField> {
    if side == Side::Response || builder.settings.times.is_empty() {
        return Vec::new();
    }
    let at = schema.node_ref.location(builder.resolver.documents);
    let settings = builder.settings;
    let own = settings.times.iter();
    let own = own.filter(|time| split(&time.schema) == Some((&at.file, &at.pointer)));
    own.filter_map(|time| {
        lowered(time, fields)
            .map_err(|problem| builder.report(problem))
            .ok()
    })
    .collect()
}

fn lowered(time: &Time, fields: &[Field]) -> Result<TimeField, Diagnostic> {
    let field = position(time, &time.field, fields)?;
    let increment = time.increment.as_ref();
    let increment = increment.map(|name| position(time, name, fields)).transpose()?;
    let is_integer = |index: usize| matches!(fields[index].ty, Type::Integer { .. });
    let is_text = matches!(fields[field].ty, Type::Text { .. });
    let fits = match time.unit {
        TimeUnit::Seconds | TimeUnit::Milliseconds => is_integer(field),
        TimeUnit::DateTime => is_text,
    };
    if fits && increment.is_none_or(is_integer) {
        return Ok(TimeField {
            field,
            unit: time.unit,
            increment,
        });
    }
    let message = format!("the type of `{}` does not fit the unit of this entry", time.field);
    let help =
        "use an integer property for `seconds`, `milliseconds` and `increment`, a string for `date-time`";
    Err(Diagnostic::new("unfit-time", time.at.clone(), message, help))
}

fn position(time: &Time, name: &str, fields: &[Field]) -> Result<usize, Diagnostic> {
    let found = fields.iter().position(|field| field.wire.as_str() == name);
    found.ok_or_else(|| {
        let message = format!("`{}` has no property `{name}` that is sent", time.schema);
        let help = "use the JSON name of a property of this schema";
        Diagnostic::new("unknown-field", time.at.clone(), message, help)
    })
}
