//! Paths from a module to items of other modules.

use quote::format_ident;

use super::layout::Layout;
use crate::ident;
use crate::ir::{Api, Ident, ModuleId, ShapeId};

/// The view of a module on the others.
pub(super) struct Scope<'a> {
    pub(super) api: &'a Api,
    pub(super) layout: &'a Layout<'a>,
    /// The module; `None` for the root, where every path is a full one.
    pub(super) home: Option<ModuleId>,
}

impl Scope<'_> {
    /// Returns the shortest path of a type.
    pub(super) fn shape(&self, id: ShapeId) -> String {
        self.path(id, &self.api.shape(id).ident)
    }

    /// Returns the path of the descriptor of a type.
    pub(super) fn table(&self, id: ShapeId) -> String {
        let shape = self.api.shape(id);
        self.path(id, self.layout.constant(shape.home.group, &shape.ident))
    }

    fn path(&self, id: ShapeId, item: &Ident) -> String {
        let shape = self.api.shape(id);
        let visible = |home: &ModuleId| self.layout.visible(home.version, shape.home.group, &shape.ident);
        let group = &self.api.group(shape.home.group).ident;
        match self.home.filter(|home| visible(home) == Some(shape.home.version)) {
            Some(home) if shape.home.group == home.group => item.to_string(),
            Some(_) => format!("super::{group}::{item}"),
            None => format!(
                "crate::{}{group}::{item}",
                ident::version_path(shape.home.version)
            ),
        }
    }
}

/// Returns an identifier as a token.
pub(super) fn ident(ident: &Ident) -> proc_macro2::Ident {
    format_ident!("{}", ident.as_str())
}
