//! Multipart bodies (RFC 7578).

use super::reflect::Reflect;

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
        self.part(name.into(), None, json, super::json_writer::to_vec(value.view()))
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
        mut self,
        name: String,
        file_name: Option<String>,
        content_type: Option<String>,
        bytes: Vec<u8>,
    ) -> Self {
        self.parts.push(Part {
            name,
            file_name,
            content_type,
            bytes,
        });
        self
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

impl Part {
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
impl std::fmt::Debug for Multipart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.parts.iter().map(|part| &part.name))
            .finish()
    }
}
