//! The challenges of a 401 (`WWW-Authenticate`, RFC 9110, section 11.6.1).

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

/// A challenge: its scheme and its parameters in order. Names are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Returns the value of a parameter without its quotes.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Returns all challenges. Each header may contain several, separated by commas.
pub(crate) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let texts = headers.get_all(WWW_AUTHENTICATE).iter();
    texts
        // A realm may contain any bytes, which must not hide the other challenges.
        .flat_map(|value| parse(&String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

fn parse(text: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for item in items(text) {
        let (name, value) = match item.split_once('=') {
            Some((name, value)) => (name.trim_end(), Some(unquoted(value.trim_start()))),
            None => (item, None),
        };
        // A scheme is followed by the name of its first parameter, or by nothing.
        let scheme = match (name.split_once(char::is_whitespace), &value) {
            (Some((scheme, rest)), _) => Some((scheme, rest.trim_start())),
            (None, None) => Some((name, "")),
            (None, Some(_)) => None,
        };
        let name = scheme.map_or(name, |(_, name)| name);
        if let Some((scheme, _)) = scheme {
            challenges.push(Challenge {
                scheme: scheme.to_ascii_lowercase(),
                parameters: Vec::new(),
            });
        }
        if let (Some(last), Some(value)) = (challenges.last_mut(), value) {
            last.parameters.push((name.to_ascii_lowercase(), value));
        }
    }
    challenges
}

/// Splits at commas, except for those inside quotes.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                items.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    items.push(&text[start..]);
    items
        .into_iter()
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect()
}

/// Removes the quotes and escapes of a quoted string (RFC 9110, section 5.6.4); returns any other string unchanged.
fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut plain = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}
