//! Parameters, headers, and what both have.

use super::schema::schema;
use super::{Read, any, extend, flag, map, object, part, reference_or, text};
use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, Encoding, Example, Header, HeaderStyle, MediaType, Parameter, ParameterData,
    ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};
use serde_json::Value;

/// Returns the parameter of `node`.
pub(in crate::validate) fn parameter(node: Value) -> Read<Parameter> {
    let mut stated = Stated::default();
    let (mut name, mut place, mut style) = (None, None, None);
    let (mut allow_reserved, mut allow_empty_value) = (false, None);
    for (key, value) in object(node)? {
        match key.as_str() {
            "name" => name = Some(text(value)?),
            "in" => place = Some(text(value)?),
            "style" => style = Some(value),
            "explode" => stated.explode = Some(flag(&value)?),
            "allowReserved" => allow_reserved = flag(&value)?,
            "allowEmptyValue" => allow_empty_value = Some(flag(&value)?),
            _ => stated.read(key, value)?,
        }
    }
    let parameter_data = stated.data(name.ok_or("a parameter needs a `name`")?)?;
    Ok(match place.as_deref() {
        Some("query") => Parameter::Query {
            parameter_data,
            allow_reserved,
            style: or_default::<QueryStyle>(style)?,
            allow_empty_value,
        },
        Some("header") => Parameter::Header {
            parameter_data,
            style: or_default::<HeaderStyle>(style)?,
        },
        Some("path") => Parameter::Path {
            parameter_data,
            style: or_default::<PathStyle>(style)?,
        },
        Some("cookie") => Parameter::Cookie {
            parameter_data,
            style: or_default::<CookieStyle>(style)?,
        },
        _ => return super::expected("`in` with the value `query`, `header`, `path` or `cookie`"),
    })
}

/// Returns the header of `node`.
pub(in crate::validate) fn header(node: Value) -> Read<Header> {
    let (mut stated, mut style) = (Stated::default(), None);
    for (key, value) in object(node)? {
        match key.as_str() {
            "style" => style = Some(value),
            _ => stated.read(key, value)?,
        }
    }
    Ok(Header {
        format: stated.format()?,
        description: stated.description,
        style: or_default(style)?,
        required: stated.required,
        deprecated: stated.deprecated,
        example: stated.example,
        examples: stated.examples,
        extensions: stated.extensions,
    })
}

fn or_default<T: Default + serde::de::DeserializeOwned>(style: Option<Value>) -> Read<T> {
    style.map_or_else(|| Ok(T::default()), part)
}

/// The keywords that parameters and headers have in common.
#[derive(Default)]
struct Stated {
    description: Option<String>,
    required: bool,
    deprecated: Option<bool>,
    format: Option<ParameterSchemaOrContent>,
    example: Option<Value>,
    examples: IndexMap<String, ReferenceOr<Example>>,
    explode: Option<bool>,
    extensions: IndexMap<String, Value>,
}

impl Stated {
    fn read(&mut self, key: String, value: Value) -> Read<()> {
        match key.as_str() {
            "description" => self.description = Some(text(value)?),
            "required" => self.required = flag(&value)?,
            "deprecated" => self.deprecated = Some(flag(&value)?),
            "schema" => self.format = Some(ParameterSchemaOrContent::Schema(reference_or(value, schema)?)),
            "content" => self.format = Some(ParameterSchemaOrContent::Content(content(value)?)),
            "example" => self.example = any(value),
            "examples" => self.examples = examples(value)?,
            _ => extend(&mut self.extensions, key, value),
        }
        Ok(())
    }

    fn format(&mut self) -> Read<ParameterSchemaOrContent> {
        let format = self.format.take();
        format.ok_or_else(|| "expected `schema` or `content`".to_owned())
    }

    fn data(mut self, name: String) -> Read<ParameterData> {
        Ok(ParameterData {
            format: self.format()?,
            name,
            description: self.description,
            required: self.required,
            deprecated: self.deprecated,
            example: self.example,
            examples: self.examples,
            explode: self.explode,
            extensions: self.extensions,
        })
    }
}

/// Returns the media types of a body.
pub(super) fn content(node: Value) -> Read<IndexMap<String, MediaType>> {
    map(node, media_type)
}

fn media_type(node: Value) -> Read<MediaType> {
    let mut media = MediaType::default();
    for (key, value) in object(node)? {
        match key.as_str() {
            "schema" => media.schema = Some(reference_or(value, schema)?),
            "example" => media.example = any(value),
            "examples" => media.examples = examples(value)?,
            "encoding" => media.encoding = map(value, encoding)?,
            _ => extend(&mut media.extensions, key, value),
        }
    }
    Ok(media)
}

fn encoding(node: Value) -> Read<Encoding> {
    let mut encoding = Encoding::default();
    for (key, value) in object(node)? {
        match key.as_str() {
            "contentType" => encoding.content_type = Some(text(value)?),
            "headers" => encoding.headers = headers(value)?,
            "style" => encoding.style = Some(part(value)?),
            "explode" => encoding.explode = flag(&value)?,
            "allowReserved" => encoding.allow_reserved = flag(&value)?,
            _ => extend(&mut encoding.extensions, key, value),
        }
    }
    Ok(encoding)
}

/// Returns the headers of a response or of a part of a form.
pub(super) fn headers(node: Value) -> Read<IndexMap<String, ReferenceOr<Header>>> {
    map(node, |node| reference_or(node, header))
}

fn examples(node: Value) -> Read<IndexMap<String, ReferenceOr<Example>>> {
    map(node, |node| reference_or(node, example))
}

fn example(node: Value) -> Read<Example> {
    let mut example = Example::default();
    for (key, value) in object(node)? {
        match key.as_str() {
            "summary" => example.summary = Some(text(value)?),
            "description" => example.description = Some(text(value)?),
            "value" => example.value = any(value),
            "externalValue" => example.external_value = Some(text(value)?),
            _ => extend(&mut example.extensions, key, value),
        }
    }
    Ok(example)
}
