//! Diagnostics, documentation, comments and identifiers use the words of the field: `vocabulary/words.txt` lists the words
//! that are rejected.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders whose sentences in string literals are diagnostics, or messages of emitted crates.
const DIAGNOSTICS: [&str; 4] = [
    "generator/pattern/src",
    "generator/src",
    "xtask/src",
    DOCUMENTATION,
];
/// Folders below those whose strings are emitted Rust or its documentation.
const NOT_DIAGNOSTICS: [&str; 2] = ["generator/pattern/src/emit.rs", "generator/src/emit"];
/// The folder whose doc comments on public items are documentation of emitted crates.
const DOCUMENTATION: &str = "generator/runtime/src/runtime";
/// Folders whose comments and identifiers are checked.
const CODE: [&str; 7] = [
    "generator",
    "xtask",
    "tests/src",
    "tests/tests",
    "tests/benches",
    "tests/consumer",
    "tests/emitted_client",
];
/// Pages that users read, and texts that become the documentation of emitted crates.
const PAGES: [&str; 21] = [
    "README.md",
    ".github/CONTRIBUTING.md",
    "generator/README.md",
    "generated/README.md",
    "generated/CHANGELOG.md",
    "spec/README.md",
    "spec/conventions.toml",
    "spec/corrections.toml",
    "spec/fragments/collection.yaml",
    "spec/fragments/dedicated.yaml",
    "spec/fragments/flex.yaml",
    "spec/fragments/legacy.yaml",
    "spec/fragments/serverless.yaml",
    "spec/fragments/shared.yaml",
    "spec/names.toml",
    "spec/rules.toml",
    "spec/sources.toml",
    "generator/src/emit/templates/Cargo.toml.jinja",
    "generator/src/emit/templates/README.md.jinja",
    "generator/src/emit/templates/about.md",
    "generator/src/emit/templates/guide.rs.jinja",
];

#[test]
fn diagnostics_and_public_documentation_use_no_rejected_word() {
    assert_plain(&texts(), 1000);
}

#[test]
fn comments_and_identifiers_use_no_rejected_word() {
    let files = CODE.iter().flat_map(|folder| rust_files(folder));
    let texts = files.flat_map(|(path, source)| {
        let tokens = source.parse().expect("Rust");
        let mut names = BTreeSet::new();
        identifiers(tokens, &mut names);
        let names = names.iter().map(|name| words_of_name(name));
        let texts: Vec<String> = comments(&source).into_iter().chain(names).collect();
        texts.into_iter().map(move |text| (path.clone(), text))
    });
    assert_plain(&texts.collect::<Vec<_>>(), 10_000);
}

#[test]
fn a_word_is_found_as_a_whole_and_in_every_form() {
    let words = Words::parse("mend|mends -> fix\nis no -> is not a\n");
    assert_eq!(
        words.of("Amended; recommend. It is not mendable."),
        Vec::<&str>::new()
    );
    assert_eq!(words.of("Mends it, which IS NO pattern"), ["mend", "is no"]);
    assert_eq!(words.of("There is no pattern; it is"), Vec::<&str>::new());
    assert_eq!(words.of("It is no longer one."), Vec::<&str>::new());
}

#[test]
fn words_are_found_in_identifiers() {
    let words = Words::parse("mend|mends -> fix\nis no -> is not a\n");
    let of = |name: &str| words.of(&words_of_name(name)).len();
    assert_eq!(
        ["what_it_mends", "MendFile", "MEND", "this_is_no_name"].map(of),
        [1; 4]
    );
    assert_eq!(["recommend", "Amended", "there_is_no_file"].map(of), [0; 3]);
}

#[test]
fn comments_are_lines_that_begin_with_slashes() {
    let source = "let url = \"https://x\";\n    // One.\n/// Two.\n//! Three.\n";
    assert_eq!(comments(source), ["// One.", "/// Two.", "//! Three."]);
}

#[test]
fn sentences_and_documentation_are_found_in_source() {
    let source = r#"
        /// Public one.
        pub fn a() { report("this is wrong here"); key("name") }
        /// Private one.
        pub(crate) fn b() {}
        /// Public two.
        #[derive(Debug)]
        pub enum C { /** Variant. */ D }
        #[cfg(test)]
        mod tests { fn e() { report("not a diagnostic at all") } }
    "#;
    let tokens: TokenStream = source.parse().expect("Rust");
    assert_eq!(sentences(tokens.clone()), ["this is wrong here"]);
    assert_eq!(
        public_docs(tokens, false),
        [" Public one.", " Public two.", " Variant. "]
    );
}

/// Fails if one of `texts`, of which there are at least `count`, contains a rejected word.
fn assert_plain(texts: &[(String, String)], count: usize) {
    assert!(texts.len() > count, "only {} texts were found", texts.len());
    let words = Words::read();
    let problem = |(path, text): &(String, String)| match words.of(text).as_slice() {
        [] => None,
        found => Some(format!("{path}: {}: {}", found.join(", "), text.trim())),
    };
    let problems: Vec<String> = texts.iter().filter_map(problem).collect();
    assert!(
        problems.is_empty(),
        "see tests/vocabulary/words.txt for better words\n{}",
        problems.join("\n")
    );
}

/// The rejected words: the forms of each, in lower case.
struct Words(Vec<Vec<String>>);

impl Words {
    fn read() -> Self {
        let path = tests::project("tests/vocabulary/words.txt");
        Self::parse(&fs::read_to_string(path).expect("the list of words"))
    }

    fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let forms = lines.filter_map(|line| line.split_once(" -> "));
        Self(
            forms
                .map(|(forms, _)| forms.split('|').map(str::to_owned).collect())
                .collect(),
        )
    }

    /// Returns the rejected words of a text, each by its first form, as often as they occur.
    fn of(&self, text: &str) -> Vec<&str> {
        // "is no longer" has no shorter form.
        let text = text.to_lowercase().replace("is no longer", "");
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let mut found = Vec::new();
        for forms in &self.0 {
            for form in forms {
                let form: Vec<&str> = form.split(' ').collect();
                let is_found = |at: &usize| words[*at..].starts_with(&form) && !is_existence(&words, *at);
                let count = (0..words.len()).filter(is_found).count();
                found.extend(std::iter::repeat_n(forms[0].as_str(), count));
            }
        }
        found
    }
}

/// Returns whether the words at `at` belong to "there is no ..", which is plain English.
fn is_existence(words: &[&str], at: usize) -> bool {
    words[at] == "is" && at > 0 && words[at - 1] == "there"
}

/// Returns the texts to check, with the files that they are in.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (path, tokens) in DIAGNOSTICS.iter().flat_map(|folder| sources(folder)) {
        if !NOT_DIAGNOSTICS
            .iter()
            .any(|folder| Path::new(&path).starts_with(folder))
        {
            texts.extend(sentences(tokens).into_iter().map(|text| (path.clone(), text)));
        }
    }
    for (path, tokens) in sources(DOCUMENTATION) {
        texts.extend(
            public_docs(tokens, false)
                .into_iter()
                .map(|text| (path.clone(), text)),
        );
    }
    for page in PAGES {
        let text = fs::read_to_string(tests::project(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        let lines = text.lines().map(without_code);
        texts.extend(lines.map(|line| (page.to_owned(), line)));
    }
    texts
}

/// Returns a line of Markdown without its code spans, which are names.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Returns the Rust files of a folder.
fn rust_files(folder: &str) -> impl Iterator<Item = (String, String)> {
    let files = tests::files(&tests::project(folder)).into_iter();
    files.filter(|file| file.path.ends_with(".rs")).map(move |file| {
        let source = String::from_utf8(file.bytes).expect("UTF-8");
        (format!("{folder}/{}", file.path), source)
    })
}

/// Returns the tokens of the Rust files of a folder, without files of unit tests.
fn sources(folder: &str) -> Vec<(String, TokenStream)> {
    let is_source = |path: &str| !path.ends_with("tests.rs") && !path.contains("/tests/");
    let sources = rust_files(folder).filter(|(path, _)| is_source(path));
    sources
        .map(|(path, source)| (path, source.parse().expect("Rust")))
        .collect()
}

/// Returns the comments that are lines of their own.
fn comments(source: &str) -> Vec<String> {
    let lines = source.lines().map(str::trim_start);
    lines
        .filter(|line| line.starts_with("//"))
        .map(str::to_owned)
        .collect()
}

/// Adds every identifier in `tokens` to `names`.
fn identifiers(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => _ = names.insert(name.to_string()),
            TokenTree::Group(group) => identifiers(group.stream(), names),
            _ => {}
        }
    }
}

/// Returns the words of an identifier, separated by spaces.
fn words_of_name(name: &str) -> String {
    let mut words = String::new();
    let mut is_lower = false;
    for c in name.chars() {
        if is_lower && c.is_uppercase() {
            words.push(' ');
        }
        is_lower = c.is_lowercase();
        words.push(if c == '_' { ' ' } else { c });
    }
    words
}

/// Returns string literals of several words, except for markup, doc comments and unit tests.
fn sentences(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut in_test = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.next_if(is_group) {
                    in_test |= attribute.to_string().replace(' ', "") == "[cfg(test)]";
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => in_test = false,
            TokenTree::Group(group) => {
                if !in_test {
                    found.extend(sentences(group.stream()));
                }
                in_test &= group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Literal(literal) => {
                let is_sentence = |text: &String| text.split(' ').count() > 2 && !text.starts_with('<');
                let text = literal_text(&literal.to_string()).filter(is_sentence);
                found.extend(text);
            }
            _ => {}
        }
    }
    found
}

fn is_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(_))
}

/// Returns doc comments of public items; within public enums and traits, of everything.
fn public_docs(tokens: TokenStream, everything: bool) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    let mut docs = Vec::new();
    let mut inside = everything;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if is_attribute(&tokens, at) => docs.extend(doc_text(group)),
            TokenTree::Punct(punct) if punct.as_char() == '#' => {}
            TokenTree::Group(group) => {
                found.extend(public_docs(group.stream(), inside));
                inside = everything;
            }
            TokenTree::Ident(word) => {
                let is_public = *word == "pub" && !tokens.get(at + 1).is_some_and(is_group);
                if is_public || everything {
                    found.append(&mut docs);
                }
                docs.clear();
                let before = at.checked_sub(1).map(|at| tokens[at].to_string());
                inside |= (*word == "enum" || *word == "trait") && before.as_deref() == Some("pub");
            }
            _ => {}
        }
    }
    found
}

fn is_attribute(tokens: &[TokenTree], at: usize) -> bool {
    at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '#')
}

/// Returns the text of an attribute `doc = ".."`.
fn doc_text(attribute: &Group) -> Option<String> {
    let mut tokens = attribute.stream().into_iter();
    let is_doc = matches!(tokens.next()?, TokenTree::Ident(name) if name == "doc");
    let literal = tokens.nth(1)?;
    is_doc.then(|| literal_text(&literal.to_string())).flatten()
}

/// Returns what is between the quotes of a string literal.
fn literal_text(literal: &str) -> Option<String> {
    let start = literal.find('"')?;
    let end = literal.rfind('"')?;
    (literal.starts_with(['"', 'r']) && start < end).then(|| literal[start + 1..end].to_owned())
}
