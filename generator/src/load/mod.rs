//! The first stage: parses files to trees and settings, and reports every mistake with its location.

mod json_spans;
mod lines;
mod locate_by_indent;
mod parse_tree;
mod pieces;
mod places;
mod pointer_length;
mod settings;
mod source_text;
mod spans;
mod toml_tree;
mod underline;

pub use crate::document::Document;
pub use settings::{
    Accepted, Check, Condition, Correction, Demand, Download, ExampleBody, FileHashes, FinalState, Group,
    KnownError, Names, PatternName, Rename, Rule, Running, Secret, Select, Settings, Test, Time, Upstream,
};
pub use source_text::{Excerpt, Position};

use crate::diagnostic::{Diagnostic, Location, Mark};
use crate::upgrade::{MovedPointers, SpecVersion, upgrade};
use serde_json::Value;
use settings::SettingsFile;
use source_text::{Format, Text};

/// One input file, as the caller read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the specification folder, with `/` between its parts: `fragments/flex.yaml`.
    pub path: String,
    /// The path shown in diagnostics: `spec/fragments/flex.yaml`.
    pub shown: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// Whether the file was only loaded because others refer to it.
    pub referenced: bool,
}

impl SourceFile {
    /// Makes a file that is shown by its own path.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let path = path.into();
        Self {
            shown: path.clone(),
            path,
            bytes: bytes.into(),
            referenced: false,
        }
    }

    /// Makes a file that others refer to by its path, relative to the document.
    pub fn referenced(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            referenced: true,
            ..Self::new(path, bytes)
        }
    }

    /// Changes the path that is shown to the user.
    #[must_use]
    pub fn shown_as(self, shown: impl Into<String>) -> Self {
        Self {
            shown: shown.into(),
            ..self
        }
    }

    /// Returns the path of the conventions that a `sources.toml` names with `conventions = ".."`, relative to its folder.
    pub fn named_conventions(&self) -> Option<String> {
        let is_sources = self.path == "sources.toml";
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| is_sources)?;
        let tree = toml_tree::read(text).ok()?;
        tree.get("conventions")?.as_str().map(str::to_owned)
    }

    /// Returns the name of the file in locations and references: the last part of its path, or the whole path of an
    /// example or of a file that is only referred to.
    fn name(&self) -> &str {
        if self.referenced || self.path.starts_with(EXAMPLES) {
            return &self.path;
        }
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// The loaded files.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The OpenAPI documents, ordered by name.
    pub documents: Vec<Document>,
    /// Other files that the documents refer to, of any form.
    pub files: Vec<Document>,
    /// The settings; empty if the input has none.
    pub settings: Settings,
    /// Whether the input is one whole document rather than a folder of fragments.
    pub whole: bool,
    /// Ordered by name.
    texts: Vec<Text>,
}

impl Sources {
    /// Returns the position of `at` in its file: the key of a mapping's entry, or the start of an item; if the node
    /// does not exist, its nearest existing ancestor. `None` for a file that was not loaded.
    ///
    /// A file is scanned at most once, and only when a position is needed.
    pub fn mark(&self, at: &Location) -> Option<Mark> {
        self.text(&at.file).map(|text| text.mark_of(at))
    }

    /// Returns the position with the content of the line.
    pub fn position(&self, at: &Location) -> Option<Position> {
        self.text(&at.file).map(|text| text.position(at))
    }

    /// Returns the position of the value of `at` if it is a scalar, otherwise of its key; of the key alone if
    /// `key_only`.
    pub fn underlined(&self, at: &Location, key_only: bool) -> Option<Position> {
        self.text(&at.file).map(|text| text.underlined(at, key_only))
    }

    /// Returns the path of `file` that is shown to the user.
    pub fn shown<'a>(&'a self, file: &'a str) -> &'a str {
        self.text(file).map_or(file, |text| &text.shown)
    }

    /// Returns a line of `file`, counted from 1, without its line break.
    pub(crate) fn line(&self, file: &str, number: usize) -> Option<&str> {
        self.text(file).map(|text| text.line(number))
    }

    fn text(&self, file: &str) -> Option<&Text> {
        let number = self.texts.binary_search_by(|text| text.name.as_str().cmp(file));
        number.ok().map(|number| &self.texts[number])
    }
}

/// Loads a specification folder (`fragments/*.yaml`, `*.yml`, `*.json` and the optional `sources.toml`,
/// `corrections.toml`, `rules.toml`, `names.toml`, `accepted.toml`, `conventions.toml`) or one whole OpenAPI document,
/// given as the only file except for settings.
///
/// Returns everything that could be parsed, and diagnostics for every problem in all files.
pub fn load(mut files: Vec<SourceFile>) -> (Sources, Vec<Diagnostic>) {
    files.sort_by(|a, b| (a.name(), &a.path).cmp(&(b.name(), &b.path)));
    let is_document = |file: &&SourceFile| !file.referenced && SettingsFile::named(&file.path).is_none();
    let mut given = files.iter().filter(is_document);
    let first = given.next();
    let alone = first.is_some() && given.next().is_none();
    let whole = alone && first.is_some_and(|file| !file.path.starts_with("fragments/"));
    let (mut sources, mut problems) = (
        Sources {
            whole,
            ..Sources::default()
        },
        Vec::new(),
    );
    for file in files {
        read_file(file, alone, &mut sources, &mut problems);
    }
    if sources.documents.is_empty() && problems.is_empty() {
        problems.push(Diagnostic::new(
            "no-documents",
            Location::new("fragments", ""),
            "there is no OpenAPI document to read",
            "pass a folder that contains `fragments/*.yaml`, or one OpenAPI document",
        ));
    }
    (sources, problems)
}

/// Parses a JSON file that is not a specification, so that diagnostics about it have a location.
///
/// # Errors
///
/// All syntax errors of the file.
pub fn json(file: SourceFile) -> (Sources, Result<Value, Vec<Diagnostic>>) {
    let name = file.name().to_owned();
    let (text, invalid) = Text::decode(name.clone(), file.shown, Format::Json, file.bytes);
    let tree = match invalid {
        Some(problem) => Err(vec![problem]),
        None => text
            .tree()
            .map_err(|faults| faults.into_iter().map(|fault| fault.in_file(&name)).collect()),
    };
    let sources = Sources {
        texts: vec![text],
        ..Sources::default()
    };
    (sources, tree)
}

fn read_file(file: SourceFile, alone: bool, sources: &mut Sources, problems: &mut Vec<Diagnostic>) {
    let name = file.name().to_owned();
    let role = match file.referenced {
        true => Some(Role::Referenced),
        false => Role::of(&file.path, alone),
    };
    let Some(role) = role else {
        return problems.push(unexpected(&file.shown));
    };
    if sources.text(&name).is_some() {
        return problems.push(same_name(&file.shown, &name));
    }
    let (mut text, invalid) = Text::decode(name.clone(), file.shown, role.format(), file.bytes);
    match invalid {
        Some(problem) => problems.push(problem),
        None => {
            let moved = role.read(&name, &text, sources, problems);
            text.moved = moved;
        }
    }
    sources.texts.push(text);
}

/// The folder of example bodies.
const EXAMPLES: &str = "examples/";

/// Returns the example that a file of [`EXAMPLES`] contains: `examples/<operationId>@<date>/<status>.json`, or
/// `request.json`.
fn example(path: &str, body: Value) -> Option<settings::ExampleBody> {
    let (folder, file) = path.strip_prefix(EXAMPLES)?.split_once('/')?;
    let (operation, date) = folder.rsplit_once('@')?;
    let status = match file.strip_suffix(".json")? {
        "request" => None,
        status => Some(status.parse().ok()?),
    };
    Some(settings::ExampleBody {
        at: Location::new(path, ""),
        operation: operation.to_owned(),
        date: date.parse().ok()?,
        status,
        body,
    })
}

/// The role of a file.
enum Role {
    Example,
    Document(Format),
    Referenced,
    Settings(SettingsFile),
}

impl Role {
    fn of(path: &str, alone: bool) -> Option<Self> {
        if let Some(settings) = SettingsFile::named(path) {
            return Some(Self::Settings(settings));
        }
        if path.starts_with(EXAMPLES) && path.ends_with(".json") {
            return Some(Self::Example);
        }
        let name = path.strip_prefix("fragments/").or(alone.then_some(path))?;
        let (_, extension) = name.rsplit_once('.').filter(|_| !name.contains('/'))?;
        match extension {
            "yaml" | "yml" => Some(Self::Document(Format::Yaml)),
            "json" => Some(Self::Document(Format::Json)),
            _ => None,
        }
    }

    fn format(&self) -> Format {
        match self {
            Self::Document(format) => *format,
            Self::Example => Format::Json,
            // YAML includes JSON.
            Self::Referenced => Format::Yaml,
            Self::Settings(_) => Format::Toml,
        }
    }

    /// Reads the file; returns where parts of it were before they were converted to OpenAPI 3.0.
    fn read(
        self,
        name: &str,
        text: &Text,
        sources: &mut Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> MovedPointers {
        let mut tree = match text.tree() {
            Ok(tree) => tree,
            Err(faults) => {
                problems.extend(faults.into_iter().map(|fault| fault.in_file(name)));
                return MovedPointers::default();
            }
        };
        if self.format() == Format::Yaml {
            problems.extend(text.merge_keys().into_iter().map(|pointer| merged(name, pointer)));
        }
        if matches!(self, Self::Referenced | Self::Document(_))
            && let Some(problem) = pointer_length::check(name, &tree)
        {
            problems.push(problem);
            return MovedPointers::default();
        }
        match self {
            Self::Settings(file) => file.read(name, &tree, &mut sources.settings, problems),
            Self::Example => match example(name, tree) {
                Some(example) => sources.settings.examples.push(example),
                None => problems.push(misnamed(name)),
            },
            Self::Referenced => sources.files.push(Document {
                path: name.to_owned(),
                tree,
            }),
            Self::Document(_) => match version(name, &tree) {
                Ok(version) => {
                    let (moved, removed) = upgrade(name, version, &mut tree);
                    problems.extend(removed);
                    sources.documents.push(Document {
                        path: name.to_owned(),
                        tree,
                    });
                    return moved;
                }
                Err(problem) => problems.push(problem),
            },
        }
        MovedPointers::default()
    }
}

/// Returns the version of OpenAPI that a document states, or the reason why it is not an OpenAPI document. Only the
/// root is read.
fn version(name: &str, tree: &Value) -> Result<SpecVersion, Diagnostic> {
    let root = Location::new(name, "");
    let object = match tree {
        Value::Object(object) => object,
        Value::Null => {
            let help = "write an OpenAPI document into it, or remove the file";
            return Err(Diagnostic::new(
                "empty-document",
                root,
                "the document is empty",
                help,
            ));
        }
        _ => {
            let message = "the root of the document is not a mapping";
            let help = "an OpenAPI document starts with `openapi: 3.0.3`, `info:` and `paths:`";
            return Err(Diagnostic::new("not-a-mapping", root, message, help));
        }
    };
    let stated = ["openapi", "swagger"]
        .into_iter()
        .find_map(|key| Some((key, object.get(key)?)));
    SpecVersion::of(object).ok_or_else(|| {
        let (at, found) = match stated {
            Some((key, version)) => (
                root.child(key),
                format!("`{key}: {version}` is not a supported version"),
            ),
            None => (
                root,
                "the document does not state its version of OpenAPI".to_owned(),
            ),
        };
        let help =
            "write `openapi: \"3.0.3\"`, `\"3.1.0\"` or `\"3.2.0\"`; `swagger: \"2.0\"` is supported too";
        Diagnostic::new("unsupported-openapi-version", at, found, help)
    })
}

fn merged(name: &str, pointer: String) -> Diagnostic {
    Diagnostic::new(
        "merge-key",
        Location::new(name, pointer),
        "YAML 1.2 has no merge keys: the entries of the value are merged into the mapping",
        "write the entries out, or use `$ref`",
    )
}

fn misnamed(name: &str) -> Diagnostic {
    Diagnostic::new(
        "unexpected-file",
        Location::new(name, ""),
        "the path does not name the body of an operation",
        "examples are `examples/<operationId>@<YYYY-MM-DD>/request.json` or `<status>.json`",
    )
}

/// Returns a file that is not loaded has no positions: its path is shown in place of a location.
fn unexpected(shown: &str) -> Diagnostic {
    Diagnostic::new(
        "unexpected-file",
        Location::new(shown, ""),
        "the file is neither a document nor a settings file",
        "documents are `fragments/*.yaml`, `*.yml` or `*.json`; settings are `sources.toml`, `corrections.toml`, \
         `rules.toml`, `names.toml`, `conventions.toml` and `accepted.toml` next to that folder",
    )
}

fn same_name(shown: &str, name: &str) -> Diagnostic {
    Diagnostic::new(
        "same-name",
        Location::new(shown, ""),
        format!("another file has the name `{name}` too"),
        "rename one of the two files: references use file names",
    )
}
