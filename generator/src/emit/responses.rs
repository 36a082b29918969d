//! Responses whose type depends on the status: an enum for each operation that has several.

use super::layout::Module;
use super::paths::Scope;
use super::writer::{Code, list};
use crate::ir::{Ident, ResponseBody, Revision, ShapeKind, Statuses, SuccessResponse, SuccessType, Type};

/// Writes the module `errors` with an enum for each revision whose errors differ by status, if there is one.
pub(super) fn errors(code: &mut Code, scope: &Scope<'_>, module: &Module<'_>) {
    let revisions = module.revisions.iter().map(|(_, revision)| *revision);
    let several: Vec<&Revision> = revisions.filter(|revision| !revision.errors.is_empty()).collect();
    if several.is_empty() {
        return;
    }
    let root = Scope { home: None, ..*scope };
    code.gap();
    code.doc(&[
        "Errors of operations whose error bodies depend on the status, for `typed` of an error.".to_owned(),
    ]);
    code.block("pub mod errors {", "}", |code| {
        code.line("use crate::runtime as rt;");
        several.iter().for_each(|revision| root.errors(code, revision));
    });
}

/// Writes the module `responses` with an enum for each revision that needs one, if there is one.
pub(super) fn module(code: &mut Code, scope: &Scope<'_>, module: &Module<'_>) {
    let revisions = module.revisions.iter().map(|(_, revision)| *revision);
    let by_status = |revision: &&Revision| matches!(revision.success_type(), SuccessType::ByStatus);
    let several: Vec<&Revision> = revisions.filter(by_status).collect();
    if several.is_empty() {
        return;
    }
    let root = Scope { home: None, ..*scope };
    code.gap();
    code.doc(&["The responses of operations that depend on the status.".to_owned()]);
    code.block("pub mod responses {", "}", |code| {
        code.line("use crate::runtime as rt;");
        several.iter().for_each(|revision| root.responses(code, revision));
    });
}

impl Scope<'_> {
    /// Writes the enum of a revision: a variant for each success status.
    fn responses(&self, code: &mut Code, revision: &Revision) {
        let ident = &revision.ident;
        let mut successes: Vec<&SuccessResponse> = revision.replies.iter().collect();
        successes.dedup_by_key(|success| success.status);
        code.gap();
        code.doc(&[format!("What [`{ident}`](super::{ident}) gives, by status.")]);
        code.line("#[non_exhaustive]");
        code.line("#[derive(Clone, Debug, PartialEq)]");
        code.block(&format!("pub enum {ident} {{"), "}", |code| {
            for success in &successes {
                code.doc(&[match success.range {
                    Some(range) => format!("Any other status of {range}."),
                    None => format!("Status {}.", success.status),
                }]);
                let ty = self.response(&success.reply).map(|ty| format!("({ty})"));
                code.line(&format!("{}{},", variant(success), ty.unwrap_or_default()));
            }
        });
        code.line(&self.by_status(ident, successes));
    }

    /// Returns the call of the macro that implements decoding. A range is what remains: the first with a body, or the last.
    fn by_status(&self, ident: &Ident, successes: Vec<&SuccessResponse>) -> String {
        let has_body = |success: &&SuccessResponse| self.response(&success.reply).is_some();
        let (mut typed, bare): (Vec<_>, Vec<_>) = successes.into_iter().partition(has_body);
        typed.sort_by_key(|success| success.range.is_none());
        let (other, bare): (Vec<_>, Vec<_>) = bare.into_iter().partition(|success| success.range.is_some());
        let named = |success: &SuccessResponse| format!("{} {}", success.status, variant(success));
        let (typed, bare) = (typed.into_iter().map(named), bare.into_iter().map(named));
        let other = other.first().map(|success| format!(", {}", variant(success)));
        format!(
            "rt::by_status!({ident}, [{}], [{}]{});",
            list(typed),
            list(bare),
            other.unwrap_or_default()
        )
    }

    /// Returns the type of one response, boxed if it is large.
    fn response(&self, reply: &ResponseBody) -> Option<String> {
        match reply {
            ResponseBody::Empty => None,
            ResponseBody::Stream => Some("Vec<u8>".to_owned()),
            ResponseBody::Text => Some("String".to_owned()),
            ResponseBody::Items { item, framing } => {
                Some(format!("rt::Collected<{}>", self.item(item, *framing)))
            }
            ResponseBody::One(ty) | ResponseBody::Page { page: ty, .. } => Some(self.variant_type(ty)),
        }
    }

    /// Returns the type of a body in a variant, boxed if it is large. The variants of a union are already boxed.
    fn variant_type(&self, ty: &Type) -> String {
        match ty {
            Type::Shape { id, boxed: false } if matches!(self.api.shape(*id).kind, ShapeKind::Struct(_)) => {
                format!("Box<{}>", self.ty(ty))
            }
            _ => self.ty(ty),
        }
    }

    /// Writes the enum of the errors of a revision: a variant for each status.
    fn errors(&self, code: &mut Code, revision: &Revision) {
        let ident = &revision.ident;
        code.gap();
        code.doc(&[format!("The error of [`{ident}`](super::{ident}), by status.")]);
        code.line("#[non_exhaustive]");
        code.line("#[derive(Clone, Debug, PartialEq)]");
        code.block(&format!("pub enum {ident} {{"), "}", |code| {
            for error in &revision.errors {
                code.doc(&[match error.statuses {
                    Statuses::Default => "Any other status.".to_owned(),
                    statuses => format!("Status {statuses}."),
                }]);
                code.line(&format!("{}({}),", error.ident, self.variant_type(&error.ty)));
            }
        });
        let variants = revision.errors.iter().map(|error| {
            let (first, last) = match error.statuses {
                Statuses::Code(status) => (status, status),
                Statuses::Range(first) => (first * 100, first * 100 + 99),
                Statuses::Default => (0, u16::MAX),
            };
            format!("{first} {last} {}", error.ident)
        });
        code.line(&format!("rt::errors_by_status!({ident}, [{}]);", list(variants)));
    }
}

/// Returns the name of a variant (RFC 9110, section 15.3).
fn variant(success: &SuccessResponse) -> String {
    match success.status {
        _ if success.range.is_some() => "Success",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        other => return format!("Status{other}"),
    }
    .to_owned()
}
