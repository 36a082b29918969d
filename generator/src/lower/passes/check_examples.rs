//! Keeps documented bodies that have the type of their body, and reports the others.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{AdditionalFields, Api, BodyEncoding, Presence, Revision, ShapeId, ShapeKind, Struct, Type};
use crate::pointer;

/// The maximum number of visited values of one example: the variants of nested unions multiply.
const MAX_STEPS: usize = 20_000;

/// Removes documented bodies that do not have their type, each with a warning.
pub(in crate::lower) fn check(api: &mut Api) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut operations = std::mem::take(&mut api.operations);
    for revision in operations
        .iter_mut()
        .flat_map(|operation| &mut operation.revisions)
    {
        check_revision(api, revision, &mut problems);
    }
    api.operations = operations;
    problems
}

fn check_revision(api: &Api, revision: &mut Revision, problems: &mut Vec<Diagnostic>) {
    let others = revision.other_requests.iter_mut().map(|other| &mut other.body);
    let requests = revision.request.iter_mut().chain(others);
    let requests = requests.filter(|body| body.encoding == BodyEncoding::Json);
    let requests = requests.map(|body| ("the request".to_owned(), &body.at, &body.ty, &mut body.example));
    let replies = revision.replies.iter_mut().filter_map(|success| {
        let ty = success.reply.json()?;
        let side = format!("status {}", success.statuses());
        Some((side, &success.body_at, ty, &mut success.example))
    });
    for (side, at, ty, example) in requests.chain(replies) {
        let checker = Checker {
            api,
            steps: Cell::new(0),
        };
        let checked = example.as_ref().map_or(Ok(()), |value| checker.check(ty, value));
        if let Err(mismatch) = checked {
            *example = None;
            problems.push(mismatch.report(&side, at));
        }
    }
}

/// The first value of an example that does not have its type.
struct Mismatch {
    /// Where it is in the example.
    pointer: String,
    /// How it differs from its type.
    difference: String,
}

impl Mismatch {
    /// A value that is not the `expected` one.
    fn of(expected: &str, value: &Value) -> Self {
        Self {
            pointer: String::new(),
            difference: format!("expected {expected}, found {}", kind(value)),
        }
    }

    /// A property that is not there.
    fn missing(name: &str) -> Self {
        Self {
            pointer: String::new(),
            difference: format!("the required `{name}` is missing"),
        }
    }

    /// The same, in the item or member `key` of a value.
    fn within(self, key: &str) -> Self {
        Self {
            pointer: pointer::child("", key) + &self.pointer,
            ..self
        }
    }

    fn report(self, side: &str, at: &Location) -> Diagnostic {
        let inside = match self.pointer.as_str() {
            "" => String::new(),
            pointer => format!(" at `{pointer}`"),
        };
        let message = format!(
            "the example of {side} is not a value of the schema{inside}: {}",
            self.difference
        );
        let help = "correct the example or the schema; the documentation of the crate goes without it";
        Diagnostic::new("example-mismatch", at.clone(), message, help)
    }
}

/// The JSON type of a value, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

type Checked = Result<(), Mismatch>;

struct Checker<'a> {
    api: &'a Api,
    steps: Cell<usize>,
}

impl Checker<'_> {
    fn check(&self, ty: &Type, value: &Value) -> Checked {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return Err(Mismatch {
                pointer: String::new(),
                difference: "it is too large to be checked".to_owned(),
            });
        }
        let ok = |fits: bool, expected: &str| match fits {
            true => Ok(()),
            false => Err(Mismatch::of(expected, value)),
        };
        match ty {
            Type::Any => Ok(()),
            Type::Nullable(_) if value.is_null() => Ok(()),
            Type::Nullable(inner) => self.check(inner, value),
            Type::Object => ok(value.is_object(), "an object"),
            Type::Bool | Type::BoolConstant(_) => ok(value.is_boolean(), "a boolean"),
            Type::Integer { width, .. } => {
                let (least, greatest) = width.range();
                let number = value.as_number().and_then(serde_json::Number::as_i128);
                let expected = match number {
                    Some(_) => format!("an integer from {least} to {greatest}"),
                    None => "an integer".to_owned(),
                };
                let is_within = number.is_some_and(|number| (least..=greatest).contains(&number));
                ok(is_within, &expected)
            }
            Type::Number { .. } => ok(value.is_number(), "a number"),
            Type::Text { .. } => ok(value.is_string(), "a string"),
            Type::File => ok(false, "a file"),
            Type::List { item, .. } => self.check_list(item, value),
            Type::Map { value: ty, .. } => self.check_map(ty, value),
            Type::Shape { id, .. } => self.check_shape(*id, value),
        }
    }

    fn check_list(&self, item: &Type, value: &Value) -> Checked {
        let items = value.as_array().ok_or_else(|| Mismatch::of("an array", value))?;
        for (index, one) in items.iter().enumerate() {
            self.check(item, one)
                .map_err(|mismatch| mismatch.within(&index.to_string()))?;
        }
        Ok(())
    }

    fn check_map(&self, ty: &Type, value: &Value) -> Checked {
        let members = value
            .as_object()
            .ok_or_else(|| Mismatch::of("an object", value))?;
        self.check_members(ty, members.iter())
    }

    fn check_members<'v>(
        &self,
        ty: &Type,
        mut members: impl Iterator<Item = (&'v String, &'v Value)>,
    ) -> Checked {
        members
            .try_for_each(|(name, member)| self.check(ty, member).map_err(|mismatch| mismatch.within(name)))
    }

    fn check_shape(&self, id: ShapeId, value: &Value) -> Checked {
        match &self.api.shape(id).kind {
            ShapeKind::Struct(object) => {
                let members = value
                    .as_object()
                    .ok_or_else(|| Mismatch::of("an object", value))?;
                self.check_struct(object, members)
            }
            ShapeKind::Enum(values) if values.is_of_strings() => match value.is_string() {
                true => Ok(()),
                false => Err(Mismatch::of("a string", value)),
            },
            ShapeKind::Enum(_) => match value.is_array() || value.is_object() || value.is_null() {
                true => Err(Mismatch::of("a listed value", value)),
                false => Ok(()),
            },
            ShapeKind::Union(union) => {
                let mut variants = union.variants.iter();
                match variants.any(|variant| self.check(&variant.ty, value).is_ok()) {
                    true => Ok(()),
                    false => Err(Mismatch::of("one of the variants of the union", value)),
                }
            }
            ShapeKind::Duplicate(ty) => self.check(ty, value),
            ShapeKind::TypeAlias(other) => self.check_shape(*other, value),
        }
    }

    fn check_struct(&self, object: &Struct, members: &Map<String, Value>) -> Checked {
        for field in &object.fields {
            let name = field.wire.as_str();
            match (members.get(name), field.presence) {
                (None, Presence::Optional | Presence::OptionalNullable) => {}
                (None, _) => return Err(Mismatch::missing(name)),
                (Some(Value::Null), Presence::Nullable | Presence::OptionalNullable) => {}
                (Some(value), _) => self
                    .check(&field.ty, value)
                    .map_err(|mismatch| mismatch.within(name))?,
            }
        }
        let AdditionalFields::Typed { ty, .. } = &object.additional else {
            return Ok(());
        };
        let is_field = |name: &str| object.fields.iter().any(|field| field.wire.as_str() == name);
        self.check_members(ty, members.iter().filter(|(name, _)| !is_field(name)))
    }
}
