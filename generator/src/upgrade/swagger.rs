//! Converts Swagger 2.0 documents.

use super::{Upgrade, part_styles};
use crate::document::Kind;
use crate::pointer::{child, unescaped};
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The keywords of a parameter outside of its schema (Swagger 2.0, Parameter Object); all others describe its values.
const OF_PARAMETERS: [&str; 6] = [
    "name",
    "in",
    "description",
    "required",
    "allowEmptyValue",
    "deprecated",
];

/// Converts a whole document.
pub(super) fn convert(upgrade: &mut Upgrade<'_>, tree: &mut Value) {
    let Value::Object(root) = tree else { return };
    root.remove("swagger");
    root.insert("openapi".to_owned(), "3.0.3".into());
    let servers = servers(root);
    root.insert("servers".to_owned(), servers);
    let defaults = MediaTypes {
        consumes: strings(root.remove("consumes")),
        produces: strings(root.remove("produces")),
    };
    let mut components = Members::new();
    section(
        upgrade,
        root,
        &mut components,
        "definitions",
        "schemas",
        |value| value,
    );
    section(
        upgrade,
        root,
        &mut components,
        "securityDefinitions",
        "securitySchemes",
        security_scheme,
    );
    let bodies = shared_parameters(upgrade, root, &mut components, &defaults);
    shared_responses(upgrade, root, &mut components, &defaults);
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        for (path, item) in paths.iter_mut() {
            path_item(upgrade, item, &child("/paths", path), &defaults, &bodies);
        }
    }
    root.insert("components".to_owned(), Value::Object(components));
    rewrite(tree, Kind::Object);
}

/// Media types of bodies, in both directions.
#[derive(Clone)]
struct MediaTypes {
    consumes: Vec<String>,
    produces: Vec<String>,
}

fn strings(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the servers: one for each scheme, `https` first.
fn servers(root: &mut Members) -> Value {
    let host = root.remove("host");
    let base = root.remove("basePath");
    let base = base
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim_end_matches('/');
    let mut schemes = strings(root.remove("schemes"));
    schemes.sort_by_key(|scheme| scheme != "https");
    match host.as_ref().and_then(Value::as_str) {
        Some(host) if schemes.is_empty() => json!([{ "url": format!("https://{host}{base}") }]),
        Some(host) => schemes
            .iter()
            .map(|scheme| json!({ "url": format!("{scheme}://{host}{base}") }))
            .collect(),
        None if base.is_empty() => json!([]),
        None => json!([{ "url": base }]),
    }
}

/// Moves a section of the root into the components.
fn section(
    upgrade: &mut Upgrade<'_>,
    root: &mut Members,
    components: &mut Members,
    from: &str,
    to: &str,
    convert: fn(Value) -> Value,
) {
    if let Some(Value::Object(members)) = root.remove(from) {
        upgrade
            .moved
            .record(format!("/components/{to}"), format!("/{from}"));
        let converted = members
            .into_iter()
            .map(|(name, value)| (name, convert(value)))
            .collect();
        components.insert(to.to_owned(), Value::Object(converted));
    }
}

/// Converts a Security Scheme Object: `basic` is a scheme of `http`, and the flow of OAuth an object.
fn security_scheme(value: Value) -> Value {
    let Value::Object(mut scheme) = value else {
        return value;
    };
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), "http".into());
            scheme.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let flow = match scheme.remove("flow").as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut flow_object = Members::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                if let Some(value) = scheme.remove(key) {
                    flow_object.insert(key.to_owned(), value);
                }
            }
            flow_object.entry("scopes").or_insert_with(|| json!({}));
            scheme.insert("flows".to_owned(), json!({ flow: flow_object }));
        }
        _ => {}
    }
    Value::Object(scheme)
}

/// Shared parameters that are not parameters in 3.0.
struct SharedBodies {
    /// The names of those that are whole request bodies.
    whole: Vec<String>,
    /// Those that are properties of forms, by name.
    fields: Members,
}

/// Converts the shared parameters; returns those that are request bodies, or parts of them.
fn shared_parameters(
    upgrade: &mut Upgrade<'_>,
    root: &mut Members,
    components: &mut Members,
    defaults: &MediaTypes,
) -> SharedBodies {
    let mut shared = SharedBodies {
        whole: Vec::new(),
        fields: Members::new(),
    };
    let Some(Value::Object(all)) = root.remove("parameters") else {
        return shared;
    };
    let (mut parameters, mut bodies) = (Members::new(), Members::new());
    for (name, parameter) in all {
        let before = child("/parameters", &name);
        match location_of(&parameter) {
            Some("body") => {
                let after = child("/components/requestBodies", &name);
                upgrade.moved.record(after, before);
                bodies.insert(name, body(parameter, &defaults.consumes));
            }
            Some("formData") => drop(shared.fields.insert(name, parameter)),
            _ => {
                let after = child("/components/parameters", &name);
                upgrade.moved.record(after.clone(), before);
                parameters.insert(name, plain_parameter(upgrade, parameter, &after));
            }
        }
    }
    shared.whole = bodies.keys().cloned().collect();
    components.insert("parameters".to_owned(), Value::Object(parameters));
    components.insert("requestBodies".to_owned(), Value::Object(bodies));
    shared
}

fn shared_responses(
    upgrade: &mut Upgrade<'_>,
    root: &mut Members,
    components: &mut Members,
    defaults: &MediaTypes,
) {
    if let Some(Value::Object(mut responses)) = root.remove("responses") {
        upgrade
            .moved
            .record("/components/responses".to_owned(), "/responses".to_owned());
        for (name, value) in responses.iter_mut() {
            let at = (child("/components/responses", name), child("/responses", name));
            response(upgrade, value, &at, &defaults.produces);
        }
        components.insert("responses".to_owned(), Value::Object(responses));
    }
}

fn location_of(parameter: &Value) -> Option<&str> {
    parameter.get("in").and_then(Value::as_str)
}

fn path_item(
    upgrade: &mut Upgrade<'_>,
    item: &mut Value,
    at: &str,
    defaults: &MediaTypes,
    bodies: &SharedBodies,
) {
    let Value::Object(item) = item else { return };
    let shared = match item.remove("parameters") {
        Some(Value::Array(shared)) => shared,
        _ => Vec::new(),
    };
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(method) {
            let at = child(at, method);
            let media_types = MediaTypes {
                consumes: or_default(operation.remove("consumes"), &defaults.consumes),
                produces: or_default(operation.remove("produces"), &defaults.produces),
            };
            operation.remove("schemes");
            parameters(upgrade, operation, &shared, &at, &media_types, bodies);
            if let Some(Value::Object(responses)) = operation.get_mut("responses") {
                for (status, value) in responses.iter_mut() {
                    let at = child(&child(&at, "responses"), status);
                    response(upgrade, value, &(at.clone(), at), &media_types.produces);
                }
            }
        }
    }
}

fn or_default(own: Option<Value>, default: &[String]) -> Vec<String> {
    match own {
        Some(own) => strings(Some(own)),
        None => default.to_vec(),
    }
}

/// Splits the parameters of an operation into 3.0 parameters and the request body.
fn parameters(
    upgrade: &mut Upgrade<'_>,
    operation: &mut Members,
    shared: &[Value],
    at: &str,
    media_types: &MediaTypes,
    bodies: &SharedBodies,
) {
    let own = match operation.remove("parameters") {
        Some(Value::Array(own)) => own,
        _ => Vec::new(),
    };
    let same = |a: &Value, b: &Value| {
        a.get("name") == b.get("name") && a.get("in") == b.get("in") && a.get("$ref") == b.get("$ref")
    };
    let is_inherited = |shared: &&Value| !own.iter().any(|own| same(own, shared));
    let inherited: Vec<Value> = shared.iter().filter(is_inherited).cloned().collect();
    let before = child(at, "parameters");
    let own_count = own.len();
    let (mut kept, mut form) = (Vec::new(), Vec::new());
    for (index, parameter) in own.into_iter().chain(inherited).enumerate() {
        let place = if index < own_count {
            child(&before, &index.to_string())
        } else {
            at.to_owned()
        };
        let reference = parameter.get("$ref").and_then(Value::as_str);
        let name =
            reference.and_then(|text| Some(unescaped(text.strip_prefix("#/parameters/")?).into_owned()));
        let field = name.as_ref().and_then(|name| bodies.fields.get(name));
        let parameter = field.cloned().unwrap_or(parameter);
        let body_reference = name
            .filter(|name| bodies.whole.contains(name))
            .map(|name| format!("#/components/requestBodies/{name}"));
        match location_of(&parameter) {
            Some("body") => {
                upgrade.moved.record(child(at, "requestBody"), place);
                operation.insert("requestBody".to_owned(), body(parameter, &media_types.consumes));
            }
            Some("formData") => form.push((place, parameter)),
            _ if body_reference.is_some() => {
                operation.insert("requestBody".to_owned(), json!({ "$ref": body_reference }));
            }
            _ => {
                let after = child(&before, &kept.len().to_string());
                upgrade.moved.record(after.clone(), place);
                kept.push(plain_parameter(upgrade, parameter, &after));
            }
        }
    }
    if !form.is_empty() {
        let body = form_body(upgrade, form, at, &media_types.consumes);
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert("parameters".to_owned(), Value::Array(kept));
}

/// Converts a body parameter to a Request Body Object.
fn body(parameter: Value, consumes: &[String]) -> Value {
    let schema = parameter.get("schema").cloned().unwrap_or_else(|| json!({}));
    let mut body = json!({ "content": content(&schema, consumes, "application/json") });
    for key in ["description", "required"] {
        if let Some(value) = parameter.get(key) {
            body[key] = value.clone();
        }
    }
    body
}

fn content(schema: &Value, media_types: &[String], default: &str) -> Value {
    let media_types: Vec<&str> = match media_types {
        [] => vec![default],
        several => several.iter().map(String::as_str).collect(),
    };
    let entries = media_types
        .into_iter()
        .map(|name| (name.to_owned(), json!({ "schema": schema })));
    Value::Object(entries.collect())
}

/// Makes the request body of the parameters of a form.
fn form_body(upgrade: &mut Upgrade<'_>, form: Vec<(String, Value)>, at: &str, consumes: &[String]) -> Value {
    let has_file = form
        .iter()
        .any(|(_, field)| field.get("type").and_then(Value::as_str) == Some("file"));
    let forms = ["multipart/form-data", "application/x-www-form-urlencoded"];
    let media_type = consumes
        .iter()
        .map(String::as_str)
        .find(|name| forms.contains(name));
    let media_type = media_type.unwrap_or(if has_file { forms[0] } else { forms[1] });
    let is_multipart = media_type == forms[0];
    let (mut properties, mut encoding, mut required) = (Members::new(), Members::new(), Vec::new());
    let schema_at = [
        at,
        "/requestBody/content/",
        &media_type.replace('/', "~1"),
        "/schema/properties",
    ]
    .concat();
    for (place, field) in form {
        let Some(name) = field.get("name").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        if field.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::from(name.as_str()));
        }
        let after = child(&schema_at, &name);
        upgrade.moved.record(after.clone(), place);
        let converted = plain_parameter(upgrade, field, &after);
        if let (Some(style), Some(explode)) = (converted.get("style"), converted.get("explode")) {
            let stated = [("style", style), ("explode", explode)];
            let mut stated = Members::from_iter(stated.map(|(key, value)| (key.to_owned(), value.clone())));
            if is_multipart {
                part_styles::mark(&mut stated);
            }
            encoding.insert(name.clone(), Value::Object(stated));
        }
        let mut schema = converted.get("schema").cloned().unwrap_or_else(|| json!({}));
        if let Some(description) = converted.get("description") {
            schema["description"] = description.clone();
        }
        properties.insert(name, schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    let mut content = json!({ "schema": schema });
    if !encoding.is_empty() {
        content["encoding"] = Value::Object(encoding);
    }
    json!({ "required": true, "content": { media_type: content } })
}

/// Converts a parameter that is not a body: keywords that describe its values move to its schema.
fn plain_parameter(upgrade: &mut Upgrade<'_>, parameter: Value, at: &str) -> Value {
    let Value::Object(parameter) = parameter else {
        return parameter;
    };
    if parameter.contains_key("$ref") {
        return Value::Object(parameter);
    }
    let (mut kept, mut schema) = (Members::new(), Members::new());
    let mut format = None;
    for (key, value) in parameter {
        match key.as_str() {
            "collectionFormat" => format = value.as_str().map(str::to_owned),
            key if OF_PARAMETERS.contains(&key) || key.starts_with("x-") => {
                kept.insert(key.to_owned(), value);
            }
            _ => {
                schema.insert(key, value);
            }
        }
    }
    if schema.get("type").and_then(Value::as_str) == Some("array") {
        serialization(upgrade, &mut kept, format.as_deref(), at);
    }
    kept.insert("schema".to_owned(), Value::Object(schema));
    Value::Object(kept)
}

/// Writes `collectionFormat` as `style` and `explode`; a separator that has no style is reported.
fn serialization(upgrade: &mut Upgrade<'_>, parameter: &mut Members, format: Option<&str>, at: &str) {
    let location = parameter.get("in").and_then(Value::as_str);
    let has_styles = matches!(location, Some("query" | "formData"));
    let (style, explode) = match format {
        Some("multi") => ("form", true),
        Some("ssv") if has_styles => ("spaceDelimited", false),
        Some("pipes") if has_styles => ("pipeDelimited", false),
        _ => ("form", false),
    };
    if has_styles {
        parameter.insert("style".to_owned(), style.into());
        parameter.insert("explode".to_owned(), explode.into());
    }
    let has_form = matches!(format, None | Some("csv")) || (has_styles && format != Some("tsv"));
    if !has_form {
        let reason = "OpenAPI 3.0 has no such separator here, and commas are sent";
        let help = "declare a string, and join the values in the caller";
        upgrade.removed(at, "collectionFormat", reason, help);
    }
}

/// Converts a Response Object: its schema becomes the content of each media type.
fn response(upgrade: &mut Upgrade<'_>, value: &mut Value, at: &(String, String), produces: &[String]) {
    let Value::Object(response) = value else { return };
    if let Some(schema) = response.remove("schema") {
        let converted = content(&schema, produces, "application/json");
        for media_type in converted.as_object().into_iter().flatten().map(|(name, _)| name) {
            let new = child(&child(&child(&at.0, "content"), media_type), "schema");
            upgrade.moved.record(new, child(&at.1, "schema"));
        }
        response.insert("content".to_owned(), converted);
    }
    response.remove("examples");
    if let Some(Value::Object(headers)) = response.get_mut("headers") {
        for (name, header) in headers.iter_mut() {
            let at = child(&child(&at.0, "headers"), name);
            *header = plain_parameter(upgrade, std::mem::take(header), &at);
        }
    }
}

/// Converts what schemas spell in another way, and all references, wherever `value` is not data: `default` is data in a
/// schema, and a response below `responses`.
fn rewrite(value: &mut Value, kind: Kind) {
    match value {
        Value::Object(members) if kind != Kind::Data => {
            if kind == Kind::Object {
                schema(members);
            }
            for (key, member) in members.iter_mut() {
                rewrite(member, kind.step(key));
            }
        }
        Value::Array(items) if kind != Kind::Data => {
            items.iter_mut().for_each(|item| rewrite(item, kind.item()));
        }
        _ => {}
    }
}

fn schema(members: &mut Members) {
    if members.get("type").and_then(Value::as_str) == Some("file") {
        members.insert("type".to_owned(), "string".into());
        members.insert("format".to_owned(), "binary".into());
    }
    if let Some(Value::Bool(nullable)) = members.get("x-nullable").cloned() {
        members.insert("nullable".to_owned(), nullable.into());
    }
    if let Some(Value::String(property)) = members.get("discriminator").cloned() {
        members.insert("discriminator".to_owned(), json!({ "propertyName": property }));
    }
    if let Some(Value::String(reference)) = members.get_mut("$ref") {
        for (from, to) in [
            ("#/definitions/", "#/components/schemas/"),
            ("#/parameters/", "#/components/parameters/"),
            ("#/responses/", "#/components/responses/"),
        ] {
            if let Some(name) = reference.strip_prefix(from) {
                *reference = format!("{to}{name}");
                break;
            }
        }
    }
}
