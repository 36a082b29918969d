//! The notation of an object's members: a line for each, with its type and its name.
//!
//! A string costs the compiler nothing; constants of all types took a quarter of the time for checking a crate. Each
//! descriptor is parsed once, when it is first used.
//!
//! ```text
//! string id
//! date-time? createdAt
//! [0]? items
//! {int32|null}|null counts
//! ```
//!
//! `[T]` is an array, `{T}` an object with any names, `T|null` also allows `null`, and a number is the index of a [`Ref`].
//! A member with `?` is optional. In names, `%` and line feeds are percent-encoded.

use super::descriptor::{Field, Presence, Ref, Type};
use super::json_writer::head;

/// Parses the members of an object.
pub(super) fn parse(text: &'static str, refs: &[Ref]) -> Box<[Field]> {
    let mut fields = Vec::new();
    for line in text.split('\n') {
        if let Some((ty, name)) = line.trim_start().split_once(' ') {
            fields.push(field(ty, name, refs));
        }
    }
    fields.into()
}

fn field(text: &str, name: &'static str, refs: &[Ref]) -> Field {
    let required = text.strip_suffix('?');
    let text = required.unwrap_or(text);
    let inner = text.strip_suffix("|null");
    let presence = match (required, inner) {
        (None, None) => Presence::Required,
        (None, Some(_)) => Presence::RequiredNullable,
        (Some(_), None) => Presence::Optional,
        (Some(_), Some(_)) => Presence::Nullable,
    };
    let name = match name.contains('%') {
        true => name.replace("%0A", "\n").replace("%25", "%").leak(),
        false => name,
    };
    Field {
        name,
        head: head(name),
        ty: ty(inner.unwrap_or(text), refs),
        presence,
    }
}

fn ty(text: &str, refs: &[Ref]) -> &'static Type {
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    if let Some(inner) = text.strip_suffix("|null") {
        return leak(ty(inner, refs).or_null());
    }
    if let Some(item) = inside('[', ']') {
        return leak(Type::list(ty(item, refs)));
    }
    if let Some(value) = inside('{', '}') {
        return leak(Type::map(ty(value, refs)));
    }
    match text {
        "bool" => Type::BOOL,
        "int32" => Type::INT32,
        "int64" => Type::INT64,
        "uint32" => Type::UINT32,
        "uint64" => Type::UINT64,
        "number" => Type::NUMBER,
        "string" => Type::TEXT,
        "date-time" => Type::DATE_TIME,
        "date" => Type::DATE,
        "uuid" => Type::UUID,
        "object" => Type::OBJECT,
        index => match index.parse().ok().and_then(|index: usize| refs.get(index)) {
            Some(Ref::Type(ty)) => ty,
            Some(Ref::Record(spec)) => leak(Type::record(spec)),
            Some(Ref::Union(spec)) => leak(Type::union(spec)),
            None => Type::ANY,
        },
    }
}

/// Keeps a type as long as the descriptor, which is a static.
fn leak(ty: Type) -> &'static Type {
    Box::leak(Box::new(ty))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::runtime::descriptor::{Kind, Presence, Ref, StructDescriptor, Type};

    static ITEM: StructDescriptor = StructDescriptor::new("Item", "", &[]);

    #[test]
    fn members_have_types_and_presences() {
        let text = "
            string id
            date-time? createdAt
            [0]? items
            {int32|null}|null a%25 b%0A
            1|null? any
        ";
        let fields = parse(text, &[Ref::Record(&ITEM), Ref::Type(Type::ANY)]);
        let found: Vec<_> = fields.iter().map(|field| (field.name, field.presence)).collect();
        let expected = [
            ("id", Presence::Required),
            ("createdAt", Presence::Optional),
            ("items", Presence::Optional),
            ("a% b\n", Presence::RequiredNullable),
            ("any", Presence::Nullable),
        ];
        assert_eq!(found, expected);
        assert_eq!(&*fields[3].head, br#","a% b\n":"#);
        let Kind::List(item) = fields[2].ty.kind else {
            panic!("not a list");
        };
        assert!(matches!(item.kind, Kind::Record(spec) if spec.name == "Item"));
        let Kind::Map(value) = fields[3].ty.kind else {
            panic!("not a map");
        };
        assert!(matches!(value.kind, Kind::Int32) && value.nullable && !fields[3].ty.nullable);
    }
}
