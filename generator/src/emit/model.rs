//! Types with a name: structs, enums and unions.

use super::doc_attrs;
use super::examples::json_lines;
use super::paths::Scope;
use super::writer::{Code, list, literal};
use crate::ident;
use crate::ir::{
    AdditionalFields, Bounds, ConstantKind, Enum, EnumValue, Field, Ident, Presence, Shape, ShapeId,
    ShapeKind, Side, SizeBounds, Struct, Type, Union,
};

impl Scope<'_> {
    /// Writes all items of a shape.
    pub(super) fn model(&self, code: &mut Code, tables: &mut Code, id: ShapeId) {
        let shape = self.api.shape(id);
        code.gap();
        code.doc(&self.shape_docs(id));
        match &shape.kind {
            ShapeKind::Struct(object) => self.structure(code, tables, shape, object),
            ShapeKind::Enum(values) => enumeration(code, shape, values),
            ShapeKind::Union(union) => self.union(code, tables, shape, union),
            ShapeKind::TypeAlias(same) => {
                code.line(&format!("pub type {} = {};", shape.ident, self.shape(*same)));
            }
            // The type is emitted in the module that defines it.
            ShapeKind::Duplicate(_) => {}
        }
    }

    fn structure(&self, code: &mut Code, tables: &mut Code, shape: &Shape, object: &Struct) {
        let ident = &shape.ident;
        if shape.side == Side::Response {
            code.line("#[non_exhaustive]");
        }
        code.block(&format!("pub struct {ident} {{"), "}", |code| {
            for field in &object.fields {
                code.doc(&self.field_docs(field));
                code.line(&format!(
                    "pub {}: {},",
                    field.ident,
                    self.field(&field.ty, field.presence)
                ));
            }
            self.additional_field(code, object);
            code.line("extra: rt::UnknownFields,");
        });
        match shape.side {
            Side::Request => {
                code.gap();
                self.builder(code, shape, object);
            }
            Side::Response => self.enum_tests(code, shape, object),
        }
        code.gap();
        let table = self.layout.constant(shape.home.group, ident);
        tables.gap();
        self.spec(tables, table.as_str(), &shape.wire, object, shape.side);
        let (required, optional) = (numbered(object, true), numbered(object, false));
        code.line(&format!(
            "rt::record!({ident}, {table}, [{required}], [{optional}]);"
        ));
    }

    /// Writes the map of additional properties, where they have a type.
    fn additional_field(&self, code: &mut Code, object: &Struct) {
        if let AdditionalFields::Typed { ident, ty } = &object.additional {
            code.doc(&[
                "Additional properties: the members without a field of their own, by name.".to_owned(),
            ]);
            code.line(&format!("pub {ident}: rt::Map<{}>,", self.ty(ty)));
        }
    }

    /// Writes a method for each field of a response that is an enum: whether it has a value.
    fn enum_tests(&self, code: &mut Code, shape: &Shape, object: &Struct) {
        let enums = object.fields.iter().filter_map(|field| match &field.ty {
            Type::Shape { id, .. } if !self.is_borrowed(&field.ty) => Some((field, self.shape(*id))),
            _ => None,
        });
        let enums: Vec<(&Field, String)> = enums.collect();
        if enums.is_empty() {
            return;
        }
        let methods = ident::value_tests(enums.iter().map(|(field, _)| &field.ident));
        code.gap();
        code.block(&format!("impl {} {{", shape.ident), "}", |code| {
            for ((field, ty), method) in enums.iter().zip(methods) {
                let name = &field.ident;
                let test = match field.presence {
                    Presence::Required => format!("self.{name} == value"),
                    _ => format!("rt::OpenExt::is(&self.{name}, value)"),
                };
                code.gap();
                let wire = doc_attrs::code(field.wire.as_str());
                code.doc(&[format!("Returns `true` if {wire} is present and equals `value`.")]);
                code.line("#[inline]");
                code.block(
                    &format!("pub fn {method}(&self, value: {ty}) -> bool {{"),
                    "}",
                    |code| {
                        code.line(&test);
                    },
                );
            }
        });
    }

    fn field_docs(&self, field: &Field) -> Vec<String> {
        let mut lines = doc_attrs::prose(&field.doc.details);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(self.field_facts(field));
        lines
    }

    /// Returns the facts of a field in a fixed order: wire name, constraints, presence, default, deprecation.
    fn field_facts(&self, field: &Field) -> String {
        let mut facts = format!("On the wire: {}", doc_attrs::code(field.wire.as_str()));
        for constraint in self.constraints(&field.ty) {
            facts.push_str("; ");
            facts.push_str(&constraint);
        }
        if matches!(field.presence, Presence::Nullable | Presence::OptionalNullable) {
            facts.push_str("; may be `null`");
        }
        if let Some(default) = &field.default {
            facts.push_str(&format!("; default {}", doc_attrs::code(default)));
        }
        facts.push('.');
        if field.deprecated {
            facts.push_str(" **Deprecated.**");
        }
        facts
    }

    /// Describes the constraints of a value.
    pub(super) fn constraints(&self, ty: &Type) -> Vec<String> {
        match ty {
            Type::Integer { bounds, .. } => range(bounds),
            Type::BoolConstant(value) => vec![format!("always `{value}`")],
            Type::Number { bounds } => range(bounds),
            Type::Text { pattern, length, .. } => {
                let unnamed = pattern
                    .map(|id| self.api.pattern(id))
                    .filter(|pattern| pattern.name.is_none());
                let pattern = unnamed.map(|pattern| format!("matches {}", doc_attrs::code(&pattern.text)));
                counted(*length, "character").into_iter().chain(pattern).collect()
            }
            Type::List { count, unique, .. } => {
                let unique = unique.then(|| "no item twice".to_owned());
                counted(*count, "item").into_iter().chain(unique).collect()
            }
            Type::Map { count, names, .. } => {
                let names = names.iter().flat_map(|names| self.constraints(names));
                let names = names.map(|constraint| format!("names: {constraint}"));
                counted(*count, "member").into_iter().chain(names).collect()
            }
            _ => Vec::new(),
        }
    }

    fn union(&self, code: &mut Code, tables: &mut Code, shape: &Shape, union: &Union) {
        let ident = &shape.ident;
        let table = self.layout.constant(shape.home.group, ident);
        code.line("#[non_exhaustive]");
        code.block(&format!("pub enum {ident} {{"), "}", |code| {
            for (number, variant) in union.variants.iter().enumerate() {
                code.doc(&[variant_doc(union, number)]);
                code.line(&format!("{}(Box<{}>),", variant.ident, self.ty(&variant.ty)));
            }
            code.doc(&["A value that fits none of these types.".to_owned()]);
            code.line("Unknown(rt::Json),");
        });
        tables.gap();
        tables.block(
            &format!("pub(crate) static {table}: rt::UnionDescriptor = rt::UnionDescriptor {{"),
            "};",
            |code| {
                code.line(&format!("name: {},", literal(shape.wire.as_str())));
                let types = union.variants.iter().map(|variant| self.type_table(&variant.ty));
                code.line(&format!("variants: &[{}],", list(types)));
                code.line(&format!("discriminator: {},", discriminator(union)));
            },
        );
        code.gap();
        let numbers = union
            .variants
            .iter()
            .enumerate()
            .map(|(number, variant)| format!("{number} {}", variant.ident));
        code.line(&format!("rt::union!({ident}, {table}, [{}]);", list(numbers)));
        self.conversions(code, shape, union);
    }

    /// Writes the conversions from types that only one variant has; enums are also
    /// converted from their listed values, and strings from `&str`.
    fn conversions(&self, code: &mut Code, shape: &Shape, union: &Union) {
        let types: Vec<String> = union
            .variants
            .iter()
            .map(|variant| self.identity(&variant.ty))
            .collect();
        let own = crate_path(shape, self);
        let ident = &shape.ident;
        for (variant, ty) in union.variants.iter().zip(&types) {
            let is_alone = types.iter().filter(|other| *other == ty).count() == 1;
            if !is_alone || *ty == own || *ty == format!("Box<{own}>") {
                continue;
            }
            let made = format!("Self::{}(Box::new(value))", variant.ident);
            conversion(code, ident, &self.ty(&variant.ty), &made);
            if let Some(values) = self.values_type(&variant.ty) {
                let made = format!("Self::{}(Box::new(value.into()))", variant.ident);
                conversion(code, ident, &values, &made);
            }
        }
        self.text_conversion(code, ident, union, &types);
    }

    /// Writes the conversion from `&str`, if strings or one enum of strings are among the variants: a listed value
    /// becomes the enum.
    fn text_conversion(&self, code: &mut Code, ident: &Ident, union: &Union, types: &[String]) {
        let is_enum = |ty: &Type| self.values_type(ty).is_some() && self.ty(ty).starts_with("rt::Open<");
        let enums: Vec<_> = union
            .variants
            .iter()
            .filter(|variant| is_enum(&variant.ty))
            .collect();
        let strings = union.variants.iter().zip(types).filter(|(_, ty)| *ty == "String");
        let strings: Vec<_> = strings.map(|(variant, _)| variant).collect();
        let made = match (enums.as_slice(), strings.as_slice()) {
            ([], [text]) => format!("Self::{}(Box::new(value.to_owned()))", text.ident),
            ([known], []) => format!("Self::{}(Box::new(value.into()))", known.ident),
            ([known], [text]) => format!(
                "match <{}>::from(value) {{ known @ rt::Open::Known(_) => Self::{}(Box::new(known)), _ => \
                 Self::{}(Box::new(value.to_owned())) }}",
                self.ty(&known.ty),
                known.ident,
                text.ident
            ),
            _ => return,
        };
        conversion(code, ident, "&str", &made);
    }

    /// Returns the type of the listed values of an enum.
    fn values_type(&self, ty: &Type) -> Option<String> {
        match ty {
            Type::Shape { id, .. } if !self.is_borrowed(ty) => Some(self.shape(*id)),
            _ => None,
        }
    }

    /// Returns a string that is equal for two types exactly if the compiler considers them equal.
    fn identity(&self, ty: &Type) -> String {
        let root = Scope { home: None, ..*self };
        match ty {
            Type::Shape { id, boxed } => {
                let mut shape = self.api.shape(*id);
                while let ShapeKind::TypeAlias(same) = &shape.kind {
                    shape = self.api.shape(*same);
                }
                let path = crate_path(shape, self);
                match (self.is_borrowed(ty), boxed) {
                    (false, _) => format!("rt::{}<{path}>", self.open_type(*id)),
                    (true, true) => format!("Box<{path}>"),
                    (true, false) => path,
                }
            }
            Type::List { item, .. } => format!("Vec<{}>", self.identity(item)),
            Type::Map { value, .. } => format!("rt::Map<{}>", self.identity(value)),
            Type::Object => "rt::Map<rt::Json>".to_owned(),
            Type::Nullable(inner) => format!("Option<{}>", self.identity(inner)),
            other => root.ty(other),
        }
    }
}

/// Writes a conversion of `value`, of the type `source`, into the union `ident`.
fn conversion(code: &mut Code, ident: &Ident, source: &str, made: &str) {
    code.gap();
    code.block(
        &format!("impl ::core::convert::From<{source}> for {ident} {{"),
        "}",
        |code| {
            code.line("#[inline]");
            code.block(&format!("fn from(value: {source}) -> Self {{"), "}", |code| {
                code.line(made);
            });
        },
    );
}

/// Returns the full path of the type of a shape.
fn crate_path(shape: &Shape, scope: &Scope<'_>) -> String {
    format!(
        "{:?}/{:?}/{}",
        shape.home.version,
        scope.api.group(shape.home.group).ident,
        shape.ident
    )
}

/// Returns the fields that are required, or the others, with their indices; the map of additional properties follows
/// the last field.
fn numbered(object: &Struct, required: bool) -> String {
    let fields = object.fields.iter().enumerate();
    let fields = fields.filter(|(_, field)| (field.presence == Presence::Required) == required);
    let map = match &object.additional {
        AdditionalFields::Typed { ident, .. } if required => Some((object.fields.len(), ident)),
        _ => None,
    };
    let idents = fields.map(|(number, field)| (number, &field.ident)).chain(map);
    list(idents.map(|(number, ident)| format!("{number} {ident}")))
}

fn discriminator(union: &Union) -> String {
    let Some(discriminator) = &union.discriminator else {
        return "None".to_owned();
    };
    let mapping = discriminator
        .mapping
        .iter()
        .map(|(text, variant)| format!("({}, {variant})", literal(text)));
    let property = literal(discriminator.property.as_str());
    format!(
        "Some(rt::Discriminator {{ property: {property}, mapping: &[{}] }})",
        list(mapping)
    )
}

/// Returns the discriminator values that select a variant, if there are any.
fn variant_doc(union: &Union, number: usize) -> String {
    let Some(discriminator) = &union.discriminator else {
        return "One of the variants.".to_owned();
    };
    let texts = discriminator
        .mapping
        .iter()
        .filter(|(_, variant)| *variant == number);
    let texts: Vec<String> = texts.map(|(text, _)| doc_attrs::code(text)).collect();
    format!(
        "The variant for values whose {} is {}.",
        doc_attrs::code(discriminator.property.as_str()),
        texts.join(" or ")
    )
}

fn enumeration(code: &mut Code, shape: &Shape, values: &Enum) {
    let ident = &shape.ident;
    code.line("#[non_exhaustive]");
    code.block(&format!("pub enum {ident} {{"), "}", |code| {
        for value in &values.values {
            code.doc(&value_docs(value));
            code.line(&format!("{},", value.ident));
        }
    });
    let is_of_strings = values.is_of_strings();
    let name = if is_of_strings { "symbols" } else { "constants" };
    code.block(&format!("rt::{name}!({ident} {{"), "});", |code| {
        for value in &values.values {
            match is_of_strings {
                true => code.line(&format!("{} = {},", value.ident, literal(value.wire.as_str()))),
                false => code.line(&format!("{} = {},", value.ident, constant(value))),
            }
        }
    });
}

/// Returns the description of a value of an enum, if there is one, and the value.
fn value_docs(value: &EnumValue) -> Vec<String> {
    let mut lines = doc_attrs::prose(&value.doc.details);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(doc_attrs::code(value.wire.as_str()));
    lines
}

/// Returns a value of an enum with values that are not strings, as an argument of the macro of such enums.
fn constant(value: &EnumValue) -> String {
    let wire = value.wire.as_str();
    match value.kind {
        ConstantKind::Text => format!("Text({})", literal(wire)),
        ConstantKind::Integer if wire.parse::<i64>().is_err() => format!("Big({wire})"),
        ConstantKind::Integer => format!("Int({wire})"),
        ConstantKind::Number if wire.contains(['.', 'e', 'E']) => format!("Float({wire})"),
        ConstantKind::Number => format!("Float({wire}.0)"),
        ConstantKind::Bool => format!("Bool({wire})"),
    }
}

impl Scope<'_> {
    /// Returns the documentation of a shape, with its documented value.
    fn shape_docs(&self, id: ShapeId) -> Vec<String> {
        let mut lines = shape_docs(self.api.shape(id));
        let example = self.layout.example(id).and_then(json_lines);
        if let Some(json) = example {
            lines.extend(["", "# Examples", "", "```json"].map(str::to_owned));
            lines.extend(json);
            lines.push("```".to_owned());
        }
        lines
    }
}

/// Returns prose, then the facts of a shape in their fixed order: name on the wire, deprecation, rules between fields.
fn shape_docs(shape: &Shape) -> Vec<String> {
    let mut lines = doc_attrs::prose(&shape.doc.details);
    if lines.is_empty() {
        lines.push(format!("The schema {}.", doc_attrs::code(shape.wire.as_str())));
    } else {
        lines.push(String::new());
        lines.push(format!("Wire schema: {}.", doc_attrs::code(shape.wire.as_str())));
    }
    if shape.deprecated {
        lines.extend([String::new(), "**Deprecated.**".to_owned()]);
    }
    if let ShapeKind::Struct(object) = &shape.kind
        && !object.rules.is_empty()
    {
        let head = match shape.side {
            Side::Request => {
                "`validate` checks these rules between fields, as every call does before it is sent:"
            }
            _ => "`validate` checks these rules between fields:",
        };
        lines.extend(["", "# Rules", "", head, ""].map(str::to_owned));
        let rules = object.rules.iter();
        lines.extend(rules.map(|rule| format!("- {}", doc_attrs::inline(&rule.message))));
    }
    lines
}

fn range<T: Copy + std::fmt::Display>(bounds: &Bounds<T>) -> Vec<String> {
    let minimum = if bounds.exclusive_minimum {
        "more than"
    } else {
        "at least"
    };
    let maximum = if bounds.exclusive_maximum {
        "less than"
    } else {
        "at most"
    };
    let listed = [
        (bounds.minimum, minimum),
        (bounds.maximum, maximum),
        (bounds.multiple_of, "a multiple of"),
    ];
    listed
        .into_iter()
        .filter_map(|(bound, words)| bound.map(|bound| format!("{words} {bound}")))
        .collect()
}

fn counted(count: SizeBounds, what: &str) -> Option<String> {
    let plural = |number: u64| {
        if number == 1 {
            what.to_owned()
        } else {
            format!("{what}s")
        }
    };
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", plural(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {}", plural(max))),
        (Some(min), None) => Some(format!("at least {min} {}", plural(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", plural(max))),
        (None, None) => None,
    }
}
