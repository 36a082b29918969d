//! `src/service.rs`: the descriptor of the API as a whole, for clients.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};

use super::doc_attrs;
use super::header;
use super::writer::{Code, literal, literals};
use crate::ir::{
    Api, Envelope, ErrorCodes, FieldViolations, KeyPlace, Paging, SchemeKind, SecurityScheme, Server,
};
use crate::output::{File, Options};

/// Returns the servers of single operations, without duplicates.
pub(super) fn servers(api: &Api) -> Vec<&Server> {
    let mut all: Vec<&Server> = Vec::new();
    for server in api
        .operations
        .iter()
        .filter_map(|operation| operation.server.as_ref())
    {
        if !all.contains(&server) {
            all.push(server);
        }
    }
    all
}

/// Returns the file.
pub(super) fn file(api: &Api, options: &Options) -> File {
    let mut code = Code::default();
    code.line("use crate::runtime as rt;");
    code.line("");
    code.block(
        "pub(crate) static SERVICE: rt::Service = rt::Service {",
        "};",
        |code| {
            match &api.server {
                Some(default) => code.line(&format!("server: Some({}),", server(default))),
                None => code.line("server: None,"),
            }
            code.block("servers: &[", "],", |code| {
                for own in servers(api) {
                    code.line(&format!("{},", server(own)));
                }
            });
            code.block("schemes: &[", "],", |code| {
                for own in &api.service.schemes {
                    code.line(&format!("{},", scheme(own, api, options)));
                }
            });
            paging(code, api);
            errors(code, api);
            code.line(&format!("id: {},", literal(api.service.conventions.id())));
            match &api.service.conventions.envelope {
                Some(names) => code.line(&format!("envelope: Some({}),", envelope(names))),
                None => code.line("envelope: None,"),
            }
            let templates = api.version_templates.iter().map(String::as_str);
            code.line(&format!("version_templates: &[{}],", literals(templates)));
            match &api.service.version_header {
                Some(header) => code.line(&format!(
                    "version_header: Some(({}, API_VERSION)),",
                    literal(&header.name)
                )),
                None => code.line("version_header: None,"),
            }
            let prefix = api.path_prefix();
            code.line(&format!("path_prefix: &[{}],", literals(prefix.into_iter())));
        },
    );
    if let Some(header) = &api.service.version_header {
        code.line("");
        code.doc(&[format!(
            "The version of the API that this crate was generated for, which every call states in {}.",
            doc_attrs::code(&header.name)
        )]);
        code.line(&format!(
            "pub const API_VERSION: &str = {};",
            literal(&header.value)
        ));
    }
    environments(&mut code, api);
    let about = "What clients know of the API as a whole.";
    header::text("src/service.rs", "the specification", about, &code.finish())
}

/// Returns the names of the public items of the file.
pub(super) fn public(api: &Api) -> Vec<&'static str> {
    let version = api.service.version_header.as_ref().map(|_| "API_VERSION");
    version.into_iter().chain(environment(api)).collect()
}

/// Returns the name of the type that lists the named servers, if there are any.
pub(super) fn environment(api: &Api) -> Option<&'static str> {
    (!api.service.conventions.environments.is_empty()).then_some("Environment")
}

/// Writes the named servers of the API.
fn environments(code: &mut Code, api: &Api) {
    let Some(name) = environment(api) else {
        return;
    };
    let all = &api.service.conventions.environments;
    code.line("");
    code.line(
        "/// A named server of the API besides the default one; it can be given as `base_url` of a client.",
    );
    code.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    code.line("#[non_exhaustive]");
    code.block(&format!("pub enum {name} {{"), "}", |code| {
        for (word, url) in all {
            code.line(&format!("/// `{url}`"));
            code.line(&format!("{},", word.to_upper_camel_case()));
        }
    });
    code.line("");
    code.block(&format!("impl {name} {{"), "}", |code| {
        code.line("/// Returns the base URL.");
        code.block("pub const fn url(self) -> &'static str {", "}", |code| {
            code.block("match self {", "}", |code| {
                for (word, url) in all {
                    let variant = word.to_upper_camel_case();
                    code.line(&format!("Self::{variant} => {},", literal(url)));
                }
            });
        });
    });
    code.line("");
    code.block(&format!("impl From<{name}> for String {{"), "}", |code| {
        code.block(&format!("fn from(environment: {name}) -> Self {{"), "}", |code| {
            code.line("environment.url().to_owned()");
        });
    });
}

fn envelope(names: &Envelope) -> String {
    format!(
        "rt::Envelope {{ parameter: {}, status: {}, content: {} }}",
        literal(&names.parameter),
        literal(&names.status),
        literal(&names.content)
    )
}

fn server(server: &Server) -> String {
    let pairs = server.variables.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, default)| format!("({}, {})", literal(name), literal(default)))
        .collect();
    let values = server.values.iter();
    let values: Vec<String> = values
        .map(|(name, values)| {
            format!(
                "({}, &[{}])",
                literal(name),
                literals(values.iter().map(String::as_str))
            )
        })
        .collect();
    format!(
        "rt::Server {{ url: {}, variables: &[{}], values: &[{}] }}",
        literal(&server.url),
        pairs.join(", "),
        values.join(", ")
    )
}

fn scheme(scheme: &SecurityScheme, api: &Api, options: &Options) -> String {
    let kind = match &scheme.kind {
        SchemeKind::Bearer => "Bearer".to_owned(),
        SchemeKind::Basic => "Basic".to_owned(),
        SchemeKind::Digest => "Digest".to_owned(),
        SchemeKind::ApiKey(location, name) => {
            let location = match location {
                KeyPlace::Header => "HeaderKey",
                KeyPlace::Query => "QueryKey",
                KeyPlace::Cookie => "CookieKey",
            };
            format!("{location}({})", literal(name))
        }
        SchemeKind::ClientCredentials(url) => format!("ClientCredentials({})", literal(url)),
    };
    let variables = variables(scheme, api, options);
    format!(
        "rt::SecurityScheme {{ name: {}, kind: rt::SchemeKind::{kind}, variables: &[{}], scopes: {} }}",
        literal(&scheme.name),
        literals(variables.iter().map(String::as_str)),
        literal(&scheme.scopes.join(" "))
    )
}

/// Returns the environment variables of a scheme: user-defined ones, otherwise named after the crate, and after the
/// scheme if there are several of the same kind that differ.
pub(super) fn variables(scheme: &SecurityScheme, api: &Api, options: &Options) -> Vec<String> {
    let chosen = api.service.conventions.credentials.iter();
    if let Some((_, names)) = chosen.clone().find(|(name, _)| *name == scheme.name) {
        return names.clone();
    }
    let alike =
        |other: &&SecurityScheme| std::mem::discriminant(&other.kind) == std::mem::discriminant(&scheme.kind);
    let several = api.service.schemes.iter().filter(alike).count() > 1;
    let krate = screaming(&options.crate_name);
    let own = match several {
        true => format!("{krate}_{}", screaming(&scheme.name)),
        false => krate.clone(),
    };
    match &scheme.kind {
        SchemeKind::Bearer => vec![format!("{krate}_TOKEN")],
        SchemeKind::Basic | SchemeKind::Digest => {
            vec![format!("{krate}_USERNAME"), format!("{krate}_PASSWORD")]
        }
        SchemeKind::ApiKey(..) if several => vec![own],
        SchemeKind::ApiKey(..) => vec![format!("{own}_API_KEY")],
        SchemeKind::ClientCredentials(_) => vec![format!("{own}_CLIENT_ID"), format!("{own}_CLIENT_SECRET")],
    }
}

/// Returns a name in the form of environment variables.
fn screaming(name: &str) -> String {
    let ascii = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    ascii.to_shouty_snake_case()
}

fn paging(code: &mut Code, api: &Api) {
    let names = &api.service.conventions.paging;
    if *names == Paging::default() {
        return code.line("paging: rt::Paging::new(),");
    }
    code.block("paging: rt::Paging {", "},", |code| {
        let fields = [
            ("page", &names.page),
            ("size", &names.size),
            ("count", &names.count),
            ("total", &names.total),
            ("links", &names.links),
        ];
        for (field, name) in fields {
            if let Some(name) = name {
                code.line(&format!("{field}: {},", literal(name)));
            }
        }
        if fields.iter().any(|(_, name)| name.is_none()) {
            code.line("..rt::Paging::new()");
        }
    });
}

fn errors(code: &mut Code, api: &Api) {
    let codes = &api.service.conventions.errors;
    if *codes == ErrorCodes::default() {
        return code.line("errors: rt::ErrorCodes::new(),");
    }
    code.block("errors: rt::ErrorCodes {", "},", |code| {
        if let Some(field) = &codes.field {
            code.line(&format!("field: {},", literal(field)));
        }
        if let Some(detail) = &codes.detail {
            code.line(&format!("detail: {},", literal(detail)));
        }
        if let Some(names) = &codes.violations {
            code.line(&format!("violations: Some({}),", violations(names)));
        }
        let fields = [
            ("version_gone", &codes.version_gone),
            ("version_unknown", &codes.version_unknown),
            ("count_timed_out", &codes.count_timed_out),
        ];
        for (field, text) in fields {
            if let Some(text) = text {
                code.line(&format!("{field}: Some({}),", literal(text)));
            }
        }
        if codes.field.is_none()
            || codes.detail.is_none()
            || codes.violations.is_none()
            || fields.iter().any(|(_, text)| text.is_none())
        {
            code.line("..rt::ErrorCodes::new()");
        }
    });
}

fn violations(names: &FieldViolations) -> String {
    format!(
        "rt::FieldViolations {{ path: &[{}], field: {}, reason: {} }}",
        literals(names.path.iter().map(String::as_str)),
        literal(&names.field),
        literal(&names.reason)
    )
}
