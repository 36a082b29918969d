//! Examples of calls, as the documentation of a crate shows them.

use serde_json::Value;

use super::example_values::ExampleValues;
use super::line_width;
use super::paths::Scope;
use super::writer::{list, literal};
use crate::ident;
use crate::ir::{
    Body, BodyEncoding, Ident, Operation, Parameter, Revision, ShapeKind, SuccessType, Type, Version,
};

/// The maximum number of lines of an example body.
const LINES: usize = 60;
/// The width of the code in documentation: wider lines are cut off on the page.
const WIDTH: usize = 84;

/// A call through a client of the version of a revision.
pub(super) struct CallExample {
    /// Path of the module that has the client: `my_api::v2024_11_13`, or `my_api` without a version.
    pub(super) module: String,
    /// The lines before the call: imports, and the body.
    pub(super) setup: Vec<String>,
    /// Whether the response is a sequence of items.
    pub(super) is_stream: bool,
    /// The call without its sender: `client.flex().list_restore_jobs("project", "cluster")`.
    pub(super) call: String,
}

impl CallExample {
    /// Names the module of `version`, which contains the same `group`, in place of that of an earlier version.
    pub(super) fn move_to(&mut self, version: Version, group: &Ident) {
        let module = self.module.rsplit_once("::").map_or("", |(krate, _)| krate);
        let module = format!("{module}::{}", ident::version_module(Some(version)));
        let import = |module: &str| format!("use {module}::{group};");
        for line in self
            .setup
            .iter_mut()
            .filter(|line| **line == import(&self.module))
        {
            *line = import(&module);
        }
        self.module = module;
    }

    /// Returns the lines of a doctest that makes the call.
    pub(super) fn doctest(&self) -> Vec<String> {
        let mut lines = vec![
            "```no_run".to_owned(),
            "# #[cfg(feature = \"client\")]".to_owned(),
            format!(
                "# async fn example(client: {}::Client) -> Result<(), Box<dyn std::error::Error>> {{",
                self.module
            ),
        ];
        lines.extend(self.setup.iter().cloned());
        if self.is_stream {
            lines.push(format!("let mut items = {}.await?;", self.call));
            lines.extend(
                [
                    "while let Some(item) = items.next().await {",
                    "    drop(item?);",
                    "}",
                ]
                .map(str::to_owned),
            );
        } else {
            lines.push(format!("let response = {}.await?;", self.call));
            lines.push("# drop(response);".to_owned());
        }
        lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
        wrapped("", lines.iter().map(String::as_str))
    }
}

/// Wraps the wide lines of the code blocks of `lines`, except for TOML, hidden lines, comments and raw strings. `prefix`
/// begins each line of documentation.
pub(super) fn wrapped<'l>(prefix: &str, lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    let (mut out, mut in_block, mut in_code, mut in_string) = (Vec::new(), false, false, false);
    for line in lines {
        let Some(line) = line.strip_prefix(prefix) else {
            out.push(line.to_owned());
            continue;
        };
        if let Some(language) = line.strip_prefix("```") {
            in_block ^= true;
            // An inline table of TOML is one line.
            in_code = in_block && language != "toml";
        }
        let begins = line.contains("r##\"");
        in_string = (in_string || begins) && !line.contains("\"##");
        let is_fixed = !in_code
            || in_string
            || begins
            || line.starts_with("# ")
            || line.contains("//")
            || line.ends_with(['(', '{']);
        let code = line.trim_start();
        let lines = match is_fixed || line.len() <= WIDTH {
            true => vec![line.to_owned()],
            false => line_width::fit_within(code, line.len() - code.len(), WIDTH),
        };
        let lines = lines.iter().map(|line| format!("{prefix}{line}"));
        out.extend(lines.map(|line| line.trim_end().to_owned()));
    }
    out
}

/// Returns the call that states the media type of a file, for ranges with a well-known one.
fn example_type(body: &Body) -> &'static str {
    match body.media_type.top_level() {
        "image" => ".content_type(\"image/png\")",
        "audio" => ".content_type(\"audio/mpeg\")",
        "video" => ".content_type(\"video/mp4\")",
        _ => "",
    }
}

impl Scope<'_> {
    /// Returns an example of a call of `revision`, with the example body if there is one.
    pub(super) fn call_example(
        &self,
        operation: &Operation,
        revision: &Revision,
        krate: &str,
    ) -> CallExample {
        let krate = krate.replace('-', "_");
        let path = format!("{krate}::{}", ident::version_path(revision.media_type.version));
        let parameters = operation.required_parameters();
        let parameters = parameters.map(|(_, parameter)| self.example_argument(parameter));
        let body = revision.request.as_ref().filter(|body| body.required);
        let body = body.map(|body| self.example_body(body, &krate));
        let (setup, arguments): (Vec<Vec<String>>, Vec<String>) = parameters.chain(body).unzip();
        let group = ident::distinct_from(self.api.group(operation.group).ident.clone(), "builder");
        CallExample {
            module: path.trim_end_matches(':').to_owned(),
            is_stream: matches!(revision.success_type(), SuccessType::Items(..)),
            setup: setup.concat(),
            call: format!("client.{group}().{}({})", revision.method, list(arguments)),
        }
    }

    /// Returns the lines that make an example of a parameter, and the argument that passes it: the documented value, or
    /// one that is valid, or its name.
    fn example_argument(&self, parameter: &Parameter) -> (Vec<String>, String) {
        let ty = &parameter.ty;
        let values = ExampleValues::new(self.api);
        if self.has_parts(ty) {
            return self.example_of_parts(ty, &parameter.ident, values.value(ty, "value").as_ref());
        }
        let name = plain(parameter.ident.as_str());
        let documented = parameter.example.as_ref().filter(|_| !parameter.secret);
        let documented = documented.filter(|value| values.accepts(ty, value)).cloned();
        let value = documented.or_else(|| values.value(ty, name));
        (
            Vec::new(),
            argument(ty, &value.unwrap_or_else(|| Value::from(name))),
        )
    }

    /// Returns the lines that make a value of JSON, and the argument that passes it: the default, if there is no example.
    fn example_of_parts(&self, ty: &Type, name: &Ident, example: Option<&Value>) -> (Vec<String>, String) {
        let reference = if self.is_borrowed(ty) { "&" } else { "" };
        if let (Some(Value::String(text)), false) = (example, self.is_borrowed(ty)) {
            return (Vec::new(), format!("{}.into()", literal(text)));
        }
        let json = example.filter(|example| !is_empty(example)).and_then(json_lines);
        let Some(json) = json else {
            return (Vec::new(), format!("{reference}Default::default()"));
        };
        let name = ident::distinct_from(name.clone(), "client");
        let text = json.join("\n");
        let lines = format!("let {name} = serde_json::from_str(\n    r##\"{text}\"##,\n)?;");
        (
            lines.lines().map(str::to_owned).collect(),
            format!("{reference}{name}"),
        )
    }

    /// Returns the lines that make a body, and the argument that passes it.
    fn example_body(&self, body: &Body, krate: &str) -> (Vec<String>, String) {
        let file = format!("{krate}::FilePart::new(b\"..\"){}", example_type(body));
        let fixed = match body.encoding {
            BodyEncoding::Bytes => "Vec::new()",
            BodyEncoding::File => file.as_str(),
            BodyEncoding::Text => "\"..\"",
            BodyEncoding::Parts => "&Default::default()",
            BodyEncoding::Json | BodyEncoding::Form | BodyEncoding::Multipart => "",
        };
        if !fixed.is_empty() {
            return (Vec::new(), fixed.to_owned());
        }
        let made = || ExampleValues::new(self.api).value(&body.ty, "value");
        let example = body.example.clone().or_else(made);
        let json = example.as_ref().filter(|example| !is_empty(example));
        let (Some(json), true) = (json.and_then(json_lines), self.is_borrowed(&body.ty)) else {
            let name = ident::field_ident("body").expect("a word is a name");
            return self.example_of_parts(&body.ty, &name, example.as_ref());
        };
        let root = Scope { home: None, ..*self };
        let path = root.ty(&body.ty).replacen("crate", krate, 1);
        let text = json.join("\n");
        // Without another dependency of the caller, where that is possible.
        let is_struct = matches!(&body.ty, Type::Shape { id, .. } if matches!(self.api.shape(*id).kind, ShapeKind::Struct(_)));
        let lines = match is_struct {
            true => format!(
                "use {krate}::Model;\n{}::from_json_slice(\n    br##\"{text}\"##,\n)?;",
                imported(&path)
            ),
            false => format!("let body: {path} = serde_json::from_str(\n    r##\"{text}\"##,\n)?;"),
        };
        (lines.lines().map(str::to_owned).collect(), "&body".to_owned())
    }
}

/// Returns the import of the module of a type, and the start of a statement that uses the type: for `api::pets::Pet` they are
/// `use api::pets;` and `let body = pets::Pet`.
fn imported(path: &str) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    if path.contains('<') || parts.len() < 3 {
        return format!("\nlet body = {path}");
    }
    let name = parts.pop().unwrap_or_default();
    let module = parts.last().copied().unwrap_or_default();
    format!("use {};\n\nlet body = {module}::{name}", parts.join("::"))
}

/// Returns the expression that passes `value` as an argument of a type.
fn argument(ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (Type::List { item, .. }, Value::Array(items)) => {
            let items = items.iter().map(|value| argument(item, value));
            format!("[{}]", list(items))
        }
        (Type::Nullable(inner), _) => argument(inner, value),
        (Type::Number { .. }, Value::Number(number)) => format!("{:?}", number.as_f64().unwrap_or_default()),
        (_, Value::String(text)) => literal(text),
        (_, other) => other.to_string(),
    }
}

/// Returns true for what a default is.
fn is_empty(example: &Value) -> bool {
    match example {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Returns the name of a parameter as a word.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#").trim_end_matches('_')
}

/// Returns an example as lines of JSON in ASCII; `None` for a long one, and for one that a raw string cannot contain.
pub(super) fn json_lines(value: &serde_json::Value) -> Option<Vec<String>> {
    let pretty = serde_json::to_string_pretty(value).ok()?;
    if pretty.contains("\"##") {
        return None;
    }
    let lines: Vec<String> = pretty.lines().map(ascii).collect();
    (lines.len() <= LINES && lines.iter().all(|line| line.len() <= 200)).then_some(lines)
}

/// Escapes non-ASCII characters, as JSON does: some characters must not be part of source code.
fn ascii(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            ' '..='~' => out.push(character),
            other => {
                let units = other.encode_utf16(&mut [0; 2]).to_vec();
                out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn wide_lines_of_code_are_wrapped_outside_of_strings_and_hidden_lines() {
        let call = "let response = client.flex().create_restore_job(\"32b6e34b3d91647abb20e7b8\", \"cluster\", &body).await?;";
        let hidden = format!("# {call}");
        let text = format!("    br##\"{{{}}}\"##,", "[1, 2], ".repeat(20));
        let comment = format!("// {call}");
        let lines = ["```", call, &hidden, &text, &comment, "```", call];
        let expected = [
            "```",
            "let response = client.flex()",
            "    .create_restore_job(\"32b6e34b3d91647abb20e7b8\", \"cluster\", &body)",
            "    .await?;",
            &hidden,
            &text,
            &comment,
            "```",
            call,
        ];
        assert_eq!(wrapped("", lines.into_iter()), expected);
        let table = format!(
            "name = {{ version = \"0.1\", features = [\"{}\"] }}",
            "x".repeat(80)
        );
        let toml = ["```toml", &table, "```"];
        assert_eq!(wrapped("", toml.into_iter()), toml);
        let docs = lines.map(|line| format!("/// {line}"));
        let expected = expected.map(|line| format!("/// {line}"));
        assert_eq!(wrapped("/// ", docs.iter().map(String::as_str)), expected);
        assert_eq!(
            wrapped("/// ", ["///", "pub mod a {}"].into_iter()),
            ["///", "pub mod a {}"]
        );
    }
}
