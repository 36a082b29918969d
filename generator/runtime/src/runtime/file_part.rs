//! Files in bodies of requests.

use std::borrow::Cow;
use std::fmt;

use super::reflect::{Reflect, Scalar, ValueMut, ValueRef};

/// A file: bytes, a name, and a media type. It is a part of a multipart body, or a body whose media type the caller states;
/// only a part has a name and headers.
///
/// The default name of the file is the name of its property. The default media type is that of the specification, or
/// `application/octet-stream`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FilePart {
    pub(crate) bytes: Vec<u8>,
    pub(crate) name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl FilePart {
    /// Creates a file with this content.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            ..Self::default()
        }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type of the content.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header to the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the content as a string, for formats that have no files.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Returns the content, and its media type.
    pub(crate) fn into_content(self) -> (Vec<u8>, Option<String>) {
        (self.bytes, self.content_type)
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<T: Into<Vec<u8>>> From<T> for FilePart {
    fn from(bytes: T) -> Self {
        Self::new(bytes)
    }
}

/// Omits the content, which may be secret.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Reflect for FilePart {
    fn view(&self) -> ValueRef<'_> {
        ValueRef::File(self)
    }
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let Scalar::Text(text) = scalar else { return false };
        *self = Self::new(text);
        true
    }
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::File(self))
    }
    fn reset(&mut self) {
        *self = Self::default();
    }
}
