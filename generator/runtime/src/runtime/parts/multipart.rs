//! Multipart bodies (RFC 7578).

use std::fmt;

use serde_json::Value as Json;

use crate::runtime::argument::json_text;
use crate::runtime::call::Call;
use crate::runtime::encode::to_json;
use crate::runtime::json_writer;
use crate::runtime::operation::Encoding;
use crate::runtime::record::members;
use crate::runtime::reflect::{Reflect, ValueRef, view_json};

/// A multipart body: named fields and files of a form.
#[derive(Clone, Default)]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

impl Multipart {
    /// Creates a body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text part.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.part(name.into(), None, None, text.into().into_bytes())
    }

    /// Adds a JSON part.
    #[must_use]
    pub fn json(self, name: impl Into<String>, value: &dyn Reflect) -> Self {
        let json = Some("application/json".to_owned());
        self.part(name.into(), None, json, json_writer::to_vec(value.view()))
    }

    /// Adds a file with the media type of its content.
    #[must_use]
    pub fn file(
        self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let (file_name, content_type) = (Some(file_name.into()), Some(content_type.into()));
        self.part(name.into(), file_name, content_type, bytes.into())
    }

    fn part(
        self,
        name: String,
        file_name: Option<String>,
        content_type: Option<String>,
        bytes: Vec<u8>,
    ) -> Self {
        self.add(Part {
            name,
            file_name,
            content_type,
            headers: Vec::new(),
            bytes,
        })
    }

    fn add(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Creates the parts of an object: one for each property, and for each item of a list.
    pub(crate) fn of(value: &dyn Reflect, encodings: &[Encoding]) -> Self {
        let ValueRef::Record(record) = value.view() else {
            return Self::default();
        };
        let mut parts = Self::default();
        for (name, view) in members(record) {
            let encoding = encodings.iter().find(|encoding| encoding.param.name == name);
            parts.add_value(name, view, encoding);
        }
        parts
    }

    fn add_value(&mut self, name: &str, view: ValueRef<'_>, encoding: Option<&Encoding>) {
        match view {
            ValueRef::Absent | ValueRef::Json(Json::Null) => {}
            _ if self.add_joined(name, &view, encoding) => {}
            ValueRef::List(list) => {
                (0..list.len()).for_each(|index| self.add_value(name, list.get(index).view(), encoding));
            }
            ValueRef::Json(Json::Array(items)) => {
                items
                    .iter()
                    .for_each(|item| self.add_value(name, view_json(item), encoding));
            }
            one => self.parts.push(Part::of(name, one, encoding)),
        }
    }

    /// Adds one part for all items of a list that has a separator. Returns false if it has none, or an item is a file or an
    /// object, which no text can be joined of.
    fn add_joined(&mut self, name: &str, view: &ValueRef<'_>, encoding: Option<&Encoding>) -> bool {
        let separator = encoding.and_then(|encoding| encoding.param.separator);
        let (Some(separator), Some(texts)) = (separator, scalars(view)) else {
            return false;
        };
        let text = Json::String(texts.join(separator.encode_utf8(&mut [0; 4])));
        if !texts.is_empty() {
            self.parts.push(Part::of(name, ValueRef::Json(&text), encoding));
        }
        true
    }

    /// Returns the boundary, which no part contains, and the body.
    pub(crate) fn write(&self) -> (String, Vec<u8>) {
        let is_free = |boundary: &String| !self.parts.iter().any(|part| part.contains(boundary.as_bytes()));
        let boundaries = (0_u64..).map(|number| format!("part-boundary-{number:016x}"));
        let boundary = boundaries.into_iter().find(is_free).unwrap_or_default();
        let mut out = Vec::new();
        for part in &self.parts {
            part.write(&boundary, &mut out);
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (boundary, out)
    }
}

/// Returns the texts of a list of scalars, without those of `null`; `None` for anything else.
fn scalars(view: &ValueRef<'_>) -> Option<Vec<String>> {
    // `Some(None)` for `null`, `None` for a file, an object or a list.
    let text = |item: ValueRef<'_>| match item {
        ValueRef::File(_) => None,
        other => match to_json(other) {
            Json::Null => Some(None),
            Json::Object(_) | Json::Array(_) => None,
            scalar => Some(Some(json_text(&scalar).into_owned())),
        },
    };
    let texts: Option<Vec<Option<String>>> = match view {
        ValueRef::List(list) => (0..list.len())
            .map(|index| text(list.get(index).view()))
            .collect(),
        ValueRef::Json(Json::Array(items)) => items.iter().map(|item| text(view_json(item))).collect(),
        _ => None,
    };
    Some(texts?.into_iter().flatten().collect())
}

impl Part {
    /// Creates the part of a value: a file, a string for a scalar, JSON for an object.
    fn of(name: &str, view: ValueRef<'_>, encoding: Option<&Encoding>) -> Self {
        let stated = encoding.and_then(|encoding| encoding.content_type);
        let headers = encoding.map_or(&[][..], |encoding| encoding.headers);
        let mut part = Self {
            name: name.to_owned(),
            file_name: None,
            content_type: stated.map(str::to_owned),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            bytes: Vec::new(),
        };
        if let ValueRef::File(file) = view {
            part.file_name = Some(file.name.clone().unwrap_or_else(|| name.to_owned()));
            let content_type = file.content_type.clone().or(part.content_type.take());
            part.content_type = content_type.or_else(|| Some("application/octet-stream".to_owned()));
            let is_own = |own: &str| {
                file.headers
                    .iter()
                    .any(|(name, _)| name.eq_ignore_ascii_case(own))
            };
            part.headers.retain(|(name, _)| !is_own(name));
            part.headers.extend(file.headers.iter().cloned());
            part.bytes.clone_from(&file.bytes);
            return part;
        }
        let json = to_json(view);
        let is_json = |text: &str| text.contains("/json") || text.contains("+json");
        if stated.is_some_and(is_json) || (stated.is_none() && json.is_object()) {
            part.content_type
                .get_or_insert_with(|| "application/json".to_owned());
            part.bytes = json_writer::to_vec(ValueRef::Json(&json));
        } else {
            part.bytes = json_text(&json).into_owned().into_bytes();
        }
        part
    }

    fn contains(&self, boundary: &[u8]) -> bool {
        self.bytes
            .windows(boundary.len())
            .any(|window| window == boundary)
    }

    fn write(&self, boundary: &str, out: &mut Vec<u8>) {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(&self.name)
        );
        if let Some(file_name) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        if let Some(content_type) = &self.content_type {
            head.push_str(&format!(
                "\r\nContent-Type: {}",
                content_type.replace(['\r', '\n'], " ")
            ));
        }
        for (name, value) in &self.headers {
            let line = format!("{name}: {value}").replace(['\r', '\n'], " ");
            head.push_str(&format!("\r\n{line}"));
        }
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(&self.bytes);
        out.extend_from_slice(b"\r\n");
    }
}

/// Returns a name between quotes, as browsers write it (HTML, multipart form data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Omits the content of the parts, which may be secret.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.parts.iter().map(|part| &part.name))
            .finish()
    }
}

impl Call {
    /// Sets a multipart body with a part for each property of an object.
    #[must_use]
    pub fn parts(mut self, value: &dyn Reflect) -> Self {
        self.check_body(value);
        let encodings = self.content.map_or(&[][..], |content| content.encodings);
        self.multipart(&Multipart::of(value, encodings))
    }

    /// Sets a multipart body.
    #[must_use]
    pub fn multipart(mut self, body: &Multipart) -> Self {
        let (boundary, bytes) = body.write();
        let media_type = self.content.map(|content| content.media_type);
        self.content_type = media_type.map(|own| format!("{own}; boundary={boundary}"));
        self.body = Some(bytes);
        self
    }
}
