//! The runtime: the files of every crate, and the parts that only some APIs need.
//!
//! A part is a module of `runtime/parts`. Without a client, the rest of the runtime does not refer to it. A crate without it is
//! checked faster.

use std::sync::LazyLock;

use super::header;
use crate::ir::{Api, BodyEncoding, ResponseBody, ShapeKind};
use crate::output::{File, MARKER};

/// The source of a file of the runtime.
macro_rules! source {
    ($name:literal) => {
        include_str!(concat!("../../runtime/src/runtime/", $name))
    };
}

/// Files of the runtime with their sources.
macro_rules! runtime_files {
    ($($name:literal),* $(,)?) => {
        [$(($name, source!($name))),*]
    };
}

/// The files that every crate has.
const RUNTIME: &[(&str, &str)] = &runtime_files![
    "argument.rs",
    "call.rs",
    "catalogue.rs",
    "client/asynchronous.rs",
    "client/auth.rs",
    "client/blocking.rs",
    "client/builder.rs",
    "client/challenge.rs",
    "client/credentials.rs",
    "client/digest.rs",
    "client/download/error.rs",
    "client/download/fetch.rs",
    "client/download/file.rs",
    "client/download/link.rs",
    "client/download/mod.rs",
    "client/download/range.rs",
    "client/error.rs",
    "client/item_stream.rs",
    "client/job.rs",
    "client/macros.rs",
    "client/mock.rs",
    "client/mod.rs",
    "client/options.rs",
    "client/pages.rs",
    "client/poller.rs",
    "client/reqwest_transport.rs",
    "client/retry.rs",
    "client/send.rs",
    "client/target.rs",
    "client/tls.rs",
    "client/token.rs",
    "client/trace.rs",
    "client/transport.rs",
    "client/ureq_transport.rs",
    "client/warnings.rs",
    "compare.rs",
    "constant.rs",
    "constraint.rs",
    "decode.rs",
    "descriptor.rs",
    "encode.rs",
    "file_part.rs",
    "framing.rs",
    "har.rs",
    "inspect.rs",
    "into_parameter.rs",
    "json_writer.rs",
    "members.rs",
    "mod.rs",
    "moment.rs",
    "open_enum.rs",
    "operation.rs",
    "parameter.rs",
    "pattern.rs",
    "record.rs",
    "reflect.rs",
    "response.rs",
    "rule.rs",
    "service.rs",
    "time.rs",
    "time_crate.rs",
    "union.rs",
    "unknown_fields.rs",
    "validate.rs",
    "validated_string.rs",
    "version.rs",
    "violation.rs",
];

/// The same as they are in a crate. Tests emit hundreds of crates.
static COPIES: LazyLock<Vec<File>> =
    LazyLock::new(|| RUNTIME.iter().map(|(name, text)| copy(name, text)).collect());

/// The start of the tests in a file of the runtime, which are its end.
const TESTS: &str = "\n#[cfg(test)]\nmod tests {\n";

/// A part of the runtime.
struct Part {
    /// The name of its module.
    name: &'static str,
    text: &'static str,
    /// Whether it has items, and not only methods of others.
    has_items: bool,
    /// Its items that the crate root exports.
    public: &'static [&'static str],
    /// Whether an API needs it.
    is_needed: fn(&Api) -> bool,
    /// The feature with which a crate contains it even if its API does not need it.
    feature: Option<&'static str>,
}

const PARTS: [Part; 5] = [
    Part {
        name: "form",
        text: source!("parts/form.rs"),
        has_items: false,
        public: &[],
        is_needed: |api| has_bodies(api, &[BodyEncoding::Form]),
        feature: None,
    },
    Part {
        name: "header",
        text: source!("parts/header.rs"),
        has_items: true,
        public: &["InvalidHeader"],
        is_needed: has_headers,
        feature: None,
    },
    Part {
        name: "items",
        text: source!("parts/items.rs"),
        has_items: true,
        public: &["Event", "ItemDecoder", "ItemError", "StreamOperation"],
        is_needed: has_sequences,
        // The method `stream` of a client takes operations of any type.
        feature: Some("_client"),
    },
    Part {
        name: "multipart",
        text: source!("parts/multipart.rs"),
        has_items: true,
        public: &[],
        is_needed: |api| has_bodies(api, &[BodyEncoding::Multipart, BodyEncoding::Parts]),
        feature: None,
    },
    Part {
        name: "open_value",
        text: source!("parts/open_value.rs"),
        has_items: true,
        public: &["Constant", "OpenValue", "ValueEnum"],
        // Typed headers can have such values.
        is_needed: |api| has_enums_of_values(api) || has_headers(api),
        feature: None,
    },
];

/// The items of the other files that the crate root exports.
const PUBLIC: &[&str] = &[
    "ApiResponse",
    "Date",
    "Failure",
    "FilePart",
    "Head",
    "InvalidArgument",
    "InvalidText",
    "Json",
    "MediaType",
    "Model",
    "Open",
    "OpenExt",
    "Operation",
    "RequestError",
    "StringEnum",
    "Timestamp",
    "UnknownFields",
    "Uuid",
    "Version",
    "Violation",
    "Violations",
];

/// Returns the items of the runtime that the crate root exports, in their order.
pub(super) fn public(api: &Api) -> Vec<&'static str> {
    let needed = PARTS.iter().filter(|part| (part.is_needed)(api));
    let parts = needed.flat_map(|part| part.public);
    let mut names: Vec<_> = PUBLIC.iter().chain(parts).copied().collect();
    names.sort_unstable();
    names
}

/// Returns the files of the runtime that the crate has, without their tests, and the list of its parts.
pub(super) fn files(api: &Api) -> Vec<File> {
    let is_present = |part: &&Part| part.feature.is_some() || (part.is_needed)(api);
    let parts: Vec<_> = PARTS.iter().filter(is_present).collect();
    let copies = parts
        .iter()
        .map(|part| copy(&format!("parts/{}.rs", part.name), part.text));
    let mut files: Vec<_> = COPIES.iter().cloned().chain(copies).collect();
    files.push(list(api, &parts));
    files
}

/// Returns a file of the runtime with the line that states its origin, and without its tests: they run where it is written.
fn copy(name: &str, text: &str) -> File {
    let text = text.split_once(TESTS).map_or(text, |(code, _)| code);
    File {
        path: format!("src/runtime/{name}"),
        text: format!(
            "// {MARKER} from the generator's `runtime/{name}`, where it is tested. Do not edit.\n\n{text}"
        ),
    }
}

/// Returns the module that declares the parts.
fn list(api: &Api, parts: &[&Part]) -> File {
    let declare = |part: &&Part| {
        let feature = part.feature.filter(|_| !(part.is_needed)(api));
        let condition = feature.map_or_else(String::new, |feature| {
            format!("#[cfg(feature = \"{feature}\")]\n")
        });
        let name = part.name;
        match part.has_items {
            true => format!("{condition}mod {name};\n{condition}pub use {name}::*;\n"),
            false => format!("{condition}mod {name};\n"),
        }
    };
    let declarations: Vec<_> = parts.iter().map(declare).collect();
    let about = "The parts of the runtime that this API needs.";
    header::text(
        "src/runtime/parts/mod.rs",
        "the specification",
        about,
        &declarations.join("\n"),
    )
}

/// Returns whether responses declare headers.
fn has_headers(api: &Api) -> bool {
    !api.headers.is_empty()
}

/// Returns whether a response is a sequence of items.
fn has_sequences(api: &Api) -> bool {
    let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    let mut replies = revisions.flat_map(|revision| &revision.replies);
    replies.any(|success| matches!(success.reply, ResponseBody::Items { .. }))
}

/// Returns whether a request has a body in one of these encodings.
fn has_bodies(api: &Api, encodings: &[BodyEncoding]) -> bool {
    let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    let mut bodies = revisions.flat_map(|revision| revision.requests());
    bodies.any(|body| encodings.contains(&body.encoding))
}

/// Returns whether an enum has values that are not strings.
pub(super) fn has_enums_of_values(api: &Api) -> bool {
    let mut shapes = api.shapes.iter();
    shapes.any(|shape| matches!(&shape.kind, ShapeKind::Enum(values) if !values.is_of_strings()))
}

#[cfg(test)]
mod tests {
    use super::{PARTS, RUNTIME, copy};
    use crate::output::Options;

    #[test]
    fn every_file_of_the_runtime_is_copied() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src/runtime");
        let (mut names, mut waiting) = (Vec::new(), vec![folder.clone()]);
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).unwrap();
                waiting.extend(entries.map(|entry| entry.unwrap().path()));
            } else {
                let parts = path
                    .strip_prefix(&folder)
                    .unwrap()
                    .iter()
                    .map(|part| part.to_str().unwrap());
                names.push(parts.collect::<Vec<_>>().join("/"));
            }
        }
        names.sort();
        let parts = PARTS.iter().map(|part| format!("parts/{}.rs", part.name));
        let copied = RUNTIME.iter().map(|(name, _)| (*name).to_owned()).chain(parts);
        let mut copied: Vec<_> = copied.chain(["parts/mod.rs".to_owned()]).collect();
        copied.sort();
        assert_eq!(names, copied);
    }

    #[test]
    fn tests_of_the_runtime_are_not_copied() {
        let sources: Vec<_> = RUNTIME
            .iter()
            .filter(|(_, text)| text.contains("#[test]"))
            .collect();
        assert!(!sources.is_empty(), "there are some");
        for (name, text) in sources {
            let copied = copy(name, text).text;
            assert!(!copied.contains("test]"), "{name}");
            assert!(copied.ends_with('\n') && !copied.ends_with("\n\n"), "{name}");
        }
    }

    /// Returns the names of the files of parts, and the module that declares them, for an API with one operation.
    fn parts(operation: &str) -> (Vec<String>, String) {
        let document = format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{post: {{operationId: a, {operation}}}}}}}\n"
        );
        let file = crate::SourceFile::new("api.yaml", document);
        let Ok(generated) = crate::generate(vec![file], &Options::default()) else {
            panic!("the document is refused");
        };
        let of_parts = generated.files.into_iter().filter_map(|file| {
            let name = file.path.strip_prefix("src/runtime/parts/")?.to_owned();
            Some((name, file.text))
        });
        let (mut list, mut names) = (String::new(), Vec::new());
        for (name, text) in of_parts {
            match &*name {
                "mod.rs" => list = text,
                _ => names.push(name),
            }
        }
        (names, list)
    }

    #[test]
    fn without_a_client_an_api_has_only_the_parts_that_it_needs() {
        let (names, list) = parts(
            "responses: {'200': {description: A., content: {application/json: {schema: {type: string}}}}}",
        );
        assert_eq!(names, ["items.rs"]);
        let gated =
            "#[cfg(feature = \"_client\")]\nmod items;\n#[cfg(feature = \"_client\")]\npub use items::*;\n";
        assert!(
            list.ends_with(&format!(
                "//! The parts of the runtime that this API needs.\n\n{gated}"
            )),
            "{list}"
        );
    }

    #[test]
    fn each_part_is_written_where_an_operation_needs_it() {
        let body = |media_type: &str| {
            format!(
                "requestBody: {{content: {{{media_type}: {{schema: {{type: object, properties: {{a: {{type: string}}}}}}}}}}}}, \
                 responses: {{'204': {{description: A.}}}}"
            )
        };
        let success = |rest: &str| format!("responses: {{'200': {{description: A., {rest}}}}}");
        let cases = [
            (
                body("application/x-www-form-urlencoded"),
                ["form.rs", "items.rs"].as_slice(),
            ),
            (body("multipart/form-data"), &["items.rs", "multipart.rs"]),
            (
                success("headers: {X-Left: {schema: {type: integer}}}"),
                &["header.rs", "items.rs", "open_value.rs"],
            ),
            (
                success(
                    "content: {application/json: {schema: {type: object, properties: {a: {type: integer, enum: [1, 2]}}}}}",
                ),
                &["items.rs", "open_value.rs"],
            ),
        ];
        for (operation, expected) in cases {
            assert_eq!(parts(&operation).0, expected, "{operation}");
        }
        let stream = success(
            "content: {text/event-stream: {schema: {type: object, properties: {a: {type: string}}}}}",
        );
        let (_, list) = parts(&stream);
        assert!(
            list.ends_with("\nmod items;\npub use items::*;\n") && !list.contains("#[cfg"),
            "{list}"
        );
    }
}
