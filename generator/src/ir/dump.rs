//! Writes a model as text, with one line for each operation, revision, field and variant, for tests and reviews.

use std::fmt::{self, Write};

use super::{
    AdditionalFields, Api, Bounds, ConstantKind, Field, Operation, OtherBody, Parameter, Presence,
    ResponseBody, Revision, Shape, ShapeId, ShapeKind, Side, SizeBounds, Struct, TextFormat, Type, Union,
};

/// Returns `api` as text.
///
/// ```text
/// get /items listItems
///   query limit?: int64 1..=100
///   unversioned application/json: 200 [Item]
/// struct Item (response)
///   id: string
/// ```
pub fn dump(api: &Api) -> String {
    let mut out = String::new();
    Dump { api, out: &mut out }
        .write()
        .expect("a string accepts all writes");
    out
}

struct Dump<'a> {
    api: &'a Api,
    out: &'a mut String,
}

impl<'a> Dump<'a> {
    fn write(&mut self) -> fmt::Result {
        for operation in &self.api.operations {
            self.operation(operation)?;
        }
        for shape in self.api.shapes.iter().filter(|shape| !shape.is_alias()) {
            self.shape(shape)?;
        }
        if let Some(error) = self.api.error {
            writeln!(self.out, "error {}", self.name(error))?;
        }
        for header in &self.api.headers {
            let required = if header.required { " required" } else { "" };
            let deprecated = deprecated(header.deprecated);
            writeln!(
                self.out,
                "header {}: {}{required}{deprecated}",
                header.wire,
                self.ty(&header.ty)
            )?;
        }
        Ok(())
    }

    fn operation(&mut self, operation: &Operation) -> fmt::Result {
        let method = operation.method.as_str().to_ascii_lowercase();
        let deprecated = deprecated(operation.deprecated);
        writeln!(
            self.out,
            "{method} {} {}{deprecated}",
            operation.path.text, operation.id
        )?;
        for parameter in &operation.parameters {
            self.parameter(parameter)?;
        }
        operation
            .revisions
            .iter()
            .try_for_each(|revision| self.revision(revision))
    }

    fn parameter(&mut self, parameter: &Parameter) -> fmt::Result {
        let location = format!("{:?}", parameter.location).to_ascii_lowercase();
        let (mark, ty) = (mark(parameter.presence), self.ty(&parameter.ty));
        let style = format!("{:?}", parameter.style).to_ascii_lowercase();
        let deprecated = deprecated(parameter.deprecated);
        let wire = &parameter.wire;
        writeln!(self.out, "  {location} {wire}{mark}: {ty} ({style}){deprecated}")
    }

    fn revision(&mut self, revision: &Revision) -> fmt::Result {
        let version = revision.media_type.version;
        let version = version.map_or_else(|| "unversioned".to_owned(), |version| version.to_string());
        write!(self.out, "  {version} {}", revision.media_type)?;
        if let Some(body) = &revision.request {
            let mark = if body.required { "" } else { "?" };
            let ty = self.ty(&body.ty);
            write!(self.out, ", body{mark} {} {ty}", body.media_type)?;
        }
        for OtherBody { body, suffix, .. } in &revision.other_requests {
            write!(
                self.out,
                ", or as {suffix} {} {}",
                body.media_type,
                self.ty(&body.ty)
            )?;
        }
        for (index, success) in revision.replies.iter().enumerate() {
            let separator = if index == 0 { ":" } else { "," };
            let body = match &success.reply {
                ResponseBody::Empty => "empty".to_owned(),
                ResponseBody::One(ty) => self.ty(ty),
                ResponseBody::Page { page, item } => format!("{} of {}", self.ty(page), self.ty(item)),
                ResponseBody::Text => "text".to_owned(),
                ResponseBody::Stream => "bytes".to_owned(),
                ResponseBody::Items { item, framing } => format!("stream of {} ({framing:?})", self.ty(item)),
            };
            write!(self.out, "{separator} {} {body}", success.statuses())?;
        }
        if let Some(sunset) = revision.sunset {
            write!(self.out, ", sunset {sunset}")?;
        }
        for error in &revision.errors {
            write!(self.out, ", error {} {}", error.statuses, self.ty(&error.ty))?;
        }
        writeln!(self.out)
    }

    fn shape(&mut self, shape: &Shape) -> fmt::Result {
        let name = &shape.ident;
        let side = match (&shape.kind, shape.side) {
            (ShapeKind::Enum(_) | ShapeKind::TypeAlias(_), _) => "",
            (_, Side::Request) => " (request)",
            (_, Side::Response) => " (response)",
        };
        let version = shape.home.version.map(|version| format!(" since {version}"));
        let rest = format!(
            "{side}{}{}",
            version.unwrap_or_default(),
            deprecated(shape.deprecated)
        );
        match &shape.kind {
            ShapeKind::Struct(object) => {
                writeln!(self.out, "struct {name}{rest}")?;
                self.object(object)
            }
            ShapeKind::Enum(values) => {
                writeln!(self.out, "enum {name}{rest}")?;
                let mut values = values.values.iter();
                values.try_for_each(|value| match value.kind {
                    ConstantKind::Text => writeln!(self.out, "  {:?} {}", value.wire.as_str(), value.ident),
                    _ => writeln!(self.out, "  {} {}", value.wire, value.ident),
                })
            }
            ShapeKind::Union(union) => {
                writeln!(self.out, "union {name}{rest}")?;
                self.union(union)
            }
            ShapeKind::TypeAlias(id) => writeln!(self.out, "alias {name} = {}", self.name(*id)),
            ShapeKind::Duplicate(_) => Ok(()),
        }
    }

    fn object(&mut self, object: &Struct) -> fmt::Result {
        for field in &object.fields {
            self.field(field)?;
        }
        match &object.additional {
            AdditionalFields::Allowed => {}
            AdditionalFields::Typed { ty, .. } => writeln!(self.out, "  ..: {}", self.ty(ty))?,
            AdditionalFields::Denied => writeln!(self.out, "  no other fields")?,
        }
        let mut rules = object.rules.iter();
        rules.try_for_each(|rule| writeln!(self.out, "  rule {}", rule.id))
    }

    fn field(&mut self, field: &Field) -> fmt::Result {
        let (mark, ty) = (mark(field.presence), self.ty(&field.ty));
        write!(self.out, "  {}{mark}: {ty}", field.wire)?;
        if let Some(default) = &field.default {
            write!(self.out, " = {default}")?;
        }
        if let Some(tag) = &field.tag {
            write!(self.out, " tag {tag:?}")?;
        }
        writeln!(self.out, "{}", deprecated(field.deprecated))
    }

    fn union(&mut self, union: &Union) -> fmt::Result {
        if let Some(discriminator) = &union.discriminator {
            writeln!(self.out, "  by {}", discriminator.property)?;
        }
        let mapping = union.discriminator.iter().flat_map(|by| &by.mapping);
        let mapping: Vec<_> = mapping.collect();
        for (index, variant) in union.variants.iter().enumerate() {
            write!(self.out, "  {}: {}", variant.ident, self.ty(&variant.ty))?;
            for (text, _) in mapping.iter().filter(|(_, variant)| *variant == index) {
                write!(self.out, " {text:?}")?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn name(&self, id: ShapeId) -> &'a str {
        self.api.shape(id).ident.as_str()
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "any".to_owned(),
            Type::Object => "object".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::BoolConstant(value) => format!("bool {value}"),
            Type::Integer { width, bounds } => format!("{}{}", width.name(), range(bounds)),
            Type::File => "file".to_owned(),
            Type::Number { bounds } => format!("number{}", range(bounds)),
            Type::Text {
                format,
                pattern,
                length,
            } => {
                let format = match format {
                    None => "string",
                    Some(TextFormat::DateTime) => "date-time",
                    Some(TextFormat::Date) => "date",
                    Some(TextFormat::Uuid) => "uuid",
                };
                let pattern = pattern.map(|id| format!(" /{}/", self.api.pattern(id).text));
                format!("{format}{}{}", pattern.unwrap_or_default(), size(length))
            }
            Type::List { item, count, unique } => {
                let unique = if *unique { " unique" } else { "" };
                format!("[{}]{}{unique}", self.ty(item), size(count))
            }
            Type::Map { value, count, names } => {
                let names = names.as_deref().map(|names| format!(" names {}", self.ty(names)));
                format!(
                    "{{{}}}{}{}",
                    self.ty(value),
                    size(count),
                    names.unwrap_or_default()
                )
            }
            Type::Nullable(inner) => format!("{} or null", self.ty(inner)),
            Type::Shape { id, boxed: true } => format!("box {}", self.name(*id)),
            Type::Shape { id, boxed: false } => self.name(*id).to_owned(),
        }
    }
}

fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { " deprecated" } else { "" }
}

fn mark(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "",
        Presence::Optional => "?",
        Presence::Nullable => " or null",
        Presence::OptionalNullable => "? or null",
    }
}

fn range<T: fmt::Display>(bounds: &Bounds<T>) -> String {
    let part = |bound: &Option<T>| bound.as_ref().map(T::to_string).unwrap_or_default();
    let mut text = String::new();
    if bounds.minimum.is_some() || bounds.maximum.is_some() {
        let after = if bounds.exclusive_minimum { "<" } else { "" };
        let before = if bounds.exclusive_maximum { "" } else { "=" };
        let (minimum, maximum) = (part(&bounds.minimum), part(&bounds.maximum));
        let before = if maximum.is_empty() { "" } else { before };
        text = format!(" {minimum}{after}..{before}{maximum}");
    }
    if let Some(factor) = &bounds.multiple_of {
        text.push_str(&format!(" step {factor}"));
    }
    text
}

fn size(bounds: &SizeBounds) -> String {
    let part = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    match (bounds.min, bounds.max) {
        (None, None) => String::new(),
        (min, None) => format!(" len {}..", part(min)),
        (min, max) => format!(" len {}..={}", part(min), part(max)),
    }
}
