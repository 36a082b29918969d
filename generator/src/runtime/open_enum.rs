//! Open enums: the values that the API lists, and any other text.

/// A text that the API does not list. Only decoding and parsing make one, so that no listed text is one.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For the macro `open_enum!`, which has made sure that the text is not listed.
    #[doc(hidden)]
    pub fn unlisted(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Everything that a generated enum needs besides its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $type {
            /// The values that the API lists.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The texts of the values that the API lists, in the same order.
            pub const TEXTS: &'static [&'static str] = &[$($text),*];

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }
        }
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown($crate::runtime::UnknownValue::unlisted(text)),
                }
            }
        }
        $crate::enum_impls!($type);
    };
}

/// The part of `open_enum!` that does not depend on the values.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_impls {
    ($type:ident) => {
        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }
        impl Default for $type {
            fn default() -> Self {
                Self::Unknown(Default::default())
            }
        }
        impl Clone for $type {
            fn clone(&self) -> Self {
                Self::from(self.as_str())
            }
        }
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl Eq for $type {}
        impl ::std::hash::Hash for $type {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }
        impl $crate::runtime::Value for $type {
            #[inline]
            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Checked(self.as_str(), !matches!(self, Self::Unknown(_)))
            }
            #[inline]
            fn put(&mut self, scalar: $crate::runtime::Scalar<'_>) -> bool {
                let $crate::runtime::Scalar::Text(text) = scalar else {
                    return false;
                };
                *self = Self::from(text);
                true
            }
            #[inline]
            fn open(&mut self) -> Option<$crate::runtime::Node<'_>> {
                None
            }
            #[inline]
            fn reset(&mut self) {
                *self = Self::default();
            }
        }
        $crate::text_impls!($type);
    };
}
