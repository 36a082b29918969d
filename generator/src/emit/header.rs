//! Emitted files: their headers, and formatting of tokens.

use proc_macro2::TokenStream;

use super::doc_attrs::reflow;
use crate::output::{File, MARKER};

/// Makes a Rust file at `path` from `source`, whose first documentation line is `about`.
pub(super) fn rust(path: &str, source: &str, about: &str, items: TokenStream) -> File {
    text(path, source, about, &format(items))
}

/// Makes the same file from items that are already formatted.
pub(super) fn text(path: &str, source: &str, about: &str, items: &str) -> File {
    let about: Vec<String> = about.lines().map(str::to_owned).collect();
    let about: String = reflow(&about)
        .iter()
        .map(|line| format!("//! {line}").trim_end().to_owned() + "\n")
        .collect();
    File {
        path: path.to_owned(),
        text: format!("// {MARKER} from {source}. Do not edit.\n\n{about}\n{items}"),
    }
}

/// Returns a file that another one includes, without its own documentation.
pub(super) fn included(path: String, source: &str, items: &str) -> File {
    File {
        path,
        text: format!("// {MARKER} from {source}. Do not edit.\n\n{items}"),
    }
}

/// Formats tokens with prettyplease.
///
/// # Panics
///
/// If the tokens are not Rust: a mistake of the emitter that no input can cause, because strings only become literals.
fn format(items: TokenStream) -> String {
    let file = syn::parse2(items).expect("the emitter writes Rust");
    spaced(&prettyplease::unparse(&file))
}

/// Inserts an empty line before each item that has a comment, as people write it.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 20);
    let mut previous = "";
    for line in text.lines() {
        let begins = line.starts_with("///") || line.starts_with("#[") || starts_item(line);
        let continues = previous.starts_with("///") || previous.starts_with("#[") || previous.is_empty();
        if begins && !continues && !(line.starts_with("use ") && previous.starts_with("use ")) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

fn starts_item(line: &str) -> bool {
    [
        "pub ", "pub(", "rt::", "static ", "impl", "fn ", "use ", "mod ", "const ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}
