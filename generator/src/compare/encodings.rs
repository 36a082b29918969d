//! Compares the encodings of request bodies, and of the properties of forms.

use std::collections::BTreeSet;

use super::findings::Finding;
use super::models::{Models, resolved};
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, parameters};
use crate::ir::{
    Api, Body, BodyEncoding, Field, ParameterStyle, PropertyEncoding, ShapeKind, Type, WireName,
};

/// Reports that the same media type is now sent as bytes, text or JSON: the types of the bodies may be equal.
pub(super) fn kinds(at_pair: &PairLocation<'_>, old: &Body, new: &Body, local: &mut NodeDiff) {
    let [before, after] = [old, new].map(|body| kind(body.encoding));
    if before == after || !old.media_type.is_same(&new.media_type) {
        return;
    }
    let text = format!(
        "the {} is now sent as {after}, was sent as {before}",
        at_pair.named()
    );
    let finding = at_pair.inside("schema").finding(ChangeKind::TypeChanged, text);
    let finding = finding.wire(WireImpact::Breaking).source(SourceImpact::Breaking);
    local.findings.push(finding.values(before, after));
}

fn kind(encoding: BodyEncoding) -> &'static str {
    match encoding {
        BodyEncoding::Json => "JSON",
        BodyEncoding::Form | BodyEncoding::Multipart | BodyEncoding::Parts => "a form",
        BodyEncoding::Text => "text",
        BodyEncoding::Bytes | BodyEncoding::File => "bytes",
    }
}

/// Compares the encodings of the properties that both bodies have, if both are forms of the same kind.
pub(super) fn compare(models: &Models<'_>, old: &Body, new: &Body, local: &mut NodeDiff) {
    let is_form = matches!(old.encoding, BodyEncoding::Form | BodyEncoding::Multipart);
    if !is_form || old.encoding != new.encoding {
        return;
    }
    let stated = old.properties.iter().chain(&new.properties);
    let names: BTreeSet<&WireName> = stated.map(|one| &one.wire).collect();
    for name in names {
        let sides = (field(models.old, old, name), field(models.new, new, name));
        let (Some((subject, a)), Some((_, b))) = sides else {
            continue;
        };
        let property = Property {
            subject: &format!("{subject}.{name}"),
            name,
            bodies: [old, new],
        };
        let [before, after] = [(old, a), (new, b)].map(|(body, field)| Encoding::of(body, name, &field.ty));
        let scalars = [(models.old, a), (models.new, b)];
        let is_scalar = scalars.map(|(api, field)| parameters::is_scalar(api, &field.ty));
        styles(&property, [&before, &after], is_scalar == [true, true], local);
        match old.encoding {
            BodyEncoding::Form => forms(&property, [&before, &after], local),
            _ => parts(&property, [&before, &after], local),
        }
    }
}

/// Returns a property of a body with the name of its schema; `None` if the body has no such property.
fn field<'a>(api: &'a Api, body: &Body, name: &WireName) -> Option<(&'a WireName, &'a Field)> {
    let Type::Shape { id, .. } = &body.ty else {
        return None;
    };
    let shape = api.shape(*id);
    let ShapeKind::Struct(object) = resolved(api, shape) else {
        return None;
    };
    let field = object.fields.iter().find(|field| field.wire == *name)?;
    Some((&shape.wire, field))
}

/// A property of two forms.
struct Property<'a> {
    subject: &'a str,
    name: &'a WireName,
    bodies: [&'a Body; 2],
}

impl Property<'_> {
    /// Creates a finding about a keyword of the encoding.
    fn finding(&self, keyword: &str, what: &str, [before, after]: [&str; 2]) -> Finding {
        let text = format!("`{}` is now sent {what}{after}, was {what}{before}", self.subject);
        let [old, new] = self
            .bodies
            .map(|body| body.at.child("encoding").child(self.name.as_str()));
        let finding = Finding::new(ChangeKind::EncodingChanged, self.subject, &old, text);
        let finding = finding.member(self.name).located_in_new(&new).keyword(keyword);
        finding.wire(WireImpact::Breaking).values(before, after)
    }
}

/// The encoding of a property: the stated one, or the default of its type.
struct Encoding<'a> {
    style: ParameterStyle,
    reserved: bool,
    /// The media type of the part.
    content_type: &'a str,
    accepted: &'a [String],
    headers: String,
}

impl<'a> Encoding<'a> {
    fn of(body: &'a Body, name: &WireName, ty: &Type) -> Self {
        let stated = body.properties.iter().find(|one| one.wire == *name);
        let content_type = stated.and_then(|one| one.content_type.as_deref());
        Self {
            style: stated.map_or(ParameterStyle::Repeated, |one| one.style),
            reserved: stated.is_some_and(|one| one.reserved),
            content_type: content_type.unwrap_or_else(|| default_media_type(ty)),
            accepted: stated.map_or(&[], |one| &one.accepted),
            headers: stated.map(headers).unwrap_or_default(),
        }
    }

    /// Returns true if a part of this encoding may have the media type `sent`.
    fn accepts(&self, sent: &str) -> bool {
        let is_accepted = |range: &String| match range.strip_suffix('*') {
            Some(start) => start == "*/" || sent.starts_with(start),
            None => range == sent,
        };
        self.content_type == sent || self.accepted.iter().any(is_accepted)
    }
}

fn headers(stated: &PropertyEncoding) -> String {
    let mut all: Vec<String> = stated
        .headers
        .iter()
        .map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()))
        .collect();
    all.sort();
    all.join(", ")
}

/// Returns the media type of a part whose encoding states none (OpenAPI 3.0, Encoding Object, `contentType`).
fn default_media_type(ty: &Type) -> &'static str {
    match ty {
        Type::List { item: inner, .. } | Type::Nullable(inner) => default_media_type(inner),
        Type::File => "application/octet-stream",
        Type::Object | Type::Map { .. } | Type::Shape { .. } => "application/json",
        _ => "text/plain",
    }
}

/// Compares the serialization styles of a property.
fn styles(property: &Property<'_>, [old, new]: [&Encoding<'_>; 2], is_scalar: bool, local: &mut NodeDiff) {
    let style = |own: &Encoding<'_>| match is_scalar {
        true => parameters::scalar_style(own.style),
        false => own.style,
    };
    let [before, after] = [style(old), style(new)];
    if before != after {
        let names = [before, after].map(parameters::style);
        local.findings.push(property.finding("style", "", names));
    }
}

/// Compares what only `application/x-www-form-urlencoded` has.
fn forms(property: &Property<'_>, [old, new]: [&Encoding<'_>; 2], local: &mut NodeDiff) {
    if old.reserved != new.reserved {
        let words = [old.reserved, new.reserved].map(parameters::reserved);
        let finding = property.finding("allowReserved", "with reserved characters ", words);
        let finding = finding.wire(parameters::reserved_impact(new.reserved));
        local.findings.push(finding);
    }
}

/// Compares the parts of a property in `multipart/..`.
fn parts(property: &Property<'_>, [old, new]: [&Encoding<'_>; 2], local: &mut NodeDiff) {
    let types = [old.content_type, new.content_type];
    if types[0] != types[1] {
        let finding = property.finding("contentType", "as ", types);
        let wire = match new.accepts(old.content_type) {
            true => WireImpact::Ok,
            false => WireImpact::Breaking,
        };
        local.findings.push(finding.wire(wire));
    }
    if old.headers != new.headers {
        let names = [&old.headers, &new.headers].map(|headers| match headers.as_str() {
            "" => "without headers".to_owned(),
            headers => format!("with {headers}"),
        });
        let finding = property.finding("headers", "", names.each_ref().map(String::as_str));
        local.findings.push(finding);
    }
}
