//! Lists every diagnostic code: its default level, what it skips, and an explanation.

use super::{Level, Severity};
use crate::edit_distance;

/// The part of the output that a warning means is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// A whole operation.
    Operation,
    /// A parameter of an operation.
    Parameter,
    /// A media type of a body.
    MediaType,
    /// A keyword, or another part of the document.
    Keyword,
    /// A constraint that `validate()` does not check.
    Constraint,
}

impl Skipped {
    /// Names one of them.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::MediaType => "media type",
            Self::Keyword => "keyword",
            Self::Constraint => "constraint",
        }
    }
}

/// A kind of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case name, stable across releases.
    pub name: &'static str,
    /// The default level; `None` for an error that cannot be configured.
    pub level: Option<Level>,
    /// The part that is missing from the output if the diagnostic is not an error.
    pub skips: Option<Skipped>,
    /// Explains the kind in one line.
    pub explanation: &'static str,
}

impl Code {
    /// Returns the severity at the default level; `None` where the diagnostic is hidden.
    pub fn severity(&self) -> Option<Severity> {
        self.level.map_or(Some(Severity::Error), Level::severity)
    }
}

const fn error(name: &'static str, explanation: &'static str) -> Code {
    Code {
        name,
        level: None,
        skips: None,
        explanation,
    }
}

const fn deny(name: &'static str, explanation: &'static str) -> Code {
    Code {
        level: Some(Level::Deny),
        ..error(name, explanation)
    }
}

const fn warn(name: &'static str, explanation: &'static str) -> Code {
    Code {
        level: Some(Level::Warn),
        ..error(name, explanation)
    }
}

const fn skip(name: &'static str, skipped: Skipped, explanation: &'static str) -> Code {
    Code {
        skips: Some(skipped),
        ..warn(name, explanation)
    }
}

use Skipped::{Constraint, Keyword, MediaType, Operation, Parameter};

/// All codes, sorted by name.
pub const CODES: &[Code] = &[
    error(
        "alias-expansion",
        "YAML aliases make the document many times larger than its text",
    ),
    skip(
        "bad-bound",
        Constraint,
        "a bound of a number is not one that its type can have, and is ignored",
    ),
    skip("bad-date", Keyword, "`x-sunset` is not a date, and is ignored"),
    error("bad-entry", "an entry of an HTTP archive has no method or URL"),
    skip(
        "bad-media-type",
        MediaType,
        "the key is not a media type, or its version is not one",
    ),
    deny(
        "bad-name",
        "a name chosen in `names.toml` is not a Rust identifier",
    ),
    error(
        "bad-number",
        "the text contains a number that JSON cannot represent",
    ),
    skip(
        "bad-parameter",
        Parameter,
        "`in`, `style`, `schema` or `content` of a parameter is not valid",
    ),
    skip(
        "bad-pattern",
        Constraint,
        "the regular expression is not valid or not supported, and is not checked",
    ),
    error("bad-settings", "a settings file has a wrong or missing key"),
    skip(
        "bad-status",
        Keyword,
        "a response key is not a status; the response is ignored",
    ),
    error("bad-target", "`at` of a correction is not `file#/pointer`"),
    error(
        "bundle-conflict",
        "two fragments disagree, and one document has room for only one of them",
    ),
    error(
        "cannot-edit",
        "`sync` cannot write the fragment so that it states what upstream states",
    ),
    skip(
        "contradicting-types",
        Constraint,
        "no value satisfies all schemas of an `allOf`; the last one is used",
    ),
    skip(
        "cyclic-inheritance",
        Keyword,
        "a schema inherits from itself through `allOf`; that member is ignored",
    ),
    skip(
        "cyclic-reference",
        Keyword,
        "a `$ref` leads back to itself; any value is accepted",
    ),
    skip(
        "dangling-reference",
        Keyword,
        "a `$ref` leads nowhere; any value is accepted in its place",
    ),
    warn("default-does-not-fit", "a `default` is not a value of its schema"),
    error("duplicate-key", "a mapping has the same key twice"),
    warn(
        "duplicate-operation-id",
        "two operations have the same `operationId`; the later one gets a number",
    ),
    skip(
        "duplicate-parameter",
        Parameter,
        "a parameter appears twice in one list; the first one is used",
    ),
    error("empty-document", "the document is empty"),
    skip("empty-enum", Keyword, "an `enum` lists no values, and is ignored"),
    warn("empty-range", "a minimum is above its maximum"),
    warn("ended-acceptance", "an entry of `accepted.toml` has expired"),
    warn(
        "enum-names",
        "a list of names or descriptions for the values of an `enum` has another length than it",
    ),
    warn(
        "example-mismatch",
        "a documented body does not have the type that its schema states, and is not shown",
    ),
    skip(
        "ignored-parameter",
        Parameter,
        "OpenAPI ignores parameters named `Accept`, `Content-Type` and `Authorization`",
    ),
    skip(
        "ignored-request-body",
        MediaType,
        "a request media type is ignored: another one of the same version is sent",
    ),
    error(
        "incomplete-document",
        "the document lacks a component that its parts refer to, so that the result would lack it too",
    ),
    warn(
        "infinite-type",
        "a list or map contains itself; any value is accepted",
    ),
    skip("interim-status", Keyword, "a 1xx status never reaches a caller"),
    warn(
        "invalid-body",
        "a recorded body decodes, but violates the specification",
    ),
    skip(
        "invalid-openapi",
        Keyword,
        "a part of the document is not valid, and is replaced by an empty one",
    ),
    error("key-not-text", "a YAML key is a list or a mapping"),
    skip(
        "keyword-next-to-reference",
        Keyword,
        "a keyword next to `$ref` has no effect in OpenAPI 3.0",
    ),
    warn(
        "lost-value",
        "a round trip through the generated types loses a value of a recorded body",
    ),
    warn(
        "merge-key",
        "YAML 1.2 has no merge keys; their entries are merged all the same",
    ),
    skip(
        "merged-media-type",
        MediaType,
        "content has the same schema as JSON, which is generated; the other serialization is skipped",
    ),
    warn(
        "missing-keyword",
        "a required keyword is absent; a neutral value is used",
    ),
    warn(
        "missing-operation-id",
        "an operation has no `operationId`; its name is made from method and path",
    ),
    warn(
        "name-collision",
        "two wire names become the same Rust name; the later one gets a number",
    ),
    error("nested-too-deep", "the document nests deeper than 127 levels"),
    error("no-documents", "there is no OpenAPI document to read"),
    error(
        "no-operations",
        "the document contains none of the selected operations",
    ),
    warn(
        "no-success",
        "an operation lists no success status; any is accepted, without a body",
    ),
    error("not-a-mapping", "the root of the document is not a mapping"),
    error("not-an-archive", "the file is not an HTTP archive"),
    error("not-utf8", "the file is not UTF-8"),
    skip(
        "overlapping-variants",
        Constraint,
        "a value may match several variants of `oneOf`, and is accepted",
    ),
    warn("path-parameter", "path template and path parameters do not match"),
    warn(
        "pattern-rejects-example",
        "an example does not match the pattern next to it",
    ),
    skip(
        "pattern-too-large",
        Constraint,
        "a pattern needs too large a table, and is not checked",
    ),
    error(
        "pointer-too-long",
        "the JSON pointer of a node is longer than 4,000 bytes",
    ),
    skip(
        "reference-expansion",
        Keyword,
        "copies of the targets of references would make the document many times larger; the reference is not followed",
    ),
    skip(
        "reference-outside",
        Keyword,
        "a `$ref` leads out of the document's folder; any value is accepted",
    ),
    warn(
        "repaired",
        "a value is not what OpenAPI requires, and its meaning is plain; it is read that way",
    ),
    warn(
        "required-without-property",
        "`required` names a property that the schema does not declare; it can have any value",
    ),
    error("same-name", "two input files have the same name"),
    skip(
        "schema-too-deep",
        Constraint,
        "schemas are nested more than 40 deep without a reference; the inner ones allow any value",
    ),
    warn(
        "self-referential-union",
        "a union is one of its own variants; that variant is ignored",
    ),
    error("several-documents", "one YAML file contains several documents"),
    deny(
        "stale-acceptance",
        "an entry of `accepted.toml` matches no change",
    ),
    deny(
        "stale-correction",
        "upstream has changed what an entry of `corrections.toml` expects",
    ),
    error("syntax-error", "the text is not valid YAML, JSON or TOML"),
    error(
        "too-many-inherited",
        "the chains of `allOf` are so long that the crate would be many times larger than the document",
    ),
    skip(
        "unchecked-constraint",
        Constraint,
        "a keyword has no effect on values of this type",
    ),
    deny(
        "unclassified-state",
        "a state of a job is classified neither as running nor as final in `rules.toml`",
    ),
    skip(
        "undeclared-server-variable",
        Keyword,
        "the server of an operation has a variable without a default; callers have to set it",
    ),
    deny("undecodable-body", "a recorded body cannot be decoded"),
    error("unexpected-file", "no stage reads this file"),
    deny(
        "unfit-time",
        "a `[[time]]` of `rules.toml` names a property whose type does not fit its unit",
    ),
    warn(
        "uninhabited-type",
        "a type requires itself; a property on the cycle is read as optional",
    ),
    deny(
        "unknown-field",
        "a rule names a property that its schema does not have",
    ),
    skip(
        "unknown-keyword",
        Keyword,
        "OpenAPI 3.0 does not define the keyword, and it is ignored",
    ),
    skip(
        "unknown-security-scheme",
        Keyword,
        "a security requirement names a scheme that is not declared, and clients do not use it",
    ),
    error("unknown-setting", "a settings file has an unknown key"),
    error("unknown-tag", "a YAML tag that is not part of the core schema"),
    skip(
        "unknown-type",
        Constraint,
        "`type` is not one of JSON Schema; any value is accepted",
    ),
    warn(
        "unmatched-request",
        "no operation has the method and path of a recorded request",
    ),
    skip(
        "unmerged-constraints",
        Constraint,
        "constraints of several `allOf` members cannot be combined",
    ),
    skip(
        "unmerged-properties",
        Keyword,
        "a variant is nested in too many unions; their properties are not merged",
    ),
    warn(
        "unnameable",
        "a wire name has no letters or digits; a number is used",
    ),
    warn(
        "unsigned-integer",
        "a format is an unsigned integer that is wider than its type",
    ),
    skip(
        "unsupported-alternatives",
        Constraint,
        "`oneOf` and `anyOf` apply to the same value; one of them is ignored",
    ),
    skip(
        "unsupported-enum",
        Constraint,
        "the values of an `enum` have no common type, and are not checked",
    ),
    skip(
        "unsupported-keyword",
        Keyword,
        "a keyword of OpenAPI that the generator does not support, and ignores",
    ),
    error("unsupported-openapi-version", "the document is not OpenAPI 3.0"),
    skip(
        "unsupported-operation",
        Operation,
        "no correct request can be made for an operation, and it is skipped",
    ),
    skip(
        "unsupported-security-scheme",
        Keyword,
        "clients cannot authenticate with a security scheme, and do not use requirements that name it",
    ),
    skip(
        "untyped-body",
        Constraint,
        "a body that is not JSON is bytes; its schema is ignored",
    ),
    skip(
        "unusable-server",
        Keyword,
        "clients cannot send to the URL of a server; the next server is used, or callers have to set the base URL",
    ),
    deny(
        "unused-download",
        "a `[[download]]` of `rules.toml` names a schema that no operation returns",
    ),
    deny(
        "unused-end",
        "an `[[end]]` or `[[running]]` of `rules.toml` names a schema that no operation returns",
    ),
    deny(
        "unused-error",
        "an `[[error]]` of `rules.toml` names an operation that does not exist, or a status that no operation documents",
    ),
    deny(
        "unused-example",
        "a file of `examples/` names an operation that does not exist",
    ),
    deny(
        "unused-name",
        "an entry of `names.toml` names what does not exist",
    ),
    deny(
        "unused-rule",
        "a `[[rule]]` of `rules.toml` names a schema that no operation sends",
    ),
    deny(
        "unused-secret",
        "a `[[secret]]` of `rules.toml` names a schema that no operation uses",
    ),
    deny("unused-selector", "a selector matches no operation"),
    deny(
        "unused-time",
        "a `[[time]]` of `rules.toml` names a schema that no operation sends",
    ),
    skip(
        "wrong-type",
        Keyword,
        "a value has the wrong JSON type, and is ignored",
    ),
];

/// Returns true if diagnostics of the code are about the key of an entry, whatever its value.
pub fn is_about_key(name: &str) -> bool {
    matches!(
        name,
        "keyword-next-to-reference"
            | "unchecked-constraint"
            | "unknown-keyword"
            | "unknown-setting"
            | "unsupported-keyword"
            | "unused-name"
    )
}

/// Finds the entry of a code.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// Returns the code, or `all`, most similar to a misspelled one; `None` if none is similar.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let codes = CODES.iter().map(|code| code.name);
    edit_distance::nearest(name, codes.chain(["all"]))
}
