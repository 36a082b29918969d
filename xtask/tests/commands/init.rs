//! A project with one document: `init`, and other commands in it.

use super::outside::Outside;
use super::xtask;
use std::fs;
use std::path::Path;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Pet Store, version: '1.2'}\nservers: [{url: 'https://example.com/v1'}]\n\
                        paths:\n  /pets:\n    get:\n      operationId: listPets\n      responses:\n        '200':\n          \
                        description: Pets.\n          content:\n            application/json:\n              schema: {$ref: \
                        'parts.yaml#/Pets'}\n    trace:\n      operationId: tracePets\n      responses:\n        '204': \
                        {description: None.}\ncomponents:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Key}\n";
const PARTS: &str = "Pets: {type: array, items: {type: object, properties: {name: {type: string}}}}\n";

fn initialized(name: &str) -> Outside {
    let dir = Outside::new(name);
    fs::write(dir.join("pets.yaml"), DOCUMENT).expect("a file");
    fs::write(dir.join("parts.yaml"), PARTS).expect("a file");
    let (status, out, err) = xtask(&dir, &["init", "pets.yaml"]);
    assert_eq!(status, Some(0), "{err}");
    for part in [
        "wrote: spec/sources.toml\n",
        "wrote: spec/parts.yaml\n",
        "Pet Store 1.2\n",
        "servers: https://example.com/v1\n",
        "security: key (apiKey)\n",
        " regen` writes the crate\n",
    ] {
        assert!(out.contains(part), "{part:?} is not in {out}");
    }
    dir
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn a_document_becomes_a_project_with_a_complete_crate() {
    let dir = initialized("complete");
    let deep = dir.join("src/deep");
    fs::create_dir_all(&deep).expect("a folder");
    let (status, _, err) = xtask(&deep, &["regen"]);
    assert_eq!(status, Some(0), "{err}");
    assert!(read(&dir.join("generated/Cargo.toml")).contains("name = \"pet-store\""));
    let (status, out, _) = xtask(&dir, &["regen", "--check"]);
    assert_eq!(status, Some(0), "{out}");
    assert_eq!(xtask(&dir, &["versions"]).0, Some(0));
    let (status, out, err) = xtask(&dir, &["drift", "--upstream", "pets.yaml"]);
    assert_eq!(status, Some(0), "{out}{err}");
    let (status, out, err) = xtask(&dir, &["init", "pets.yaml"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(err.contains("this is a project already"), "{err}");
}

#[test]
fn sync_replaces_the_document() {
    let dir = initialized("sync");
    let new = DOCUMENT
        .replace("listPets", "findPets")
        .replace("parts.yaml#/Pets", "#/components/schemas/Pets");
    let new = new + "  schemas: {Pets: {type: array, items: {type: string}}}\n";
    fs::write(dir.join("new.yaml"), &new).expect("a file");
    let before = read(&dir.join("spec/pets.yaml"));
    let (status, out, err) = xtask(&dir, &["sync", "--upstream", "new.yaml", "--dry-run"]);
    assert_eq!(status, Some(1), "{out}{err}");
    assert_eq!(read(&dir.join("spec/pets.yaml")), before);
    let (status, out, err) = xtask(&dir, &["sync", "--upstream", "new.yaml", "--format", "json"]);
    assert_eq!(status, Some(0), "{out}{err}");
    let result: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(result["changed"], serde_json::json!(["pets.yaml"]));
    assert_eq!(read(&dir.join("spec/pets.yaml")), new);
    let (status, out, _) = xtask(&dir, &["sync", "--upstream", "new.yaml", "--dry-run"]);
    assert_eq!(status, Some(0), "{out}");
}

#[test]
fn a_new_document_divides_a_project_into_modules_as_before() {
    let dir = initialized("modules");
    let settings = read(&dir.join("spec/sources.toml"));
    assert!(settings.contains("group_by = \"tag\"\n"), "{settings}");
    let paths = (0..60).map(|number| {
        let (resource, part) = (number / 10, number % 10);
        format!(
            "  /resource{resource}/{part}:\n    get: {{operationId: get{number}, responses: {{'204': {{description: None.}}}}}}\n"
        )
    });
    let paths: String = paths.collect();
    let new = DOCUMENT.replace("paths:\n", &format!("paths:\n{paths}"));
    fs::write(dir.join("new.yaml"), new).expect("a file");
    let drift = || {
        let (_, out, err) = xtask(&dir, &["drift", "--upstream", "new.yaml", "--format", "lines"]);
        assert!(out.contains("upstream has 62\n"), "{out}{err}");
        out
    };
    assert!(!drift().contains("module-renamed"));
    let without = settings.replace("group_by", "# group_by");
    fs::write(dir.join("spec/sources.toml"), without).expect("a file");
    assert!(drift().contains("items of the module `untagged` are now in the module `pets`"));
}

#[test]
fn a_document_that_cannot_be_used_makes_no_project() {
    let dir = Outside::new("unusable");
    fs::write(dir.join("a.yaml"), "swagger: '1.2'\n").expect("a file");
    let (status, out, err) = xtask(&dir, &["init", "a.yaml"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(err.contains("error[unsupported-openapi-version]"), "{err}");
    assert!(!dir.join("spec").exists());
}

#[test]
fn two_documents_need_a_choice() {
    let dir = initialized("two");
    fs::write(
        dir.join("spec/other.yaml"),
        DOCUMENT.replace("parts.yaml", "other-parts.yaml"),
    )
    .expect("a file");
    let (status, _, err) = xtask(&dir, &["regen"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("has two documents, "), "{err}");
}

/// The printed commands run as they are.
#[test]
fn the_next_command_works_in_a_folder_of_any_name() {
    let dir = Outside::new("next");
    fs::write(dir.join("pets.yaml"), DOCUMENT).expect("a file");
    fs::write(dir.join("parts.yaml"), PARTS).expect("a file");
    for project in ["plain", "of two words", "it's"] {
        let (_, out, _) = xtask(&dir, &["init", "pets.yaml", "--dir", project]);
        let next = out
            .lines()
            .find_map(|line| line.strip_prefix("next: `")?.split('`').next());
        let next = next.expect("a command").to_owned();
        let words = [
            "regen".to_owned(),
            "--spec".into(),
            format!("{project}/spec"),
            "--out".into(),
            format!("{project}/generated"),
        ];
        let shell = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("printf '%s\\n' {next}"))
            .output();
        let shell = shell.expect("a shell");
        let text = String::from_utf8_lossy(&shell.stdout);
        assert_eq!(
            text.lines()
                .skip_while(|word| *word != "regen")
                .collect::<Vec<_>>(),
            words,
            "{next}"
        );
        let (status, _, err) = xtask(&dir, &words.each_ref().map(String::as_str));
        assert_eq!(status, Some(0), "{err}");
        assert!(dir.join(project).join("generated/Cargo.toml").is_file());
    }
}
