//! Example strings.

use crate::ir::{Api, SizeBounds, TextFormat, Type};
use crate::pattern;

/// The maximum length of a string that is made of a name.
const LONGEST: u64 = 200;

/// Returns a string of a type: `name`, if that is allowed.
pub(super) fn text(api: &Api, ty: &Type, name: &str) -> Option<String> {
    let Type::Text {
        format,
        pattern,
        length,
    } = ty
    else {
        return None;
    };
    let usual = match format {
        Some(TextFormat::DateTime) => "2026-05-04T09:42:00Z".to_owned(),
        Some(TextFormat::Date) => "2026-05-04".to_owned(),
        Some(TextFormat::Uuid) => "2f2a6e0c-6a3f-4a43-9d5e-1c7c0d3b8a10".to_owned(),
        None => resized(name, *length),
    };
    let pattern = pattern.map(|id| api.pattern(id));
    let documented = pattern.and_then(|pattern| pattern.example.clone());
    let made = pattern
        .into_iter()
        .flat_map(|pattern| pattern::examples(&pattern.text));
    let mut candidates = [Some(usual), documented].into_iter().flatten().chain(made);
    candidates.find(|text| is_accepted(api, ty, text))
}

/// Returns true if a string has the format, the pattern and the length of its type.
pub(super) fn is_accepted(api: &Api, ty: &Type, text: &str) -> bool {
    let Type::Text {
        format,
        pattern,
        length,
    } = ty
    else {
        return false;
    };
    let has_format = match format {
        Some(TextFormat::DateTime) => runtime::Timestamp::try_from(text).is_ok(),
        Some(TextFormat::Date) => runtime::Date::try_from(text).is_ok(),
        Some(TextFormat::Uuid) => runtime::Uuid::try_from(text).is_ok(),
        None => true,
    };
    let matcher = pattern.and_then(|id| api.pattern(id).matcher.as_ref());
    let characters = text.chars().count() as u64;
    has_format
        && matcher.is_none_or(|matcher| matcher.matches(text))
        && length.min.is_none_or(|min| characters >= min)
        && length.max.is_none_or(|max| characters <= max)
}

/// Returns `name` repeated or cut off to an allowed length.
fn resized(name: &str, length: SizeBounds) -> String {
    let name = if name.is_empty() { "value" } else { name };
    let own = name.chars().count() as u64;
    let least = length.min.unwrap_or_default().min(LONGEST);
    let most = length.max.unwrap_or(u64::MAX);
    let characters = own.max(least).min(most);
    name.chars().cycle().take(characters as usize).collect()
}
