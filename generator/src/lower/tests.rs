//! Tests of lowering at the level of the model: each lowers a few lines of YAML, and compares the dump.

use crate::ir::dump;
use crate::load::SourceFile;
use crate::output::Options;

/// Lowers the component schemas in `schemas`, which a response uses as `A`, and compares the types of the model.
fn check(schemas: &str, expected: &str) {
    let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: getA\n      \
                responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}\n\
                components:\n  schemas:\n";
    let schemas: String = schemas
        .trim_matches('\n')
        .lines()
        .map(|line| format!("    {}\n", line.strip_prefix("        ").unwrap_or(line)))
        .collect();
    let file = SourceFile::new("openapi.yaml", format!("{head}{schemas}"));
    let model = crate::model(vec![file], &Options::default())
        .unwrap_or_else(|failed| panic!("{}", crate::render::text(&failed.diagnostics, &failed.sources)));
    let dumped = dump(&model.api);
    let (_, types) = dumped.split_once("getA\n").expect("the operation");
    let expected: Vec<&str> = expected
        .trim_matches('\n')
        .lines()
        .map(|line| line.strip_prefix("        ").unwrap_or(line).trim_end())
        .collect();
    assert_eq!(types.trim_end(), expected.join("\n").trim_end());
}

#[test]
fn objects_become_structs_with_presence() {
    check(
        "
        A:
          type: object
          required: [id, note]
          properties:
            id: {type: string, maxLength: 8}
            note: {type: string, nullable: true}
            size: {type: integer, minimum: 1, default: 3}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id: string len ..=8
          note or null: string
          size?: int64 1.. = 3
        ",
    );
}

#[test]
fn a_required_name_without_a_property_has_any_value() {
    check(
        "
        A:
          type: object
          required: [id, mark]
          properties: {id: {type: string}, labels: {$ref: '#/components/schemas/B'}, closed: {$ref: '#/components/schemas/D'}}
        B: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: {type: integer}}
        D: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: false}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id: string
          labels?: B
          closed?: D
          mark: any
        struct B (response)
          a?: string
          b: int64
          ..: int64
        struct D (response)
          a?: string
          no other fields
        ",
    );
}

#[test]
fn properties_of_all_of_are_merged() {
    check(
        "
        A:
          allOf:
          - {$ref: '#/components/schemas/B'}
          - {type: object, properties: {extra: {type: boolean}}}
        B: {type: object, required: [id], properties: {id: {type: string}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id: string
          extra?: bool
        ",
    );
}

#[test]
fn one_of_with_a_discriminator_becomes_a_union() {
    check(
        "
        A:
          oneOf: [{$ref: '#/components/schemas/Boat'}, {$ref: '#/components/schemas/Car'}]
          discriminator: {propertyName: kind, mapping: {b: Boat, c: Car}}
        Boat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Car: {type: object, required: [kind], properties: {kind: {type: string}}}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Boat: Boat \"b\"
          Car: Car \"c\"
        struct Boat (response)
          kind: string tag \"b\"
        struct Car (response)
          kind: string tag \"c\"
        ",
    );
}

#[test]
fn listed_values_have_the_names_of_their_entries() {
    check(
        "
        A:
          type: string
          enum: [s, l, xl]
          x-ms-enum: {name: Size, values: [{value: l, name: Large}, {value: s, name: Small, description: For ponds.}]}
        ",
        "
          unversioned application/json: 200 A
        enum A
          \"s\" Small
          \"l\" Large
          \"xl\" Xl
        ",
    );
}

#[test]
fn structs_that_contain_themselves_are_boxed() {
    check(
        "
        A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}, all: {type: array, items: {$ref: '#/components/schemas/A'}}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          next?: box A
          all?: [A]
        ",
    );
}

#[test]
fn equal_enums_are_one_type_with_aliases() {
    check(
        "
        A: {type: object, properties: {x: {$ref: '#/components/schemas/On'}, y: {type: string, enum: [on, off]}}}
        On: {type: string, enum: [on, off]}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          x?: On
          y?: AY
        alias AY = On
        enum On
          \"on\" On
          \"off\" Off
        ",
    );
}

#[test]
fn another_serialization_of_the_same_value_is_not_a_separate_revision() {
    let text = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    put:
      operationId: putA
      requestBody:
        content:
          application/yaml: {schema: {$ref: '#/components/schemas/A'}}
          application/json: {schema: {$ref: '#/components/schemas/A'}}
          application/merge-patch+json: {schema: {$ref: '#/components/schemas/A'}}
      responses:
        '200':
          description: d
          content:
            application/vnd.x.protobuf: {schema: {$ref: '#/components/schemas/A'}}
            application/json: {schema: {$ref: '#/components/schemas/A'}}
            application/json;stream=watch: {schema: {$ref: '#/components/schemas/A'}}
            text/csv: {schema: {$ref: '#/components/schemas/A'}}
            application/xml: {schema: {type: string}}
components:
  schemas:
    A: {type: object, properties: {a: {type: string}}}
";
    let model = crate::model(vec![SourceFile::new("openapi.yaml", text)], &Options::default());
    let model = model.unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics));
    let revisions = &model.api.operations[0].revisions;
    let media: Vec<&str> = revisions
        .iter()
        .map(|revision| &*revision.media_type.text)
        .collect();
    assert_eq!(media, ["application/json", "application/xml", "text/csv"]);
    let bodies: Vec<&str> = revisions[0]
        .requests()
        .map(|body| &*body.media_type.text)
        .collect();
    assert_eq!(bodies, ["application/json", "application/merge-patch+json"]);
}

#[test]
fn schemas_that_no_operation_uses_are_built_on_request() {
    let text = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    A: {type: object, properties: {a: {$ref: '#/components/schemas/B'}}}
    B: {type: string, enum: [x, y]}
";
    let shapes = |all_schemas: bool| {
        let options = Options {
            all_schemas,
            ..Options::default()
        };
        let model = crate::model(vec![SourceFile::new("openapi.yaml", text)], &options);
        let model = model.unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics));
        let names = model.api.shapes.iter().map(|shape| shape.ident.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(shapes(true), ["A", "B"]);
    assert!(shapes(false).is_empty());
}

#[test]
fn typed_additional_properties_become_a_map() {
    check(
        "
        A: {type: object, properties: {id: {type: string}}, additionalProperties: {type: integer}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id?: string
          ..: int64
        ",
    );
}

#[test]
fn null_among_variants_makes_a_field_nullable() {
    check(
        "
        A: {type: object, properties: {x: {oneOf: [{type: string}, {type: string, enum: [null], nullable: true}]}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          x? or null: string
        ",
    );
}

#[test]
fn bounds_of_all_of_are_intersected() {
    check(
        "
        A: {type: object, properties: {x: {allOf: [{type: integer, minimum: 1, maximum: 9}, {type: integer, minimum: 3}]}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          x?: int64 3..=9
        ",
    );
}

#[test]
fn write_only_properties_are_not_in_responses() {
    check(
        "
        A: {type: object, properties: {id: {type: string}, secret: {type: string, writeOnly: true}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id?: string
        ",
    );
}

#[test]
fn formats_select_types() {
    check(
        "
        A:
          type: object
          properties:
            at: {type: string, format: date-time}
            day: {type: string, format: date}
            id: {type: string, format: uuid}
            mail: {type: string, format: email}
            n: {type: integer, format: int32}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          at?: date-time
          day?: date
          id?: uuid
          mail?: string
          n?: int32
        ",
    );
}

#[test]
fn enums_of_numbers_keep_their_values() {
    check(
        "
        A: {type: object, properties: {n: {type: integer, enum: [1, 2]}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          n?: AN
        enum AN
          1 V1
          2 V2
        ",
    );
}

#[test]
fn unused_components_are_pruned() {
    check(
        "
        A: {type: object, properties: {id: {type: string}}}
        Unused: {type: object, properties: {x: {type: string}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          id?: string
        ",
    );
}

#[test]
fn lists_and_maps_keep_null_inside() {
    check(
        "
        A:
          type: object
          properties:
            list: {type: array, items: {type: string, nullable: true}}
            map: {type: object, additionalProperties: {type: string, nullable: true}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          list?: [string or null]
          map?: {string or null}
        ",
    );
}

#[test]
fn subtypes_of_a_discriminator_without_variants_are_its_variants() {
    check(
        "
        A: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {claws: {type: integer}}}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Cat: Cat \"Cat\"
        struct Cat (response)
          kind: string tag \"Cat\"
          claws?: int64
        ",
    );
}

#[test]
fn a_value_that_a_subtype_states_selects_it() {
    check(
        "
        A: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {x-ms-discriminator-value: '#cat', allOf: [{$ref: '#/components/schemas/A'}]}
        Lion: {x-ms-discriminator-value: '#lion', allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {mane: {type: string}}}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Cat: Cat \"#cat\"
          Lion: Lion \"#lion\"
        struct Cat (response)
          kind: string tag \"#cat\"
        struct Lion (response)
          kind: string tag \"#lion\"
          mane?: string
        ",
    );
}

#[test]
fn a_listed_value_selects_the_subtype_with_its_name_and_the_others_the_base() {
    check(
        "
        A:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [daily_limit, weekly_limit, none]}, size: {type: integer}}
          discriminator: {propertyName: kind}
        WeeklyLimit: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {day: {type: integer}}}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          WeeklyLimit: WeeklyLimit \"weekly_limit\"
          Base: ABase \"daily_limit\" \"none\"
        struct ABase (response)
          kind: AKind
          size?: int64
        enum AKind
          \"daily_limit\" DailyLimit
          \"weekly_limit\" WeeklyLimit
          \"none\" None
        struct WeeklyLimit (response)
          kind: AKind tag \"weekly_limit\"
          size?: int64
          day?: int64
        ",
    );
}

#[test]
fn a_subtype_that_states_its_value_has_no_other_of_the_list_that_it_inherits() {
    check(
        "
        A:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [invalid, pipe]}}
          discriminator: {propertyName: kind}
        Sink: {x-ms-discriminator-value: pipe, allOf: [{$ref: '#/components/schemas/A'}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Sink: Sink \"pipe\"
          Base: ABase \"invalid\"
        struct ABase (response)
          kind: AKind tag \"invalid\"
        enum AKind
          \"invalid\" Invalid
          \"pipe\" Pipe
        struct Sink (response)
          kind: AKind tag \"pipe\"
        ",
    );
}

#[test]
fn the_only_listed_value_selects_the_only_subtype() {
    check(
        "
        A:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [Resource]}}
          discriminator: {propertyName: kind}
        ScalingMetric: {allOf: [{$ref: '#/components/schemas/A'}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          ScalingMetric: ScalingMetric \"Resource\"
        enum AKind
          \"Resource\" Resource
        struct ScalingMetric (response)
          kind: AKind tag \"Resource\"
        ",
    );
}

#[test]
fn a_base_that_its_own_mapping_names_is_a_variant() {
    check(
        "
        A:
          type: object
          required: [kind]
          properties: {kind: {type: string}, name: {type: string}}
          discriminator: {propertyName: kind, mapping: {plain: A, cat: Cat}}
        Cat: {allOf: [{$ref: '#/components/schemas/A'}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Cat: Cat \"cat\"
          Base: ABase \"plain\"
        struct ABase (response)
          kind: string tag \"plain\"
          name?: string
        struct Cat (response)
          kind: string tag \"cat\"
          name?: string
        ",
    );
}

#[test]
fn subtypes_of_a_discriminator_next_to_a_reference_are_structs() {
    check(
        "
        A:
          allOf:
          - {$ref: '#/components/schemas/Base'}
          - {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}}
        Base: {type: object, properties: {id: {type: integer}}}
        Cat: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {claws: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {name: {type: string}}}]}
        Eel: {allOf: [{$ref: '#/components/schemas/A'}]}
        ",
        "
          unversioned application/json: 200 A
        union A (response)
          by kind
          Cat: Cat \"cat\"
          Dog: Dog \"Dog\"
          Eel: Eel \"Eel\"
        struct Cat (response)
          id?: int64
          kind: string tag \"cat\"
          claws?: int64
        struct Dog (response)
          id?: int64
          kind: string tag \"Dog\"
          name?: string
        struct Eel (response)
          id?: int64
          kind: string tag \"Eel\"
        ",
    );
}

#[test]
fn a_chain_of_references_is_one_type() {
    check(
        "
        A: {$ref: '#/components/schemas/B'}
        B: {$ref: '#/components/schemas/Pond'}
        Pond: {type: object, properties: {id: {type: string}}}
        ",
        "
          unversioned application/json: 200 Pond
        struct Pond (response)
          id?: string
        ",
    );
}

#[test]
fn properties_that_collide_are_numbered() {
    check(
        "
        A: {type: object, properties: {userId: {type: string}, user_id: {type: string}}}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          userId?: string
          user_id?: string
        ",
    );
}

#[test]
fn parameters_of_one_name_are_named_after_their_location() {
    let document = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a/{id}:\n    get:\n      operationId: getA\n      \
                    parameters:\n        - {name: id, in: query, required: true, schema: {type: string}}\n        \
                    - {name: id, in: path, required: true, schema: {type: string}}\n        \
                    - {name: id, in: header, schema: {type: string}}\n        \
                    - {name: type, in: query, schema: {type: string}}\n        \
                    - {name: type, in: cookie, schema: {type: string}}\n      responses: {'204': {description: d}}\n";
    let file = SourceFile::new("openapi.yaml", document);
    let model = crate::model(vec![file], &Options::default()).expect("a model");
    let parameters = model.api.operations[0].parameters.iter();
    let names: Vec<&str> = parameters.map(|parameter| parameter.ident.as_str()).collect();
    assert_eq!(names, ["id", "id_query", "id_header", "type_", "type_cookie"]);
    assert!(model.warnings.is_empty(), "{:?}", model.warnings);
}

#[test]
fn an_object_that_allows_no_member_is_a_struct() {
    check(
        "
        A:
          type: object
          required: [none, any]
          properties:
            none: {type: object, additionalProperties: false}
            any: {type: object}
        ",
        "
          unversioned application/json: 200 A
        struct A (response)
          none: ANone
          any: object
        struct ANone (response)
          no other fields
        ",
    );
}
