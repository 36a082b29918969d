//! References to nodes: a document and a pointer.

use crate::diagnostic::Location;
use crate::pointer;
use crate::validate::TypedDocument;
use std::rc::Rc;

/// A node of one of the documents. Lowering copies these many times for each schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::lower) struct NodeRef {
    /// Index of the document.
    pub(in crate::lower) document: usize,
    /// JSON pointer into it.
    pub(in crate::lower) pointer: Rc<str>,
}

impl NodeRef {
    /// Returns the child `token`.
    pub(in crate::lower) fn child(&self, token: &str) -> Self {
        Self {
            document: self.document,
            pointer: pointer::child(&self.pointer, token).into(),
        }
    }

    /// Returns item `index` of the list `token`.
    pub(in crate::lower) fn item(&self, token: &str, index: usize) -> Self {
        self.child(token).child(&index.to_string())
    }

    /// Returns the node that contains it; `None` for the root.
    pub(in crate::lower) fn parent(&self) -> Option<Self> {
        let (parent, _) = self.pointer.rsplit_once('/')?;
        Some(Self {
            document: self.document,
            pointer: parent.into(),
        })
    }

    /// Returns the schema of whose `allOf` it is a part; otherwise, itself.
    pub(in crate::lower) fn whole(&self) -> Self {
        let is_number = |token: &str| token.bytes().all(|digit| digit.is_ascii_digit());
        let mut pointer = &*self.pointer;
        while let Some((list, number)) = pointer.rsplit_once('/')
            && let Some(whole) = list.strip_suffix("/allOf").filter(|_| is_number(number))
        {
            pointer = whole;
        }
        Self {
            document: self.document,
            pointer: pointer.into(),
        }
    }

    /// Returns the location for diagnostics and the model.
    pub(in crate::lower) fn location(&self, documents: &[TypedDocument]) -> Location {
        Location::new(documents[self.document].file.as_str(), &*self.pointer)
    }

    /// Returns the name of the component that declares a property, in itself or in a part of its `allOf`.
    pub(in crate::lower) fn owner(&self) -> Option<String> {
        let schema = self.parent()?.parent()?.whole();
        schema.component().map(|name| name.into_owned())
    }

    /// Returns the name of the component, if the node is one of `components.schemas`.
    pub(in crate::lower) fn component(&self) -> Option<std::borrow::Cow<'_, str>> {
        let name = self.pointer.strip_prefix("/components/schemas/")?;
        (!name.contains('/')).then(|| pointer::unescaped(name))
    }
}
