//! Request types: a constructor with the required fields, and a setter for each field.

use super::doc_attrs;
use super::paths::Scope;
use super::writer::{Code, list, literal};
use crate::ident;
use crate::ir::{
    AdditionalFields, Field, Ident, Presence, Shape, ShapeId, ShapeKind, Struct, TimeField, TimeUnit, Type,
};

/// The number of arguments from which clippy warns.
pub(super) const MANY: usize = 7;

impl Scope<'_> {
    /// Writes the constructor and the setters of a request.
    pub(super) fn builder(&self, code: &mut Code, shape: &Shape, object: &Struct) {
        code.block(&format!("impl {} {{", shape.ident), "}", |code| {
            self.constructor(code, object);
            let map = match &object.additional {
                AdditionalFields::Typed { ident, ty } => Some((ident, ty)),
                _ => None,
            };
            let fields = object.fields.iter().map(|field| &field.ident);
            let setters = ident::setters(fields.chain(map.map(|(ident, _)| ident)));
            let nullable = object.fields.iter().filter(|field| is_nullable(field));
            let null_setters = ident::null_setters(nullable.map(|field| &field.ident), &setters);
            let mut taken = setters.clone();
            taken.extend(null_setters.iter().cloned());
            if !is_taken(&taken, "try_new") {
                self.checked_constructor(code, object);
            }
            for time in &object.times {
                self.time_setter(code, object, *time, &setters, &taken);
            }
            let mut null_setters = null_setters.iter();
            for (number, (field, ident)) in object.fields.iter().zip(&setters).enumerate() {
                self.setter(code, field, ident);
                self.checked_setter(code, object, field, ident, &taken);
                if is_nullable(field) {
                    null_setters
                        .by_ref()
                        .take(1)
                        .for_each(|ident| null_setter(code, number, field, ident));
                }
            }
            if let (Some((ident, ty)), Some(setter)) = (map, setters.last()) {
                additional_setter(code, ident, &self.ty(ty), setter);
            }
        });
    }

    fn constructor(&self, code: &mut Code, object: &Struct) {
        let fields = || constructed(object);
        let arguments = fields().map(|field| {
            let (ty, _) = self.argument(field);
            match field.presence {
                Presence::Nullable => format!("{}: Option<{}>", field.ident, self.nullable_argument(field)),
                _ => format!("{}: {ty}", field.ident),
            }
        });
        let tagged = object.fields.iter().filter_map(|field| self.constant(field));
        let given = fields().map(|field| {
            let (name, (_, into)) = (&field.ident, self.argument(field));
            match field.presence {
                Presence::Nullable if matches!(field.ty, Type::Shape { boxed: true, .. }) => {
                    format!("{name}: {name}.map(|{name}| {name}{into}),")
                }
                Presence::Nullable => format!("{name},"),
                _ if into.is_empty() => format!("{name},"),
                _ => format!("{name}: {name}{into},"),
            }
        });
        let values: Vec<String> = tagged.chain(given).collect();
        code.doc(&["Creates a request with all required fields.".to_owned()]);
        code.line("#[inline]");
        if fields().count() > MANY {
            code.line("#[expect(clippy::too_many_arguments, reason = \"as many fields have to be there\")]");
        }
        code.block(
            &format!("pub fn new({}) -> Self {{", list(arguments)),
            "}",
            |code| {
                code.block("Self {", "}", |code| {
                    values.iter().for_each(|value| code.line(value));
                    code.line("..Default::default()");
                });
            },
        );
    }

    /// Writes the constructor that takes any string for a string with a rule, and checks it.
    fn checked_constructor(&self, code: &mut Code, object: &Struct) {
        if !constructed(object).any(|field| self.is_checked(field)) {
            return;
        }
        let arguments = constructed(object).map(|field| {
            let (ty, _) = self.argument(field);
            match field.presence {
                _ if self.is_checked(field) => format!("{}: impl AsRef<str>", field.ident),
                Presence::Nullable => format!("{}: Option<{}>", field.ident, self.nullable_argument(field)),
                _ => format!("{}: {ty}", field.ident),
            }
        });
        let values: Vec<String> = constructed(object)
            .map(|field| match self.is_checked(field) {
                true => checked(object, field, field.ident.as_str()),
                false => field.ident.to_string(),
            })
            .collect();
        code.gap();
        code.doc(&[
            "Creates a request with all required fields, whose strings are checked here.".to_owned(),
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            "Returns an error that names the argument and shows the value, if a string violates its rule."
                .to_owned(),
        ]);
        code.line("#[inline]");
        if values.len() > MANY {
            code.line("#[expect(clippy::too_many_arguments, reason = \"as many fields have to be there\")]");
        }
        let open = format!(
            "pub fn try_new({}) -> Result<Self, rt::InvalidArgument> {{",
            list(arguments)
        );
        code.block(&open, "}", |code| {
            code.block("Ok(Self::new(", "))", |code| {
                values.iter().for_each(|value| code.line(&format!("{value},")));
            });
        });
    }

    /// Returns true if a constructor checks the value of a field.
    fn is_checked(&self, field: &Field) -> bool {
        field.presence == Presence::Required && self.is_ruled(field)
    }

    fn setter(&self, code: &mut Code, field: &Field, ident: &Ident) {
        let (name, (ty, into)) = (&field.ident, self.argument(field));
        code.gap();
        code.doc(&[format!("Sets {}.", doc_attrs::code(field.wire.as_str()))]);
        code.line("#[inline]");
        code.line("#[must_use]");
        code.block(
            &format!("pub fn {ident}(mut self, value: {ty}) -> Self {{"),
            "}",
            |code| {
                match field.presence {
                    Presence::Required => code.line(&format!("self.{name} = value{into};")),
                    _ => code.line(&format!("self.{name} = Some(value{into});")),
                }
                code.line("self");
            },
        );
    }

    /// Returns true if the values of a field are strings with a rule.
    fn is_ruled(&self, field: &Field) -> bool {
        matches!(field.ty, Type::Text { .. }) && self.ty(&field.ty) != "String"
    }

    /// Writes the setter that takes any string and checks it.
    fn checked_setter(
        &self,
        code: &mut Code,
        object: &Struct,
        field: &Field,
        setter: &Ident,
        taken: &[Ident],
    ) {
        let method = format!("try_{}", setter.as_str().trim_start_matches("r#"));
        if !self.is_ruled(field) || is_taken(taken, &method) {
            return;
        }
        code.gap();
        code.doc(&[
            format!(
                "Sets {} from a string, which is checked here.",
                doc_attrs::code(field.wire.as_str())
            ),
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            "Returns an error that names the argument and shows the value, if the string violates its rule."
                .to_owned(),
        ]);
        code.line("#[inline]");
        code.block(
            &format!("pub fn {method}(self, value: impl AsRef<str>) -> Result<Self, rt::InvalidArgument> {{"),
            "}",
            |code| {
                let value = checked(object, field, "value");
                code.line(&format!("Ok(self.{setter}({value}))"));
            },
        );
    }

    /// Writes the setter that takes a point in time.
    fn time_setter(
        &self,
        code: &mut Code,
        object: &Struct,
        time: TimeField,
        setters: &[Ident],
        taken: &[Ident],
    ) {
        let field = &object.fields[time.field];
        let setter = &setters[time.field];
        let method = format!("{}_at", setter.as_str().trim_start_matches("r#"));
        if is_taken(taken, &method) {
            return;
        }
        let wire = field.wire.as_str();
        let convert = match time.unit {
            TimeUnit::Seconds => "seconds()".to_owned(),
            TimeUnit::Milliseconds => "milliseconds()".to_owned(),
            TimeUnit::DateTime => format!("date_time::<{}>()", self.ty(&field.ty)),
        };
        let increment = time.increment.map(|index| &object.fields[index]);
        let argument = increment.map(|field| format!(", increment: {}", self.ty(&field.ty)));
        let more = time
            .increment
            .map(|index| format!(".{}(increment)", setters[index]));
        let (argument, more) = (argument.unwrap_or_default(), more.unwrap_or_default());
        let also = increment.map(|field| format!(" and {}", doc_attrs::code(field.wire.as_str())));
        code.gap();
        code.doc(&[
            format!(
                "Sets {}{} from a point in time.",
                doc_attrs::code(wire),
                also.unwrap_or_default()
            ),
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            "Returns an error if the field cannot represent the point in time.".to_owned(),
        ]);
        code.block(
            &format!("pub fn {method}(self, time: impl rt::Moment{argument}) -> Result<Self, rt::InvalidArgument> {{"),
            "}",
            |code| {
                let value = format!("rt::At::new({}, time)?.{convert}?", literal(argument_name(field)));
                code.line(&format!("Ok(self.{setter}({value}){more})"));
            },
        );
    }

    /// Returns the argument type of a value that may be `null`: a single type, so that `None` needs no annotation.
    fn nullable_argument(&self, field: &Field) -> String {
        match &field.ty {
            Type::Shape { id, boxed: true } => self.shape(*id),
            other => self.ty(other),
        }
    }

    /// Returns the field that the constructor sets itself, with its value.
    fn constant(&self, field: &Field) -> Option<String> {
        let wire = field.tag.as_deref()?;
        let value = match &field.ty {
            Type::BoolConstant(_) => wire.to_owned(),
            Type::Shape { id, .. } if !self.api.is_enum_of_strings(*id) => self.only_value(*id)?,
            _ => format!("{}.into()", literal(wire)),
        };
        Some(match field.presence {
            Presence::Required => format!("{}: {value},", field.ident),
            _ => format!("{}: Some({value}),", field.ident),
        })
    }

    /// Returns the only value of an enum.
    fn only_value(&self, id: ShapeId) -> Option<String> {
        let mut kind = &self.api.shape(id).kind;
        while let ShapeKind::Duplicate(Type::Shape { id, .. }) | ShapeKind::TypeAlias(id) = kind {
            kind = &self.api.shape(*id).kind;
        }
        let ShapeKind::Enum(values) = kind else {
            return None;
        };
        let only = values.values.first()?;
        Some(format!("{}::{}.into()", self.shape(id), only.ident))
    }

    /// Returns the argument type of a field's value, and the call that converts it.
    fn argument(&self, field: &Field) -> (String, &'static str) {
        let own = self.ty(&field.ty);
        match &field.ty {
            Type::Shape { id, boxed: true } => (self.shape(*id), ".into()"),
            Type::Shape { id, .. } if !matches!(self.api.shape(*id).kind, ShapeKind::Struct(_)) => {
                (format!("impl Into<{own}>"), ".into()")
            }
            Type::File => ("impl Into<rt::FilePart>".to_owned(), ".into()"),
            Type::Text { .. } if own == "String" => ("impl Into<String>".to_owned(), ".into()"),
            _ => (own, ""),
        }
    }
}

/// Writes the setter of the map of additional properties, whose values are of type `ty`.
fn additional_setter(code: &mut Code, field: &Ident, ty: &str, setter: &Ident) {
    code.gap();
    code.doc(&["Sets the additional properties, by name.".to_owned()]);
    code.line("#[inline]");
    code.line("#[must_use]");
    code.block(
        &format!("pub fn {setter}(mut self, value: rt::Map<{ty}>) -> Self {{"),
        "}",
        |code| {
            code.line(&format!("self.{field} = value;"));
            code.line("self");
        },
    );
}

/// Returns the fields that are arguments of a constructor.
fn constructed(object: &Struct) -> impl Iterator<Item = &Field> {
    let required = |field: &&Field| matches!(field.presence, Presence::Required | Presence::Nullable);
    object
        .fields
        .iter()
        .filter(required)
        .filter(|field| field.tag.is_none())
}

/// Returns the expression that checks the string `value` of a field.
fn checked(object: &Struct, field: &Field, value: &str) -> String {
    let public = !object.secrets.contains(&field.wire);
    let argument = literal(argument_name(field));
    format!("rt::checked({argument}, {value}.as_ref(), {public})?")
}

/// Returns the name of a field as shown in errors.
fn argument_name(field: &Field) -> &str {
    field.ident.as_str().trim_start_matches("r#")
}

fn is_nullable(field: &Field) -> bool {
    matches!(field.presence, Presence::Nullable | Presence::OptionalNullable)
}

/// Returns true if a setter has this name.
fn is_taken(setters: &[Ident], method: &str) -> bool {
    setters.iter().any(|setter| setter.as_str() == method)
}

/// Writes the setter `ident` that sends `null`; `number` is the index of the field in its descriptor.
fn null_setter(code: &mut Code, number: usize, field: &Field, ident: &Ident) {
    let name = &field.ident;
    code.gap();
    code.doc(&[format!(
        "Sends {} as `null`.",
        doc_attrs::code(field.wire.as_str())
    )]);
    code.line("#[inline]");
    code.line("#[must_use]");
    code.block(&format!("pub fn {ident}(mut self) -> Self {{"), "}", |code| {
        code.line(&format!("self.{name} = None;"));
        code.line(&format!("self.extra.set_null({number});"));
        code.line("self");
    });
}
