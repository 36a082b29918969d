//! Follows references between documents.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Components, Header, Parameter, ReferenceOr, RequestBody, Response, Schema,
    SecurityScheme,
};

use super::facets::Facets;
use super::kind::Kinds;
use super::place::Place;
use crate::diagnostic::Diagnostic;
use crate::parse::TypedDocument;
use crate::pointer;

/// All documents, by name.
pub(super) struct Index<'a> {
    pub(super) documents: &'a [TypedDocument],
    /// What every schema is classified as, once it has been looked at.
    pub(super) kinds: Kinds<'a>,
    /// What every reference to a schema leads to, once it has been followed, by document and fragment.
    followed: RefCell<HashMap<String, Found<'a, Schema>>>,
}

const SECURITY_SCHEMES: Section<SecurityScheme> = Section {
    name: "securitySchemes",
    of: |components| &components.security_schemes,
};

/// What a reference, or several in a row, lead to.
pub(super) struct Found<'a, T> {
    pub(super) item: &'a T,
    pub(super) place: Place,
}

impl<T> Clone for Found<'_, T> {
    fn clone(&self) -> Self {
        Self {
            item: self.item,
            place: self.place.clone(),
        }
    }
}

/// A section of `components`: its name, and where openapiv3 keeps it.
pub(super) struct Section<T: 'static> {
    name: &'static str,
    of: fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
}

const SCHEMAS: Section<Schema> = Section {
    name: "schemas",
    of: |components| &components.schemas,
};
/// `components.parameters`
pub(super) const PARAMETERS: Section<Parameter> = Section {
    name: "parameters",
    of: |components| &components.parameters,
};
/// `components.responses`
pub(super) const RESPONSES: Section<Response> = Section {
    name: "responses",
    of: |components| &components.responses,
};
/// `components.headers`
pub(super) const HEADERS: Section<Header> = Section {
    name: "headers",
    of: |components| &components.headers,
};
/// `components.requestBodies`
pub(super) const REQUEST_BODIES: Section<RequestBody> = Section {
    name: "requestBodies",
    of: |components| &components.request_bodies,
};

impl<'a> Index<'a> {
    pub(super) fn new(documents: &'a [TypedDocument]) -> Self {
        Self {
            documents,
            kinds: Kinds::default(),
            followed: RefCell::default(),
        }
    }

    /// The schema that stands at `place`, or that the reference there leads to.
    pub(super) fn schema(
        &self,
        place: &Place,
        schema: &'a ReferenceOr<Schema>,
    ) -> Result<Found<'a, Schema>, Diagnostic> {
        match schema {
            ReferenceOr::Item(item) => Ok(Found {
                item,
                place: place.clone(),
            }),
            ReferenceOr::Reference { reference } => self.follow_schema(place, reference),
        }
    }

    /// The same for the boxed schemas of properties and items.
    pub(super) fn boxed_schema(
        &self,
        place: &Place,
        schema: &'a ReferenceOr<Box<Schema>>,
    ) -> Result<Found<'a, Schema>, Diagnostic> {
        match schema {
            ReferenceOr::Item(item) => Ok(Found {
                item,
                place: place.clone(),
            }),
            ReferenceOr::Reference { reference } => self.follow_schema(place, reference),
        }
    }

    /// The schema that the text of a reference leads to, as it stands in a discriminator's mapping.
    pub(super) fn reference(&self, place: &Place, reference: &str) -> Result<Found<'a, Schema>, Diagnostic> {
        self.follow_from(place.clone(), Cow::Owned(reference.to_owned()))
    }

    /// Follows `reference` to a schema, and all references in a row that it leads to: each only once, from wherever.
    fn follow_schema(&self, place: &Place, reference: &'a str) -> Result<Found<'a, Schema>, Diagnostic> {
        self.follow_from(place.clone(), Cow::Borrowed(reference))
    }

    fn follow_from(&self, place: Place, reference: Cow<'a, str>) -> Result<Found<'a, Schema>, Diagnostic> {
        let (mut place, mut reference) = (place, reference);
        let (mut seen, mut same) = (HashSet::new(), Vec::new());
        // The tokens that lead on from the node that is reached, the next one last.
        let mut rest: Vec<String> = Vec::new();
        let found = loop {
            let (target, mut tokens, key) = self.target(&place, &reference, SCHEMAS.name, &mut seen)?;
            if rest.is_empty() {
                if let Some(known) = self.followed.borrow().get(&key) {
                    break known.clone();
                }
                same.push(key);
            }
            tokens.reverse();
            rest.append(&mut tokens);
            let node = self.walk(&target, &mut rest);
            let (next, at) = node.ok_or_else(|| self.dangling(&place, &reference))?;
            match next {
                Node::Schema(item) => break Found { item, place: at },
                Node::Reference(next) => (place, reference) = (at, Cow::Borrowed(next)),
            }
        };
        let mut followed = self.followed.borrow_mut();
        same.into_iter()
            .for_each(|key| drop(followed.insert(key, found.clone())));
        Ok(found)
    }

    /// Goes down from the schemas of a document as far as there are tokens, or to the next reference.
    fn walk(&self, schemas: &Place, rest: &mut Vec<String>) -> Option<(Node<'a>, Place)> {
        let document: &'a TypedDocument = &self.documents[schemas.document];
        let name = rest.pop()?;
        let mut node = Node::of((SCHEMAS.of)(&document.components).get(&name)?);
        let mut place = schemas.child(&name);
        while let (Node::Schema(schema), Some(token)) = (node, rest.pop()) {
            let taken;
            (node, taken) = descend(schema, token, rest)?;
            place = taken.iter().fold(place, |place, token| place.child(token));
        }
        Some((node, place))
    }

    /// What stands at `place`, or what the reference there leads to, in a section other than the schemas.
    pub(super) fn resolve<T>(
        &self,
        place: &Place,
        node: &'a ReferenceOr<T>,
        section: &Section<T>,
    ) -> Result<Found<'a, T>, Diagnostic> {
        let (mut node, mut place, mut seen) = (node, place.clone(), HashSet::new());
        loop {
            let reference = match node {
                ReferenceOr::Item(item) => return Ok(Found { item, place }),
                ReferenceOr::Reference { reference } => reference,
            };
            let (target, tokens, _) = self.target(&place, reference, section.name, &mut seen)?;
            let document: &'a TypedDocument = &self.documents[target.document];
            let [name] = tokens.as_slice() else {
                return Err(self.dangling(&place, reference));
            };
            node = (section.of)(&document.components)
                .get(name)
                .ok_or_else(|| self.dangling(&place, reference))?;
            place = target.child(name);
        }
    }

    /// The security scheme called `name` in the document of `place`; none where its reference leads nowhere.
    pub(super) fn security_scheme(
        &self,
        place: &Place,
        name: &str,
        scheme: &'a ReferenceOr<SecurityScheme>,
    ) -> Option<&'a SecurityScheme> {
        let pointer = format!("/components/{}", SECURITY_SCHEMES.name);
        let place = Place {
            document: place.document,
            pointer,
        }
        .child(name);
        self.resolve(&place, scheme, &SECURITY_SCHEMES)
            .ok()
            .map(|found| found.item)
    }

    /// The section that a reference points into, the unescaped tokens that lead on from there, and the reference with
    /// its document.
    fn target(
        &self,
        place: &Place,
        reference: &str,
        section: &str,
        seen: &mut HashSet<String>,
    ) -> Result<(Place, Vec<String>, String), Diagnostic> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") || file.starts_with('/') || file.split('/').any(|part| part == "..") {
            let message = format!("`{reference}` leads out of the folder");
            let help = "bring what it names into a fragment: only files of the folder are read";
            return Err(self.error("reference-outside", place, message, help));
        }
        let own = &self.documents[place.document].file;
        let file = if file.is_empty() {
            own.as_str()
        } else {
            file.trim_start_matches("./")
        };
        let document = self.documents.iter().position(|document| document.file == file);
        let document = document.ok_or_else(|| self.dangling(place, reference))?;
        let full = format!("{file}#{fragment}");
        if !seen.insert(full.clone()) {
            let message = format!("`{reference}` leads back to itself");
            let help = "one of the schemas on the way has to say what it is";
            return Err(self.error("cyclic-reference", place, message, help));
        }
        let root = format!("/components/{section}");
        let rest = fragment.strip_prefix(&root).ok_or_else(|| {
            let message = format!("`{reference}` does not name a member of `components.{section}`");
            self.error(
                "dangling-reference",
                place,
                message,
                "point it at a component of that kind",
            )
        })?;
        let tokens = rest
            .split('/')
            .skip(1)
            .map(|token| pointer::unescaped(token).into_owned())
            .collect();
        Ok((
            Place {
                document,
                pointer: root,
            },
            tokens,
            full,
        ))
    }

    fn dangling(&self, place: &Place, reference: &str) -> Diagnostic {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let message = format!("`{reference}` leads nowhere");
        let help = format!("add `{name}` there, or mend the reference");
        self.error("dangling-reference", place, message, help)
    }

    fn error(
        &self,
        code: &'static str,
        place: &Place,
        message: String,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, place.location(self.documents), message, help)
    }
}

/// A schema, or the text of a reference to one.
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

/// Goes down one keyword, and its name or index where it has one; also says which tokens were taken.
fn descend<'a>(schema: &'a Schema, token: String, rest: &mut Vec<String>) -> Option<(Node<'a>, Vec<String>)> {
    let facets = Facets::of(schema);
    let list = match token.as_str() {
        "items" => return Some((Node::boxed(facets.items?), vec![token])),
        "additionalProperties" => {
            return match facets.additional? {
                AdditionalProperties::Schema(schema) => Some((Node::of(schema), vec![token])),
                AdditionalProperties::Any(_) => None,
            };
        }
        "properties" => {
            let name = rest.pop()?;
            return Some((Node::boxed(facets.properties?.get(&name)?), vec![token, name]));
        }
        "allOf" => facets.all_of,
        "oneOf" => facets.one_of,
        "anyOf" => facets.any_of,
        _ => return None,
    };
    let index = rest.pop()?;
    let node = Node::of(list.get(index.parse::<usize>().ok()?)?);
    Some((node, vec![token, index]))
}
