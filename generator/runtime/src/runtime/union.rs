//! Unions: values of one of several types, with a variant for values that match none.

use serde_json::Value as Json;

use super::decode::from_json;
use super::descriptor::{Discriminator, Kind, Type, UnionDescriptor};
use super::reflect::{Reflect, ValueRef};
use super::validate::Validator;

/// An enum with one variant for each type and a last one for free JSON. Generated code implements it
/// through the macro `union!`.
pub trait Union: 'static {
    /// Returns the descriptor.
    fn spec(&self) -> &'static UnionDescriptor;
    /// Returns the number of the variant; the number of types in the descriptor for free JSON.
    fn variant(&self) -> usize;
    /// Returns the variant's value.
    fn inner(&self) -> &dyn Reflect;
    /// Changes to the variant with this index, with its default value, and returns it.
    fn select(&mut self, variant: usize) -> &mut dyn Reflect;
}

/// The maximum number of decodings for finding the types of the unions in a value; beyond it, values stay free JSON.
///
/// Without a limit, the work would multiply with each nested union.
pub(crate) const EFFORT: u32 = 1 << 16;

/// Fills a union: by the discriminator if there is one, otherwise by the best matching type.
pub(crate) fn decode(union: &mut dyn Union, json: Json, effort: u32) {
    let spec = union.spec();
    let (stated, named) = match &spec.discriminator {
        Some(discriminator) => discriminator.read(&json),
        None => (false, None),
    };
    let placed = match named {
        Some(variant) => from_json(union.select(variant), &json, effort),
        // Every type gets an equal share of the remaining effort, and the best one two shares.
        None => match effort / (spec.variants.len() as u32 + 1) {
            0 => false,
            part => decode_best(union, &json, part, stated),
        },
    };
    if !placed {
        let place = union.select(spec.variants.len());
        if let Some(super::ValueMut::Json(any)) = place.open() {
            *any = json;
        }
    }
}

impl Discriminator {
    /// Returns whether a value states the member, and the variant that it names.
    fn read(&self, json: &Json) -> (bool, Option<usize>) {
        let stated = json.get(self.property).and_then(Json::as_str);
        (stated.is_some(), stated.and_then(|text| self.variant(text)))
    }

    /// Returns the variant for a discriminator value.
    pub(crate) fn variant(&self, text: &str) -> Option<usize> {
        let named = self.mapping.iter().find(|(name, _)| *name == text);
        named.map(|(_, variant)| *variant)
    }

    /// Returns true if a discriminator value exists for a variant.
    fn names(&self, variant: usize) -> bool {
        self.mapping.iter().any(|(_, named)| *named == variant)
    }
}

/// Fills the variant with the fewest violations, then the fewest unknown members, then the first. Types that accept any
/// string, number, object or value come after more specific ones.
///
/// If the discriminator is `stated` but not listed, only variants without a discriminator value are tried.
fn decode_best(union: &mut dyn Union, json: &Json, effort: u32, stated: bool) -> bool {
    let spec = union.spec();
    let is_named = |variant| spec.discriminator.as_ref().is_some_and(|it| it.names(variant));
    let mut best: Option<((usize, usize), usize)> = None;
    let mut last = None;
    for variant in (0..spec.variants.len()).filter(|variant| !(stated && is_named(*variant))) {
        let value = union.select(variant);
        if !from_json(value, json, effort) {
            continue;
        }
        last = Some(variant);
        let (violations, unknown) = Validator::score(spec.variants[variant], value.view());
        let score = (
            violations,
            unknown.saturating_add(generality(spec.variants[variant])),
        );
        if best.is_none_or(|(lowest, _)| score < lowest) {
            best = Some((score, variant));
        }
        if score == (0, 0) {
            return true;
        }
    }
    let Some((_, variant)) = best else { return false };
    last == Some(variant) && union.variant() == variant || from_json(union.select(variant), json, effort)
}

/// Returns how general a type is: a listed string is also any string, so lower is more specific.
fn generality(ty: &Type) -> usize {
    match ty.kind {
        _ if !ty.limits.is_empty() => 0,
        Kind::Text | Kind::Number => 1,
        Kind::Map(value) if matches!(value.kind, Kind::Any) => usize::MAX - 1,
        Kind::Any => usize::MAX,
        _ => 0,
    }
}

/// Returns the string of the discriminator in a union's value.
pub(crate) fn discriminator_text<'a>(property: &str, value: ValueRef<'a>) -> Option<&'a str> {
    match value {
        ValueRef::Record(record) => super::record::named_text(record, property),
        ValueRef::Json(json) => json.get(property)?.as_str(),
        _ => None,
    }
}

/// Implements the traits of a generated union: `Union`, `Reflect`, `Default`, and the
/// standard traits, each through the shared driver.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! union {
    ($type:ident, $spec:path, [$($number:literal $variant:ident),* $(,)?]) => {
        impl $crate::runtime::Union for $type {
            #[inline]
            fn spec(&self) -> &'static $crate::runtime::UnionDescriptor {
                &$spec
            }
            #[inline]
            fn variant(&self) -> usize {
                match self {
                    $(Self::$variant(_) => $number,)*
                    Self::Unknown(_) => $spec.variants.len(),
                }
            }
            #[inline]
            fn inner(&self) -> &dyn $crate::runtime::Reflect {
                match self {
                    $(Self::$variant(value) => &**value,)*
                    Self::Unknown(value) => value,
                }
            }
            #[inline]
            fn select(&mut self, variant: usize) -> &mut dyn $crate::runtime::Reflect {
                *self = match variant {
                    $($number => Self::$variant(::core::default::Default::default()),)*
                    _ => Self::default(),
                };
                match self {
                    $(Self::$variant(value) => &mut **value,)*
                    Self::Unknown(value) => value,
                }
            }
        }
        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self::Unknown($crate::runtime::Json::Null)
            }
        }
        impl $crate::runtime::Reflect for $type {
            #[inline]
            fn view(&self) -> $crate::runtime::ValueRef<'_> {
                $crate::runtime::ValueRef::Union(self)
            }
            #[inline]
            fn put(&mut self, scalar: $crate::runtime::Scalar<'_>) -> bool {
                $crate::runtime::put_in_union(self, scalar);
                true
            }
            #[inline]
            fn open(&mut self) -> ::core::option::Option<$crate::runtime::ValueMut<'_>> {
                ::core::option::Option::Some($crate::runtime::ValueMut::Union(self))
            }
            #[inline]
            fn reset(&mut self) {
                *self = Self::default();
            }
        }
        $crate::runtime::value_impls!($type);
    };
}

/// Fills a union with a value that has no parts.
pub fn put_in_union(union: &mut dyn Union, scalar: super::Scalar<'_>) {
    decode(union, scalar.to_json(), EFFORT);
}

#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use union;
