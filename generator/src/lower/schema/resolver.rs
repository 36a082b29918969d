//! Follows references between documents.

use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Components, Header, Parameter, ReferenceOr, RequestBody, Response, Schema,
    SecurityScheme,
};

use crate::diagnostic::Diagnostic;
use crate::lower::classify::Kinds;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::pointer;
use crate::validate::TypedDocument;

/// All documents, by name.
pub(in crate::lower) struct Resolver<'a> {
    pub(in crate::lower) documents: &'a [TypedDocument],
    /// The class of every schema that has been classified.
    pub(in crate::lower) kinds: Kinds<'a>,
    /// The number of properties that schemas have inherited so far.
    pub(in crate::lower) inherited: Cell<usize>,
    /// The targets of followed references to schemas, by the document of the reference and its text.
    followed: RefCell<Vec<HashMap<String, Resolved<'a, Schema>>>>,
}

const SECURITY_SCHEMES: Section<SecurityScheme> = Section {
    name: "securitySchemes",
    of: |components| &components.security_schemes,
};

/// The target of a reference or of a chain of references.
pub(in crate::lower) struct Resolved<'a, T> {
    pub(in crate::lower) item: &'a T,
    pub(in crate::lower) node_ref: NodeRef,
}

impl<T> Clone for Resolved<'_, T> {
    fn clone(&self) -> Self {
        Self {
            item: self.item,
            node_ref: self.node_ref.clone(),
        }
    }
}

/// A section of `components`: its name, and its field in openapiv3.
pub(in crate::lower) struct Section<T: 'static> {
    name: &'static str,
    of: fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
}

const SCHEMAS: Section<Schema> = Section {
    name: "schemas",
    of: |components| &components.schemas,
};
/// `components.parameters`
pub(in crate::lower) const PARAMETERS: Section<Parameter> = Section {
    name: "parameters",
    of: |components| &components.parameters,
};
/// `components.responses`
pub(in crate::lower) const RESPONSES: Section<Response> = Section {
    name: "responses",
    of: |components| &components.responses,
};
/// `components.headers`
pub(in crate::lower) const HEADERS: Section<Header> = Section {
    name: "headers",
    of: |components| &components.headers,
};
/// `components.requestBodies`
pub(in crate::lower) const REQUEST_BODIES: Section<RequestBody> = Section {
    name: "requestBodies",
    of: |components| &components.request_bodies,
};

impl<'a> Resolver<'a> {
    pub(in crate::lower) fn new(documents: &'a [TypedDocument]) -> Self {
        Self {
            documents,
            kinds: Kinds::default(),
            inherited: Cell::default(),
            followed: RefCell::new(documents.iter().map(|_| HashMap::new()).collect()),
        }
    }

    /// Returns the schema at `node_ref`, or the target of the reference there.
    pub(in crate::lower) fn schema(
        &self,
        node_ref: &NodeRef,
        schema: &'a ReferenceOr<Schema>,
    ) -> Result<Resolved<'a, Schema>, Diagnostic> {
        match schema {
            ReferenceOr::Item(item) => Ok(Resolved {
                item,
                node_ref: node_ref.clone(),
            }),
            ReferenceOr::Reference { reference } => self.follow_schema(node_ref, reference),
        }
    }

    /// Returns the same for the boxed schemas of properties and items.
    pub(in crate::lower) fn boxed_schema(
        &self,
        node_ref: &NodeRef,
        schema: &'a ReferenceOr<Box<Schema>>,
    ) -> Result<Resolved<'a, Schema>, Diagnostic> {
        match schema {
            ReferenceOr::Item(item) => Ok(Resolved {
                item,
                node_ref: node_ref.clone(),
            }),
            ReferenceOr::Reference { reference } => self.follow_schema(node_ref, reference),
        }
    }

    /// Returns the schema of a reference, which may be a value in a discriminator's mapping.
    pub(in crate::lower) fn reference(
        &self,
        node_ref: &NodeRef,
        reference: &str,
    ) -> Result<Resolved<'a, Schema>, Diagnostic> {
        let at_reference = node_ref.child("$ref").location(self.documents);
        let found = self.follow_from(node_ref.clone(), Cow::Owned(reference.to_owned()));
        found.map_err(|mut problem| {
            if problem.at == at_reference {
                problem.at = node_ref.location(self.documents);
            }
            problem
        })
    }

    /// Follows `reference` to a schema, and all references in a row that it leads to: each only once, from wherever.
    fn follow_schema(
        &self,
        node_ref: &NodeRef,
        reference: &'a str,
    ) -> Result<Resolved<'a, Schema>, Diagnostic> {
        self.follow_from(node_ref.clone(), Cow::Borrowed(reference))
    }

    fn follow_from(
        &self,
        node_ref: NodeRef,
        reference: Cow<'a, str>,
    ) -> Result<Resolved<'a, Schema>, Diagnostic> {
        let (mut node_ref, mut reference) = (node_ref, reference);
        let (mut seen, mut same) = (HashSet::new(), Vec::new());
        // The remaining tokens after the reachable node, the next one last.
        let mut rest: Vec<String> = Vec::new();
        let found = loop {
            if rest.is_empty() {
                if let Some(known) = self.followed.borrow()[node_ref.document].get(&*reference) {
                    break known.clone();
                }
                same.push((node_ref.document, reference.clone().into_owned()));
            }
            let (target, mut tokens) = self.target(&node_ref, &reference, SCHEMAS.name, &mut seen)?;
            tokens.reverse();
            rest.append(&mut tokens);
            let node = self.walk(&target, &mut rest);
            let (next, at) = node.ok_or_else(|| self.dangling(&node_ref, &reference))?;
            match next {
                Node::Schema(item) => break Resolved { item, node_ref: at },
                Node::Reference(next) => (node_ref, reference) = (at, Cow::Borrowed(next)),
            }
        };
        let mut followed = self.followed.borrow_mut();
        for (document, reference) in same {
            followed[document].insert(reference, found.clone());
        }
        Ok(found)
    }

    /// Walks down from the schemas of a document until the tokens end, or to the next reference.
    fn walk(&self, schemas: &NodeRef, rest: &mut Vec<String>) -> Option<(Node<'a>, NodeRef)> {
        let document: &'a TypedDocument = &self.documents[schemas.document];
        let name = rest.pop()?;
        let mut node = Node::of((SCHEMAS.of)(&document.components).get(&name)?);
        let mut node_ref = schemas.child(&name);
        while let (Node::Schema(schema), Some(token)) = (node, rest.pop()) {
            let taken;
            (node, taken) = descend(schema, token, rest)?;
            node_ref = taken
                .iter()
                .fold(node_ref, |node_ref, token| node_ref.child(token));
        }
        Some((node, node_ref))
    }

    /// Returns the node at `node_ref`, or the target of the reference there, in a section other than the schemas.
    pub(in crate::lower) fn resolve<T>(
        &self,
        node_ref: &NodeRef,
        node: &'a ReferenceOr<T>,
        section: &Section<T>,
    ) -> Result<Resolved<'a, T>, Diagnostic> {
        let (mut node, mut node_ref, mut seen) = (node, node_ref.clone(), HashSet::new());
        loop {
            let reference = match node {
                ReferenceOr::Item(item) => return Ok(Resolved { item, node_ref }),
                ReferenceOr::Reference { reference } => reference,
            };
            let (target, tokens) = self.target(&node_ref, reference, section.name, &mut seen)?;
            let document: &'a TypedDocument = &self.documents[target.document];
            let [name] = tokens.as_slice() else {
                return Err(self.dangling(&node_ref, reference));
            };
            node = (section.of)(&document.components)
                .get(name)
                .ok_or_else(|| self.dangling(&node_ref, reference))?;
            node_ref = target.child(name);
        }
    }

    /// Returns the security scheme `name` in the document of `node_ref`; `None` if its reference is dangling.
    pub(in crate::lower) fn security_scheme(
        &self,
        node_ref: &NodeRef,
        name: &str,
        scheme: &'a ReferenceOr<SecurityScheme>,
    ) -> Option<&'a SecurityScheme> {
        let pointer = format!("/components/{}", SECURITY_SCHEMES.name);
        let node_ref = NodeRef {
            document: node_ref.document,
            pointer: pointer.into(),
        }
        .child(name);
        self.resolve(&node_ref, scheme, &SECURITY_SCHEMES)
            .ok()
            .map(|found| found.item)
    }

    /// Returns the section of a reference, and the remaining unescaped tokens.
    fn target(
        &self,
        node_ref: &NodeRef,
        reference: &str,
        section: &str,
        seen: &mut HashSet<(usize, String)>,
    ) -> Result<(NodeRef, Vec<String>), Diagnostic> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") || file.starts_with('/') || file.split('/').any(|part| part == "..") {
            let message = format!("`{reference}` is outside the folder");
            let help = "copy the target into the folder: other files are not read";
            return Err(self.error("reference-outside", node_ref, message, help));
        }
        let own = &self.documents[node_ref.document].file;
        let file = if file.is_empty() {
            own.as_str()
        } else {
            file.trim_start_matches("./")
        };
        let document = self.documents.iter().position(|document| document.file == file);
        let document = document.ok_or_else(|| self.dangling(node_ref, reference))?;
        if !seen.insert((document, fragment.to_owned())) {
            let message = format!("`{reference}` is a cycle of references");
            let help = "replace one `$ref` of the cycle by a schema";
            return Err(self.error("cyclic-reference", node_ref, message, help));
        }
        let root = format!("/components/{section}");
        let rest = fragment.strip_prefix(&root).ok_or_else(|| {
            let message = format!("`{reference}` does not name a member of `components.{section}`");
            self.error(
                "dangling-reference",
                node_ref,
                message,
                "write `#/components/..` with the name of a component of that section",
            )
        })?;
        let tokens = rest
            .split('/')
            .skip(1)
            .map(|token| pointer::unescaped(token).into_owned())
            .collect();
        Ok((
            NodeRef {
                document,
                pointer: root.into(),
            },
            tokens,
        ))
    }

    fn dangling(&self, node_ref: &NodeRef, reference: &str) -> Diagnostic {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let message = format!("the target of `{reference}` does not exist");
        let help = format!("add `{name}`, or fix the reference");
        self.error("dangling-reference", node_ref, message, help)
    }

    fn error(
        &self,
        code: &'static str,
        node_ref: &NodeRef,
        message: String,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(
            code,
            node_ref.child("$ref").location(self.documents),
            message,
            help,
        )
    }
}

/// A schema, or a reference to one.
#[derive(Clone, Copy)]
enum Node<'a> {
    Schema(&'a Schema),
    Reference(&'a str),
}

impl<'a> Node<'a> {
    fn of(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Item(item) => Self::Schema(item),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }

    fn boxed(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Item(item) => Self::Schema(item),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}

/// Walks down one keyword, and its name or index if it has one; also returns the consumed tokens.
fn descend<'a>(schema: &'a Schema, token: String, rest: &mut Vec<String>) -> Option<(Node<'a>, Vec<String>)> {
    let view = SchemaView::of(schema);
    let list = match token.as_str() {
        "items" => return Some((Node::boxed(view.items?), vec![token])),
        "additionalProperties" => {
            return match view.additional? {
                AdditionalProperties::Schema(schema) => Some((Node::of(schema), vec![token])),
                AdditionalProperties::Any(_) => None,
            };
        }
        "properties" => {
            let name = rest.pop()?;
            return Some((Node::boxed(view.properties?.get(&name)?), vec![token, name]));
        }
        "allOf" => view.all_of,
        "oneOf" => view.one_of,
        "anyOf" => view.any_of,
        _ => return None,
    };
    let index = rest.pop()?;
    let node = Node::of(list.get(index.parse::<usize>().ok()?)?);
    Some((node, vec![token, index]))
}
