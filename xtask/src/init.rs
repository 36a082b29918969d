//! `init`: makes a project of a document: `spec/` with the document and `sources.toml`.

use crate::atomic_write::{self, Edit, LockedFolder};
use crate::{CliError, Context, Outcome, clock, diagnostics, digest, fetch, invocation, read_spec};
use generator::diagnostic::{Level, Levels};
use generator::lower::Grouping;
use generator::{Model, Options, SourceFile, escape, is_method, load};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The OpenAPI document (YAML or JSON): a path, a URL, or `-` for the standard input
    #[arg(value_name = "DOCUMENT|URL")]
    pub document: String,
    /// The folder of the project [default: the current one]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// How the result and the diagnostics are written
    #[arg(long, value_enum, default_value_t)]
    pub format: diagnostics::Format,
}

/// The settings of a project.
const SETTINGS: &str = "sources.toml";

/// Runs the command.
///
/// # Errors
///
/// Returns an error for a document that cannot be read, and a folder that is a project already.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    fetch::check_support(&args.document)?;
    let spec = args.dir.clone().unwrap_or_default().join("spec");
    atomic_write::settle(&spec)?;
    if spec.join(SETTINGS).exists() {
        let message = format!(
            "`{}` exists: this is a project already",
            spec.join(SETTINGS).display()
        );
        return Err(CliError::new(
            message,
            "edit that file, or give `--dir` another folder",
        ));
    }
    let files = inputs(&args.document, context)?;
    let mut levels = Levels::default();
    let set = levels.set("all", Level::Warn);
    set.map_err(|error| CliError::new(error.message, error.help))?;
    let options = Options {
        levels,
        ..Options::default()
    };
    let found = match generator::model(files.clone(), &options) {
        Ok(model) => Summary::new(&model, &files),
        Err(failed) => {
            let err = args
                .format
                .render(&failed.diagnostics, &[], &failed.sources, context.verbosity());
            return Ok(Outcome::bad(err));
        }
    };
    let written = write(args, &spec, &files, &found)?;
    let next = next(args.dir.as_deref());
    Ok(match args.format {
        diagnostics::Format::Text => Outcome::of_summary(escape::lines(&found.text(&written, &next))),
        diagnostics::Format::Json => Outcome::of_out(found.json(&written, &next)),
    })
}

/// Returns the command that generates the crate of the project in `dir`, from the current folder.
fn next(dir: Option<&Path>) -> String {
    let command = format!("{} regen", invocation::name());
    let Some(dir) = dir else { return command };
    let [spec, out] = ["spec", "generated"].map(|name| invocation::quoted(&dir.join(name).to_string_lossy()));
    format!("{command} --spec {spec} --out {out}")
}

/// Reads the document, and the files that it refers to.
fn inputs(document: &str, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    if fetch::is_url(document) || document == "-" {
        let bytes = fetch::read(document, context)?;
        let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let name = if is_json { "openapi.json" } else { "openapi.yaml" };
        return Ok(vec![SourceFile::new(name, bytes).shown_as(document)]);
    }
    let path = Path::new(document);
    if path.is_dir() {
        let message = format!("`{document}` is a folder, not a document");
        return Err(CliError::new(message, "give one OpenAPI document, YAML or JSON"));
    }
    read_spec::read(path, context)
}

/// Writes the files of the project that are not there yet; returns their paths.
fn write(args: &Args, spec: &Path, files: &[SourceFile], found: &Summary) -> Result<Vec<PathBuf>, CliError> {
    let text = |file: &SourceFile| {
        let name = file.path.clone();
        let text = String::from_utf8(file.bytes.clone());
        let text = text.map_err(|error| CliError::io("read", Path::new(&file.shown), error.utf8_error()))?;
        Ok((name, text))
    };
    let mut wanted = files.iter().map(text).collect::<Result<Vec<_>, CliError>>()?;
    wanted.push((
        SETTINGS.to_owned(),
        found.settings(&args.document, &files[0].bytes)?,
    ));
    let folder = LockedFolder::lock(spec)?;
    let mut edits = Vec::new();
    for (name, text) in &wanted {
        match std::fs::read(spec.join(name)) {
            Ok(present) if present == text.as_bytes() => {}
            Ok(_) => return Err(in_the_way(&spec.join(name))),
            Err(_) => edits.push(Edit::Write(name, text)),
        }
    }
    folder.apply(&edits)?;
    Ok(edits.iter().map(|edit| spec.join(edit.path())).collect())
}

fn in_the_way(path: &Path) -> CliError {
    let message = format!("`{}` is in the way", path.display());
    CliError::new(message, "move it, or give `--dir` another folder")
}

/// The content of a document.
struct Summary {
    title: String,
    revision: String,
    versions: Vec<String>,
    servers: Vec<String>,
    security: Vec<String>,
    group_by: &'static str,
    supported: usize,
    operations: usize,
}

impl Summary {
    fn new(model: &Model, files: &[SourceFile]) -> Self {
        let (sources, _) = load::load(files.to_vec());
        let empty = Value::Null;
        let tree = sources
            .documents
            .first()
            .map_or(&empty, |document| &document.tree);
        let text = |pointer: &str| tree.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let schemes = tree
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object);
        let scheme = |(name, scheme): (&String, &Value)| {
            let kind = scheme["type"].as_str().unwrap_or("unknown type");
            format!("{name} ({kind})")
        };
        let servers = tree["servers"].as_array().into_iter().flatten();
        let versions = model.api.versions.iter().flatten();
        Self {
            title: model.api.title.clone(),
            revision: text("/info/x-xgen-sha")
                .or_else(|| text("/info/version"))
                .unwrap_or_default(),
            versions: versions.map(ToString::to_string).collect(),
            servers: servers
                .filter_map(|server| Some(server["url"].as_str()?.to_owned()))
                .collect(),
            security: schemes.into_iter().flatten().map(scheme).collect(),
            group_by: match model.grouping {
                Grouping::Paths => "path",
                Grouping::Files | Grouping::Tags => "tag",
            },
            supported: model.api.operations.len(),
            operations: operations(tree),
        }
    }

    /// Returns `sources.toml`; a document from the network is pinned.
    fn settings(&self, document: &str, bytes: &[u8]) -> Result<String, CliError> {
        let mut text = "# The source of the specification, and the choices about it.\n".to_owned();
        if fetch::is_url(document) {
            // TOML has the escapes of JSON, and requires one more.
            let quoted = |text: &str| Value::from(text).to_string().replace('\u{7f}', "\\u007f");
            text.push_str(&format!(
                "\n[upstream]\ntitle = {}\nurl = {}\nrevision = {}\ndate = \"{}\"\nsha256 = \"{}\"\n",
                quoted(&self.title),
                quoted(document),
                quoted(&self.revision),
                clock::date()?,
                digest::sha256(bytes),
            ));
        }
        text.push_str(
            "\n[select]\n# Operations to generate, by operationId, tag or path glob; all without this line.\n\
             # only = [\"/pets/**\"]\n# Types of schemas that no operation uses, too.\n# schemas = \"all\"\n\
             # Modules are tags; operations without a tag are in one module, or (\"path\") in one for each first segment of a path.\n",
        );
        text.push_str(&format!("group_by = \"{}\"\n", self.group_by));
        text.push_str(
            "\n# Levels of diagnostics: `allow`, `warn` or `deny` for a code, or for `all` others.\n\
             # [diagnostics]\n# all = \"deny\"\n",
        );
        Ok(text)
    }

    fn text(&self, written: &[PathBuf], next: &str) -> String {
        let list = |items: &[String]| match items.is_empty() {
            true => "none".to_owned(),
            false => items.join(", "),
        };
        let mut text: String = written
            .iter()
            .map(|path| format!("wrote: {}\n", path.display()))
            .collect();
        text.push_str(&format!(
            "{} {}\n  versions: {}\n  servers: {}\n  security: {}\n  operations: {} of {} are supported\n",
            self.title,
            self.revision,
            list(&self.versions),
            list(&self.servers),
            list(&self.security),
            self.supported,
            self.operations,
        ));
        text.push_str(&format!("next: `{next}` writes the crate\n"));
        text
    }

    fn json(&self, written: &[PathBuf], next: &str) -> String {
        let written: Vec<_> = written.iter().map(|path| path.display().to_string()).collect();
        let result = json!({
            "written": written,
            "title": self.title,
            "revision": self.revision,
            "versions": self.versions,
            "servers": self.servers,
            "security": self.security,
            "supported_operations": self.supported,
            "operations": self.operations,
            "next": next,
        });
        format!("{}\n", escape::json(&format!("{result:#}")))
    }
}

/// Counts the operations of a document.
fn operations(tree: &Value) -> usize {
    let items = tree["paths"]
        .as_object()
        .into_iter()
        .flat_map(|paths| paths.values());
    let keys = items.filter_map(Value::as_object).flatten();
    keys.filter(|(key, operation)| is_method(key) && operation.is_object())
        .count()
}
