//! The uses of a document by the commands.

use generator::diagnostic::Levels;
use generator::{Failed, Options, SourceFile, bundle, drift, generate, render};

/// A use of the generator, by name; returns the size of its output in bytes.
pub type Use = (&'static str, fn(&SourceFile) -> usize);

/// All uses.
pub const USES: [Use; 3] = [("generate", generated), ("drift", compared), ("bundle", bundled)];

fn generated(file: &SourceFile) -> usize {
    let options = Options {
        crate_name: "hostile".to_owned(),
        ..Options::default()
    };
    match generate(vec![file.clone()], &options) {
        Ok(made) => {
            let own = made
                .files
                .iter()
                .filter(|file| !file.path.starts_with("src/runtime/"));
            let files: usize = own.map(|file| file.text.len()).sum();
            files + render::text(&made.warnings, &made.sources).len()
        }
        Err(failed) => rejected(&failed),
    }
}

/// Compares a document with itself: each pair of nodes is visited, without differences.
fn compared(file: &SourceFile) -> usize {
    let input = drift::Input {
        baseline: vec![file.clone()],
        settings: Vec::new(),
        upstream: vec![file.clone()],
        origins: Default::default(),
        only: Vec::new(),
        today: generator::ir::Date {
            year: 2026,
            month: 1,
            day: 1,
        },
    };
    match drift::drift(input) {
        Ok(drift) => drift.render(drift::Format::Html).len(),
        Err(failed) => failed.iter().map(rejected).sum(),
    }
}

fn bundled(file: &SourceFile) -> usize {
    match bundle::bundle(vec![file.clone()], false, &Levels::default()) {
        Ok(bundled) => bundled.text.len(),
        Err(failed) => rejected(&failed),
    }
}

/// Renders the diagnostics of a rejected document.
///
/// # Panics
///
/// If the document is accepted.
fn rejected(failed: &Failed) -> usize {
    let text = render::text(&failed.diagnostics, &failed.sources);
    assert!(!text.is_empty(), "a failure without a reason");
    text.len()
}
