//! The library interface: generates code from a build script or an xtask.

use crate::atomic_write::LockedFolder;
use crate::release::{Release, ReleaseMode};
use crate::{CliError, Context, STACK, as_module, invocation, output_dir, read_spec};
use generator::diagnostic::{Level, Levels};
use generator::{Failed, File, Generated, Options, render};
use std::env;
use std::path::{Path, PathBuf};

/// The limit of the input, in bytes.
const MAX_INPUT: u64 = 64 << 20;

/// The features of the generated code, which the crate that includes it may have.
const FEATURES: [&str; 8] = [
    "inspect", "time", "client", "blocking", "download", "mock", "tracing", "_client",
];

/// Generates Rust code from an OpenAPI document.
///
/// In a build script, as a module of the crate:
///
/// ```no_run
/// // build.rs
/// # use openapi_crate::Generator;
/// fn main() -> Result<(), openapi_crate::CliError> {
///     let out = std::env::var("OUT_DIR").unwrap_or_default();
///     Generator::new("openapi.yaml").module("api").out(out).write()?;
///     Ok(())
/// }
/// ```
///
/// and in the crate, which depends on `http`, `serde_core` and `serde_json`:
///
/// ```ignore
/// pub mod api {
///     include!(concat!(env!("OUT_DIR"), "/mod.rs"));
/// }
/// ```
///
/// In an xtask, as a crate:
///
/// ```no_run
/// # use openapi_crate::Generator;
/// # fn main() -> Result<(), openapi_crate::CliError> {
/// Generator::new("openapi.yaml").out("petstore").write()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    conventions: Option<PathBuf>,
    out: PathBuf,
    name: String,
    module: Option<String>,
    only: Vec<String>,
    all_schemas: bool,
    levels: Vec<(String, Level)>,
}

/// The result of [`Generator::write`].
#[derive(Clone, Debug)]
pub struct Written {
    /// The diagnostics of the document, as the commands print them; empty if there are none.
    pub warnings: String,
    /// The files of the crate or module, relative to the output folder.
    pub files: Vec<PathBuf>,
}

impl Generator {
    /// Generates from a document (YAML or JSON), or from a folder like `spec/`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            conventions: None,
            out: PathBuf::from("generated"),
            name: String::new(),
            module: None,
            only: Vec::new(),
            all_schemas: false,
            levels: Vec::new(),
        }
    }

    /// Reads facts about the API that its document does not state from this file, which has the form of
    /// `spec/conventions.toml`: versions, pagination, errors, credentials, names.
    #[must_use]
    pub fn conventions(mut self, file: impl Into<PathBuf>) -> Self {
        self.conventions = Some(file.into());
        self
    }

    /// Sets the output folder; `generated` by default. Only files that an earlier run wrote are replaced or removed.
    #[must_use]
    pub fn out(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out = dir.into();
        self
    }

    /// Sets the package name of the crate; by default it is derived from the title of the document.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Generates a module of a crate instead of a crate: `mod.rs` and the files below it. `path` is where the module is
    /// in the crate, such as `api` or `clients::petstore`. The files work with `include!`, and as the folder of the
    /// module.
    #[must_use]
    pub fn module(mut self, path: impl Into<String>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// Selects operations by `operationId`, tag or path glob; may be called several times.
    #[must_use]
    pub fn only(mut self, selector: impl Into<String>) -> Self {
        self.only.push(selector.into());
        self
    }

    /// Generates types of all component schemas, also of those that no operation uses.
    #[must_use]
    pub fn all_schemas(mut self) -> Self {
        self.all_schemas = true;
        self
    }

    /// Sets the level of a diagnostic code, or of `all`.
    #[must_use]
    pub fn level(mut self, code: impl Into<String>, level: Level) -> Self {
        self.levels.push((code.into(), level));
        self
    }

    /// Generates and writes all files, or none. In a build script, it also reports the input files to cargo.
    ///
    /// # Errors
    ///
    /// Returns an error for a document that cannot be read or has errors, and for a folder that cannot be written.
    /// Nothing is written then.
    pub fn write(&self) -> Result<Written, CliError> {
        let context = Context::new(env::current_dir().unwrap_or_default(), MAX_INPUT)
            .with_conventions(self.conventions.clone());
        let inputs = read_spec::read(&self.spec, &context)?;
        if is_build_script() {
            announce(inputs.iter().map(|file| &*file.shown));
        }
        let options = self.options()?;
        let generated = on_large_stack(|| generator::generate(inputs, &options))?;
        let generated = generated.map_err(|failed| rejected(&failed))?;
        self.deliver(generated)
    }

    fn options(&self) -> Result<Options, CliError> {
        let mut levels = Levels::default();
        for (code, level) in &self.levels {
            let set = levels.set(code, *level);
            set.map_err(|error| CliError::new(error.message, error.help))?;
        }
        Ok(Options {
            crate_name: self.name.clone(),
            complete: self.module.is_none(),
            only: self.only.clone(),
            all_schemas: self.all_schemas,
            levels,
        })
    }

    fn deliver(&self, generated: Generated) -> Result<Written, CliError> {
        let folder = LockedFolder::lock(&self.out)?;
        let mut files = generated.files;
        match &self.module {
            Some(path) => files = as_module::convert(files, path)?,
            None => drop(Release::plan(
                ReleaseMode::Propose,
                &self.out,
                &generated.api,
                &mut files,
            )?),
        }
        generator::signed(&mut files, invocation::PROGRAM);
        output_dir::compare(&self.out, &files)?.write(&folder, &[], false)?;
        let path = |file: File| PathBuf::from(file.path);
        Ok(Written {
            warnings: render::text(&generated.warnings, &generated.sources),
            files: files.into_iter().map(path).collect(),
        })
    }
}

fn is_build_script() -> bool {
    env::var_os("OUT_DIR").is_some() && env::var_os("CARGO_MANIFEST_DIR").is_some()
}

/// Prints the input files of the build script for cargo, and the features that the generated code uses.
fn announce<'a>(inputs: impl Iterator<Item = &'a str>) {
    for input in inputs {
        let whole = std::path::absolute(Path::new(input)).unwrap_or_else(|_| PathBuf::from(input));
        println!("cargo::rerun-if-changed={}", whole.display());
    }
    let names = FEATURES.map(|name| format!("{name:?}")).join(", ");
    println!("cargo::rustc-check-cfg=cfg(feature, values({names}))");
}

/// Runs `work` on a thread with a stack for the deepest schemas that a document may have.
fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, CliError> {
    let failed = || CliError::new("the generator ended early", "report this with the document");
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        thread
            .ok()
            .and_then(|thread| thread.join().ok())
            .ok_or_else(failed)
    })
}

fn rejected(failed: &Failed) -> CliError {
    let rendered = render::text(&failed.diagnostics, &failed.sources);
    CliError::new(
        format!("the document has errors\n\n{}", rendered.trim_end()),
        "fix these errors",
    )
}
