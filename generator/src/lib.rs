//! From OpenAPI fragments to a Rust crate.
//!
//! Pure: bytes in, files and diagnostics out. No file system, network, clock, environment or process.

pub mod compare;
pub mod correct;
pub mod diagnostic;
pub mod drift;
pub mod ir;
pub mod load;
pub mod lower;
pub mod name;
pub mod output;
pub mod parse;
pub mod pattern;
pub mod pipeline;
pub mod pointer;
pub mod report;
pub mod runtime;
mod similar;
pub use load::SourceFile;
pub use output::{Failed, File, Generated, MARKER, Options};

/// The files of the crate that `files` describe.
///
/// # Errors
///
/// Everything that is wrong with the input, found in one run; then there is no output at all.
pub fn generate(files: Vec<SourceFile>, _options: &Options) -> Result<Generated, Failed> {
    let (sources, diagnostics) = load::load(files);
    let (errors, warnings) = diagnostic::split(diagnostics);
    if errors.is_empty() {
        Ok(Generated {
            files: Vec::new(),
            warnings,
            notes: Vec::new(),
            sources,
        })
    } else {
        Err(Failed {
            diagnostics: errors.into_iter().chain(warnings).collect(),
            sources: Box::new(sources),
        })
    }
}
