//! The kinds of change, with a description, the reason for the impacts, and advice for each.

use std::fmt;

/// The description that `--explain` prints for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The change.
    pub what: &'static str,
    /// The reason for its impacts.
    pub why: &'static str,
    /// The advice.
    pub act: &'static str,
}

/// Defines the enum of rules, the list of all, and the id and description of each.
macro_rules! rules {
    ($($rule:ident $id:literal { $what:literal $why:literal $act:literal })*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind {
            $(#[doc = $what] $rule,)*
        }

        impl ChangeKind {
            /// Every rule, by topic.
            pub const ALL: &'static [ChangeKind] = &[$(ChangeKind::$rule,)*];

            /// Kebab-case name, stable across releases.
            pub fn id(self) -> &'static str {
                match self {
                    $(ChangeKind::$rule => $id,)*
                }
            }

            /// Returns its description.
            pub fn page(self) -> Page {
                match self {
                    $(ChangeKind::$rule => Page { what: $what, why: $why, act: $act },)*
                }
            }
        }
    };
}

impl ChangeKind {
    /// Finds a rule by its id.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

rules! {
    OperationAdded "operation-added" {
        "An operation is there that was not there before."
        "Nobody calls it yet, so that clients keep working; the crate gains a type for it."
        "Nothing for clients. Regenerate to offer it."
    }
    OperationRemoved "operation-removed" {
        "An operation is gone."
        "Requests of published crates now fail with an error (broken), and the regenerated crate lacks the operation."
        "Look for its successor, take the operation out of `sources.toml`, and publish a new major version."
    }
    OperationRenamed "operation-renamed" {
        "The same method and path has another `operationId`."
        "The id is never sent, so that clients keep working; but the Rust names come from it."
        "Keep the old Rust name by an entry in `[operations]` of `names.toml`, or publish a new major version. Follow the new id in `sources.toml`."
    }
    OperationMoved "operation-moved" {
        "The same `operationId` has another method or path."
        "Published crates send requests to the old path (broken). The Rust stays the same unless parameters changed too."
        "Regenerate and publish soon: users only have to update."
    }
    RoleAdded "role-added" {
        "Another role permits calling the operation."
        "Existing callers are not affected."
        "Nothing, but to regenerate the documentation."
    }
    RoleRemoved "role-removed" {
        "A role is no longer enough to call the operation."
        "Callers that had only this role are refused (breaking). Where no role is listed any more, nothing is known to have changed."
        "Document the role that users need now."
    }
    SecurityAdded "security-added" {
        "Another authentication method is accepted."
        "The old ways still work. Where there was none before, calls without credentials are refused from now on (breaking)."
        "See whether the crate's users need the new way."
    }
    SecurityRemoved "security-removed" {
        "A way to authenticate is gone."
        "Callers that use it are refused (breaking), unless another way asks for nothing that they do not send already."
        "Ask users to switch to another method."
    }
    ScopeAdded "scope-added" {
        "A token needs another OAuth scope."
        "Tokens without it are refused (breaking). The Rust stays the same."
        "Ask users to request the scope."
    }
    ScopeRemoved "scope-removed" {
        "A token no longer needs an OAuth scope."
        "Tokens that have it are accepted all the same."
        "Nothing, but to regenerate the documentation."
    }
    ErrorStatusAdded "error-status-added" {
        "The specification lists another error status."
        "Clients treat every error status alike, listed or not; the crate's documentation and list of statuses grow."
        "Regenerate."
    }
    ErrorStatusRemoved "error-status-removed" {
        "The specification no longer lists an error status."
        "Clients treat every error status alike, listed or not."
        "Regenerate."
    }
    ErrorChanged "error-changed" {
        "Errors got a shared schema, or lost it."
        "Clients keep the body of an error that they cannot read. The error type of calls changes in Rust."
        "Regenerate, and publish a new major version."
    }
    ServerChanged "server-changed" {
        "Operations are sent to another server."
        "Published clients keep sending requests to the old server, which may stop responding (breaking)."
        "Find out how long the old host is served; regenerate and publish."
    }
    MediaTypeAdded "media-type-added" {
        "An operation is available in another version or format."
        "Clients request an exact version and keep receiving it. The crate gains a module or a type for the new one."
        "Regenerate; watch for the sunset of the older version."
    }
    MediaTypePromoted "media-type-promoted" {
        "A preview or upcoming version was replaced by a stable or upcoming one."
        "Published clients request the old name in `Accept`, which is no longer served (broken). The module moves with the version."
        "Regenerate and publish at once; users change one path in their code."
    }
    MediaTypeRemoved "media-type-removed" {
        "A version or format of an operation is gone."
        "Published clients that ask for it get an error (broken), and the crate loses its module or type."
        "Ask users to switch to another version; publish a new major version."
    }
    SunsetSet "sunset-set" {
        "A version got a date from which it is no longer served."
        "Clients keep working until that date (sunset)."
        "Plan the switch to the next version before the date, and announce it in the changelog."
    }
    SunsetMoved "sunset-moved" {
        "The date from which a version is no longer served changed."
        "Clients keep working until the new date (sunset)."
        "Change your plans to the new date."
    }
    SunsetPassed "sunset-passed" {
        "A sunset was set or moved, and that date has passed by the day of the report."
        "The service may stop serving this version at any moment (sunset)."
        "Move to the next version now."
    }
    SunsetCleared "sunset-cleared" {
        "A sunset was canceled."
        "Clients keep working."
        "Nothing."
    }
    RequestAdded "request-added" {
        "An operation that took no body takes one."
        "If it is required, requests of existing clients are rejected (breaking) and the constructor takes another argument; otherwise the crate gains an option."
        "Regenerate; publish a major version if the body is required."
    }
    RequestRemoved "request-removed" {
        "An operation that took a body takes none."
        "The service rejects or ignores the body that clients send (breaking), and the crate can no longer send it."
        "Find its replacement; publish a new major version."
    }
    RequestMediaTypeChanged "request-media-type-changed" {
        "The body is to be sent as another media type."
        "The `Content-Type` that published clients send is no longer accepted (broken). The Rust stays the same."
        "Regenerate and publish at once: users only have to update."
    }
    SuccessStatusAdded "success-status-added" {
        "Another status means success."
        "Clients treat every 2xx status as success, listed or not."
        "Regenerate."
    }
    SuccessStatusRemoved "success-status-removed" {
        "A status that meant success is no longer listed."
        "Clients treat every 2xx status as success, listed or not; its response can no longer be named in Rust."
        "Regenerate; check code that distinguishes the statuses."
    }
    SuccessStatusChanged "success-status-changed" {
        "Success has another status."
        "Clients treat every 2xx status as success, listed or not."
        "Regenerate."
    }
    ResponseHeaderAdded "response-header-added" {
        "Responses have another header."
        "Clients ignore unknown headers; the crate can expose it."
        "Regenerate."
    }
    ResponseHeaderRemoved "response-header-removed" {
        "Responses no longer have a header."
        "Every header may be absent anyway."
        "Nothing, unless somebody relies on it."
    }
    ReplyChanged "reply-changed" {
        "The body of a successful response is of another kind: empty, one value, a page of a list, or a stream of bytes."
        "Clients cannot read the body, or expect one that is missing (breaking); clients ignore a body that they do not expect. The return type of the call changes in Rust."
        "Regenerate, and publish a new major version."
    }
    ParameterAdded "parameter-added" {
        "An operation has another parameter."
        "If it is required, calls without it are rejected (breaking) and the constructor takes another argument; otherwise the crate gains a setter."
        "Regenerate; publish a major version if it is required."
    }
    ParameterRemoved "parameter-removed" {
        "A parameter is gone."
        "The service rejects or ignores it (breaking), and the crate can no longer send it."
        "Find out what replaces it; publish a new major version."
    }
    ParameterRenamed "parameter-renamed" {
        "A parameter has another name."
        "In a query or header, the old name is no longer understood (breaking); in a path only the position counts. The Rust name changes with it."
        "Regenerate, and publish a new major version."
    }
    ParameterStyleChanged "parameter-style-changed" {
        "Lists are written in another way."
        "The service no longer understands lists as clients write them (breaking). The Rust stays the same."
        "Regenerate and publish: users only have to update."
    }
    SchemaRenamed "schema-renamed" {
        "A schema has another name; its members are compared as those of one schema."
        "Names of schemas are never sent; but the Rust name comes from it."
        "Keep the Rust name by an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    SchemaReplaced "schema-replaced" {
        "A schema was replaced by another one, and at least one of both exists in both documents; their members are compared."
        "Names of schemas are never sent; but fields have another type in Rust, unless both come out under one name."
        "Look at the other changes in the two; publish a new major version."
    }
    PropertyAdded "property-added" {
        "A schema has another property."
        "In requests, the service rejects requests without a new required property (breaking), and the constructor takes another argument. Responses keep unknown properties."
        "Regenerate; publish a major version if it is required in a request."
    }
    PropertyRemoved "property-removed" {
        "A property is gone."
        "The service rejects or ignores it in requests, and responses lack a property that was required (breaking); an optional property of a response may be absent anyway. The field is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    PropertyRenamed "property-renamed" {
        "A property has another name: one of the same kind and with a similar name came for it."
        "The service ignores the old name in requests, and responses lack a property that was required (breaking). The field has another name in Rust."
        "Regenerate, and publish a new major version that names both in its changelog."
    }
    Required "required" {
        "Something that was optional is now required."
        "Requests without it are rejected (breaking); responses only guarantee more. In Rust an `Option` becomes the value itself, unless it may be null."
        "Regenerate, and publish a new major version."
    }
    Optional "optional" {
        "Something that was required is now optional."
        "Requests may omit it; clients read responses without it. In Rust the value becomes an `Option`."
        "Regenerate, and publish a new major version."
    }
    NullableSet "nullable-set" {
        "Something may now be null."
        "Clients read null as absence even where it is not allowed. In Rust a required value becomes an `Option`; an optional one is that already."
        "Regenerate."
    }
    NullableCleared "nullable-cleared" {
        "Something may no longer be null."
        "Requests with null are rejected (breaking). In Rust a required `Option` becomes the value itself."
        "Regenerate; look for code that sets it to null."
    }
    DefaultSet "default-set" {
        "The specification states the value that the service assumes if the caller sends none."
        "The service is only known better."
        "Regenerate the documentation."
    }
    DefaultChanged "default-changed" {
        "The service assumes another value if the caller sends none."
        "Requests without the value change their meaning (breaking). The Rust stays the same."
        "Ask users who rely on the old default to send the value."
    }
    DefaultCleared "default-cleared" {
        "The specification no longer states the value that the service assumes if the caller sends none."
        "Nothing is known to have changed."
        "Nothing."
    }
    ReadOnlySet "read-only" {
        "A property can no longer be sent, only received."
        "The service refuses or ignores it in requests (breaking), and the setter is gone."
        "Regenerate, and publish a new major version."
    }
    ReadOnlyCleared "read-only-cleared" {
        "A property that could only be received can now be sent."
        "Clients do not send it yet; where it is required, they are refused (breaking). The request gains a setter."
        "Regenerate."
    }
    WriteOnlySet "write-only" {
        "A property can no longer be received, only sent."
        "Responses lack it, which is breaking if it was required. The field is gone from the response's type."
        "Regenerate, and publish a new major version."
    }
    WriteOnlyCleared "write-only-cleared" {
        "A property that could only be sent is now part of responses, too."
        "Clients keep unknown properties; the response's type gains a field."
        "Regenerate."
    }
    MembersForbidden "members-forbidden" {
        "Members without a property of their own are no longer allowed."
        "Requests with such properties are rejected (breaking)."
        "Look for code that sets extra members."
    }
    MembersAllowed "members-allowed" {
        "Members without a property of their own are now allowed."
        "Clients keep unknown properties anyway."
        "Regenerate."
    }
    Deprecated "deprecated" {
        "The specification now advises against an operation, a parameter, a schema or a property."
        "It keeps working. Rust users see the advice, which compiles."
        "Look for its successor, and plan the move."
    }
    Undeprecated "undeprecated" {
        "The specification no longer advises against something."
        "Nothing changes for anybody."
        "Regenerate the documentation."
    }
    EnumValueAdded "enum-value-added" {
        "An enum has another value."
        "Enums are open: clients keep unknown values. The Rust enum is `#[non_exhaustive]` and gains a variant."
        "Regenerate."
    }
    EnumValueRemoved "enum-value-removed" {
        "An enum lost a value."
        "The service rejects it in requests (breaking); responses no longer contain it. The variant is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    EnumValueRenamed "enum-value-renamed" {
        "An enum value was replaced by one with a similar name or at the same position."
        "The service no longer accepts the old value in requests (breaking); in responses, clients read the new one as an unknown value. The variant has another name."
        "Regenerate, and publish a new major version that names both in its changelog."
    }
    VariantAdded "variant-added" {
        "A union has another variant."
        "Clients keep a value of an unknown alternative as it came. The Rust enum gains a variant."
        "Regenerate."
    }
    VariantRemoved "variant-removed" {
        "An alternative is gone."
        "The service rejects it in requests (breaking); responses no longer contain it. The variant is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    VariantRenamed "variant-renamed" {
        "The schema of an alternative has another name."
        "Names of schemas are never sent; but the variant is named after it in Rust."
        "Keep the Rust name by an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    DiscriminatorChanged "discriminator-changed" {
        "The discriminator of a union is another property, or has other values."
        "Clients send the wrong value and confuse variants (breaking), unless a value was only added. Another property is another field in Rust; other values do not change the Rust."
        "Regenerate and publish soon; for another property, a new major version."
    }
    TypeChanged "type-changed" {
        "Values have another type: a string instead of a number, an object instead of a list."
        "Clients send rejected values or cannot read responses (breaking), unless the new type accepts all values of the old one in requests, or the old type all values of the new one in responses. The Rust type changes."
        "Regenerate, and publish a new major version."
    }
    FormatChanged "format-changed" {
        "The format of a value changed: a date-time instead of any string, 64 bits instead of 32."
        "Requests that were valid may be rejected, and numbers in responses may not fit (breaking). The Rust type changes."
        "Regenerate, and publish a new major version."
    }
    PatternAdded "pattern-added" {
        "Strings have to match a pattern."
        "Requests that do not match are rejected (breaking); responses are read without checks. A pattern that has a name is a type in Rust; without one, only the check changes."
        "Regenerate; give the pattern a name in `names.toml` if it deserves one."
    }
    PatternRemoved "pattern-removed" {
        "Strings no longer have to match a pattern."
        "More is allowed than before. If the pattern had a name, its Rust type becomes `String`."
        "Regenerate."
    }
    PatternTighter "pattern-tighter" {
        "The pattern accepts fewer strings than before, by its automaton; the example is one that it no longer accepts."
        "Requests with such a string are rejected (breaking); responses are read without checks. If the pattern had a name, the name has to follow."
        "Copy the new pattern to `names.toml`; tell users about the example."
    }
    PatternLooser "pattern-looser" {
        "The pattern accepts more strings than before, by its automaton; the example is one that it accepts now."
        "All strings that matched still match. Published clients report the new strings as violations, but send and read them. If the pattern had a name, the name has to follow."
        "Copy the new pattern to `names.toml`, and regenerate."
    }
    PatternDifferent "pattern-different" {
        "The pattern accepts new strings and rejects some that it accepted, by its automaton."
        "Requests with strings that are no longer accepted are rejected (breaking). If the pattern had a name, the name has to follow."
        "Copy the new pattern to `names.toml`; tell users about the examples."
    }
    PatternRewritten "pattern-rewritten" {
        "The pattern is written in another way and accepts the same strings, by its automaton."
        "Nothing changes on the wire. If the pattern had a name, the name has to follow."
        "Copy the new pattern to `names.toml`."
    }
    BoundTighter "bound-tighter" {
        "Fewer values are allowed: a bound, a length or a count is narrower, or new."
        "Requests beyond it are rejected (breaking); responses are read without checks. Only the check changes in Rust."
        "Tell users about the new bound; regenerate, so that `validate()` knows it."
    }
    BoundLooser "bound-looser" {
        "More values are allowed: a bound, a length or a count is wider, or gone."
        "All that was allowed still is. Only the check changes in Rust."
        "Regenerate, so that `validate()` knows it."
    }
    BoundDifferent "bound-different" {
        "Other values are allowed: some more, some fewer."
        "Requests with the values that are no longer allowed are refused (breaking). Only the check changes in Rust."
        "Tell users about the new values; regenerate, so that `validate()` knows them."
    }
    ModuleRenamed "module-renamed" {
        "A tag, or a file of fragments, has another name: the module that is named after it has too."
        "Names of tags are never sent; but paths in Rust begin with the module."
        "Keep the old module by an entry in `[groups]` of `names.toml`, or publish a new major version."
    }
    ArgumentsReordered "arguments-reordered" {
        "A constructor takes its arguments in another order."
        "The order is never sent. Code that calls the constructor no longer compiles or, where the arguments are of one type, compiles with the wrong meaning."
        "Publish a new major version that names the constructor in its changelog; have users set the arguments again by name."
    }
    RustChanged "rust-changed" {
        "The wire is the same, but the Rust looks different: another name, another type."
        "Names are never sent. Code that uses the old ones no longer compiles."
        "Keep the old name by an entry in `names.toml`, or publish a new major version."
    }
    RulesChanged "rules-changed" {
        "Our own rules between fields, in `rules.toml`, are others."
        "Only `validate()` notices. Only a changelog knows of it: upstream has no such rules."
        "Nothing."
    }
}
