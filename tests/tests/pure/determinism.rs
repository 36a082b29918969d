//! The output only depends on the meaning of the specification.

use generator::{File, Options, SourceFile, generate};
use serde_json::{Map, Value};

fn emit(files: Vec<SourceFile>) -> Vec<File> {
    let options = Options {
        crate_name: "same".to_owned(),
        complete: true,
        ..Options::default()
    };
    generate(files, &options).expect("a good specification").files
}

/// Returns the specification with changed documents, as JSON.
fn changed(change: impl Fn(&str, &mut Value)) -> Vec<SourceFile> {
    tests::specification()
        .into_iter()
        .map(|file| match file.path.starts_with("fragments/") {
            false => file,
            true => {
                let mut tree: Value = serde_yaml::from_slice(&file.bytes).expect("YAML");
                change(&file.path, &mut tree);
                SourceFile::new(file.path, serde_json::to_vec_pretty(&tree).expect("JSON"))
            }
        })
        .collect()
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(emit(tests::specification()), emit(tests::specification()));
}

#[test]
fn the_order_of_files_does_not_matter() {
    let mut files = tests::specification();
    files.reverse();
    assert_eq!(emit(files), emit(tests::specification()));
}

#[test]
fn the_order_of_paths_methods_and_components_does_not_matter() {
    let reversed = changed(|_, tree| {
        reverse(&mut tree["paths"]);
        let items = tree["paths"].as_object_mut().into_iter();
        items.flat_map(Map::values_mut).for_each(reverse);
        for section in tree["components"]
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            reverse(section);
        }
        reverse(tree);
    });
    let same = emit(changed(|_, _| {}));
    for (one, other) in emit(reversed).iter().zip(&same) {
        assert_eq!(one.text, other.text, "{}", one.path);
    }
}

fn reverse(value: &mut Value) {
    if let Value::Object(members) = value {
        *members = std::mem::take(members).into_iter().rev().collect();
    }
}

#[test]
fn neither_the_notation_nor_the_place_of_the_specification_shows() {
    let elsewhere = tests::specification().into_iter().map(|file| {
        let shown = format!("/home/somebody/{}", file.path);
        file.shown_as(shown)
    });
    assert_eq!(emit(elsewhere.collect()), emit(tests::specification()));
    assert_eq!(
        emit(changed(|_, _| {})),
        emit(tests::specification()),
        "JSON under a YAML name is YAML"
    );
}

#[test]
fn the_output_contains_no_current_date_and_no_path() {
    let seconds = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .expect("a clock after 1970")
        .as_secs();
    let year = (1970 + seconds / 31_556_952).to_string();
    let written: String = tests::specification()
        .iter()
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .collect();
    for file in emit(tests::specification()) {
        let own = !file.path.starts_with("src/runtime/") && !written.contains(&year);
        assert!(!own || !file.text.contains(&year), "{} holds the year", file.path);
        for path in [env!("CARGO_MANIFEST_DIR"), "/home/", "/root/", "/tmp/"] {
            assert!(!file.text.contains(path), "{} holds {path}", file.path);
        }
    }
}

#[test]
fn a_schema_more_leaves_every_other_item_as_it_is() {
    let more = changed(|path, tree| {
        if path == "fragments/flex.yaml" {
            let schemas = &mut tree["components"]["schemas"];
            schemas["AaaNew"] = serde_json::json!({
                "type": "object",
                "properties": {"first": {"type": "string", "pattern": "^aaa$"}, "state": {"type": "string", "enum": ["PENDING"]}},
            });
            schemas["FlexBackupRestoreJob20241113"]["properties"]["aaa"] =
                serde_json::json!({"$ref": "#/components/schemas/AaaNew", });
        }
    });
    let (before, after) = (items(&emit(tests::specification())), items(&emit(more)));
    let gone: Vec<_> = before.iter().filter(|item| !after.contains(item)).collect();
    let touched = gone
        .iter()
        .filter(|(_, text)| !text.contains("FlexBackupRestoreJob20241113") && !text.contains("RestoreJob"));
    // The lists of contents count types; nothing else may differ.
    let touched: Vec<_> = touched.filter(|(path, _)| path != "src/v2024_11_13.rs").collect();
    assert!(touched.is_empty(), "{touched:#?}");
    assert!(gone.len() <= 5, "{gone:#?}");
    assert!(after.len() > before.len());
}

/// Returns a document in which a path responds with each schema, which has one enum member.
fn enums(schemas: &[(&str, &str)]) -> Vec<SourceFile> {
    let (mut paths, mut components) = (Map::new(), Map::new());
    for (schema, member) in schemas {
        let path = serde_json::json!({"get": {"operationId": format!("get{schema}"), "responses": {"200": {
            "description": "Found.",
            "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}},
        }}}});
        paths.insert(format!("/{schema}"), path);
        let values = serde_json::json!({"type": "string", "enum": ["AWS", "GCP", "AZURE"]});
        components.insert(
            (*schema).to_owned(),
            serde_json::json!({"type": "object", "properties": {*member: values}}),
        );
    }
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "info": {"title": "Enums", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    });
    vec![SourceFile::new("enums.json", document.to_string().into_bytes())]
}

#[test]
fn an_enum_more_with_the_same_values_takes_no_name_away() {
    let before = emit(enums(&[("Beta", "provider"), ("Gamma", "cloudProvider")]));
    let after = emit(enums(&[
        ("Ab", "kind"),
        ("Beta", "provider"),
        ("Gamma", "cloudProvider"),
    ]));
    for name in ["BetaProvider", "GammaCloudProvider"] {
        for files in [&before, &after] {
            let field = format!("Option<rt::Open<{name}>>");
            let defined = [format!("pub enum {name} {{"), format!("pub type {name} = ")];
            let text: String = files.iter().map(|file| file.text.as_str()).collect();
            assert!(text.contains(&field), "{name} is the type of its member");
            assert_eq!(
                defined.iter().filter(|item| text.contains(*item)).count(),
                1,
                "{name}"
            );
        }
    }
}

/// Returns every item of every file except for the runtime.
fn items(files: &[File]) -> Vec<(String, String)> {
    // The front page counts types: there, only the digits may differ.
    let text = |path: &str, item: &str| match path {
        "src/lib.rs" => item.replace(|c: char| c.is_ascii_digit(), ""),
        _ => item.to_owned(),
    };
    let own = files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !file.path.starts_with("src/runtime/"));
    own.flat_map(|file| {
        file.text
            .split("\n\n")
            .map(|item| (file.path.clone(), text(&file.path, item)))
            .collect::<Vec<_>>()
    })
    .collect()
}
