//! The bundle has the content of the fragments, as one document without external references.

use generator::bundle::bundle;
use generator::compare::{Options, compare};
use generator::diagnostic::Levels;
use generator::ir::Api;
use generator::{SourceFile, model};
use serde_json::{Map, Value as Json};

/// Returns the fragments, or all of the specification.
fn specification(settings: bool) -> Vec<SourceFile> {
    let mut files = tests::specification();
    files.retain(|file| settings || file.path.starts_with("fragments/"));
    files
}

fn api(files: Vec<SourceFile>) -> Api {
    let options = generator::Options::default();
    model(files, &options)
        .unwrap_or_else(|failed| panic!("{:#?}", failed.diagnostics))
        .api
}

fn bundled(files: Vec<SourceFile>, corrected: bool) -> String {
    bundle(files, corrected, &Levels::default())
        .unwrap_or_else(|failed| panic!("{:#?}", failed.diagnostics))
        .text
}

#[test]
fn the_bundle_has_the_model_of_the_fragments() {
    let text = bundled(specification(true), false);
    let (ours, theirs) = (
        api(specification(false)),
        api(vec![SourceFile::new("api.json", text)]),
    );
    let options = Options {
        today: "2026-01-20".parse().expect("a date"),
        modules: false,
    };
    assert_eq!(compare(&ours, &theirs, &options), []);
    let ids = |api: &Api| -> Vec<_> {
        let mut ids: Vec<_> = api
            .operations
            .iter()
            .map(|operation| operation.id.clone())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&ours), ids(&theirs));
    assert_eq!(ids(&ours).len(), 18);
}

#[test]
fn corrections_are_applied_if_requested() {
    let pattern = "/components/schemas/BackupRestoreJob/properties/oplogTs/pattern";
    let read = |corrected| {
        let json: Json = serde_json::from_str(&bundled(specification(true), corrected)).expect("JSON");
        let pattern = json.pointer(pattern).and_then(Json::as_str).expect("a pattern");
        pattern.contains(r"\\d")
    };
    assert_eq!((read(false), read(true)), (true, false));
}

#[test]
fn the_bundle_is_the_same_every_time_and_bundles_to_itself() {
    let mut files = specification(true);
    let text = bundled(files.clone(), true);
    files.reverse();
    assert_eq!(bundled(files, true), text);
    assert_eq!(
        bundled(vec![SourceFile::new("api.json", text.clone())], false),
        text
    );
}

#[test]
fn nothing_is_lost_and_nothing_refers_outside() {
    let whole: Json = serde_json::from_str(&bundled(specification(true), false)).expect("JSON");
    for file in specification(false) {
        let tree: Json = serde_yaml::from_slice(&file.bytes).expect("YAML");
        for section in [
            "/paths",
            "/components/schemas",
            "/components/parameters",
            "/components/responses",
        ] {
            let own = tree.pointer(section).and_then(Json::as_object);
            let all = whole
                .pointer(section)
                .and_then(Json::as_object)
                .expect("a section");
            for (name, own) in own.into_iter().flatten() {
                assert_eq!(
                    counted(all.get(name)),
                    counted(Some(own)),
                    "{} {section} {name}",
                    file.path
                );
            }
        }
    }
    let mut references = 0;
    each(&whole, &mut |members| {
        if let Some(Json::String(reference)) = members.get("$ref") {
            references += 1;
            let target = reference.strip_prefix('#').expect("a place in the document");
            assert!(whole.pointer(target).is_some(), "{reference}");
        }
    });
    assert!(references > 100, "{references} references");
}

/// Returns the number of objects and of members.
fn counted(json: Option<&Json>) -> [usize; 2] {
    let mut count = [0; 2];
    each(json.expect("something there"), &mut |members| {
        count[0] += 1;
        count[1] += members.len();
    });
    count
}

fn each(json: &Json, found: &mut dyn FnMut(&Map<String, Json>)) {
    match json {
        Json::Object(members) => {
            found(members);
            members.values().for_each(|value| each(value, found));
        }
        Json::Array(items) => items.iter().for_each(|item| each(item, found)),
        _ => {}
    }
}

/// Returns two fragments with these components and these root lines.
fn pair(first: [&str; 2], second: [&str; 2]) -> Vec<SourceFile> {
    let file = |name: &str, [root, schema]: [&str; 2]| {
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: {name}, version: '1'}}\n{root}\npaths:\n  /{name}:\n    get:\n      \
             operationId: {name}\n      responses:\n        '204': {{description: Done.}}\ncomponents:\n  \
             schemas:\n    Thing: {schema}\n"
        );
        SourceFile::new(format!("fragments/{name}.yaml"), text)
    };
    vec![file("a", first), file("b", second)]
}

fn refused(files: Vec<SourceFile>) -> Vec<String> {
    let failed = bundle(files, false, &Levels::default()).expect_err("a conflict");
    let lines = failed.diagnostics.iter();
    lines.map(|one| format!("{} {}", one.code, one.at)).collect()
}

#[test]
fn keywords_that_only_3_1_has_do_not_prevent_a_bundle() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {operationId: a, responses: {'200': \
                {description: A., content: {application/json: {schema: {type: string, $dynamicRef: '#a'}}}}}}}}\n";
    let files = vec![SourceFile::new("openapi.yaml", text)];
    let Ok(bundled) = bundle(files, false, &Levels::default()) else {
        panic!("it is refused");
    };
    assert_eq!(bundled.warnings.len(), 1);
    assert!(bundled.text.contains("\"operationId\": \"a\""));
}

#[test]
fn conflicts_between_fragments_are_reported() {
    let (text, number) = ("{type: string}", "{type: integer}");
    let same = bundled(pair(["", text], ["", text]), false);
    assert_eq!(same.matches("\"Thing\"").count(), 1);
    assert_eq!(
        refused(pair(["", text], ["", number])),
        ["bundle-conflict b.yaml#/components/schemas/Thing"]
    );
    assert_eq!(
        refused(pair(["", text], ["security: [{}]", text])),
        ["bundle-conflict b.yaml#/security"]
    );
    assert_eq!(
        refused(pair(
            ["tags: [{name: t}]", text],
            ["tags: [{name: t, description: x}]", text]
        )),
        ["bundle-conflict b.yaml#/tags/0"]
    );
    // No operation reaches it, so the model alone would not report it.
    let lost = "{type: object, properties: {x: {$ref: 'a.yaml#/components/schemas/Gone'}}}";
    let at = |file: &str| format!("incomplete-document {file}#/components/schemas/Thing/properties/x/$ref");
    let local = lost.replace("a.yaml", "");
    assert_eq!(
        refused(pair(["", &local], ["", lost])),
        [at("a.yaml"), at("b.yaml")]
    );
}

#[test]
fn other_files_that_a_document_refers_to_become_components() {
    let document = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: {$ref: 'parts.yaml#/items'}\n\
                    components: {schemas: {Own: {$ref: 'parts.yaml#/Pet'}, Local: {$ref: '#/components/schemas/Own'}}}\n";
    let parts = "items: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: \
                 {schema: {type: array, items: {$ref: '#/Pet'}}}}}}}}\nPet: {type: object, properties: {tag: {$ref: '#/Tag'}}}\nTag: {type: string}\n";
    let files = || {
        let parts = SourceFile::referenced("parts.yaml", parts);
        vec![SourceFile::new("openapi.yaml", document), parts]
    };
    let text = bundled(files(), false);
    assert!(!text.contains("parts.yaml"), "{text}");
    let whole: Json = serde_json::from_str(&text).expect("JSON");
    let schemas = whole["components"]["schemas"].as_object().expect("schemas");
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["Own", "Local", "Tag"]);
    let options = Options {
        today: "2026-01-20".parse().expect("a date"),
        modules: false,
    };
    let theirs = api(vec![SourceFile::new("api.json", text)]);
    assert_eq!(compare(&api(files()), &theirs, &options), []);
}

#[test]
fn a_missing_file_is_an_error() {
    let document = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$ref: gone.yaml}}}\n";
    let paths = "paths: {/a: {get: {operationId: getA, responses: {'204': {description: d}}}}}";
    let document = document.replace("paths: {}", paths);
    let failed = bundle(
        vec![SourceFile::new("openapi.yaml", document)],
        false,
        &Levels::default(),
    );
    let failed = failed.expect_err("a reference to a file that is not there");
    assert_eq!(failed.diagnostics[0].code, "incomplete-document");
}
