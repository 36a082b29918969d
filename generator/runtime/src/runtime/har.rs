//! HTTP archives (HAR 1.2), as browsers and proxies record them.

use serde_json::Value as Json;

/// The bytes of a body, or the reason why they are unknown.
pub(crate) type Recorded = Result<Vec<u8>, &'static str>;

/// A recorded exchange, reduced to the parts that are checked.
pub(crate) struct Recording {
    pub(crate) method: String,
    /// The path of the URL, without host and query.
    pub(crate) path: String,
    /// Whether the request asked for a response inside an envelope.
    pub(crate) enveloped: bool,
    pub(crate) accept: Option<String>,
    pub(crate) request_body: Option<Recorded>,
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) response_body: Option<Recorded>,
}

/// Returns the exchanges of an archive, or all that is wrong with it, a line each.
pub(crate) fn entries(archive: &Json) -> Result<Vec<Recording>, String> {
    let entries = archive.pointer("/log/entries").and_then(Json::as_array);
    let entries = entries.ok_or("not an HTTP archive: it has no list `log.entries`")?;
    let (mut recordings, mut faults) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        match recording(entry) {
            Some(recording) => recordings.push(recording),
            None => faults.push(format!("entry {index} lacks `request.method` or `request.url`")),
        }
    }
    if faults.is_empty() {
        Ok(recordings)
    } else {
        Err(faults.join("\n"))
    }
}

fn recording(entry: &Json) -> Option<Recording> {
    let (request, response) = (&entry["request"], &entry["response"]);
    let url = request["url"].as_str()?;
    let url = url.split('#').next()?;
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("/", |start| &after_scheme[start..]);
    let mime_type = || response["content"]["mimeType"].as_str().map(str::to_owned);
    Some(Recording {
        method: request["method"].as_str()?.to_owned(),
        path: path.to_owned(),
        enveloped: query.split('&').any(|pair| pair == "envelope=true"),
        accept: header(request, "accept"),
        request_body: body(&request["postData"]),
        status: response["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok())
            .unwrap_or(0),
        content_type: header(response, "content-type").or_else(mime_type),
        response_body: body(&response["content"]),
    })
}

fn header(message: &Json, name: &str) -> Option<String> {
    let headers = message["headers"].as_array()?;
    let is_it = |header: &&Json| {
        header["name"]
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    headers.iter().find(is_it)?["value"].as_str().map(str::to_owned)
}

/// Returns the bytes of a body; `None` if it is blank or was not recorded.
fn body(content: &Json) -> Option<Recorded> {
    let text = content["text"].as_str().filter(|text| !text.trim().is_empty())?;
    Some(match content["encoding"].as_str() {
        Some("base64") => base64(text).ok_or("it is recorded as base64, and is not"),
        _ => Ok(text.as_bytes().to_vec()),
    })
}

/// Decodes base64 (RFC 4648, section 4); white space and padding do not matter.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // A single remaining digit is less than a byte.
    (count < 6).then_some(bytes)
}
