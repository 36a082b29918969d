//! Programs that use the emitted crate of the old document are compiled against the crates of both documents: they have
//! to fail with the new one exactly where drift reports a breaking source change.
//!
//! Pairs and verdicts are those of `verdicts/`. All crates are modules of one crate, and all programs are modules of one
//! program, so that the test takes little longer than one crate.

use super::merged_crate;
use super::nested::{Target, cargo};
use generator::{File, Options, SourceFile, generate};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tests::verdict_pairs::{self, Pair};

/// A program, and the change that it is compiled with.
struct Sample {
    /// The name of a pair; a reverse change starts with `-`.
    change: &'static str,
    /// The body of a function that uses the crate `api` of the old document.
    code: &'static str,
}

const fn sample(change: &'static str, code: &'static str) -> Sample {
    Sample { change, code }
}

/// The constructor of a request takes another argument of the same type, so that calls compile with another meaning:
/// drift reports that as breaking, and no compiler does.
const SILENT: [&str; 1] = ["the order of required properties: body of a request"];

const SAMPLES: [Sample; 55] = [
    sample(
        "an optional property more: body of a response",
        "let x: M::GetThingResponse = Default::default(); _ = x.a;",
    ),
    sample(
        "-an optional property more: body of a response",
        "let x: M::GetThingResponse = Default::default(); _ = x.b;",
    ),
    sample(
        "an optional property more: body of a request",
        "M::AddThingBodyRequest::new().a(\"a\");",
    ),
    sample(
        "-an optional property more: body of a request",
        "M::AddThingBodyRequest::new().b(1);",
    ),
    sample(
        "a required property more: body of a request",
        "M::AddThingBodyRequest::new();",
    ),
    sample(
        "a property with another name: body of a response",
        "let x: M::GetThingResponse = Default::default(); _ = x.cluster_name;",
    ),
    sample(
        "a property with another name: body of a request",
        "M::AddThingBodyRequest::new().cluster_name(\"a\");",
    ),
    sample(
        "a property that becomes required: body of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.a;",
    ),
    sample(
        "-a property that becomes required: body of a response",
        "let x: M::GetThingResponse = Default::default(); let _: String = x.a;",
    ),
    sample(
        "a property that becomes required: body of a request",
        "M::AddThingBodyRequest::new();",
    ),
    sample(
        "the order of optional properties: body of a request",
        "M::AddThingBodyRequest::new().a(\"a\").b(\"b\");",
    ),
    sample(
        "the order of required properties: body of a request",
        "M::AddThingBodyRequest::new(\"a\", \"b\");",
    ),
    sample(
        "a string becomes an integer: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.value;",
    ),
    sample(
        "a string becomes an integer: optional property of a request",
        "M::AddThingBodyRequest::new().value(\"a\");",
    ),
    sample(
        "an integer becomes a number: required property of a request",
        "M::AddThingBodyRequest::new(1_i64);",
    ),
    sample(
        "32 bits become 64: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<i32> = x.value;",
    ),
    sample(
        "a string becomes a date-time: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.value;",
    ),
    sample(
        "a string becomes a date-time: query parameter",
        "U::GetThing::new().value(std::borrow::Cow::Borrowed(\"a\"));",
    ),
    sample(
        "a string becomes a list: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.value;",
    ),
    sample(
        "nullable: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.value;",
    ),
    sample(
        "nullable: required property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: String = x.value;",
    ),
    sample(
        "nullable: optional property of a request",
        "M::AddThingBodyRequest::new().value(\"a\");",
    ),
    sample(
        "-nullable: optional property of a request",
        "M::AddThingBodyRequest::new().null_value();",
    ),
    sample(
        "nullable: item of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<Vec<String>> = x.value;",
    ),
    sample(
        "an enum value more: optional property of a response",
        "_ = M::GetThingResponseValue::Red;",
    ),
    sample(
        "-an enum value more: optional property of a response",
        "_ = M::GetThingResponseValue::Blue;",
    ),
    sample(
        "an enum value with a similar name: optional property of a response",
        "_ = M::GetThingResponseValue::LightGreen;",
    ),
    sample(
        "an enum value in another case: optional property of a response",
        "_ = M::GetThingResponseValue::Green;",
    ),
    sample(
        "a string becomes an enum: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<String> = x.value;",
    ),
    sample(
        "an integer value more: optional property of a response",
        "_ = M::GetThingResponseValue::V1;",
    ),
    sample(
        "a pattern appears: required property of a request",
        "M::AddThingBodyRequest::new(\"a\");",
    ),
    sample(
        "a lower greatest length: required property of a request",
        "M::AddThingBodyRequest::new(\"a\");",
    ),
    sample(
        "another default: optional property of a request",
        "M::AddThingBodyRequest::new().value(1);",
    ),
    sample(
        "read-only: optional property of a request",
        "M::AddThingBodyRequest::new().value(\"a\");",
    ),
    sample(
        "write-only: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); _ = x.value;",
    ),
    sample(
        "deprecation: optional property of a request",
        "M::AddThingBodyRequest::new().value(\"a\");",
    ),
    sample(
        "a variant more: body of a response",
        "let _ = |fish: M::Fish| M::GetThingResponse::Fish(Box::new(fish));",
    ),
    sample(
        "-a variant more: body of a response",
        "let _ = |frog: M::Frog| M::GetThingResponse::Frog(Box::new(frog));",
    ),
    sample(
        "a schema becomes a union that includes it: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<M::Fish> = x.value;",
    ),
    sample(
        "another schema that is the same: optional property of a response",
        "let x: M::GetThingResponse = Default::default(); let _: Option<M::Fish> = x.value;",
    ),
    sample("another operationId", "P::ListPonds::new();"),
    sample("-an operation more", "P::GetLake::new();"),
    sample(
        "an optional query parameter more",
        "P::ListPonds::new().color(\"a\");",
    ),
    sample(
        "-an optional query parameter more",
        "P::ListPonds::new().limit(1);",
    ),
    sample("a required query parameter more", "P::ListPonds::new();"),
    sample(
        "a query parameter with another name",
        "P::ListPonds::new().color(\"a\");",
    ),
    sample(
        "a required query parameter with another name",
        "P::ListPonds::new(\"a\");",
    ),
    sample(
        "a query parameter that becomes a header",
        "P::ListPonds::new().color(\"a\");",
    ),
    sample(
        "a path template with another parameter name",
        "P::GetLake::new(\"a\");",
    ),
    sample(
        "a body that may be left out",
        "let _ = |body: M::PondInputRequest| P::PutPond::new(\"a\", &body);",
    ),
    sample("a schema with another name", "_ = M::Lake::default();"),
    sample("a tag with another name", "P::ListPonds::new();"),
    sample(
        "-a new version of an operation",
        "api::v2025_01_01::ponds::GetLake::new();",
    ),
    sample("an error status", "P::ListPonds::new();"),
    sample(
        "a status of success without a body",
        "let _ = |x: <P::AddLake as api::Operation>::ResponseBody| -> M::Pond { x };",
    ),
];

#[test]
fn programs_fail_exactly_where_a_breaking_change_is_reported() {
    let pairs = verdict_pairs::all();
    let pairs: BTreeMap<&str, &Pair> = pairs.iter().map(|pair| (pair.name.as_str(), pair)).collect();
    let tried: Vec<Tried<'_>> = SAMPLES.iter().map(|sample| Tried::new(sample, &pairs)).collect();
    let failed = failed_programs(&workspace(&tried), tried.len());
    let mut wrong = Vec::new();
    for (index, one) in tried.iter().enumerate() {
        let [old, new] = ["old", "new"].map(|side| failed.get(&name(index, side)));
        if let Some(error) = old {
            wrong.push(format!("{}: the program is wrong: {error}", one.sample.change));
        }
        let is_breaking = one.verdict.ends_with("/breaking") && !SILENT.contains(&one.sample.change);
        match (new, is_breaking) {
            (Some(error), false) => {
                wrong.push(format!("{}: {}, but {error}", one.sample.change, one.verdict))
            }
            (None, true) => wrong.push(format!("{}: {}, but it compiles", one.sample.change, one.verdict)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A sample with its documents and the expected verdict, which another test compares with that of drift.
struct Tried<'a> {
    sample: &'a Sample,
    old: &'a Value,
    new: &'a Value,
    verdict: &'a str,
}

impl<'a> Tried<'a> {
    fn new(sample: &'a Sample, pairs: &BTreeMap<&str, &'a Pair>) -> Self {
        let reverse = sample.change.strip_prefix('-');
        let name = reverse.unwrap_or(sample.change);
        let pair = pairs
            .get(name)
            .unwrap_or_else(|| panic!("no pair is called {name}"));
        match reverse {
            Some(_) => Self {
                sample,
                old: &pair.new,
                new: &pair.old,
                verdict: &pair.back,
            },
            None => Self {
                sample,
                old: &pair.old,
                new: &pair.new,
                verdict: &pair.there,
            },
        }
    }

    /// Returns a program that uses the crate in a module of the merged one.
    fn program(&self, module: &str) -> String {
        let code = self.sample.code;
        let modules = [("M", "models"), ("P", "ponds"), ("U", "untagged")];
        let used = modules
            .iter()
            .filter(|(alias, _)| code.contains(&format!("{alias}::")));
        let imports = used.map(|(alias, module)| format!("use api::{module} as {alias};\n"));
        let imports: String = imports.collect();
        format!("#![allow(unused)]\n{imports}use merged::in_{module} as api;\nfn run() {{\n    {code}\n}}\n")
    }
}

fn name(index: usize, side: &str) -> String {
    format!("s{index}_{side}")
}

/// The folder of the program whose modules are the programs.
const PROGRAMS: &str = "merged/src/bin/programs";

/// Writes one crate with all crates as modules, and the programs.
fn workspace(tried: &[Tried<'_>]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift_consumers");
    let mut crates = Vec::new();
    for (index, one) in tried.iter().enumerate() {
        for (side, document) in [("old", one.old), ("new", one.new)] {
            crates.push((name(index, side), emitted(&name(index, side), document)));
        }
    }
    merged_crate::write(&root.join("merged"), "merged", &crates);
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"merged\"]\n";
    tests::write(&root.join("Cargo.toml"), manifest).expect("a file");
    for (index, one) in tried.iter().enumerate() {
        for side in ["old", "new"] {
            let name = name(index, side);
            let program = one.program(&name);
            tests::write(&root.join(PROGRAMS).join(format!("{name}.rs")), &program).expect("a file");
        }
    }
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
    root
}

/// Emits the crate of a document. Methods for headers belong to the shared runtime, so that one crate can have them
/// once.
fn emitted(name: &str, document: &Value) -> Vec<File> {
    let options = Options {
        crate_name: name.to_owned(),
        complete: true,
        ..Options::default()
    };
    let source = vec![SourceFile::new("document.json", document.to_string())];
    let mut files = generate(source, &options).expect("the pairs are documents").files;
    files.retain(|file| file.path != "src/response_headers.rs");
    for file in &mut files {
        file.text = file.text.replace("mod response_headers;", "");
        // A complete crate is the root of a workspace.
        if file.path == "Cargo.toml" {
            file.text = file.text.replace("[workspace]", "");
        }
    }
    files
}

/// Checks the programs of `count` samples, and returns the first error of each that does not compile.
///
/// The compiler does not check types where it cannot resolve names, and no borrows where types are wrong: programs with errors are
/// omitted until the others compile.
fn failed_programs(root: &Path, count: usize) -> BTreeMap<String, String> {
    let names = (0..count).flat_map(|index| ["old", "new"].map(|side| name(index, side)));
    let mut programs: BTreeSet<String> = names.collect();
    let mut failed = BTreeMap::new();
    loop {
        let modules: String = programs.iter().map(|name| format!("mod {name};\n")).collect();
        let main = modules + "fn main() {}\n";
        tests::write(&root.join(PROGRAMS).join("main.rs"), &main).expect("a file");
        let errors = match check(root) {
            Ok(()) => return failed,
            Err(errors) => errors,
        };
        programs.retain(|name| !errors.contains_key(name));
        failed.extend(errors);
    }
}

/// Checks the programs. Returns the first error of each program that has one, if any has.
///
/// # Panics
///
/// If something else does not compile.
fn check(root: &Path) -> Result<(), BTreeMap<String, String>> {
    let arguments = ["check", "--bins", "--message-format=json"];
    let output = cargo(root, Target::Checks("drift-consumers"), &arguments)
        .output()
        .expect("cargo runs");
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["message"]["level"] == "error");
    let mut errors = BTreeMap::new();
    for message in messages {
        let error = message["message"]["message"].as_str().unwrap_or_default();
        if let Some(program) = program_of(&message["message"]) {
            errors.entry(program).or_insert_with(|| error.to_owned());
        }
    }
    let reported = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.is_empty(), "the crates compile:\n{text}\n{reported}");
    Err(errors)
}

/// Returns the name of the program that an error is in.
fn program_of(error: &Value) -> Option<String> {
    let spans = error["spans"].as_array()?.iter();
    let mut files = spans.filter_map(|span| span["file_name"].as_str());
    files.find_map(|file| {
        let (_, module) = file.split_once("src/bin/programs/")?;
        Some(module.strip_suffix(".rs")?.to_owned())
    })
}
