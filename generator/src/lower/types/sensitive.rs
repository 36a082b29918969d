//! Marks sensitive members of structs: those with format `password`, and those in the settings.

use openapiv3::{Schema, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty};

use crate::corrections::split;
use crate::diagnostic::Diagnostic;
use crate::ir::WireName;
use crate::lower::classify::flatten::Property;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

/// Returns the secrets of a schema, for both sides: the service may return one that is only sent.
pub(in crate::lower) fn secrets_of<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    properties: &[Property<'a>],
) -> Vec<WireName> {
    let settings = builder.settings;
    let at = schema.node_ref.location(builder.resolver.documents);
    let own = settings
        .secrets
        .iter()
        .filter(|secret| split(&secret.schema) == Some((&at.file, &at.pointer)));
    let mut listed: Vec<&str> = Vec::new();
    for secret in own {
        if !properties.iter().any(|property| property.name == secret.field) {
            let message = format!("`{}` has no property `{}`", secret.schema, secret.field);
            let help = "use the JSON name of a property of this schema";
            builder.report(Diagnostic::new("unknown-field", secret.at.clone(), message, help));
        }
        listed.push(&secret.field);
    }
    let is_secret = |property: &&Property<'a>| {
        listed.contains(&property.name) || {
            let found = builder.resolver.boxed_schema(&property.node_ref, property.schema);
            found.is_ok_and(|found| is_password(found.item))
        }
    };
    let secrets = properties.iter().filter(is_secret);
    secrets.map(|property| WireName::from(property.name)).collect()
}

/// Returns true for a string of format `password`.
pub(in crate::lower) fn is_password(schema: &Schema) -> bool {
    const PASSWORD: VariantOrUnknownOrEmpty<StringFormat> =
        VariantOrUnknownOrEmpty::Item(StringFormat::Password);
    matches!(&schema.schema_kind, SchemaKind::Type(Type::String(text)) if text.format == PASSWORD)
}
