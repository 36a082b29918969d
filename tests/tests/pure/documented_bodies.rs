//! A complete crate tests its example bodies, except for those that do not match their type.

use generator::{Options, SourceFile, generate, render};

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: Garden, version: "1"}
paths:
  /trees:
    get:
      operationId: listTrees
      responses:
        "200":
          description: All trees.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Tree"}}
              example: [{name: Oak, height: 20}]
    post:
      operationId: createTree
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Tree"}
            example: {name: Oak, height: tall}
      responses:
        "204": {description: Created.}
components:
  schemas:
    Tree:
      type: object
      required: [name]
      properties: {name: {type: string}, height: {type: integer}}
"##;

#[test]
fn documented_bodies_are_tested_if_they_have_their_type() {
    let options = Options {
        crate_name: "garden".to_owned(),
        complete: true,
        ..Options::default()
    };
    let made = generate(vec![SourceFile::new("garden.yaml", DOCUMENT)], &options);
    let made = made.unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics));
    let file = made
        .files
        .iter()
        .find(|file| file.path == "tests/documented_bodies.rs");
    let text = &file.expect("the tests").text;
    assert_eq!(text.matches("#[test]").count(), 1, "{text}");
    assert!(text.contains("fn untagged_list_trees_200()"), "{text}");
    assert!(text.contains("from_str::<Vec<garden::"), "{text}");
    syn::parse_file(text).expect("Rust");
    let rendered = render::text(&made.warnings, &made.sources);
    assert!(
        rendered.contains("at `/height`: expected an integer, found a string"),
        "{rendered}"
    );
}
