//! HTTP digest authentication (RFC 7616; without `qop` as in RFC 2069).

use std::fmt::Write;

use http::{HeaderMap, HeaderValue};
use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

use super::challenge::{Challenge, challenges};

/// The challenge of the service, and the number of requests that were signed with it.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// As spelled in the challenge; `Authorization` repeats it only if the challenge had it.
    algorithm: Option<String>,
    hash: fn(&[u8]) -> String,
    per_session: bool,
    protection: Protection,
    hashes_user: bool,
    /// The number of requests that were signed with this nonce.
    count: u32,
}

/// Quality of protection (RFC 7616, section 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    None,
    Auth,
    /// The hash covers the body.
    AuthInt,
}

/// The input of the hash: user and request.
#[derive(Clone, Copy)]
pub(crate) struct Proof<'a> {
    pub(crate) user: &'a str,
    pub(crate) password: &'a str,
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) uri: &'a str,
    pub(crate) body: &'a [u8],
    /// The nonce of the client.
    pub(crate) cnonce: &'a str,
}

impl Session {
    /// Opens a session from the headers of a 401: with the first digest challenge that this client supports.
    pub(crate) fn open(headers: &HeaderMap) -> Option<Self> {
        challenges(headers).iter().find_map(Self::from_challenge)
    }

    fn from_challenge(challenge: &Challenge) -> Option<Self> {
        if challenge.scheme != "digest" {
            return None;
        }
        let algorithm = challenge.get("algorithm").map(str::to_owned);
        let spelt = algorithm.as_deref().unwrap_or("MD5").to_ascii_lowercase();
        let hash: fn(&[u8]) -> String = match spelt.trim_end_matches("-sess") {
            "md5" => |bytes| hex(&Md5::digest(bytes)),
            "sha-256" => |bytes| hex(&Sha256::digest(bytes)),
            "sha-512-256" => |bytes| hex(&Sha512_256::digest(bytes)),
            _ => return None,
        };
        let owned = |name| challenge.get(name).map(str::to_owned);
        Some(Self {
            realm: owned("realm").unwrap_or_default(),
            nonce: owned("nonce")?,
            opaque: owned("opaque"),
            algorithm,
            hash,
            per_session: spelt.ends_with("-sess"),
            protection: protection(challenge)?,
            hashes_user: challenge.get("userhash").is_some_and(is_true),
            count: 0,
        })
    }

    /// Returns true if the headers of a 401 report that only the nonce was rejected (`stale`).
    pub(crate) fn is_stale(headers: &HeaderMap) -> bool {
        challenges(headers)
            .iter()
            .any(|challenge| challenge.scheme == "digest" && challenge.get("stale").is_some_and(is_true))
    }

    /// Returns the nonce.
    pub(crate) fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Returns the value of `Authorization` for the next request of this session.
    pub(crate) fn authorize(&mut self, proof: Proof<'_>) -> Option<HeaderValue> {
        self.count += 1;
        let count = format!("{:08x}", self.count);
        let response = self.response(proof, &count);
        let user = if self.hashes_user {
            (self.hash)(format!("{}:{}", proof.user, self.realm).as_bytes())
        } else {
            proof.user.to_owned()
        };
        let mut text = String::from("Digest ");
        let mut quote = |name: &str, value: &str| {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            // Writing to a string does not fail.
            let _ = write!(text, "{name}=\"{escaped}\", ");
        };
        quote("username", &user);
        quote("realm", &self.realm);
        quote("nonce", &self.nonce);
        quote("uri", proof.uri);
        if let Some(opaque) = &self.opaque {
            quote("opaque", opaque);
        }
        if self.protection != Protection::None || self.per_session {
            quote("cnonce", proof.cnonce);
        }
        if let Some(algorithm) = &self.algorithm {
            text.push_str(&format!("algorithm={algorithm}, "));
        }
        if let Some(name) = self.protection.name() {
            text.push_str(&format!("qop={name}, nc={count}, "));
        }
        if self.hashes_user {
            text.push_str("userhash=true, ");
        }
        text.push_str(&format!("response=\"{response}\""));
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Computes the `response` parameter (RFC 7616, section 3.4.1).
    fn response(&self, proof: Proof<'_>, count: &str) -> String {
        let hash = |text: String| (self.hash)(text.as_bytes());
        let mut secret = hash(format!("{}:{}:{}", proof.user, self.realm, proof.password));
        if self.per_session {
            secret = hash(format!("{secret}:{}:{}", self.nonce, proof.cnonce));
        }
        let mut request = format!("{}:{}", proof.method, proof.uri);
        if self.protection == Protection::AuthInt {
            request = format!("{request}:{}", (self.hash)(proof.body));
        }
        let request = hash(request);
        match self.protection.name() {
            None => hash(format!("{secret}:{}:{request}", self.nonce)),
            Some(name) => hash(format!(
                "{secret}:{}:{count}:{}:{name}:{request}",
                self.nonce, proof.cnonce
            )),
        }
    }
}

impl Protection {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Auth => Some("auth"),
            Self::AuthInt => Some("auth-int"),
        }
    }
}

/// Selects the protection; the body is hashed only if the service requires it. Some services spell `qop` as `op`.
fn protection(challenge: &Challenge) -> Option<Protection> {
    let Some(listed) = challenge.get("qop").or_else(|| challenge.get("op")) else {
        return Some(Protection::None);
    };
    let offers = |name: &str| listed.split(',').any(|own| own.trim().eq_ignore_ascii_case(name));
    match () {
        () if offers("auth") => Some(Protection::Auth),
        () if offers("auth-int") => Some(Protection::AuthInt),
        () => None,
    }
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// Returns bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
