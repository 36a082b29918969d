//! The service table that the runtime is compiled with in this crate, for its tests. An emitted crate has its own.

use crate::runtime::{
    Envelope, ErrorCodes, FieldViolations, Paging, SchemeKind, SecurityScheme, Server, Service,
};

pub(crate) static SERVICE: Service = Service {
    server: Some(Server {
        url: "https://{region}.example.com/{stage}",
        variables: &[("region", "eu"), ("stage", "v1")],
        values: &[("region", &["eu", "us"])],
    }),
    servers: &[Server {
        url: "https://{tenant}.example.net",
        variables: &[],
        values: &[],
    }],
    schemes: &[
        SecurityScheme {
            name: "account",
            kind: SchemeKind::ClientCredentials("/oauth/token"),
            variables: &["SAMPLE_CLIENT_ID", "SAMPLE_CLIENT_SECRET"],
            scopes: "",
        },
        SecurityScheme {
            name: "digest",
            kind: SchemeKind::Digest,
            variables: &["SAMPLE_USERNAME", "SAMPLE_PASSWORD"],
            scopes: "",
        },
        SecurityScheme {
            name: "query",
            kind: SchemeKind::QueryKey("api_key"),
            variables: &["SAMPLE_API_KEY"],
            scopes: "",
        },
    ],
    paging: Paging::new(),
    errors: ErrorCodes {
        field: "errorCode",
        detail: "detail",
        violations: Some(FieldViolations {
            path: &["badRequestDetail", "fields"],
            field: "field",
            reason: "description",
        }),
        version_gone: Some("VERSION_GONE"),
        version_unknown: Some("INVALID_VERSION_DATE"),
        count_timed_out: None,
    },
    id: "id",
    envelope: Some(Envelope {
        parameter: "envelope",
        status: "status",
        content: "content",
    }),
    version_templates: &["application/vnd.atlas.{version}+{format}"],
    version_header: Some(("Sample-Version", "2024-11-13")),
    path_prefix: &["api", "sample"],
};
