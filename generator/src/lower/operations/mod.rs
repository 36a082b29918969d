//! Lowers operations: parameters, and one revision for each versioned media type.

pub(in crate::lower) mod collect;
pub(in crate::lower) mod content_types;
pub(in crate::lower) mod error_codes;
pub(in crate::lower) mod errors;
pub(in crate::lower) mod examples;
pub(in crate::lower) mod forms;
pub(in crate::lower) mod groups;
pub(in crate::lower) mod headers;
pub(in crate::lower) mod parameters;
pub(in crate::lower) mod request_bodies;
pub(in crate::lower) mod servers;
pub(in crate::lower) mod service;
pub(in crate::lower) mod streams;
pub(in crate::lower) mod versions;

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use indexmap::IndexMap;
use openapiv3::{self as openapi, MediaType as Content, ReferenceOr, Response, StatusCode};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{
    Body, Credential, Date, Doc, ErrorDoc, ErrorResponse, Format, GroupId, Ident, MediaType, MediaTypeError,
    Operation, Parameter, PathTemplate, ResponseBody, ResponseHeader, Revision, ScopedCredential, Segment,
    Side, Statuses, SuccessResponse, Type, WireName,
};
use crate::lower::operations::content_types::ContentTypes;
use crate::lower::operations::request_bodies::{body_for, is_bytes, other_bodies};
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::RESPONSES;
use crate::lower::types::builder::TypeBuilder;
use crate::validate::PathItem;

/// An operation in the document.
pub(in crate::lower) struct OperationNode<'a> {
    pub(in crate::lower) node_ref: NodeRef,
    pub(in crate::lower) path: &'a str,
    pub(in crate::lower) method: Method,
    pub(in crate::lower) item: &'a PathItem,
    pub(in crate::lower) node: &'a openapi::Operation,
    pub(in crate::lower) id: String,
    pub(in crate::lower) ident: Ident,
    pub(in crate::lower) group: GroupId,
}

/// The responses of an operation.
#[derive(Default)]
struct LoweredResponses<'a> {
    errors: Vec<u16>,
    error_docs: Vec<ErrorDoc>,
    error_ranges: Vec<u16>,
    has_default_error: bool,
    error_headers: BTreeSet<String>,
    error_bodies: Vec<ErrorResponse>,
    error_types: BTreeSet<MediaType>,
    headers: Vec<ResponseHeader>,
    pending: PendingRevisions<'a>,
}

/// The media types of one operation: the first location of each, its sunset, and its success statuses.
type PendingRevisions<'a> = BTreeMap<MediaType, PendingType<'a>>;

/// The content of one media type, and its location.
type Located<'a> = (NodeRef, &'a Content);

struct PendingType<'a> {
    node_ref: NodeRef,
    sunset: Option<Date>,
    successes: Vec<PendingSuccess<'a>>,
}

/// A success response that has not been lowered yet.
#[derive(Clone)]
struct PendingSuccess<'a> {
    statuses: Statuses,
    /// The response in the operation.
    node_ref: NodeRef,
    content: Option<Located<'a>>,
    headers: Vec<String>,
}

impl<'a> TypeBuilder<'a> {
    /// Lowers one operation; `None` if no correct request could be built for it.
    pub(in crate::lower) fn operation(&mut self, source: &OperationNode<'a>) -> Option<Operation> {
        self.unsendable = false;
        let path = self.path_template(source);
        let parameters = self.parameters(source, &path);
        let LoweredResponses {
            errors,
            error_docs,
            error_ranges,
            has_default_error,
            error_headers,
            error_bodies,
            error_types,
            headers,
            pending,
        } = self.responses(source);
        let page = self.settings.conventions.paging.page();
        let paged = parameters.iter().any(|parameter| parameter.wire.as_str() == page);
        let mut revisions = self.revisions(source, pending, paged);
        let error_bodies = self.distinguished(error_bodies);
        for revision in &mut revisions {
            revision.errors.clone_from(&error_bodies);
            name_other_bodies(revision, &parameters);
        }
        name_revisions(&mut revisions);
        let doc = Doc {
            summary: source.node.summary.clone().unwrap_or_default(),
            details: source.node.description.clone().unwrap_or_default(),
        };
        let requirements = self.requirements(source);
        let operation = Operation {
            id: source.id.clone(),
            at: source.node_ref.location(self.resolver.documents),
            ident: source.ident.clone(),
            group: source.group,
            method: source.method.clone(),
            path,
            doc,
            external_docs: source.node.external_docs.as_ref().map(|docs| docs.url.clone()),
            deprecated: source.node.deprecated,
            roles: roles(source.node),
            server: None,
            security: Vec::new(),
            credentials: credentials(&requirements),
            scoped: scoped(requirements),
            parameters,
            errors,
            error_codes: Vec::new(),
            error_docs,
            error_ranges,
            has_default_error,
            error_headers: error_headers.into_iter().collect(),
            headers,
            accept: self.accept(source),
            error_types: error_types.into_iter().collect(),
            revisions,
        };
        (!self.unsendable).then_some(operation)
    }

    /// Reports a reason why the operation cannot be sent; the operation is skipped.
    pub(in crate::lower) fn skip_operation(&mut self, at: Location, message: String, help: &str) {
        self.unsendable = true;
        let message = format!("{message}: the operation is skipped");
        self.report(Diagnostic::new("unsupported-operation", at, message, help));
    }

    fn path_template(&mut self, source: &OperationNode<'a>) -> PathTemplate {
        let text = sendable_path(source.path);
        let mut segments = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                segments.push(Segment::Text(before.to_owned()));
            }
            segments.push(Segment::Parameter(WireName::from(name)));
            rest = after;
        }
        if rest.contains(['{', '}']) {
            let at = source.node_ref.location(self.resolver.documents);
            let message = format!("`{}` is not a path template", source.path);
            self.skip_operation(at, message, "close every brace");
        }
        if !rest.is_empty() {
            segments.push(Segment::Text(rest.to_owned()));
        }
        PathTemplate { text, segments }
    }

    /// Lowers error statuses, and the success of each media type.
    fn responses(&mut self, source: &OperationNode<'a>) -> LoweredResponses<'a> {
        let mut lowered = LoweredResponses::default();
        let node_ref = source.node_ref.child("responses");
        let responses = &source.node.responses;
        let unlisted = !lists_success(responses);
        if let Some(default) = &responses.default {
            let node_ref = node_ref.child("default");
            // Without any other success response, it is the success, unless other operations use it as their error.
            match unlisted && !self.is_error(&node_ref, default) {
                true => self.success(Statuses::Default, &node_ref, default, &mut lowered),
                false => self.error_response(Statuses::Default, &source.id, &node_ref, default, &mut lowered),
            }
        }
        for (status, response) in &responses.responses {
            let node_ref = node_ref.child(&status.to_string());
            let statuses = match status {
                StatusCode::Code(code) => Statuses::Code(*code),
                StatusCode::Range(first) => Statuses::Range(*first),
            };
            match statuses {
                Statuses::Code(code @ 100..=199) => self.informational(code, &node_ref),
                Statuses::Code(200..=299) | Statuses::Range(2) => {
                    self.success(statuses, &node_ref, response, &mut lowered);
                }
                _ => self.error_response(statuses, &source.id, &node_ref, response, &mut lowered),
            }
        }
        lowered.errors.sort_unstable();
        lowered.error_docs.sort_by_key(|doc| doc.status);
        lowered.error_ranges.sort_unstable();
        if unlisted && lowered.pending.is_empty() {
            self.without_success(node_ref, &mut lowered.pending);
        }
        lowered
    }

    /// Handles an operation without a success response: it is kept, and its responses have no typed body.
    fn without_success(&mut self, node_ref: NodeRef, pending: &mut PendingRevisions<'a>) {
        let at = node_ref.location(self.resolver.documents);
        let message = "the operation lists no success status";
        let help =
            "every 2xx status will be accepted without a body; add the real success response to fix this";
        self.report(Diagnostic::new("no-success", at, message, help));
        pending.insert(MediaType::none(), PendingType::new(node_ref));
    }

    fn informational(&mut self, code: u16, node_ref: &NodeRef) {
        let at = node_ref.location(self.resolver.documents);
        let message = format!(
            "{code} is an interim status, which never reaches a caller (RFC 9110, 15.2): it is ignored"
        );
        let help = "remove the response; no other action is needed";
        self.report(Diagnostic::new("interim-status", at, message, help));
    }

    fn success(
        &mut self,
        statuses: Statuses,
        node_ref: &NodeRef,
        response: &'a ReferenceOr<Response>,
        lowered: &mut LoweredResponses<'a>,
    ) {
        let found = match self.resolver.resolve(node_ref, response, &RESPONSES) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        let headers = self.headers(&found, &mut lowered.headers);
        let pending = &mut lowered.pending;
        let success = |content| PendingSuccess {
            statuses,
            node_ref: node_ref.clone(),
            content,
            headers: headers.clone(),
        };
        if found.item.content.is_empty() {
            let draft = pending
                .entry(MediaType::none())
                .or_insert_with(|| PendingType::new(node_ref.clone()));
            draft.successes.push(success(None));
        }
        let types = ContentTypes::new(&found.item.content, &self.version_templates);
        for (text, content) in &found.item.content {
            let node_ref = found.node_ref.child("content").child(text);
            let Some(media) = self.content_type(&node_ref, text, &types) else {
                continue;
            };
            let sunset = self.sunset(&node_ref, &content.extensions);
            let draft = pending
                .entry(media)
                .or_insert_with(|| PendingType::new(node_ref.clone()));
            draft.sunset = earlier(draft.sunset, sunset);
            draft.successes.push(success(Some((node_ref, content))));
        }
    }

    pub(in crate::lower) fn media_type(&mut self, node_ref: &NodeRef, text: &str) -> Option<MediaType> {
        let version = match MediaType::parse(text, &self.version_templates) {
            Ok(media) => return Some(media),
            Err(MediaTypeError::Malformed) => {
                let at = node_ref.location(self.resolver.documents);
                let message = format!("`{text}` is not a media type: the body is bytes");
                self.report(Diagnostic::new(
                    "bad-media-type",
                    at,
                    message,
                    "write `type/subtype`",
                ));
                return "application/octet-stream".parse().ok();
            }
            Err(MediaTypeError::Version(version)) => version,
        };
        // A word in place of a version has to be declared in the settings.
        let is_word = version.starts_with(|c: char| !c.is_ascii_digit());
        if is_word && self.settings.conventions.version_templates.is_empty() {
            return text.parse().ok();
        }
        let at = node_ref.location(self.resolver.documents);
        let message = format!("`{version}` is not a version");
        let help = "write `YYYY-MM-DD`, `YYYY-MM-DD.upcoming`, a number such as `v2`, or `preview`";
        self.report(Diagnostic::new("bad-media-type", at, message, help));
        None
    }

    /// Returns the date of `x-sunset` of a media type or an operation.
    pub(in crate::lower) fn sunset(
        &mut self,
        node_ref: &NodeRef,
        extensions: &IndexMap<String, Value>,
    ) -> Option<Date> {
        let value = extensions.get("x-sunset")?;
        let date = value.as_str().and_then(|text| text.parse().ok());
        if date.is_none() {
            let at = node_ref.child("x-sunset").location(self.resolver.documents);
            let message = format!("{value} is not a date");
            self.report(Diagnostic::new(
                "bad-date",
                at,
                message,
                "write an existing day as `\"YYYY-MM-DD\"`",
            ));
        }
        date
    }

    fn revisions(
        &mut self,
        source: &OperationNode<'a>,
        pending: PendingRevisions<'a>,
        paged: bool,
    ) -> Vec<Revision> {
        let (bodies, sunsets) = self.bodies(source);
        let of_all = self.sunset(&source.node_ref, &source.node.extensions);
        let pending = without_unversioned(pending, &bodies);
        let media_types: Vec<MediaType> = pending.keys().cloned().collect();
        let mut revisions = Vec::with_capacity(pending.len());
        for (media_type, draft) in pending {
            let request = body_for(&media_type, &bodies).cloned();
            let other_requests = other_bodies(request.as_ref(), &bodies, &media_types);
            let mut replies = Vec::new();
            for success in draft.successes {
                replies.push(self.success_response(source, &media_type, success, paged));
            }
            replies.sort_by_key(SuccessResponse::statuses);
            represent_range(&mut replies);
            revisions.push(Revision {
                creates: None,
                ident: ident::operation_type(&source.ident),
                method: source.ident.clone(),
                at: draft.node_ref.location(self.resolver.documents),
                sunset: earlier(draft.sunset, sunsets.get(&media_type).copied()).or(of_all),
                media_type,
                request,
                other_requests,
                replies,
                errors: Vec::new(),
                items: None,
            });
        }
        self.check_unsent(&bodies, &revisions);
        revisions
    }

    fn success_response(
        &mut self,
        source: &OperationNode<'a>,
        media_type: &MediaType,
        success: PendingSuccess<'a>,
        paged: bool,
    ) -> SuccessResponse {
        let at = success.node_ref.location(self.resolver.documents);
        let content = success.content.as_ref();
        let body_at = content.map(|(node_ref, _)| node_ref.location(self.resolver.documents));
        let example = content.and_then(|(_, content)| examples::example(content));
        let (status, range) = match success.statuses {
            Statuses::Code(status) => (status, None),
            range => (200, Some(range)),
        };
        let (reply, nullable) = self.reply(source, media_type, status, success.content, paged);
        SuccessResponse {
            status,
            range,
            body_at: body_at.unwrap_or_else(|| at.clone()),
            at,
            reply,
            nullable,
            headers: success.headers,
            example,
        }
    }

    /// Returns the body of a response, and whether it may be `null`.
    fn reply(
        &mut self,
        source: &OperationNode<'a>,
        media_type: &MediaType,
        status: u16,
        content: Option<(NodeRef, &'a Content)>,
        paged: bool,
    ) -> (ResponseBody, bool) {
        let Some((node_ref, content)) = content else {
            return (ResponseBody::Empty, false);
        };
        // Bytes need no schema, except for a status that never has a body (RFC 9110, 15.3.5 and 15.3.6).
        if media_type.is_event_stream() || media_type.is_json_lines() {
            return (self.items(source, media_type, node_ref, content), false);
        }
        let is_json = media_type.format == Format::Json && !is_bytes(content);
        if !is_json && (content.schema.is_some() || !matches!(status, 204 | 205)) {
            self.check_untyped(&node_ref, content, media_type.format);
            let reply = match media_type.is_text() && !is_bytes(content) {
                true => ResponseBody::Text,
                false => ResponseBody::Stream,
            };
            return (reply, false);
        }
        let Some(schema) = &content.schema else {
            let reply = match status {
                204 | 205 => ResponseBody::Empty,
                _ => ResponseBody::One(Type::Any),
            };
            return (reply, false);
        };
        let node_ref = node_ref.child("schema");
        let typed = self.typed(
            &node_ref,
            schema,
            Side::Response,
            &format!("{}/response", source.id),
        );
        let page = typed.ty;
        let reply = match self.page_item(&node_ref, schema).filter(|_| paged) {
            Some(item) => ResponseBody::Page { page, item },
            None => ResponseBody::One(page),
        };
        (reply, typed.nullable)
    }

    /// Returns the type of the items, if a schema has a list of `results`.
    fn page_item(&mut self, node_ref: &NodeRef, schema: &'a ReferenceOr<openapi::Schema>) -> Option<Type> {
        let found = self.resolver.schema(node_ref, schema).ok()?;
        let flat = crate::lower::classify::flatten::flatten(&self.resolver, &found);
        let results = flat
            .properties
            .iter()
            .find(|property| property.name == self.settings.conventions.paging.items())?;
        let list = self
            .boxed(&results.node_ref, results.schema, Side::Response, "results")
            .ty;
        match list {
            Type::List { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// Returns the security requirements, sorted (OpenAPI 3.0, Security Requirement Object).
    fn requirements(&self, source: &OperationNode<'a>) -> Vec<ScopedCredential> {
        let document = &self.resolver.documents[source.node_ref.document];
        let required = source.node.security.as_ref().unwrap_or(&document.security);
        let mut requirements: Vec<ScopedCredential> = required
            .iter()
            .map(|requirement| {
                let mut together: Vec<Credential> = requirement
                    .keys()
                    .map(|name| self.credential(&source.node_ref, name))
                    .collect();
                together.sort();
                let credential = match together.len() {
                    0 => Credential::Anonymous,
                    1 => together.remove(0),
                    _ => Credential::Together(together),
                };
                let scopes = requirement.values().flatten().cloned().collect();
                ScopedCredential { credential, scopes }
            })
            .collect();
        requirements.sort();
        requirements.dedup();
        requirements
    }

    fn credential(&self, node_ref: &NodeRef, name: &str) -> Credential {
        let schemes = &self.resolver.documents[node_ref.document]
            .components
            .security_schemes;
        let scheme = schemes
            .get(name)
            .and_then(|scheme| self.resolver.security_scheme(node_ref, name, scheme));
        match scheme {
            Some(openapi::SecurityScheme::HTTP { scheme, .. }) if scheme.eq_ignore_ascii_case("digest") => {
                Credential::Digest
            }
            Some(openapi::SecurityScheme::OAuth2 { flows, .. }) if flows.client_credentials.is_some() => {
                Credential::ServiceAccount
            }
            _ => Credential::Other(name.to_owned()),
        }
    }
}

/// Returns the key of a path item as it is sent: with a leading slash, without a fragment, and with encoded white space
/// outside of the names of parameters.
fn sendable_path(key: &str) -> String {
    let (path, _) = key.split_once('#').unwrap_or((key, ""));
    let mut sent = if path.starts_with('/') {
        String::new()
    } else {
        "/".to_owned()
    };
    let mut in_name = false;
    for letter in path.chars() {
        in_name = letter == '{' || (in_name && letter != '}');
        match letter.is_whitespace() && !in_name {
            true => letter
                .encode_utf8(&mut [0; 4])
                .bytes()
                .for_each(|byte| sent.push_str(&format!("%{byte:02X}"))),
            false => sent.push(letter),
        }
    }
    sent
}

/// Gives a range of success statuses one that is not listed next to it, and that has a body (RFC 9110, 15.3.5 and 15.3.6).
fn represent_range(replies: &mut [SuccessResponse]) {
    let listed: BTreeSet<u16> = replies
        .iter()
        .filter(|success| success.range.is_none())
        .map(|success| success.status)
        .collect();
    let mut free = (200..300).filter(|status| !matches!(status, 204 | 205) && !listed.contains(status));
    let Some(status) = free.next() else { return };
    let ranges = replies.iter_mut().filter(|success| success.range.is_some());
    ranges.for_each(|success| success.status = status);
}

/// Returns true if a success status is among the responses, alone or in a range.
fn lists_success(responses: &openapi::Responses) -> bool {
    let is_success =
        |status: &StatusCode| matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2));
    responses.responses.keys().any(is_success)
}

/// Returns the earlier of two dates, or the only one.
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    a.into_iter().chain(b).min()
}

impl PendingType<'_> {
    fn new(node_ref: NodeRef) -> Self {
        Self {
            node_ref,
            sunset: None,
            successes: Vec::new(),
        }
    }
}

/// Names the alternative bodies after their media types. No method of theirs has the
/// name of a parameter.
fn name_other_bodies(revision: &mut Revision, parameters: &[Parameter]) {
    let is_taken = |suffix: &Ident| {
        let methods = [format!("with_{suffix}"), format!("body_as_{suffix}")];
        let idents = ident::parameter_setters(parameters.iter().map(|parameter| &parameter.ident));
        methods
            .iter()
            .any(|method| idents.iter().any(|ident| ident.as_str() == method))
    };
    let others = &mut revision.other_requests;
    let wanted = others.iter().map(|other| {
        let media_type = &other.body.media_type;
        (request_bodies::suffix(&other.body), media_type.text.as_str())
    });
    let suffixes = ident::distinct(wanted, is_taken).idents;
    for (other, suffix) in others.iter_mut().zip(suffixes) {
        other.method = Ident::trusted(format!(
            "{}_with_{suffix}",
            revision.method.as_str().trim_end_matches('_')
        ));
        other.suffix = suffix;
    }
}

/// Gives the revisions of an operation distinct names. If it responds in several formats, all but JSON have theirs in
/// the name, in every version: a name keeps its format from one version to the next. If several media types have the
/// same version and format, all but the first JSON have their subtype in the name, or the whole media type if subtypes
/// are equal.
fn name_revisions(revisions: &mut [Revision]) {
    let formats = revisions.iter().map(|revision| revision.media_type.format);
    let several = formats
        .clone()
        .zip(formats.skip(1))
        .any(|(one, next)| one != next);
    let kinds: Vec<_> = revisions
        .iter()
        .map(|revision| (revision.media_type.version, revision.media_type.format))
        .collect();
    let subtypes: Vec<_> = revisions
        .iter()
        .map(|revision| (revision.media_type.version, subtype_name(&revision.media_type)))
        .collect();
    for (number, revision) in revisions.iter_mut().enumerate() {
        let first = !kinds[..number].contains(&kinds[number]);
        let alone = first && !kinds[number + 1..].contains(&kinds[number]);
        let suffix = match revision.media_type.format {
            Format::Json if first => continue,
            Format::Csv if several && alone => ident::type_ident("AsCsv"),
            Format::Gzip if several && alone => ident::type_ident("AsGzip"),
            Format::Bytes if several && alone && is_bytes_only(revision) => ident::type_ident("AsBytes"),
            Format::Bytes if several && alone => subtypes[number].1.clone(),
            _ if alone => continue,
            _ if subtypes
                .iter()
                .filter(|other| **other == subtypes[number])
                .count()
                > 1 =>
            {
                ident::type_ident(&format!("As {}", revision.media_type.text))
            }
            _ => subtypes[number].1.clone(),
        };
        let suffix = suffix.expect("a name that begins with a word");
        let plain = Ident::trusted(revision.ident.as_str().trim_end_matches('_').to_owned());
        revision.ident = ident::joined(&plain, &suffix);
        let suffix = ident::field_ident(suffix.as_str()).expect("a format has letters");
        revision.method = ident::joined(&revision.method, &Ident::trusted(format!("_{suffix}")));
    }
}

/// Returns true if all responses are bytes.
fn is_bytes_only(revision: &Revision) -> bool {
    let mut replies = revision.replies.iter();
    replies.all(|success| matches!(success.reply, ResponseBody::Empty | ResponseBody::Stream))
}

/// Returns the part of a name that distinguishes the subtype of a media type.
fn subtype_name(media_type: &MediaType) -> Option<Ident> {
    // `image/*` is known by its type.
    let name = match media_type.subtype() {
        "*" => media_type.top_level(),
        "plain" if media_type.is_text() => "text",
        subtype => subtype.strip_prefix("x-").unwrap_or(subtype),
    };
    ident::type_ident(&format!("As {name}"))
}

/// Assigns content without a media type (a bare 204) to every version of the operation, or to those of its bodies.
fn without_unversioned<'a>(mut pending: PendingRevisions<'a>, bodies: &[Body]) -> PendingRevisions<'a> {
    let Some(first) = pending
        .keys()
        .next()
        .filter(|media| media.text.is_empty())
        .cloned()
    else {
        return pending;
    };
    let bare = pending.remove(&first).expect("the key was just read");
    if pending.is_empty() {
        let versions = bodies.iter().filter(|body| body.media_type.version.is_some());
        for body in versions {
            pending.insert(body.media_type.clone(), PendingType::new(bare.node_ref.clone()));
        }
    }
    if pending.is_empty() {
        let json = MediaType {
            text: "application/json".to_owned(),
            ..first
        };
        pending.insert(json, PendingType::new(bare.node_ref.clone()));
    }
    for draft in pending.values_mut() {
        draft
            .successes
            .extend(bare.successes.iter().map(|success| PendingSuccess {
                content: None,
                ..success.clone()
            }));
    }
    pending
}

/// Returns the alternative credentials, each once; empty if none are needed.
fn credentials(requirements: &[ScopedCredential]) -> Vec<Credential> {
    let all = requirements.iter().map(|one| one.credential.clone());
    let mut credentials: Vec<Credential> = all.collect();
    credentials.dedup();
    if credentials == [Credential::Anonymous] {
        credentials.clear();
    }
    credentials
}

/// Returns the requirements if any of them has scopes.
fn scoped(requirements: Vec<ScopedCredential>) -> Vec<ScopedCredential> {
    match requirements.iter().any(|one| !one.scopes.is_empty()) {
        true => requirements,
        false => Vec::new(),
    }
}

fn roles(operation: &openapi::Operation) -> Vec<String> {
    let listed = operation
        .extensions
        .get("x-rolesRequirements")
        .and_then(Value::as_array);
    listed
        .into_iter()
        .flatten()
        .filter_map(|role| role.as_str().map(str::to_owned))
        .collect()
}
