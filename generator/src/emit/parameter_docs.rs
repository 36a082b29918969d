//! The documentation of parameters: operations repeat it, so that each description is converted once.

use hashbrown::HashMap;
use std::sync::OnceLock;

use super::doc_attrs;
use crate::ir::{Api, Parameter};

/// The lines of documentation, by description; those that were needed so far.
pub(super) struct ParameterDocs<'a>(HashMap<&'a str, OnceLock<Vec<String>>>);

impl<'a> ParameterDocs<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
        let texts = parameters.map(|parameter| (&*parameter.doc.details, OnceLock::new()));
        Self(texts.collect())
    }

    /// Returns the lines of documentation of a parameter.
    pub(super) fn lines(&self, parameter: &Parameter) -> &[String] {
        let text = &*parameter.doc.details;
        let known = self.0.get(text);
        known.map_or(&[], |lines| lines.get_or_init(|| doc_attrs::prose(text)))
    }
}
