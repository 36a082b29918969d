//! Typed values of response headers.

use std::fmt;

use http::HeaderName;

use super::open_value::{OpenValue, ValueEnum};
use crate::runtime::reflect::{Reflect, Scalar};
use crate::runtime::response::Head;

/// A response header whose value does not match the declared type. It shows the name, not the value, which may be
/// secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidHeader {
    name: &'static str,
}

impl InvalidHeader {
    /// Returns the name of the header, in lower case.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header `{}` is not of the declared type", self.name)
    }
}

impl std::error::Error for InvalidHeader {}

impl Head {
    /// Returns the value of a header; `None` if the response does not have it.
    #[doc(hidden)]
    pub fn header<T: Reflect + Default>(&self, name: &'static str) -> Result<Option<T>, InvalidHeader> {
        let mut values = self.headers.get_all(HeaderName::from_static(name)).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let text = value.to_str().map_err(|_| InvalidHeader { name })?;
        parse(text.trim()).ok_or(InvalidHeader { name }).map(Some)
    }

    /// Returns the value of a header that lists numbers, or values of several types; `None` if the response does not have it.
    #[doc(hidden)]
    pub fn header_value<T: ValueEnum>(
        &self,
        name: &'static str,
    ) -> Result<Option<OpenValue<T>>, InvalidHeader> {
        let text = self.header::<String>(name)?;
        let text = text.as_deref();
        Ok(text.map(|text| {
            let mut listed = scalars(text).map(OpenValue::of);
            let known = listed.find(|value: &OpenValue<T>| value.known().is_some());
            known.unwrap_or_else(|| OpenValue::of(scalars(text).nth(1).unwrap_or(Scalar::Text(text))))
        }))
    }

    /// Returns the items of a header: separated by commas, of all lines (RFC 9110, section 5.6.1).
    #[doc(hidden)]
    pub fn header_list<T: Reflect + Default>(&self, name: &'static str) -> Result<Vec<T>, InvalidHeader> {
        let mut items = Vec::new();
        for value in self.headers.get_all(HeaderName::from_static(name)) {
            let text = value.to_str().map_err(|_| InvalidHeader { name })?;
            let texts = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            for item in texts {
                items.push(parse(item).ok_or(InvalidHeader { name })?);
            }
        }
        Ok(items)
    }
}

/// Parses a scalar: a string if the type accepts one, otherwise a boolean or a number.
fn parse<T: Reflect + Default>(text: &str) -> Option<T> {
    scalars(text).find_map(T::make)
}

/// Returns the scalars that a string may represent: the string itself, then a boolean or a number.
fn scalars(text: &str) -> impl Iterator<Item = Scalar<'_>> {
    let scalars = [
        Some(Scalar::Text(text)),
        text.parse().ok().map(Scalar::Bool),
        text.parse().ok().map(Scalar::Int),
        text.parse().ok().map(Scalar::Big),
        text.parse().ok().map(Scalar::Float),
    ];
    scalars.into_iter().flatten()
}
