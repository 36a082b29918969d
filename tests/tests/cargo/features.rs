//! A crate with many groups has a feature for each: every feature compiles alone, without a warning.

use std::path::Path;

use super::nested::{Target, cargo, output, write_checked_crate};
use generator::{File, Options, SourceFile, generate};
use serde_json::{Map, Value, json};

/// Tags; two of them are names of features that every crate has, and two have no ASCII characters.
const TAGS: [&str; 8] = [
    "pets", "client", "mock", "日本", "語", "shared", "models", "types",
];

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Returns a document in which every tag has its own type and enum, and neighbors share a type; all share an error.
fn document() -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    let fields = json!({"reason": {"type": "string"}});
    schemas.insert(
        "Failure".to_owned(),
        json!({"type": "object", "properties": fields}),
    );
    for (number, tag) in TAGS.iter().enumerate() {
        let [own, shared, next] = [
            format!("Own{number}"),
            format!("Shared{number}"),
            format!("Shared{}", (number + 1) % TAGS.len()),
        ];
        let kind =
            json!({"type": "string", "enum": ["a", "b"], "pattern": format!("^[a-z]{{{}}}$", number + 1)});
        let properties = json!({"kind": kind, "shared": reference(&shared), "next": reference(&next)});
        schemas.insert(own.clone(), json!({"type": "object", "properties": properties}));
        let code = json!({"type": "string", "pattern": format!("^[0-9]{{{}}}$", number + 1)});
        schemas.insert(shared, json!({"type": "object", "properties": {"code": code}}));
        let parameters = json!([
            {"name": "limit", "in": "query", "schema": {"type": "integer"}},
            {"name": format!("p{number}"), "in": "query", "schema": {"type": "string", "enum": ["x"]}},
        ]);
        let content = |name: &str| json!({"application/json": {"schema": reference(name)}});
        let operation = json!({
            "operationId": format!("get{number}"), "tags": [tag], "parameters": parameters,
            "responses": {
                "200": {"description": "A.", "content": content(&own)},
                "400": {"description": "B.", "content": content("Failure")},
            },
        });
        paths.insert(format!("/p{number}"), json!({"get": operation}));
    }
    json!({"openapi": "3.0.1", "info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

fn emitted() -> Vec<File> {
    let options = Options {
        crate_name: "groups".to_owned(),
        complete: true,
        ..Options::default()
    };
    let source = SourceFile::new("groups.json", document().to_string());
    match generate(vec![source], &options) {
        Ok(generated) => generated.files,
        Err(failed) => panic!("{:?}", failed.diagnostics),
    }
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path);
    &file.unwrap_or_else(|| panic!("no {path}")).text
}

/// Returns the features of groups in the manifest.
fn features(files: &[File]) -> Vec<String> {
    let manifest = text(files, "Cargo.toml");
    let (_, list) = manifest.split_once("default = [").expect("defaults");
    let (list, _) = list.split_once(']').expect("an end");
    let names = list
        .split(',')
        .map(|name| name.trim().trim_matches('"').to_owned());
    names.filter(|name| !name.is_empty() && name != "ring").collect()
}

#[test]
fn types_follow_the_features_of_the_groups_that_use_them() {
    let files = emitted();
    assert_eq!(features(&files).len(), TAGS.len());
    assert!(
        !features(&files)
            .iter()
            .any(|name| name == "client" || name == "mock")
    );
    let models = files
        .iter()
        .find(|file| file.text.contains("pub struct Failure "));
    let models = models.expect("the error");
    assert!(models.text.contains("#[cfg(feature = \"pets\")]\ninclude!("));
    assert!(
        !models.text.contains("pub struct Own0 "),
        "it is in a file of its own"
    );
    let home = |name: &str| {
        let item = format!("pub struct {name} ");
        let file = files.iter().find(|file| file.text.contains(&item));
        file.map(|file| file.path.as_str()).unwrap_or_default()
    };
    assert!(home("Own0").ends_with("/types/pets.rs"), "{}", home("Own0"));
    assert!(home("Shared0").contains("/types/shared__"), "{}", home("Shared0"));
}

#[test]
fn every_feature_compiles_alone() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("groups");
    let files = emitted();
    write_checked_crate(&root, files.clone());
    check(&root, &["--features", tests::FEATURES]);
    check(&root, &["--no-default-features"]);
    for feature in features(&files) {
        check(
            &root,
            &[
                "--no-default-features",
                "--features",
                &format!("{feature} inspect"),
            ],
        );
    }
    check(
        &root,
        &["--no-default-features", "--features", "pets client blocking"],
    );
}

fn check(root: &Path, arguments: &[&str]) {
    let arguments = [&["check", "--quiet"], arguments].concat();
    output(cargo(root, Target::Checks("features"), &arguments));
}
