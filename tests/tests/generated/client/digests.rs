//! Digests of every algorithm (RFC 7616), checked by a server that computes them itself.

use super::*;
use sha2::Digest as _;

type Hash = fn(&str) -> String;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn md5(text: &str) -> String {
    hex(&md5::Md5::digest(text))
}

fn sha256(text: &str) -> String {
    hex(&sha2::Sha256::digest(text))
}

fn sha512_256(text: &str) -> String {
    hex(&sha2::Sha512_256::digest(text))
}

/// The algorithms: their name in a challenge, their hash, and whether the secret depends on the session.
const ALGORITHMS: [(&str, Hash, bool); 6] = [
    ("MD5", md5, false),
    ("MD5-sess", md5, true),
    ("SHA-256", sha256, false),
    ("SHA-256-sess", sha256, true),
    ("SHA-512-256", sha512_256, false),
    ("SHA-512-256-sess", sha512_256, true),
];

/// Returns the value of a parameter of `Authorization`.
fn parameter(sent: &Sent, name: &str) -> Option<String> {
    let text = sent.header("authorization")?.strip_prefix("Digest ")?;
    let mut pairs = text.split(", ").filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(own, _)| *own == name)?;
    Some(found.1.trim_matches('"').to_owned())
}

/// Returns true if a request proves knowledge of the key, with this algorithm and protection.
fn proves(sent: &Sent, (algorithm, hash, per_session): (&str, Hash, bool), protection: &str) -> bool {
    let get = |name| parameter(sent, name).unwrap_or_default();
    let (nonce, cnonce) = (get("nonce"), get("cnonce"));
    let mut secret = hash(&format!("public:MMS Public API:{}", SECRETS[2]));
    if per_session {
        secret = hash(&format!("{secret}:{nonce}:{cnonce}"));
    }
    let mut request = format!("{}:{}", sent.method, sent.target);
    if protection == "auth-int" {
        let body = String::from_utf8_lossy(&sent.body);
        request = format!("{request}:{}", hash(&body));
    }
    let expected = hash(&format!(
        "{secret}:{nonce}:{}:{cnonce}:{protection}:{}",
        get("nc"),
        hash(&request)
    ));
    get("algorithm") == algorithm && get("qop") == protection && get("response") == expected
}

#[test]
fn every_digest_algorithm_is_supported() {
    for kind in KINDS {
        for (algorithm, protection) in ALGORITHMS
            .into_iter()
            .flat_map(|algorithm| ["auth", "auth-int"].map(|protection| (algorithm, protection)))
        {
            let server = Server::start(move |_, sent| match proves(sent, algorithm, protection) {
                true => fine(),
                false => {
                    let challenge = format!(
                        r#"Digest realm="MMS Public API", nonce="n", algorithm={}, qop="{protection}""#,
                        algorithm.0
                    );
                    refusal(401, "UNAUTHORIZED", &[("WWW-Authenticate", &challenge)])
                }
            });
            let client = Either::with(kind, &server, key());
            let context = |_| format!("{} {protection}", algorithm.0);
            client.create().map_err(context).expect("an answer");
            client.read().map_err(context).expect("an answer");
            let counts: Vec<_> = server.sent().iter().map(|sent| parameter(sent, "nc")).collect();
            let count = |count: &str| Some(count.to_owned());
            assert_eq!(counts, [None, count("00000001"), count("00000002")]);
        }
    }
}

#[test]
fn an_unsupported_challenge_is_the_response() {
    for kind in KINDS {
        for challenge in [
            r#"Digest realm="MMS Public API", nonce="n", algorithm=SHA-1024, qop="auth""#,
            r#"Digest realm="MMS Public API", nonce="n", qop="auth-conf""#,
            r#"Basic realm="MMS Public API""#,
        ] {
            let server =
                Server::start(move |_, _| refusal(401, "UNAUTHORIZED", &[("WWW-Authenticate", challenge)]));
            let error = Either::with(kind, &server, key()).create().expect_err("401");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
            assert_eq!(server.sent().len(), 1, "nothing to say to {challenge}");
            no_secret(&error);
        }
    }
}
