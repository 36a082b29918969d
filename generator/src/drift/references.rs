//! The specifications that define the parts of a document which the rules are about.

use crate::compare::ChangeKind;

/// Returns the address of the section of the specification that defines the changed node: of OpenAPI, of RFC 8594 for
/// sunsets, or of Cargo's rules for compatible releases.
pub(super) fn specification(rule: ChangeKind) -> &'static str {
    let id = rule.id();
    let found = SECTIONS.iter().find(|(start, _)| id.starts_with(start));
    found.map_or(SCHEMA, |(_, url)| url)
}

const SCHEMA: &str = "https://spec.openapis.org/oas/v3.0.3#schema-object";

/// The starts of the ids of rules, the longer of two first; all others are about schemas.
const SECTIONS: [(&str, &str); 19] = [
    (
        "operation-moved",
        "https://spec.openapis.org/oas/v3.0.3#paths-object",
    ),
    (
        "operation-",
        "https://spec.openapis.org/oas/v3.0.3#operation-object",
    ),
    (
        "role-",
        "https://spec.openapis.org/oas/v3.0.3#security-requirement-object",
    ),
    (
        "scope-",
        "https://spec.openapis.org/oas/v3.0.3#security-requirement-object",
    ),
    (
        "security-changed",
        "https://spec.openapis.org/oas/v3.0.3#security-scheme-object",
    ),
    (
        "security-",
        "https://spec.openapis.org/oas/v3.0.3#security-requirement-object",
    ),
    ("server-", "https://spec.openapis.org/oas/v3.0.3#server-object"),
    (
        "media-type-",
        "https://spec.openapis.org/oas/v3.0.3#media-type-object",
    ),
    ("sunset-", "https://www.rfc-editor.org/rfc/rfc8594"),
    (
        "request-",
        "https://spec.openapis.org/oas/v3.0.3#request-body-object",
    ),
    ("error-", "https://spec.openapis.org/oas/v3.0.3#responses-object"),
    (
        "success-",
        "https://spec.openapis.org/oas/v3.0.3#responses-object",
    ),
    (
        "response-header-",
        "https://spec.openapis.org/oas/v3.0.3#header-object",
    ),
    ("reply-", "https://spec.openapis.org/oas/v3.0.3#response-object"),
    (
        "parameter-",
        "https://spec.openapis.org/oas/v3.0.3#parameter-object",
    ),
    (
        "discriminator-",
        "https://spec.openapis.org/oas/v3.0.3#discriminator-object",
    ),
    ("module-", "https://doc.rust-lang.org/cargo/reference/semver.html"),
    (
        "arguments-",
        "https://doc.rust-lang.org/cargo/reference/semver.html",
    ),
    ("rust-", "https://doc.rust-lang.org/cargo/reference/semver.html"),
];
