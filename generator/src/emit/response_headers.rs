//! Headers that responses declare: a method of the head for each name.

use super::doc_attrs;
use super::features;
use super::header;
use super::layout::Layout;
use super::paths::Scope;
use super::writer::{Code, literal};
use crate::ir::{Api, ResponseHeader, ShapeId, Type};
use crate::output::File;

/// `src/response_headers.rs`, if responses declare headers.
pub(super) fn file(api: &Api, layout: &Layout<'_>) -> Option<File> {
    if api.headers.is_empty() {
        return None;
    }
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let mut code = Code::default();
    code.line("use crate::runtime as rt;");
    code.gap();
    code.doc(&["The headers that the specification declares.".to_owned()]);
    code.block("impl rt::Head {", "}", |code| {
        api.headers
            .iter()
            .for_each(|header| scope.header_method(code, header));
    });
    let about = "Methods for the headers that responses declare.";
    Some(header::text(
        "src/response_headers.rs",
        "the specification",
        about,
        &code.finish(),
    ))
}

impl Scope<'_> {
    /// Returns the condition under which a type is compiled; `None` if it always is.
    fn shape_condition(&self, id: ShapeId) -> Option<String> {
        let features = &self.layout.features;
        let own = features.of_group(self.api.shape(id).home.group);
        let users = || features.condition(features.of_shape(self.api, id)?);
        own.or_else(users)
    }

    fn header_method(&self, code: &mut Code, header: &ResponseHeader) {
        let name = header.wire.as_str();
        let mut lines = doc_attrs::prose(&header.doc.details);
        if lines.is_empty() {
            lines.push(format!("Returns the header {}.", doc_attrs::code(name)));
        } else {
            lines.extend([String::new(), format!("The header {}.", doc_attrs::code(name))]);
        }
        if header.deprecated {
            lines.extend([String::new(), "**Deprecated.**".to_owned()]);
        }
        lines.extend(["", "# Errors", "", "The value is not of this type."].map(str::to_owned));
        let (reader, ty) = match &header.ty {
            Type::List { .. } => ("header_list", self.ty(&header.ty)),
            ty @ Type::Shape { id, .. } if !self.api.is_enum_of_strings(*id) => {
                ("header_value", format!("Option<{}>", self.ty(ty)))
            }
            ty => ("header", format!("Option<{}>", self.ty(ty))),
        };
        code.gap();
        code.doc(&lines);
        let gate = header.ty.shapes().and_then(|id| self.shape_condition(id));
        gate.iter()
            .for_each(|condition| code.line(&features::attribute(condition)));
        let open = format!(
            "pub fn {}(&self) -> Result<{ty}, rt::InvalidHeader> {{",
            header.ident
        );
        code.block(&open, "}", |code| {
            let name = literal(&name.to_ascii_lowercase());
            code.line(&format!("self.{reader}({name})"));
        });
    }
}
