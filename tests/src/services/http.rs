//! HTTP/1.1 messages (RFC 9112), for one request per connection.

use std::io::{self, BufRead, ErrorKind, Read, Write};

/// The maximum size of a body.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Headers of a single connection, and lengths, which are computed.
const OWN: [&str; 5] = [
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "expect",
];

/// Names and values, in their order.
type Headers = Vec<(String, String)>;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Method, in capitals.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers in their order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// Headers in their order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads a request; `None` if the connection ends first.
    ///
    /// # Errors
    ///
    /// Errors of the connection, and bytes that are not HTTP.
    pub fn read(from: &mut dyn BufRead) -> io::Result<Option<Self>> {
        let Some((first, headers)) = head(from)? else {
            return Ok(None);
        };
        let mut parts = first.split(' ').map(str::to_owned);
        let (Some(method), Some(target)) = (parts.next(), parts.next()) else {
            return Err(malformed());
        };
        let body = body(from, &headers, false)?;
        Ok(Some(Self {
            method,
            target,
            headers,
            body,
        }))
    }

    /// Writes it as the only one of its connection.
    ///
    /// # Errors
    ///
    /// Errors of the connection.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let first = format!("{} {} HTTP/1.1", self.method, self.target);
        send(to, &first, &self.headers, Some(&self.body))
    }

    /// Returns the value of the header `name`, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Returns the path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

impl Response {
    /// Returns a response with a JSON body.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.into(),
        }
    }

    /// Reads a response, which may last until the connection ends.
    ///
    /// # Errors
    ///
    /// Errors of the connection, and bytes that are not HTTP.
    pub fn read(from: &mut dyn BufRead) -> io::Result<Self> {
        let (first, headers) = head(from)?.ok_or_else(malformed)?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(malformed)?;
        let body = if matches!(status, 204 | 304) {
            Vec::new()
        } else {
            body(from, &headers, true)?
        };
        Ok(Self {
            status,
            headers,
            body,
        })
    }

    /// Writes it as the only one of its connection.
    ///
    /// # Errors
    ///
    /// Errors of the connection.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let body = (!matches!(self.status, 204 | 304)).then_some(&*self.body);
        send(to, &format!("HTTP/1.1 {} -", self.status), &self.headers, body)
    }

    /// Returns the value of the header `name`, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(own, _)| own.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn malformed() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "no HTTP/1.1")
}

/// Reads the first line and the headers.
fn head(from: &mut dyn BufRead) -> io::Result<Option<(String, Headers)>> {
    let first = line(from)?;
    if first.is_empty() {
        return Ok(None);
    }
    let mut headers = Vec::new();
    loop {
        let line = line(from)?;
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None if line.is_empty() => return Ok(Some((first, headers))),
            None => return Err(malformed()),
        }
    }
}

fn line(from: &mut dyn BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.take(LIMIT).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads the body (RFC 9112, section 6): in chunks, with a length, or until the end if that is allowed.
fn body(from: &mut dyn BufRead, headers: &[(String, String)], to_end: bool) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if find(headers, "transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        while let size @ 1.. = chunk(&line(from)?)? {
            from.take(size).read_to_end(&mut body)?;
            line(from)?;
        }
        line(from)?;
        return Ok(body);
    }
    let length = match find(headers, "content-length") {
        Some(text) => text.parse().map_err(|_| malformed())?,
        None if to_end => LIMIT,
        None => 0,
    };
    from.take(length.min(LIMIT)).read_to_end(&mut body)?;
    Ok(body)
}

fn chunk(line: &str) -> io::Result<u64> {
    let size = line.split(';').next().unwrap_or_default().trim();
    let size = u64::from_str_radix(size, 16).map_err(|_| malformed())?;
    if size > LIMIT { Err(malformed()) } else { Ok(size) }
}

fn send(
    to: &mut dyn Write,
    first: &str,
    headers: &[(String, String)],
    body: Option<&[u8]>,
) -> io::Result<()> {
    let mut text = format!("{first}\r\n");
    for (name, value) in headers {
        if !OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    if let Some(body) = body {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("Connection: close\r\n\r\n");
    to.write_all(text.as_bytes())?;
    to.write_all(body.unwrap_or_default())?;
    to.flush()
}
