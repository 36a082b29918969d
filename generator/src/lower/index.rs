//! Follows references between documents.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Components, Header, Parameter, ReferenceOr, RequestBody, Response, Schema,
    SecurityScheme,
};

use super::facets::Facets;
use super::place::Place;
use crate::diagnostic::Diagnostic;
use crate::parse::TypedDocument;
use crate::pointer;

/// All documents, by name.
pub(super) struct Index<'a> {
    pub(super) documents: &'a [TypedDocument],
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
            ReferenceOr::Reference { reference } => self.follow_schema(place, reference, &mut Vec::new()),
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
            ReferenceOr::Reference { reference } => self.follow_schema(place, reference, &mut Vec::new()),
        }
    }

    /// The schema that the text of a reference leads to, as it stands in a discriminator's mapping.
    pub(super) fn reference(&self, place: &Place, reference: &str) -> Result<Found<'a, Schema>, Diagnostic> {
        self.follow_schema(place, reference, &mut Vec::new())
    }

    fn follow_schema(
        &self,
        place: &Place,
        reference: &str,
        seen: &mut Vec<String>,
    ) -> Result<Found<'a, Schema>, Diagnostic> {
        let (target, tokens) = self.target(place, reference, SCHEMAS.name, seen)?;
        let document: &'a TypedDocument = &self.documents[target.document];
        let dangling = || self.dangling(place, reference);
        let (name, rest) = tokens.split_first().ok_or_else(dangling)?;
        let start = (SCHEMAS.of)(&document.components)
            .get(name)
            .ok_or_else(dangling)?;
        let mut found = self.step(&target.child(name), start, seen)?;
        let mut rest = rest.iter().map(String::as_str);
        while let Some(token) = rest.next() {
            let (next, taken) = descend(found.item, token, &mut rest).ok_or_else(dangling)?;
            let place = taken
                .iter()
                .fold(found.place.clone(), |place, token| place.child(token));
            found = match next {
                Next::Plain(schema) => self.step(&place, schema, seen)?,
                Next::Boxed(ReferenceOr::Item(item)) => Found { item, place },
                Next::Boxed(ReferenceOr::Reference { reference }) => {
                    self.follow_schema(&place, reference, seen)?
                }
            };
        }
        Ok(found)
    }

    fn step(
        &self,
        place: &Place,
        schema: &'a ReferenceOr<Schema>,
        seen: &mut Vec<String>,
    ) -> Result<Found<'a, Schema>, Diagnostic> {
        match schema {
            ReferenceOr::Item(item) => Ok(Found {
                item,
                place: place.clone(),
            }),
            ReferenceOr::Reference { reference } => self.follow_schema(place, reference, seen),
        }
    }

    /// What stands at `place`, or what the reference there leads to, in a section other than the schemas.
    pub(super) fn resolve<T>(
        &self,
        place: &Place,
        node: &'a ReferenceOr<T>,
        section: &Section<T>,
    ) -> Result<Found<'a, T>, Diagnostic> {
        let (mut node, mut place, mut seen) = (node, place.clone(), Vec::new());
        loop {
            let reference = match node {
                ReferenceOr::Item(item) => return Ok(Found { item, place }),
                ReferenceOr::Reference { reference } => reference,
            };
            let (target, tokens) = self.target(&place, reference, section.name, &mut seen)?;
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

    /// The section that a reference points into, and the unescaped tokens that lead on from there.
    fn target(
        &self,
        place: &Place,
        reference: &str,
        section: &str,
        seen: &mut Vec<String>,
    ) -> Result<(Place, Vec<String>), Diagnostic> {
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
        if seen.contains(&full) {
            let message = format!("`{reference}` leads back to itself");
            let help = "one of the schemas on the way has to say what it is";
            return Err(self.error("cyclic-reference", place, message, help));
        }
        seen.push(full);
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

/// A schema one step below another.
enum Next<'a> {
    Plain(&'a ReferenceOr<Schema>),
    Boxed(&'a ReferenceOr<Box<Schema>>),
}

/// Goes down one keyword, and its name or index where it has one; also says which tokens were taken.
fn descend<'a, 't>(
    schema: &'a Schema,
    token: &'t str,
    rest: &mut impl Iterator<Item = &'t str>,
) -> Option<(Next<'a>, Vec<&'t str>)> {
    let facets = Facets::of(schema);
    let list = match token {
        "items" => return Some((Next::Boxed(facets.items?), vec![token])),
        "additionalProperties" => {
            return match facets.additional? {
                AdditionalProperties::Schema(schema) => Some((Next::Plain(schema), vec![token])),
                AdditionalProperties::Any(_) => None,
            };
        }
        "properties" => {
            let name = rest.next()?;
            return Some((Next::Boxed(facets.properties?.get(name)?), vec![token, name]));
        }
        "allOf" => facets.all_of,
        "oneOf" => facets.one_of,
        "anyOf" => facets.any_of,
        _ => return None,
    };
    let index = rest.next()?;
    Some((
        Next::Plain(list.get(index.parse::<usize>().ok()?)?),
        vec![token, index],
    ))
}
