//! The links of a response: URL, file name, private endpoint, header and hash of each.

use std::fmt;

use http::{HeaderName, HeaderValue};
use serde_json::Value as Json;

use super::file::{Algorithm, Hash};
use crate::runtime::record::{Record, named};
use crate::runtime::reflect::{ValueRef, view_json};

/// A response that contains links to files. Generated code implements it through the macro `downloads!`.
pub trait Downloads: Record {
    /// The fields that contain links.
    #[doc(hidden)]
    const LINKS: &'static [LinkField];

    /// Returns the links, each once, including those that only work through a private endpoint.
    fn download_links(&self) -> Vec<Link>
    where
        Self: Sized,
    {
        let mut links: Vec<Link> = Vec::new();
        for field in Self::LINKS {
            for link in field.links(self) {
                if !links.iter().any(|other| other.url == link.url) {
                    links.push(link);
                }
            }
        }
        links
    }
}

/// A field that contains a link, or a list of links.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct LinkField {
    /// Names on the wire that lead to the link; a step through a list means each of its items.
    pub path: &'static [&'static str],
    /// The sibling field with the name of the file, or of what the file is part of.
    pub name: Option<&'static str>,
    /// The sibling field with the name of the private endpoint.
    pub endpoint: Option<&'static str>,
    /// The sibling fields with name and value of a header that the file server requires.
    pub header: Option<(&'static str, &'static str)>,
    /// The path of a field that replaces the link.
    pub unless: Option<&'static [&'static str]>,
    /// The list of hashes.
    pub hashes: Option<HashFields>,
}

/// A list of file hashes.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct HashFields {
    /// Names on the wire that lead to the list.
    pub list: &'static [&'static str],
    /// The field of an item that contains the file name.
    pub file: &'static str,
    /// The field of an item that contains the hash.
    pub hash: &'static str,
    /// The field of an item that names the algorithm.
    pub algorithm: &'static str,
}

/// A link to a file. It is a secret, because a download needs no other credentials. `Debug` does not show it.
#[derive(Clone)]
pub struct Link {
    url: String,
    name: Option<String>,
    endpoint: Option<String>,
    pub(super) header: Option<(HeaderName, HeaderValue)>,
    pub(super) hash: Option<Hash>,
}

impl Link {
    /// Makes a link of a URL that came from elsewhere.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            name: None,
            endpoint: None,
            header: None,
            hash: None,
        }
    }

    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the name of the file, or of its part of the result, such as a replica set, if the response states one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the private endpoint that the link requires.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Returns a name for the file: the end of the URL's path, after [`name`](Self::name). All characters but ASCII
    /// letters, digits, `.`, `-` and `_` are replaced, so that it never leads to another folder.
    pub fn file_name(&self) -> String {
        let last = remote_name(&self.url);
        let parts = self.name.iter().map(String::as_str).chain([last]);
        let clean = |part: &str| -> String {
            let chars = part.chars().map(|c| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => c,
                _ => '_',
            });
            chars.take(120).collect()
        };
        let parts: Vec<String> = parts.map(clean).filter(|part| !part.is_empty()).collect();
        let name = parts.join("-");
        match name.trim_start_matches('.') {
            "" => "download".to_owned(),
            name => name.to_owned(),
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("file_name", &self.file_name())
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Returns the end of a URL's path.
fn remote_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    path.rsplit_once('/').map_or("", |(_, name)| name)
}

impl LinkField {
    fn links(&self, response: &dyn Record) -> Vec<Link> {
        let root = ValueRef::Record(response);
        let replaced = self.unless.is_some_and(|path| {
            let parents = parents(root, path);
            let mut values = parents
                .into_iter()
                .flat_map(|(parent, name)| texts(member(parent, name)));
            values.next().is_some()
        });
        if replaced {
            return Vec::new();
        }
        let mut links = Vec::new();
        for (parent, name) in parents(root, self.path) {
            for url in texts(member(parent, name)) {
                links.push(self.link(parent, url));
            }
        }
        self.add_hashes(root, &mut links);
        links
    }

    fn link(&self, parent: ValueRef<'_>, url: &str) -> Link {
        let near = |name: Option<&str>| {
            let found = texts(member(parent, name?)).into_iter().next()?;
            Some(found.to_owned())
        };
        let header = self.header.and_then(|(name, value)| {
            let (name, value) = (near(Some(name))?, near(Some(value))?);
            let mut value = HeaderValue::try_from(value).ok()?;
            value.set_sensitive(true);
            Some((HeaderName::try_from(name).ok()?, value))
        });
        Link {
            url: url.to_owned(),
            name: near(self.name),
            // A link whose endpoint has no name still belongs to an endpoint.
            endpoint: self.endpoint.map(|name| near(Some(name)).unwrap_or_default()),
            header,
            hash: None,
        }
    }

    /// Adds the hash of each file: by file name, or by position if there is only one file.
    fn add_hashes(&self, root: ValueRef<'_>, links: &mut [Link]) {
        let Some(fields) = self.hashes else {
            return;
        };
        let mut hashes = Vec::new();
        for (parent, name) in parents(root, fields.list) {
            for item in items(member(parent, name)) {
                let text = |name| texts(member(item, name)).into_iter().next();
                let algorithm = text(fields.algorithm).and_then(Algorithm::named);
                if let (Some(algorithm), Some(hash)) = (algorithm, text(fields.hash)) {
                    hashes.extend(Hash::parse(algorithm, hash).map(|hash| (text(fields.file), hash)));
                }
            }
        }
        let only = (links.len() == 1 && hashes.len() == 1).then(|| hashes[0].1.clone());
        for link in links {
            let name = remote_name(&link.url);
            let own = hashes.iter().find(|(file, _)| *file == Some(name));
            link.hash = own.map(|(_, hash)| hash.clone()).or_else(|| only.clone());
        }
    }
}

/// Returns the objects that have the last member of `path`, and its name.
fn parents<'v>(root: ValueRef<'v>, path: &'static [&'static str]) -> Vec<(ValueRef<'v>, &'static str)> {
    let Some((last, steps)) = path.split_last() else {
        return Vec::new();
    };
    let mut found = vec![root];
    for step in steps {
        found = found
            .into_iter()
            .flat_map(|view| items(member(view, step)))
            .collect();
    }
    found.into_iter().map(|view| (view, *last)).collect()
}

fn member<'v>(view: ValueRef<'v>, name: &str) -> ValueRef<'v> {
    match view {
        ValueRef::Record(record) => named(record, name).unwrap_or(ValueRef::Absent),
        ValueRef::Json(Json::Object(map)) => map.get(name).map_or(ValueRef::Absent, view_json),
        _ => ValueRef::Absent,
    }
}

/// Returns the items of a list; of any other value, the value itself.
fn items(view: ValueRef<'_>) -> Vec<ValueRef<'_>> {
    match view {
        ValueRef::List(list) => (0..list.len()).map(|index| list.get(index).view()).collect(),
        ValueRef::Json(Json::Array(items)) => items.iter().map(view_json).collect(),
        other => vec![other],
    }
}

/// Returns the strings of a value that are not blank.
fn texts(view: ValueRef<'_>) -> Vec<&str> {
    let texts = items(view).into_iter().filter_map(|item| match item {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => Some(text.trim()),
        _ => None,
    });
    texts.filter(|text| !text.is_empty()).collect()
}
