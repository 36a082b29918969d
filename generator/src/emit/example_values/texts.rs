//! Example strings.

use crate::ir::{Api, Pattern, SizeBounds, TextFormat, Type};
use crate::pattern;

/// The maximum length of a string that is made of a name.
const LONGEST: u64 = 200;

/// What a string has to be.
pub(super) struct TextRules<'a> {
    format: Option<TextFormat>,
    pattern: Option<&'a Pattern>,
    length: SizeBounds,
}

impl<'a> TextRules<'a> {
    /// Returns the rules of a type; `None` if it is not one of strings.
    pub(super) fn of(api: &'a Api, ty: &Type) -> Option<Self> {
        match *ty {
            Type::Text {
                format,
                pattern,
                length,
            } => Some(Self {
                format,
                pattern: pattern.map(|id| api.pattern(id)),
                length,
            }),
            _ => None,
        }
    }

    /// Returns a string that satisfies the rules: `name`, if it does.
    pub(super) fn example(&self, name: &str) -> Option<String> {
        let usual = match self.format {
            Some(TextFormat::DateTime) => "2026-05-04T09:42:00Z".to_owned(),
            Some(TextFormat::Date) => "2026-05-04".to_owned(),
            Some(TextFormat::Uuid) => "2f2a6e0c-6a3f-4a43-9d5e-1c7c0d3b8a10".to_owned(),
            None => resized(name, self.length),
        };
        let documented = self.pattern.and_then(|pattern| pattern.example.clone());
        let patterns = self.pattern.into_iter();
        let made = patterns.flat_map(|pattern| pattern::examples(&pattern.text));
        let mut candidates = [Some(usual), documented].into_iter().flatten().chain(made);
        candidates.find(|text| self.accept(text))
    }

    /// Returns true if a string satisfies the rules.
    pub(super) fn accept(&self, text: &str) -> bool {
        let has_format = match self.format {
            Some(TextFormat::DateTime) => runtime::Timestamp::try_from(text).is_ok(),
            Some(TextFormat::Date) => runtime::Date::try_from(text).is_ok(),
            Some(TextFormat::Uuid) => runtime::Uuid::try_from(text).is_ok(),
            None => true,
        };
        let matcher = self.pattern.and_then(|pattern| pattern.matcher.as_ref());
        has_format
            && matcher.is_none_or(|matcher| matcher.matches(text))
            && self.length.contains(text.chars().count())
    }
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
