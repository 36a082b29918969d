//! Hostile names in every position of a document: the crate compiles with any of them.
//!
//! The document is generated here: each name is a tag, an operation, a schema, a property, a parameter, a value of an
//! enum and a variant of a union. The crate is checked with all features and warnings denied.
//!
//! By its name, this module starts early: the check takes longest, and others run at the same time.

use super::nested::{Target, cargo, output, write_checked_crate};
use generator::{File, Options, SourceFile, generate, render};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// Keywords of Rust: strict, reserved and weak.
const KEYWORDS: &str = "abstract as async await become box break const continue crate do dyn else enum extern false final \
    fn for gen if impl in let loop macro macro_rules match mod move mut override priv pub raw ref return safe self Self \
    static struct super trait true try type typeof union unsafe unsized use virtual where while yield _ __ r#type";

/// Names in scope everywhere: prelude, primitive types, extern crates, attributes.
const PRELUDE: &str = "AsMut AsRef Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err ExactSizeIterator Extend Fn \
    FnMut FnOnce From FromIterator Future Hash Into IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq \
    PartialOrd Result Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec bool char str u8 u16 u32 u64 \
    usize i8 i16 i32 i64 isize f32 f64 std core alloc test proc_macro http serde serde_core serde_json tokio reqwest ureq \
    rustls tracing time base64 derive cfg doc inline allow expect deprecated must_use non_exhaustive rustfmt clippy vec \
    format println matches Deref Display Error Formatter Arc Rc Pin Cow PhantomData main";

/// Names of items in emitted code and the runtime.
const OWN: &str = "rt runtime crate_ client Client blocking BlockingClient Calls calls Older older Older_ Api api builder \
    Builder new new_ on send reply items wait_until_finished call call_mut request request_unchecked decode validate raw \
    body into into_future insert_unknown unknown_fields to_json_vec clone default extra Extra NONE spec Spec SPEC get slot \
    value value_impls record union_ symbols operation Operation operations OPERATIONS sendable sendable_async pages job \
    watched clients printed_as Record Union Value View Scalar Node Symbol ALL TEXTS TYPE index Index as_str Open Known \
    Unknown Model Json JsonMap Map Field Type Kind Limit Pattern Rule Condition Demand Discriminator Presence Additional \
    Argument Call Head Answer Failure Reply Content Param Place Catalogue catalogue Route Version MediaType MEDIA_TYPE \
    media_type models untagged unversioned exchanges Exchange parameters patterns Paged Items Wait Ends End Ending Job \
    Channel Engine Transport Stack Pending NoError NO_ERROR Text Date Timestamp Uuid set_new set_body set_null null_name \
    name set_value serializer deserializer formatter f item page Request Response Params status content envelope \
    self_ set_call RequestError Violation Violations deref Target Output fmt eq ne hash Item Transport_ C_ Self_";

/// Letters, digits and symbols.
const SHORT: &str = "a A b B c C d D e E f F g G i I n N s S t T u U v V x X a_b aB ab AB Ab A_B abAb a_b_ab ABAb 1 2 42 3D 3d \
    1st +1 -1 4.4 44 4_4 v4_4 $ @ # % & * + - < > <= >= = != ! ? ~ ^ | / \\ ' \" ` { } {} {0} [ ] ( ) . .. ... , ; : :: //";

/// Names that some file system refuses, or cannot distinguish.
const FILES: &str = "con CON Con prn aux nul NUL com1 COM9 com10 lpt1 LPT9 con.rs nul.txt lib mod main Cargo client.rs \
    trailing. .hidden ..";

/// Non-ASCII: scripts without case, right to left, letters whose case changes their length, letters that are only equal
/// after normalization, digits and numbers that no identifier may contain, and invisible characters.
const UNICODE: &[&str] = &[
    "größe",
    "Größe",
    "GRÖSSE",
    "gro\u{308}ße",
    "naïve",
    "日本語",
    "日本",
    "한국",
    "\u{1112}\u{1161}\u{11ab}",
    "ключ",
    "Ключ",
    "КЛЮЧ",
    "ελληνικά",
    "ΣΊΣΥΦΟΣ",
    "עברית",
    "عربي",
    "हिन्दी",
    "ไทย",
    "🦀",
    "a🦀b",
    "Å",
    "\u{212b}",
    "Ω",
    "\u{2126}",
    "İstanbul",
    "ı",
    "ŉ",
    "ǰ",
    "ﬁ",
    "ß",
    "ẞ",
    "ǅ",
    "𝐀",
    "𝐚",
    "²",
    "x²",
    "½",
    "Ⅷ",
    "٣",
    "३",
    "₂",
    "ª",
    "аdmin",
    "admin",
    "\u{202e}txt.exe",
    "a\u{202e}b",
    "a\u{200d}b",
    "a\u{200b}b",
    "\u{feff}a",
    "a\u{ad}b",
    "\u{2066}x\u{2069}",
    "・",
    "〆",
    "\u{345}",
    "a\u{300}",
    "\u{300}",
    "ᾳ",
    "ᾼ",
    "·",
    "a·b",
    "\u{387}",
    "ℓ",
    "ℯ",
    "℮",
    "℘",
    "゛",
    "ๅำ",
];

/// White space, controls, quotes, comments and code.
const TEXTS: &[&str] = &[
    "",
    " ",
    "  ",
    "\t",
    "a b",
    "new\nline",
    "new\r\nline",
    "*/",
    "/* x",
    "// x",
    "\"; fn main() {} //",
    "#[x]",
    "#![x]",
    "\\u{202e}",
    "${x}",
    "{{x}}",
    "r#\"x\"#",
    "'a",
    "a'",
    "b\"x\"",
    "\0",
    "\u{1b}[31m",
    "\u{7f}",
    "```",
    "</details>",
    "[x](y)",
    "[`Vec`]",
    "x-y",
    "x.y",
    "x y",
    "X Y",
    "x/y",
    "x~y",
    "x:y",
    "../../etc/passwd",
    "C:\\x",
    "http://x",
    "user@host",
];

fn names() -> Vec<String> {
    let words = [KEYWORDS, PRELUDE, OWN, SHORT, FILES]
        .into_iter()
        .flat_map(str::split_whitespace);
    let texts = UNICODE.iter().chain(TEXTS).copied();
    let long = [
        "long_".repeat(60),
        "Long".repeat(60),
        format!("{}a", "x".repeat(300)),
        format!("{}b", "x".repeat(300)),
    ];
    let mut seen = BTreeSet::new();
    let all = words
        .chain(texts)
        .map(str::to_owned)
        .chain(long)
        .chain(["größe".repeat(40)]);
    all.filter(|name| seen.insert(name.clone())).collect()
}

/// Returns a document with each of `names` in every position. Names of components have to be valid in references,
/// which all are after escaping.
fn document(names: &[String]) -> Value {
    let mut paths = Map::new();
    for (number, name) in names.iter().enumerate() {
        let mut item = json!({"get": read(name)});
        if number % 5 == 0 {
            item["post"] = write(name, number);
        }
        if number % 20 == 0 {
            item["put"] = many(name);
        }
        paths.insert(format!("/p{number}"), item);
    }
    paths.insert(
        "/all".to_owned(),
        json!({"get": all_parameters(names), "put": all_properties(names)}),
    );
    json!({
        "openapi": "3.0.3", "info": {"title": "Hostile", "version": "1"},
        "paths": paths, "components": {"schemas": schemas(names)},
    })
}

fn read(name: &str) -> Value {
    let parameter = |place: &str| json!({"name": name, "in": place, "schema": {"type": "string"}});
    let required = json!({"name": name, "in": "query", "required": true, "schema": {"type": "array", "items": {"type": "string"}}});
    let header = is_token(name).then(|| parameter("header"));
    let parameters: Vec<Value> = [required].into_iter().chain(header).collect();
    json!({
        "tags": [name], "operationId": name, "parameters": parameters,
        "responses": {"200": {"description": "A.", "content": {"application/json": {"schema": reference(name)}}}},
    })
}

/// Returns true if a name is a token, as names of headers are (RFC 9110, 5.6.2).
fn is_token(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().next().is_some_and(is_first) && name.chars().all(|c| is_first(c) || c == '-')
}

/// Returns operations of one tag whose ids differ only in the name.
fn write(name: &str, number: usize) -> Value {
    let id = match number % 10 {
        0 => format!("{name}AsBytes"),
        _ => format!("create_{name}"),
    };
    json!({
        "tags": ["all"], "operationId": id,
        "requestBody": {"required": true, "content": {"application/json": {"schema": reference(name)}}},
        "responses": {"204": {"description": "A."}},
    })
}

/// Returns an operation that responds in several media types.
fn many(name: &str) -> Value {
    let bytes = json!({"schema": {"type": "string", "format": "binary"}});
    json!({
        "tags": ["All"], "operationId": format!("{name} "),
        "responses": {"200": {"description": "A.", "content": {
            "application/json": {"schema": {"type": "object", "properties": {name: {"type": "integer"}}}},
            "application/json; profile=\"a\"": {"schema": reference(name)},
            "audio/*": bytes, "video/*": bytes, "text/xml": bytes, "application/xml": bytes,
        }}},
    })
}

fn all_parameters(names: &[String]) -> Value {
    let parameter =
        |name: &String| json!({"name": name, "in": "query", "schema": {"type": "string", "nullable": true}});
    let parameters: Vec<Value> = names.iter().map(parameter).collect();
    json!({"tags": ["all"], "operationId": "allParameters", "parameters": parameters, "responses": {"204": {"description": "A."}}})
}

fn all_properties(names: &[String]) -> Value {
    let nullable = |name: &String| {
        (
            name.clone(),
            json!({"type": "string", "nullable": true, "description": name}),
        )
    };
    let optional: Map<String, Value> = names.iter().map(nullable).collect();
    let required: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({"type": "boolean"})))
        .collect();
    let any: Vec<Value> = names.iter().step_by(7).map(|name| reference(name)).collect();
    let schema = json!({"type": "object", "properties": {
        "optional": {"type": "object", "properties": optional},
        "required": {"type": "object", "properties": required, "required": names},
        "values": {"type": "string", "enum": names},
        "union": {"oneOf": any},
        "pattern": {"type": "string", "pattern": "^[\u{202e}\u{2066}]?\u{200f}$"},
    }});
    let content = json!({"application/json": {"schema": schema}});
    json!({
        "tags": ["all"], "operationId": "allProperties", "requestBody": {"required": true, "content": content},
        "responses": {"200": {"description": "A.", "content": content}},
    })
}

/// Returns a schema for each name: structs, enums and unions in turn.
fn schemas(names: &[String]) -> Map<String, Value> {
    let schema = |(number, name): (usize, &String)| {
        let schema = match number % 3 {
            0 => {
                json!({"type": "object", "required": [name], "properties": {name: {"type": "string", "enum": [name, "a", "A"]}}})
            }
            1 => json!({"type": "string", "enum": [name, "b"], "description": name}),
            _ => {
                json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {name: {"type": "boolean"}}}]})
            }
        };
        (name.clone(), schema)
    };
    names.iter().enumerate().map(schema).collect()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))})
}

fn emitted(document: &Value) -> Vec<File> {
    let options = Options {
        crate_name: "hostile".to_owned(),
        complete: true,
        ..Options::default()
    };
    let source = SourceFile::new("hostile.json", document.to_string());
    match generate(vec![source], &options) {
        Ok(generated) => generated.files,
        Err(failed) => panic!("{}", render::text(&failed.diagnostics, &failed.sources)),
    }
}

/// The crate of all names.
static ALL: LazyLock<Vec<File>> = LazyLock::new(|| emitted(&document(&names())));

#[test]
fn hostile_names_compile_in_every_position() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names");
    write_checked_crate(&root, ALL.clone());
    let check = ["check", "--quiet", "--features", tests::FEATURES];
    output(cargo(&root, Target::Checks("names"), &check));
}

#[test]
fn every_file_system_can_store_the_files_of_hostile_names() {
    let mut seen = BTreeSet::new();
    for file in &*ALL {
        assert!(
            seen.insert(file.path.to_lowercase()),
            "{} exists twice",
            file.path
        );
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            let plain = part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            assert!(
                plain && part.len() <= 100 && !part.ends_with('.'),
                "{}",
                file.path
            );
            let port = ["com", "lpt"]
                .iter()
                .any(|port| stem.len() == 4 && stem.starts_with(port));
            assert!(
                !port && !["con", "prn", "aux", "nul"].contains(&stem),
                "{}",
                file.path
            );
        }
    }
}

#[test]
fn names_do_not_depend_on_the_order_of_tags() {
    let names: Vec<String> = ["a b", "aB", "con"].map(str::to_owned).to_vec();
    let paths = |names: &[String]| -> BTreeSet<String> {
        emitted(&document(names))
            .into_iter()
            .map(|file| file.path)
            .collect()
    };
    let reversed: Vec<String> = names.iter().rev().cloned().collect();
    assert_eq!(paths(&names), paths(&reversed));
}
