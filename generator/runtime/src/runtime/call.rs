//! A call of an operation: its arguments, and the HTTP request that it builds.

use std::borrow::Cow;
use std::fmt;

use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use http::{Method, Uri};

use super::argument::Argument;
use super::file_part::FilePart;
use super::operation::{Content, OperationDescriptor, Param, Place, Style};
use super::parameter;
use super::reflect::{Reflect, ValueRef};
use super::validate::validate_as;
use super::violation::{JsonKind, Violation, ViolationKind, Violations};

/// The arguments of one call.
#[derive(Clone)]
pub struct Call {
    spec: &'static OperationDescriptor,
    arguments: Vec<Option<Argument>>,
    pub(super) body: Option<Vec<u8>>,
    /// The media type of the body, and its type.
    pub(super) content: Option<Content>,
    /// The media type of the body, if it is not that of `content`: one with a boundary, or one that the caller states.
    pub(super) content_type: Option<String>,
    body_violations: Violations,
    /// Violations of arguments that are validated when they are set.
    argument_violations: Vec<Violation>,
}

impl Call {
    /// Creates a call without arguments.
    pub fn new(spec: &'static OperationDescriptor) -> Self {
        let arguments = vec![None; spec.params.len()];
        Self {
            spec,
            arguments,
            body: None,
            content: spec.body,
            content_type: None,
            body_violations: Violations::default(),
            argument_violations: Vec::new(),
        }
    }

    /// Sets the parameter with this index to an object, or a list that contains objects.
    #[must_use]
    pub fn set_value(mut self, param: usize, value: &dyn Reflect) -> Self {
        if let Some(param) = self.spec.params.get(param) {
            let broken = validate_as(param.ty, value.view()).err().unwrap_or_default();
            self.argument_violations.extend(named(param, None, broken));
        }
        self.set(param, super::encode::to_json(value.view()))
    }

    /// Sets the parameter with this index in the operation's descriptor.
    #[must_use]
    pub fn set(mut self, param: usize, value: impl Into<Argument>) -> Self {
        if let Some(place) = self.arguments.get_mut(param) {
            *place = Some(value.into());
        }
        self
    }

    /// Sets the parameter with this index to a string.
    #[must_use]
    pub fn set_string(self, param: usize, value: impl AsRef<str>) -> Self {
        self.set(param, value.as_ref())
    }

    /// Sets the parameter of this name, if the operation has it.
    #[must_use]
    pub fn set_named(self, name: &str, value: impl Into<Argument>) -> Self {
        match self.spec.params.iter().position(|param| param.name == name) {
            Some(param) => self.set(param, value),
            None => self,
        }
    }

    /// Creates a call of `spec`, whose path has the parameters of this call and `last`.
    #[cfg(feature = "_client")]
    pub(crate) fn below(&self, spec: &'static OperationDescriptor, last: &str) -> Self {
        let mut call = Self::new(spec);
        for (index, param) in spec.params.iter().enumerate() {
            if param.place != Place::Path {
                continue;
            }
            let own = self
                .spec
                .params
                .iter()
                .any(|known| known.place == Place::Path && known.name == param.name);
            call.arguments[index] = match own {
                true => self.value(Place::Path, param.name).cloned(),
                false => Some(last.into()),
            };
        }
        call
    }

    /// Returns the value of the parameter with this name as a string, or its default if it is not set.
    pub fn argument(&self, name: &str) -> Option<String> {
        let param = self.spec.params.iter().position(|param| param.name == name)?;
        match &self.arguments[param] {
            Some(value) => Some(value.text().into_owned()),
            None => self.spec.params[param].default.map(str::to_owned),
        }
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, value: &dyn Reflect) -> Self {
        self.check_body(value);
        self.body = Some(super::json_writer::to_vec(value.view()));
        self
    }

    /// Chooses the body that [`OperationDescriptor::other_bodies`] has at this index; the next call sets it.
    #[must_use]
    pub fn other_body(mut self, index: usize) -> Self {
        self.content = self.spec.other_bodies.get(index).copied().or(self.content);
        self
    }

    pub(super) fn check_body(&mut self, value: &dyn Reflect) {
        let checked = self.content.map(|content| validate_as(content.ty, value.view()));
        self.body_violations = checked.and_then(Result::err).unwrap_or_default();
    }

    /// Sets a body that is a string.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.bytes(text.into().into_bytes())
    }

    /// Sets a body that is not JSON.
    #[must_use]
    pub fn bytes(mut self, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self
    }

    /// Sets a body that is not JSON, and its media type if the file states one.
    #[must_use]
    pub fn file(mut self, file: impl Into<FilePart>) -> Self {
        let (bytes, content_type) = file.into().into_content();
        (self.body, self.content_type) = (Some(bytes), content_type);
        self
    }

    /// Returns the descriptor of the operation.
    pub fn spec(&self) -> &'static OperationDescriptor {
        self.spec
    }

    /// Returns true if the call requests a response inside an [`Envelope`](super::Envelope).
    pub fn is_enveloped(&self) -> bool {
        let requested = |names: super::Envelope| self.value(Place::Query, names.parameter);
        crate::service::SERVICE.envelope.and_then(requested) == Some(&Argument::Bool(true))
    }

    /// Builds the HTTP request. `base` is the scheme and authority, optionally with a path prefix.
    ///
    /// # Errors
    ///
    /// Violations of the specification, and the errors of [`request_unchecked`](Self::request_unchecked).
    pub fn request(&self, base: &str) -> Result<http::Request<Vec<u8>>, RequestError> {
        let parameters = Violations(self.parameter_violations());
        if parameters.is_empty() && self.body_violations.is_empty() {
            return self.request_unchecked(base);
        }
        Err(RequestError::Invalid {
            parameters,
            body: self.body_violations.clone(),
        })
    }

    /// Builds the HTTP request, even if it violates the specification.
    ///
    /// # Errors
    ///
    /// A path value that would change the route, and values that the `http` crate rejects.
    pub fn request_unchecked(&self, base: &str) -> Result<http::Request<Vec<u8>>, RequestError> {
        // Values are rarely longer than their names in the template.
        let mut uri = String::with_capacity(base.len() + self.spec.path.len() + 64);
        uri.push_str(base.trim_end_matches('/'));
        self.write_path(&mut uri)?;
        self.write_query(&mut uri);
        let mut request = http::Request::new(self.body.clone().unwrap_or_default());
        *request.method_mut() = Method::try_from(self.spec.method).map_err(http::Error::from)?;
        *request.uri_mut() = Uri::try_from(uri).map_err(http::Error::from)?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, header_value(&self.accept())?);
        self.write_headers(headers)?;
        if let Some(cookies) = self.cookies() {
            headers.insert(COOKIE, header_value(&cookies)?);
        }
        if let (Some(content), Some(_)) = (self.content, &self.body) {
            let content_type = self.content_type.as_deref().unwrap_or(content.media_type);
            headers.insert(CONTENT_TYPE, header_value(content_type)?);
        }
        // Methods with a usual body state its absence (RFC 9110, section 8.6), which not every HTTP stack does.
        if self.body.is_none() && matches!(self.spec.method, "POST" | "PUT" | "PATCH") {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }

    /// Adds header parameters, and the headers that every call sends.
    fn write_headers(&self, headers: &mut http::HeaderMap) -> Result<(), http::Error> {
        let headers_of = self.spec.params.iter().zip(&self.arguments);
        for (param, value) in headers_of.filter(|(param, _)| param.place == Place::Header) {
            let text = match (value, param.fixed) {
                (Some(value), _) => parameter::value(param, value, parameter::encode_nothing),
                (None, Some(fixed)) => fixed.to_owned(),
                (None, None) => continue,
            };
            let is_nothing = text.is_empty() && value.as_ref().is_some_and(Argument::is_composed);
            if !is_nothing {
                headers.append(HeaderName::try_from(param.name)?, header_value(&text)?);
            }
        }
        Ok(())
    }

    /// Returns the value of `Accept`: the chosen media type ranks first, then plain JSON for errors (RFC 9110, 12.5.1).
    fn accept(&self) -> Cow<'static, str> {
        match (self.spec.accept, self.spec.media_type) {
            (Some(accept), _) => accept.into(),
            (None, only @ ("application/json" | "*/*")) => only.into(),
            (None, other) => [other, ", application/json;q=0.9"].concat().into(),
        }
    }

    /// Returns the value that was set for a parameter.
    fn value(&self, place: Place, name: &str) -> Option<&Argument> {
        self.parameter(place, name).map(|(_, value)| value)
    }

    /// Returns a parameter and its value.
    fn parameter(&self, place: Place, name: &str) -> Option<(&'static Param, &Argument)> {
        let is_it = |param: &&Param| param.place == place && param.name == name;
        let position = self.spec.params.iter().position(is_it)?;
        Some((self.spec.params[position], self.arguments[position].as_ref()?))
    }

    /// Returns the value of the header `Cookie`, if there is a cookie parameter.
    fn cookies(&self) -> Option<String> {
        let mut cookies = String::new();
        for (param, value) in self.spec.params.iter().zip(&self.arguments) {
            let (Place::Cookie, Some(value)) = (param.place, value) else {
                continue;
            };
            for (name, text) in parameter::pairs(param, value, parameter::encode_cookie) {
                if !cookies.is_empty() {
                    cookies.push_str("; ");
                }
                cookies.extend([name.as_str(), "=", text.as_str()]);
            }
        }
        (!cookies.is_empty()).then_some(cookies)
    }

    fn parameter_violations(&self) -> Vec<Violation> {
        let mut found = self.argument_violations.clone();
        for (param, value) in self.spec.params.iter().zip(&self.arguments) {
            match value {
                // It was checked when it was set.
                Some(Argument::Json(_)) => {}
                Some(value) => {
                    if let Err(broken) = validate_as(param.ty, value.view()) {
                        found.extend(named(param, Some(value), broken));
                    }
                }
                None if param.required => {
                    found.push(missing(format!("The parameter `{}`", param.name), param.name))
                }
                None => {}
            }
        }
        if self.body.is_none() && self.spec.body.is_some_and(|content| content.required) {
            found.push(missing("The body".to_owned(), "body"));
        }
        found
    }

    /// Returns the error of a path value that would change the route.
    fn route(&self, name: &'static str) -> RequestError {
        let mut params = self.spec.params.iter();
        let param = params.find(|param| param.place == Place::Path && param.name == name);
        RequestError::Route {
            parameter: name,
            argument: param.map_or(name, |param| param.argument),
        }
    }

    /// Appends the path with its values, each percent-encoded so that it stays one segment (RFC 3986, section 3.3).
    fn write_path(&self, uri: &mut String) -> Result<(), RequestError> {
        let mut rest = self.spec.path;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let Some((param, value)) = self.parameter(Place::Path, name) else {
                return Err(self.route(name));
            };
            uri.push_str(before);
            let start = uri.len();
            match (param.style, value) {
                (Style::Plain, Argument::Text(text)) => percent_encode(uri, text),
                _ => uri.push_str(&parameter::value(param, value, percent_encode)),
            }
            // Clients resolve dot segments away (section 5.2.4), which would change the route. No other values make one.
            if matches!(&uri[start..], "" | "." | "..") {
                return Err(self.route(name));
            }
            rest = after;
        }
        uri.push_str(rest);
        Ok(())
    }

    fn write_query(&self, uri: &mut String) {
        let mut lead = if self.spec.path.contains('?') { '&' } else { '?' };
        for (param, value) in self.spec.params.iter().zip(&self.arguments) {
            let (Place::Query, Some(value)) = (param.place, value) else {
                continue;
            };
            if param.style != Style::Plain || param.reserved || matches!(value, Argument::Json(_)) {
                let encode = match param.reserved {
                    true => parameter::encode_reserved,
                    false => percent_encode,
                };
                for (name, text) in parameter::pairs(param, value, encode) {
                    uri.push(lead);
                    lead = '&';
                    uri.extend([name.as_str(), "=", text.as_str()]);
                }
                continue;
            }
            let mut pair = |texts: &[Cow<'_, str>], separator| {
                uri.push(lead);
                lead = '&';
                write_pair(uri, param.name, texts, separator);
            };
            let texts = value.texts();
            match param.separator {
                // A list without items is undefined (RFC 6570, section 2.3).
                Some(_) if texts.is_empty() => {}
                Some(separator) => pair(&texts, separator),
                None => texts.chunks(1).for_each(|text| pair(text, ',')),
            }
        }
    }
}

/// The maximum number of characters of an invalid value in an error.
const SHOWN: usize = 200;

/// Returns the violations of a parameter: its name is at the start of each pointer, and the message names the argument
/// and shows the value, unless that is secret.
fn named(param: &Param, value: Option<&Argument>, broken: Violations) -> impl Iterator<Item = Violation> {
    let shown = value.filter(|_| !param.secret).map(|value| {
        let text: String = value.text().chars().take(SHOWN).collect();
        format!("{text:?} ")
    });
    let shown = shown.unwrap_or_default();
    broken.into_iter().map(move |violation| Violation {
        pointer: format!("/{}{}", param.name, violation.pointer),
        message: format!(
            "Invalid value {shown}for `{}`: {}",
            param.argument,
            decapitalized(&violation.message)
        ),
        ..violation
    })
}

/// Returns a sentence in lower case, to continue another one.
fn decapitalized(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn header_value(text: &str) -> Result<HeaderValue, http::Error> {
    HeaderValue::try_from(text).map_err(http::Error::from)
}

fn missing(what: String, name: &str) -> Violation {
    Violation {
        pointer: String::new(),
        rule: ViolationKind::Required,
        bound: Some(name.to_owned()),
        kind: JsonKind::of(ValueRef::Absent),
        message: format!("{what} is missing."),
    }
}

/// Appends `name=a,b`; of all separators only a comma is not encoded.
fn write_pair(query: &mut String, name: &str, texts: &[Cow<'_, str>], separator: char) {
    percent_encode(query, name);
    query.push('=');
    for (index, text) in texts.iter().enumerate() {
        match separator {
            _ if index == 0 => {}
            ',' => query.push(','),
            other => percent_encode(query, other.encode_utf8(&mut [0; 4])),
        }
        percent_encode(query, text);
    }
}

/// Appends a string, percent-encoded except for the unreserved characters of RFC 3986, section 2.3.
pub(crate) fn percent_encode(out: &mut String, text: &str) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(unreserved) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

/// Implements `Debug` for an operation, whose name is `name`.
pub fn debug_call(name: &str, call: &Call, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_tuple(name).field(call).finish()
}

/// Omits the body, which may contain secrets, secret arguments and cookies.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut call = f.debug_struct("Call");
        let values = self.spec.params.iter().zip(&self.arguments);
        let shown: Vec<_> = values
            .map(|(param, value)| {
                let is_shown = !param.secret && param.place != Place::Cookie;
                value.as_ref().filter(|_| is_shown)
            })
            .collect();
        call.field("operation", &self.spec).field("arguments", &shown);
        call.finish_non_exhaustive()
    }
}

/// The error of building a request.
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestError {
    /// Arguments violate the specification.
    Invalid {
        /// Violations of the parameters; pointers start with the name of the parameter.
        parameters: Violations,
        /// Violations of the body.
        body: Violations,
    },
    /// A path value is missing, empty or a dot segment, which would change the route.
    Route {
        /// The parameter's name on the wire.
        parameter: &'static str,
        /// The name of the argument in Rust.
        argument: &'static str,
    },
    /// The operation has its own server whose URL is incomplete: its variables have no defaults.
    NoServer {
        /// The server, as in the specification.
        server: &'static str,
    },
    /// The base URL or a header value is not valid in HTTP.
    Http(http::Error),
}

impl From<http::Error> for RequestError {
    fn from(error: http::Error) -> Self {
        Self::Http(error)
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { parameters, body } if body.is_empty() => {
                write!(f, "invalid parameters: {parameters}")
            }
            Self::Invalid { parameters, body } if parameters.is_empty() => write!(f, "invalid body: {body}"),
            Self::Invalid { parameters, body } => {
                write!(f, "invalid parameters: {parameters}; invalid body: {body}")
            }
            Self::Route { parameter, argument } => write!(
                f,
                "the value of `{argument}` (`{{{parameter}}}` in the path) is missing, empty or a dot segment"
            ),
            Self::NoServer { server } => {
                write!(
                    f,
                    "the server `{server}` of the operation has no complete URL: set it with `Builder::server`"
                )
            }
            Self::Http(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RequestError {}
