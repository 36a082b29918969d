//! The static descriptors of types, which the runtime reads.

use super::paths::Scope;
use super::pattern;
use super::writer::{Code, list, literal, literals};
use crate::ir::{
    AdditionalFields, Bounds, Condition, Field, IntegerWidth, PatternId, Presence, Requirement, Rule,
    ShapeId, ShapeKind, Side, SizeBounds, Struct, TextFormat, Type, WireName,
};

impl Scope<'_> {
    /// Returns the descriptor of a type, as an expression of a reference to the runtime's `Type`.
    pub(super) fn type_table(&self, ty: &Type) -> String {
        let (kind, limits) = match ty {
            Type::Any | Type::File => return "rt::Type::ANY".to_owned(),
            Type::Object => return "rt::Type::OBJECT".to_owned(),
            Type::Bool => return "rt::Type::BOOL".to_owned(),
            Type::BoolConstant(value) => {
                let limit = format!("rt::Limit::Constants(&[rt::Constant::Bool({value})])");
                ("Bool".to_owned(), vec![limit])
            }
            Type::Shape { id, .. } => return self.shape_table(*id),
            Type::Nullable(inner) => return format!("&rt::Type::or_null({})", self.type_table(inner)),
            Type::Integer { width, bounds } => {
                let (kind, constant) = match width {
                    IntegerWidth::Int32 => ("Int32", "rt::Type::INT32"),
                    IntegerWidth::Int64 => ("Int64", "rt::Type::INT64"),
                    IntegerWidth::Uint32 => ("Uint32", "rt::Type::UINT32"),
                    IntegerWidth::Uint64 => ("Uint64", "rt::Type::UINT64"),
                };
                match bounds_table(bounds, |bound| format!("rt::Num::Int({bound})")) {
                    limits if limits.is_empty() => return constant.to_owned(),
                    limits => (kind.to_owned(), limits),
                }
            }
            Type::Number { bounds } if *bounds == Bounds::default() => return "rt::Type::NUMBER".to_owned(),
            Type::Number { bounds } => ("Number".to_owned(), bounds_table(bounds, number)),
            Type::Text {
                format,
                pattern,
                length,
            } => match self.text_constant(*format, *pattern, *length) {
                Some(constant) => return constant,
                None => ("Text".to_owned(), self.text_limits(*format, *pattern, *length)),
            },
            Type::List { item, count, unique } => {
                let item = self.type_table(item);
                let mut limits = count_table(*count, "MinItems", "MaxItems");
                limits.extend(unique.then(|| "rt::Limit::UniqueItems".to_owned()));
                if limits.is_empty() {
                    return format!("&rt::Type::list({item})");
                }
                (format!("List({item})"), limits)
            }
            Type::Map { value, count, names } => {
                let mut limits = count_table(*count, "MinProperties", "MaxProperties");
                limits.extend(names.as_deref().and_then(|names| self.names_limit(names)));
                if limits.is_empty() {
                    return format!("&rt::Type::map({})", self.type_table(value));
                }
                (format!("Map({})", self.type_table(value)), limits)
            }
        };
        format!("&rt::Type::limited(rt::Kind::{kind}, &[{}])", list(limits))
    }

    pub(super) fn shape_table(&self, id: ShapeId) -> String {
        match &self.api.shape(id).kind {
            ShapeKind::Struct(_) => format!("&rt::Type::record(&{})", self.table(id)),
            ShapeKind::Union(_) => format!("&rt::Type::union(&{})", self.table(id)),
            ShapeKind::Enum(_) | ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => {
                let values = match self.api.is_enum_of_strings(id) {
                    true => "StringEnum",
                    false => "ValueEnum",
                };
                format!("<{} as rt::{values}>::TYPE", self.shape(id))
            }
        }
    }

    /// Returns the descriptor of a string with only a format or only a pattern, each of which has a shared descriptor.
    fn text_constant(
        &self,
        format: Option<TextFormat>,
        pattern: Option<PatternId>,
        length: SizeBounds,
    ) -> Option<String> {
        if length != SizeBounds::default() {
            return None;
        }
        match (format, pattern) {
            (None, None) => Some("rt::Type::TEXT".to_owned()),
            (Some(TextFormat::DateTime), None) => Some("rt::Type::DATE_TIME".to_owned()),
            (Some(TextFormat::Date), None) => Some("rt::Type::DATE".to_owned()),
            (Some(TextFormat::Uuid), None) => Some("rt::Type::UUID".to_owned()),
            (None, Some(id)) if self.api.pattern(id).matcher.is_some() => {
                Some(format!("crate::patterns::{}", pattern::type_ident(self.api, id)))
            }
            _ => None,
        }
    }

    /// Returns the limit of the names of a map, which are of the type `names`.
    fn names_limit(&self, names: &Type) -> Option<String> {
        let Type::Text {
            format,
            pattern,
            length,
        } = names
        else {
            return None;
        };
        let limits = self.text_limits(*format, *pattern, *length);
        (!limits.is_empty()).then(|| format!("rt::Limit::PropertyNames(&[{}])", list(limits)))
    }

    fn text_limits(
        &self,
        format: Option<TextFormat>,
        pattern: Option<PatternId>,
        length: SizeBounds,
    ) -> Vec<String> {
        let format = format.map(|format| match format {
            TextFormat::DateTime => "rt::Limit::Format(rt::Format::DateTime)".to_owned(),
            TextFormat::Date => "rt::Limit::Format(rt::Format::Date)".to_owned(),
            TextFormat::Uuid => "rt::Limit::Format(rt::Format::Uuid)".to_owned(),
        });
        let checked = pattern.filter(|id| self.api.pattern(*id).matcher.is_some());
        let pattern = checked.map(|id| {
            format!(
                "rt::Limit::Pattern(&crate::patterns::{})",
                pattern::table_ident(self.api, id)
            )
        });
        pattern
            .into_iter()
            .chain(format)
            .chain(count_table(length, "MinLength", "MaxLength"))
            .collect()
    }

    /// Writes the descriptor of a struct: the static `table`, with its members in the notation of the runtime's module
    /// `members`.
    pub(super) fn spec(&self, code: &mut Code, table: &str, wire: &WireName, object: &Struct, side: Side) {
        let mut refs = Vec::new();
        let mut members = Vec::new();
        for field in &object.fields {
            members.push(self.member(field, &mut refs));
        }
        let open = format!("pub(crate) static {table}: rt::StructDescriptor = rt::StructDescriptor::new(");
        let arguments = |code: &mut Code| {
            code.line(&format!("{},", literal(wire.as_str())));
            code.text(&members);
            code.line(&format!("&[{}],", list(refs)));
        };
        let close = format!("){}", self.spec_facts(object, side));
        if object.rules.is_empty() {
            return code.block(&open, &(close + ";"), arguments);
        }
        code.block(&open, &(close + ".rules(&["), arguments);
        code.lines(&object.rules, rule);
        code.line("]);");
    }

    /// Returns the parts of a descriptor besides the fields and their rules: a chain of calls.
    fn spec_facts(&self, object: &Struct, side: Side) -> String {
        let mut facts = String::new();
        if !object.hidden.is_empty() {
            let names = literals(object.hidden.iter().map(WireName::as_str));
            let method = if side == Side::Request {
                "read_only"
            } else {
                "write_only"
            };
            facts.push_str(&format!(".{method}(&[{names}])"));
        }
        if !object.secrets.is_empty() {
            let names = literals(object.secrets.iter().map(WireName::as_str));
            facts.push_str(&format!(".secrets(&[{names}])"));
        }
        let limits = count_table(object.count, "MinProperties", "MaxProperties");
        if !limits.is_empty() {
            facts.push_str(&format!(".limits(&[{}])", list(limits)));
        }
        match &object.additional {
            AdditionalFields::Allowed => {}
            AdditionalFields::Denied => facts.push_str(".additional(rt::Additional::None)"),
            AdditionalFields::Typed { ty, .. } => {
                facts.push_str(&format!(
                    ".additional(rt::Additional::Of({}))",
                    self.type_table(ty)
                ));
            }
        }
        facts
    }

    /// Returns the line of a member.
    fn member(&self, field: &Field, refs: &mut Vec<String>) -> String {
        let presence = match field.presence {
            Presence::Required => "",
            Presence::Optional => "?",
            Presence::Nullable => "|null",
            Presence::OptionalNullable => "|null?",
        };
        let name = field.wire.as_str().replace('%', "%25").replace('\n', "%0A");
        format!("{}{presence} {name}", self.notation(&field.ty, refs))
    }

    /// Returns a type in the notation of members, and adds the parts that it refers to.
    fn notation(&self, ty: &Type, refs: &mut Vec<String>) -> String {
        let word = match ty {
            Type::Any | Type::File => "any",
            Type::Object => "object",
            Type::Bool => "bool",
            Type::Nullable(inner) => return format!("{}|null", self.notation(inner, refs)),
            Type::Integer { width, bounds } if *bounds == Bounds::default() => match width {
                IntegerWidth::Int32 => "int32",
                IntegerWidth::Int64 => "int64",
                IntegerWidth::Uint32 => "uint32",
                IntegerWidth::Uint64 => "uint64",
            },
            Type::Number { bounds } if *bounds == Bounds::default() => "number",
            Type::Text {
                format,
                pattern: None,
                length,
            } if *length == SizeBounds::default() => match format {
                None => "string",
                Some(TextFormat::DateTime) => "date-time",
                Some(TextFormat::Date) => "date",
                Some(TextFormat::Uuid) => "uuid",
            },
            Type::List {
                item,
                count,
                unique: false,
            } if *count == SizeBounds::default() => return format!("[{}]", self.notation(item, refs)),
            Type::Map {
                value,
                count,
                names: None,
            } if *count == SizeBounds::default() => return format!("{{{}}}", self.notation(value, refs)),
            other => return index_of(refs, self.reference(other)).to_string(),
        };
        word.to_owned()
    }

    /// Returns a type that the notation of members refers to.
    fn reference(&self, ty: &Type) -> String {
        let kind = match ty {
            Type::Shape { id, .. } => match &self.api.shape(*id).kind {
                ShapeKind::Struct(_) => return format!("rt::Ref::Record(&{})", self.table(*id)),
                ShapeKind::Union(_) => return format!("rt::Ref::Union(&{})", self.table(*id)),
                _ => self.shape_table(*id),
            },
            other => self.type_table(other),
        };
        format!("rt::Ref::Type({kind})")
    }
}

/// Returns the index of an item, which is added if it is new.
fn index_of(items: &mut Vec<String>, item: String) -> usize {
    let known = items.iter().position(|known| *known == item);
    known.unwrap_or_else(|| {
        items.push(item);
        items.len() - 1
    })
}

fn number(bound: f64) -> String {
    match bound.fract() == 0.0 && bound.abs() < 9e15 {
        true => format!("rt::Num::Int({})", bound as i64),
        false => format!("rt::Num::Float({bound:?})"),
    }
}

fn bounds_table<T: Copy>(bounds: &Bounds<T>, print: impl Fn(T) -> String) -> Vec<String> {
    let minimum = if bounds.exclusive_minimum {
        "Above"
    } else {
        "Minimum"
    };
    let maximum = if bounds.exclusive_maximum {
        "Below"
    } else {
        "Maximum"
    };
    let listed = [
        (bounds.minimum, minimum),
        (bounds.maximum, maximum),
        (bounds.multiple_of, "MultipleOf"),
    ];
    let limit =
        |(bound, name): (Option<T>, &str)| bound.map(|bound| format!("rt::Limit::{name}({})", print(bound)));
    listed.into_iter().filter_map(limit).collect()
}

fn count_table(count: SizeBounds, min: &str, max: &str) -> Vec<String> {
    let limit = |bound: Option<u64>, name: &str| bound.map(|bound| format!("rt::Limit::{name}({bound})"));
    [limit(count.min, min), limit(count.max, max)]
        .into_iter()
        .flatten()
        .collect()
}

fn rule(rule: &Rule) -> String {
    let when = rule
        .when
        .as_ref()
        .map_or_else(|| "None".to_owned(), |when| format!("Some({})", condition(when)));
    let names = |names: &[WireName]| format!("&[{}]", literals(names.iter().map(WireName::as_str)));
    let (kind, fields) = match &rule.requirement {
        Requirement::All(fields) => ("Require", names(fields)),
        Requirement::OneOf(fields) => ("RequireOneOf", names(fields)),
        Requirement::Together(fields) => ("Together", names(fields)),
        Requirement::None(fields) => ("Forbid", names(fields)),
        Requirement::AtMostOneGroup(groups) => (
            "AtMostOne",
            format!("&[{}]", list(groups.iter().map(|group| names(group)))),
        ),
    };
    let (id, message) = (literal(&rule.id), literal(&rule.message));
    format!(
        "rt::Rule {{ id: {id}, when: {when}, demand: rt::Requirement::{kind}({fields}), message: {message} }},"
    )
}

fn condition(condition: &Condition) -> String {
    let (field, is, absent) = (
        literal(condition.field.as_str()),
        condition.among,
        condition.absent,
    );
    let values = literals(condition.values.iter().map(String::as_str));
    format!("rt::Condition {{ field: {field}, values: &[{values}], is: {is}, absent: {absent} }}")
}

#[cfg(test)]
mod tests {
    use crate::output::Options;

    #[test]
    fn members_are_lines_and_refer_to_each_type_once() {
        let document = r##"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "A.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}}}},
            "components": {"schemas": {
                "Item": {"type": "object", "properties": {"id": {"type": "string"}}},
                "Page": {"type": "object", "required": ["items"], "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
                    "first": {"$ref": "#/components/schemas/Item"},
                    "count": {"type": "integer", "format": "int32", "minimum": 0},
                    "100% \"a\nb\"": {"type": "string", "format": "date-time"}}}}}}"##;
        let file = crate::SourceFile::new("api.json", document);
        let Ok(generated) = crate::generate(vec![file], &Options::default()) else {
            panic!("the document is refused");
        };
        let mut files = generated.files.iter();
        let text = &files
            .find(|file| file.path.ends_with("descriptors.rs") && file.text.contains("\"Page\""))
            .expect("a file with descriptors")
            .text;
        let expected = r#"
    "Page",
    "[0] items
    0? first
    1? count
    date-time? 100%25 \"a%0Ab\"",
    &["#;
        assert!(text.contains(expected), "{text}");
    }
}
