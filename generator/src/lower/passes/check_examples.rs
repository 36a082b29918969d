//! Keeps documented bodies that have the type of their body, and reports the others.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::ir::{AdditionalFields, Api, BodyEncoding, Presence, Revision, ShapeId, ShapeKind, Struct, Type};

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
    let at = revision.at.clone();
    let others = revision.other_requests.iter_mut().map(|other| &mut other.body);
    let requests = revision.request.iter_mut().chain(others);
    let requests = requests.filter(|body| body.encoding == BodyEncoding::Json);
    let requests = requests.map(|body| ("the request".to_owned(), &body.ty, &mut body.example));
    let replies = revision.replies.iter_mut().filter_map(|success| {
        let ty = success.reply.json()?;
        Some((format!("status {}", success.status), ty, &mut success.example))
    });
    for (side, ty, example) in requests.chain(replies) {
        let checker = Checker {
            api,
            steps: Cell::new(0),
        };
        if example.as_ref().is_some_and(|value| !checker.fits(ty, value)) {
            *example = None;
            let message =
                format!("the documented body of {side} does not have the type that its schema states");
            let help = "correct the example or the schema; the documentation of the crate goes without it";
            problems.push(Diagnostic::warning("example-mismatch", at.clone(), message, help));
        }
    }
}

struct Checker<'a> {
    api: &'a Api,
    steps: Cell<usize>,
}

impl Checker<'_> {
    fn fits(&self, ty: &Type, value: &Value) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return false;
        }
        match (ty, value) {
            (Type::Any, _) => true,
            (Type::Nullable(inner), value) => value.is_null() || self.fits(inner, value),
            (Type::Object, value) => value.is_object(),
            (Type::Bool | Type::BoolConstant(_), value) => value.is_boolean(),
            (Type::Integer { width, .. }, Value::Number(number)) => {
                let (least, greatest) = width.range();
                number
                    .as_i128()
                    .is_some_and(|number| (least..=greatest).contains(&number))
            }
            (Type::Number { .. }, value) => value.is_number(),
            (Type::Text { .. }, value) => value.is_string(),
            (Type::List { item, .. }, Value::Array(items)) => items.iter().all(|one| self.fits(item, one)),
            (Type::Map { value, .. }, Value::Object(members)) => {
                members.values().all(|member| self.fits(value, member))
            }
            (Type::Shape { id, .. }, value) => self.fits_shape(*id, value),
            _ => false,
        }
    }

    fn fits_shape(&self, id: ShapeId, value: &Value) -> bool {
        match (&self.api.shape(id).kind, value) {
            (ShapeKind::Struct(object), Value::Object(members)) => self.fits_struct(object, members),
            (ShapeKind::Enum(values), value) if values.is_of_strings() => value.is_string(),
            (ShapeKind::Enum(_), value) => !value.is_array() && !value.is_object() && !value.is_null(),
            (ShapeKind::Union(union), value) => {
                union.variants.iter().any(|variant| self.fits(&variant.ty, value))
            }
            (ShapeKind::Duplicate(ty), value) => self.fits(ty, value),
            (ShapeKind::TypeAlias(other), value) => self.fits_shape(*other, value),
            (ShapeKind::Struct(_), _) => false,
        }
    }

    fn fits_struct(&self, object: &Struct, members: &Map<String, Value>) -> bool {
        let fields = object
            .fields
            .iter()
            .all(|field| match members.get(field.wire.as_str()) {
                None => matches!(field.presence, Presence::Optional | Presence::OptionalNullable),
                Some(Value::Null) => {
                    matches!(field.presence, Presence::Nullable | Presence::OptionalNullable)
                }
                Some(value) => self.fits(&field.ty, value),
            });
        let AdditionalFields::Typed { ty, .. } = &object.additional else {
            return fields;
        };
        let is_field = |name: &str| object.fields.iter().any(|field| field.wire.as_str() == name);
        let mut others = members.iter().filter(|(name, _)| !is_field(name));
        fields && others.all(|(_, value)| self.fits(ty, value))
    }
}
