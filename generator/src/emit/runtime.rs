//! The runtime: the files of every crate, and the parts that only some APIs need.
//!
//! A part is a module of `runtime/parts`, to which the rest of the runtime does not refer. A crate without it is checked and
//! built faster.

use super::header;
use crate::ir::{Api, Body, BodyEncoding, ResponseBody, ShapeKind};
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

/// A part of the runtime.
struct Part {
    /// The name of its module.
    name: &'static str,
    text: &'static str,
    /// Its items that the crate root exports.
    public: &'static [&'static str],
    /// Whether an API needs it.
    is_needed: fn(&Api) -> bool,
    /// The feature with which a crate contains it even if its API does not need it.
    feature: Option<&'static str>,
}

const PARTS: [Part; 4] = [
    Part {
        name: "header",
        text: source!("parts/header.rs"),
        public: &["InvalidHeader"],
        is_needed: has_headers,
        feature: None,
    },
    Part {
        name: "items",
        text: source!("parts/items.rs"),
        public: &["Event", "ItemDecoder", "ItemError", "StreamOperation"],
        is_needed: has_sequences,
        // The method `stream` of a client takes operations of any type.
        feature: Some("_client"),
    },
    Part {
        name: "multipart",
        text: source!("parts/multipart.rs"),
        public: &[],
        is_needed: has_parts,
        feature: None,
    },
    Part {
        name: "open_value",
        text: source!("parts/open_value.rs"),
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

/// Returns the files of the runtime that the crate has, byte for byte, and the list of its parts.
pub(super) fn files(api: &Api) -> Vec<File> {
    let is_present = |part: &&Part| part.feature.is_some() || (part.is_needed)(api);
    let parts: Vec<_> = PARTS.iter().filter(is_present).collect();
    let copies = parts
        .iter()
        .map(|part| copy(&format!("parts/{}.rs", part.name), part.text));
    let files = RUNTIME.iter().map(|(name, text)| copy(name, text));
    let mut files: Vec<_> = files.chain(copies).collect();
    files.push(list(api, &parts));
    files
}

/// Returns a file of the runtime with the line that states its origin.
fn copy(name: &str, text: &str) -> File {
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
        format!("{condition}mod {name};\n{condition}pub use {name}::*;\n")
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

/// Returns whether a request has a body of parts.
fn has_parts(api: &Api) -> bool {
    let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    let is_of_parts = |body: &Body| matches!(body.encoding, BodyEncoding::Multipart | BodyEncoding::Parts);
    let mut bodies = revisions.flat_map(|revision| revision.requests());
    bodies.any(is_of_parts)
}

/// Returns whether an enum has values that are not strings.
pub(super) fn has_enums_of_values(api: &Api) -> bool {
    let mut shapes = api.shapes.iter();
    shapes.any(|shape| matches!(&shape.kind, ShapeKind::Enum(values) if !values.is_of_strings()))
}

#[cfg(test)]
mod tests {
    use super::{PARTS, RUNTIME};

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
}
