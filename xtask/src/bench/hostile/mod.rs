//! Documents that take more than linear work unless each part is visited once.

mod uses;

use serde_json::{Map, Value, json};
use std::fmt::Write;

pub use uses::{USES, Use};

/// A family of documents of any size.
pub struct Hostile {
    /// The name of the family.
    pub name: &'static str,
    /// The size of a document that takes some milliseconds.
    pub size: usize,
    /// Returns name and content of the document of a size.
    pub document: fn(usize) -> (&'static str, String),
}

/// All families.
pub const FAMILIES: &[Hostile] = &[
    group("allOf that names a schema twice a level", 30, |n| {
        schemas(
            (0..n).map(|i| (level(i), json!({"allOf": [to(i + 1), to(i + 1)]}))),
            n,
            object(),
        )
    }),
    group("allOf that names a text twice a level", 30, |n| {
        let members = |i| json!({"allOf": [to(i + 1), to(i + 1)]});
        let text = json!({"type": "string", "maxLength": 3});
        schemas((0..n).map(|i| (level(i), members(i))), n, text)
    }),
    group("allOf that names every schema of the next level", 300, |n| {
        layers(n, "allOf", 10, object())
    }),
    group("oneOf that names every schema of the next level", 300, |n| {
        layers(n, "oneOf", 10, object())
    }),
    group(
        "oneOf of enums that names every one of the next level",
        300,
        |n| layers(n, "oneOf", 10, json!({"type": "string", "enum": ["a", "b"]})),
    ),
    group("allOf within one another", 250, |n| {
        schemas(
            (0..n).map(|i| (level(i), json!({"allOf": [to(i + 1), property(i)]}))),
            n,
            object(),
        )
    }),
    group("allOf that leads back to itself", 250, |n| {
        schemas(
            (0..n).map(|i| (level(i), json!({"allOf": [to(i + 1), property(i)]}))),
            n,
            to(0),
        )
    }),
    group(
        "allOf that leads back to itself from every level, twice",
        40,
        |n| {
            let members = |i| json!({"allOf": [to(i + 1), to(i / 2), to(i + 1)]});
            schemas((0..n).map(|i| (level(i), members(i))), n, to(0))
        },
    ),
    group("references in a row", 1_000, |n| {
        schemas((0..n).map(|i| (level(i), to(i + 1))), n, object())
    }),
    group("references in a cycle", 500, |n| {
        schemas((0..n).map(|i| (level(i), to(i + 1))), n, to(0))
    }),
    group("lists of lists", 100, |n| {
        let list = |i| json!({"type": "array", "items": to(i + 1)});
        schemas((0..n).map(|i| (level(i), list(i))), n, object())
    }),
    group("structs within one another", 250, |n| {
        schemas((0..n).map(|i| (level(i), having("x", to(i + 1)))), n, object())
    }),
    group("structs in a cycle", 250, |n| {
        schemas((0..n).map(|i| (level(i), required("x", to(i + 1)))), n, to(0))
    }),
    group("a property that every level states again", 250, |n| {
        let own =
            |i| json!({"allOf": [to(i + 1), having("x", json!({"type": "string", "maxLength": i + 1}))]});
        schemas((0..n).map(|i| (level(i), own(i))), n, object())
    }),
    group("many alternatives", 300, |n| {
        let variants: Vec<Value> = (1..=n).map(to).collect();
        let union = json!({"oneOf": variants, "discriminator": {"propertyName": "kind"}});
        let variants = (1..n).map(|i| (level(i), required("kind", json!({"type": "string"}))));
        schemas(std::iter::once((level(0), union)).chain(variants), n, object())
    }),
    group("many children of a schema with a discriminator", 300, |n| {
        let parent = json!({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"],
            "discriminator": {"propertyName": "kind"}});
        let children = (1..n).map(|i| (level(i), json!({"allOf": [to(0), property(i)]})));
        schemas(std::iter::once((level(0), parent)).chain(children), n, object())
    }),
    group("many children of a schema that lists their values", 300, |n| {
        let listed = json!({"type": "string", "enum": (0..n).map(level).collect::<Vec<_>>()});
        let mut parent = required("kind", listed);
        parent["discriminator"] = json!({"propertyName": "kind"});
        let children = (1..n).map(|i| (level(i), json!({"allOf": [to(0), property(i)]})));
        schemas(std::iter::once((level(0), parent)).chain(children), n, object())
    }),
    group("many alternatives with one list of their values", 300, |n| {
        let union =
            json!({"oneOf": (1..n).map(to).collect::<Vec<_>>(), "discriminator": {"propertyName": "kind"}});
        let variants = (1..n).map(|i| (level(i), required("kind", to(n))));
        let listed = json!({"type": "string", "enum": (0..n).map(|i| format!("L-{i}")).collect::<Vec<_>>()});
        schemas(std::iter::once((level(0), union)).chain(variants), n, listed)
    }),
    group("an enum of many texts", 1_000, |n| {
        enums(&(0..n).map(|i| format!("value {i}")).collect::<Vec<_>>())
    }),
    group("an enum of many numbers, twice", 500, |n| {
        let numbers = |more: usize| json!({"enum": (0..n + more).map(|i| i * 3).collect::<Vec<_>>()});
        let both = (level(0), json!({"allOf": [numbers(0), numbers(1)]}));
        schemas([both].into_iter(), 1, object())
    }),
    group("an enum of many texts with one name", 500, |n| {
        enums(
            &(0..n)
                .map(|i| format!("a{}", "-".repeat(i % 50 + 1) + &" ".repeat(i / 50)))
                .collect::<Vec<_>>(),
        )
    }),
    group("an enum of many texts that many properties use", 300, |n| {
        let texts: Vec<String> = (0..n).map(|i| format!("v{i}")).collect();
        let users: Map<String, Value> = (0..n).map(|i| (format!("p{i}"), to(1))).collect();
        let user = json!({"type": "object", "properties": users});
        schemas([(level(0), user)].into_iter(), 1, json!({"enum": texts}))
    }),
    group("many properties", 500, |n| {
        let members: Map<String, Value> = (0..n)
            .map(|i| (format!("p{i}"), json!({"type": "string"})))
            .collect();
        let names: Vec<String> = (0..n).map(|i| format!("p{i}")).collect();
        schemas(
            [].into_iter(),
            0,
            json!({"type": "object", "properties": members, "required": names}),
        )
    }),
    group("many properties with one name", 300, |n| {
        let name = |i: usize| format!("a{}{}", "-".repeat(i % 50), " ".repeat(i / 50));
        let members: Map<String, Value> = (0..n).map(|i| (name(i), json!({"type": "string"}))).collect();
        schemas(
            [].into_iter(),
            0,
            json!({"type": "object", "properties": members}),
        )
    }),
    group("many required names without a property", 1_000, |n| {
        let names: Vec<String> = (0..n).map(|i| format!("p{i}")).collect();
        schemas([].into_iter(), 0, json!({"type": "object", "required": names}))
    }),
    group("many schemas with one name", 200, |n| {
        let name = |i: usize| format!("A{}{}", "-".repeat(i % 50), "_".repeat(i / 50));
        let members = (0..n).map(|i| (name(i), property(i)));
        let list: Vec<(String, Value)> = members.collect();
        let users: Map<String, Value> = list
            .iter()
            .enumerate()
            .map(|(i, (name, _))| {
                (
                    format!("p{i}"),
                    json!({"$ref": format!("#/components/schemas/{name}")}),
                )
            })
            .collect();
        let user = (level(0), json!({"type": "object", "properties": users}));
        schemas(list.into_iter().chain([user]), n, object())
    }),
    group("many operations", 200, |n| {
        paths(n, |i| {
            operation(&format!("get{i}"), "t", json!({"type": "string"}))
        })
    }),
    group("many operations with one name", 200, |n| {
        paths(n, |i| {
            operation(
                &format!("get{}{}", "-".repeat(i % 50), "_".repeat(i / 50)),
                "t",
                json!({"type": "string"}),
            )
        })
    }),
    group("many tags", 200, |n| {
        paths(n, |i| {
            operation(&format!("get{i}"), &format!("tag{i}"), json!({"type": "string"}))
        })
    }),
    group("many parameters", 200, |n| {
        let parameters: Vec<Value> = (0..n)
            .map(|i| json!({"name": format!("p{i}"), "in": "query", "schema": {"type": "string"}}))
            .collect();
        let mut operation = operation("getAll", "t", json!({"type": "string"}));
        operation["parameters"] = parameters.into();
        paths(1, |_| operation.clone())
    }),
    group("many patterns", 100, |n| {
        let members: Map<String, Value> = (0..n)
            .map(|i| {
                (
                    format!("p{i}"),
                    json!({"type": "string", "pattern": format!("^[a-z]{{{}}}$", i % 50 + 1)}),
                )
            })
            .collect();
        schemas(
            [].into_iter(),
            0,
            json!({"type": "object", "properties": members}),
        )
    }),
    group("a long pattern", 300, |n| {
        pattern(format!("^{}$", "(ab|c)".repeat(n)))
    }),
    group("a pattern of many alternatives", 200, |n| {
        let words: Vec<String> = (0..n).map(|i| format!("w{i}")).collect();
        pattern(format!("^({})$", words.join("|")))
    }),
    group("a pattern of nested repetitions", 20, |n| {
        pattern(format!("^{}a{}$", "(".repeat(n), "{1,9})".repeat(n)))
    }),
    group("many patterns that need large tables", 4, |n| {
        let own = |i: usize| json!({"type": "string", "pattern": format!("(a|b)*a(a|b){{11}}{i}")});
        let members: Map<String, Value> = (0..n).map(|i| (format!("p{i}"), own(i))).collect();
        schemas(
            [].into_iter(),
            0,
            json!({"type": "object", "properties": members}),
        )
    }),
    group("allOf that leads back to every schema before", 30, |n| {
        let members = |i: usize| json!({"allOf": (0..=i).map(to).collect::<Vec<_>>()});
        schemas((0..n).map(|i| (level(i), members(i))), n, object())
    }),
    group("an enum of many texts that every schema uses", 150, |n| {
        let texts: Vec<String> = (0..n).map(|i| format!("v{i}")).collect();
        let user = |i: usize| {
            having(
                "x",
                if i + 1 < n {
                    json!({"anyOf": [to(i + 1), to(n)]})
                } else {
                    to(n)
                },
            )
        };
        schemas(
            (0..n).map(|i| (level(i), user(i))),
            n,
            json!({"type": "string", "enum": texts}),
        )
    }),
    group("properties that every level inherits", 300, |n| {
        let own = |i: usize| json!({"allOf": [to(i + 1)], "type": "object", "properties": {format!("p{i}"): {"type": "string"}}});
        let users: Map<String, Value> = (1..n).map(|i| (format!("u{i}"), to(i))).collect();
        let user = (level(0), json!({"type": "object", "properties": users}));
        let levels = (1..n).map(|i| (level(i), own(i)));
        schemas(std::iter::once(user).chain(levels), n, object())
    }),
    group("unions within unions", 40, |n| {
        let union = |i: usize| json!({"oneOf": [to(i + 1), having("x", to(i + 1)), {"type": "array", "items": to(i + 1)}]});
        schemas((0..n).map(|i| (level(i), union(i))), n, object())
    }),
    group("many versions of one operation", 100, |n| {
        let content: Map<String, Value> = (0..n)
            .map(|i| {
                (
                    format!(
                        "application/vnd.atlas.{}-01-{:02}+json",
                        2000 + i / 28,
                        i % 28 + 1
                    ),
                    json!({"schema": to(0)}),
                )
            })
            .collect();
        let mut operation = operation("getAll", "t", to(0));
        operation["responses"]["200"]["content"] = content.into();
        whole(
            json!({"/a": {"get": operation}}),
            [(level(0), object())].into_iter().collect(),
        )
    }),
    group("many examples of one schema", 300, |n| {
        let examples: Vec<Value> = (0..n).map(|i| json!({"id": format!("text {i}")})).collect();
        let mut schema = object();
        schema["examples"] = examples.clone().into();
        schema["example"] = examples.into();
        schemas([].into_iter(), 0, schema)
    }),
    group("many servers and security schemes", 200, |n| {
        let (name, text) = schemas([].into_iter(), 0, object());
        let mut whole: Value = serde_json::from_str(&text).unwrap_or_default();
        let scheme = |i: usize| {
            (
                format!("s{i}"),
                json!({"type": "apiKey", "in": "header", "name": format!("X-{i}")}),
            )
        };
        whole["servers"] = (0..n)
            .map(|i| json!({"url": format!("https://{i}.example.com")}))
            .collect();
        whole["components"]["securitySchemes"] = (0..n).map(scheme).collect::<Map<_, _>>().into();
        whole["security"] = (0..n).map(|i| json!({format!("s{i}"): []})).collect();
        (name, whole.to_string())
    }),
    group("a long description in every schema", 200, |n| {
        let own = |i: usize| json!({"type": "object", "description": format!("`{i}` *a* [b](c) <d> ").repeat(20), "properties": {"next": to(i + 1)}});
        schemas((0..n).map(|i| (level(i), own(i))), n, object())
    }),
    group("warnings on one line", 300, |n| {
        paths(n, |i| {
            operation(&format!("get{i}"), "t", json!({"type": "string", "minimum": 3}))
        })
    }),
    group("warnings on a line each", 300, |n| {
        let text = (0..n).fold(String::from(HEAD), |mut text, i| {
            let _ = write!(text, "  /a{i}:\n    get:\n      operationId: get{i}\n      responses:\n        '200':\n          \
                description: ok\n          content:\n            application/json:\n              schema:\n                \
                type: string\n                minimum: 3\n");
            text
        });
        ("openapi.yaml", text)
    }),
    group("a long key with many nodes below it", 2_000, |n| {
        let list: Vec<usize> = vec![0; n];
        paths(1, |_| json!({"x": {"k".repeat(n): list}}))
    }),
    group("lists within one another in JSON", 3_000, |n| {
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"x\": {}{}}}",
            "[".repeat(n),
            "]".repeat(n)
        );
        ("openapi.json", text)
    }),
    group("mappings within one another in JSON", 3_000, |n| {
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"x\": {}1{}}}",
            "{\"a\":".repeat(n),
            "}".repeat(n)
        );
        ("openapi.json", text)
    }),
    group("lists within one another in YAML", 3_000, |n| {
        (
            "openapi.yaml",
            format!("openapi: 3.0.3\nx: {}{}\n", "[".repeat(n), "]".repeat(n)),
        )
    }),
    group("lists within one another in YAML, in block style", 1_000, |n| {
        (
            "openapi.yaml",
            format!("openapi: 3.0.3\nx:\n  {}1\n", "- ".repeat(n)),
        )
    }),
    group("schemas within one another", 4, |n| {
        let (open, close) = (r#"{"type": "array", "items": "#.repeat(n), "}".repeat(n));
        let (name, text) = schemas([].into_iter(), 0, json!("inner"));
        (name, text.replace(r#""inner""#, &format!("{open}{{}}{close}")))
    }),
    group("paths that refer to one large path item", 100, |n| {
        let parameters: Vec<Value> = (0..n).map(query).collect();
        let item = json!({"parameters": parameters, "get": {"responses": {"200": {"description": "ok"}}}});
        let paths: Map<String, Value> = (0..n)
            .map(|i| (format!("/a{i}"), json!({"$ref": "#/x-item"})))
            .collect();
        extended("3.0.3", paths.into(), item)
    }),
    group(
        "references to nodes of one name outside of components",
        200,
        |n| {
            let nodes: Vec<Value> = (0..n).map(|i| json!({"Foo": property(i)})).collect();
            let user = references(n, |i| format!("#/x-item/{i}/Foo"));
            extended(
                "3.0.3",
                json!({"/a": {"get": operation("getA", "t", user)}}),
                nodes.into(),
            )
        },
    ),
    group("mistakes in nodes outside of components", 100, |n| {
        let node = |_| json!({"type": "string", "pattern": "(", "bad": 1});
        let nodes: Vec<Value> = (0..n).map(node).collect();
        let user = references(n, |i| format!("#/x-item/{i}"));
        extended(
            "3.0.3",
            json!({"/a": {"get": operation("getA", "t", user)}}),
            nodes.into(),
        )
    }),
    group("definitions of one name in OpenAPI 3.1", 200, |n| {
        let node = |i| json!({"$defs": {"X": property(i)}});
        let nodes: Map<String, Value> = (0..n).map(|i| (format!("p{i}"), node(i))).collect();
        let schema = "/paths/~1a/get/responses/200/content/application~1json/schema";
        let user = references(n, |i| format!("#{schema}/allOf/0/properties/p{i}/$defs/X"));
        let both = json!({"allOf": [{"type": "object", "properties": nodes}, user]});
        extended(
            "3.1.0",
            json!({"/a": {"get": operation("getA", "t", both)}}),
            Value::Null,
        )
    }),
    group("a path of many parameters", 200, |n| {
        let path: String = (0..n).map(|i| format!("/{{p{i}}}")).collect();
        let parameter = |i| json!({"in": "path", "name": format!("p{i}"), "required": true, "schema": {"type": "string"}});
        let mut get = operation("getA", "t", object());
        get["parameters"] = (0..n).map(parameter).collect();
        extended("3.0.3", json!({path: {"get": get}}), Value::Null)
    }),
    group("operations with one id", 100, |n| {
        paths(n, |_| operation("same", "t", object()))
    }),
    group("many security schemes of one operation", 200, |n| {
        let names = || (0..n).map(|i| format!("s{i}"));
        let any: Vec<Value> = names().map(|name| json!({name: []})).collect();
        let all: Map<String, Value> = names().map(|name| (name, json!([]))).collect();
        let mut get = operation("getA", "t", object());
        get["security"] = any.into_iter().chain([all.into()]).collect();
        let scheme = |name: String| {
            (
                name.clone(),
                json!({"type": "apiKey", "in": "header", "name": name}),
            )
        };
        let schemes: Map<String, Value> = names().map(scheme).collect();
        let whole = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": get}}, "components": {"securitySchemes": schemes}});
        ("openapi.json", whole.to_string())
    }),
    group("many media types of one response", 100, |n| {
        let media = |i| {
            (
                format!("application/vnd.m{i}+json"),
                json!({"schema": property(i)}),
            )
        };
        let mut get = operation("getA", "t", object());
        get["responses"]["200"]["content"] = (0..n).map(media).collect();
        extended("3.0.3", json!({"/a": {"get": get}}), Value::Null)
    }),
    group("many headers of one response", 200, |n| {
        let header = |i| (format!("X-{i}"), json!({"schema": {"type": "string"}}));
        let mut get = operation("getA", "t", object());
        get["responses"]["200"]["headers"] = (0..n).map(header).collect();
        extended("3.0.3", json!({"/a": {"get": get}}), Value::Null)
    }),
    group("many examples of one body", 200, |n| {
        let example = |i| (format!("e{i}"), json!({"value": {"id": format!("v{i}")}}));
        let mut get = operation("getA", "t", object());
        get["responses"]["200"]["content"]["application/json"]["examples"] = (0..n).map(example).collect();
        extended("3.0.3", json!({"/a": {"get": get}}), Value::Null)
    }),
    group("aliases of aliases", 100, |n| {
        let text = (1..n).fold(String::from("openapi: 3.0.3\nx0: &a0 [1, 2]\n"), |mut text, i| {
            let _ = writeln!(text, "x{i}: &a{i} [*a{before}, *a{before}]", before = i - 1);
            text
        });
        ("openapi.yaml", text)
    }),
];

const fn group(name: &'static str, size: usize, document: fn(usize) -> (&'static str, String)) -> Hostile {
    Hostile { name, size, document }
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n";

fn level(number: usize) -> String {
    format!("C{number}")
}

fn to(number: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/C{number}")})
}

fn object() -> Value {
    having("id", json!({"type": "string"}))
}

fn having(name: &str, schema: Value) -> Value {
    json!({"type": "object", "properties": {name: schema}})
}

fn required(name: &str, schema: Value) -> Value {
    json!({"type": "object", "properties": {name: schema}, "required": [name]})
}

fn property(number: usize) -> Value {
    having(&format!("p{number}"), json!({"type": "string"}))
}

/// `count` schemas in levels of so many, each naming all of the next level.
fn layers(count: usize, keyword: &str, width: usize, last: Value) -> (&'static str, String) {
    let below = |i: usize| {
        let next = (i / width + 1) * width;
        let all: Vec<Value> = (next..(next + width).min(count + 1)).map(to).collect();
        json!({ keyword: all })
    };
    let rest = (count / width * width..count).map(|i| (level(i), last.clone()));
    let layers = (0..count / width * width).map(|i| (level(i), below(i)));
    schemas(layers.chain(rest), count, last.clone())
}

fn enums(texts: &[String]) -> (&'static str, String) {
    schemas([].into_iter(), 0, json!({"type": "string", "enum": texts}))
}

fn pattern(text: String) -> (&'static str, String) {
    schemas([].into_iter(), 0, json!({"type": "string", "pattern": text}))
}

/// Returns the schemas, and `last` as number `end`; an operation returns the first one.
fn schemas(
    members: impl Iterator<Item = (String, Value)>,
    end: usize,
    last: Value,
) -> (&'static str, String) {
    let members: Map<String, Value> = members.chain([(level(end), last)]).collect();
    whole(json!({"/a": {"get": operation("getA", "t", to(0))}}), members)
}

fn paths(count: usize, operation: impl Fn(usize) -> Value) -> (&'static str, String) {
    let paths: Map<String, Value> = (0..count)
        .map(|i| (format!("/a{i}"), json!({"get": operation(i)})))
        .collect();
    whole(paths.into(), Map::new())
}

fn operation(id: &str, tag: &str, schema: Value) -> Value {
    json!({"operationId": id, "tags": [tag], "responses": {"200": {"description": "ok", "content":
        {"application/json": {"schema": schema}}}}})
}

fn query(number: usize) -> Value {
    json!({"in": "query", "name": format!("q{number}"), "schema": {"type": "string"}})
}

/// An object of references.
fn references(count: usize, target: impl Fn(usize) -> String) -> Value {
    let reference = |i| (format!("p{i}"), json!({"$ref": target(i)}));
    json!({"type": "object", "properties": (0..count).map(reference).collect::<Map<_, _>>()})
}

/// A document of a version, with something that is not in `components`.
fn extended(version: &str, paths: Value, item: Value) -> (&'static str, String) {
    let whole =
        json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": paths, "x-item": item});
    ("openapi.json", whole.to_string())
}

fn whole(paths: Value, schemas: Map<String, Value>) -> (&'static str, String) {
    let whole = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths,
        "components": {"schemas": schemas}});
    ("openapi.json", whole.to_string())
}
