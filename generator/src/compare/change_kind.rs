//! The kinds of change, with a description, the reason for the impacts, and advice for each.

use std::fmt;

/// The explanation of a rule, which `--explain` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
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
            /// All rules, by topic.
            pub const ALL: &'static [ChangeKind] = &[$(ChangeKind::$rule,)*];

            /// Returns the kebab-case name, which is stable across releases.
            pub fn id(self) -> &'static str {
                match self {
                    $(ChangeKind::$rule => $id,)*
                }
            }

            /// Returns its description.
            pub fn explanation(self) -> Explanation {
                match self {
                    $(ChangeKind::$rule => Explanation { what: $what, why: $why, act: $act },)*
                }
            }
        }
    };
}

impl ChangeKind {
    /// Returns the rule with an id.
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
        "The document has a new operation."
        "Published clients do not call it. The crate gains a type for it."
        "Clients need no change. Regenerate the crate to offer the operation."
    }
    OperationRemoved "operation-removed" {
        "An operation was removed."
        "Requests of published crates fail with an error (broken), and the regenerated crate lacks the operation."
        "Look for its successor, remove the operation from `sources.toml`, and publish a new major version."
    }
    OperationRenamed "operation-renamed" {
        "The same method and path have another `operationId`."
        "The id is never sent, so clients keep working. The Rust names are derived from it."
        "Keep the old Rust name with an entry in `[operations]` of `names.toml`, or publish a new major version. Use the new id in `sources.toml`."
    }
    OperationMoved "operation-moved" {
        "The same `operationId` has another method or path."
        "Published crates send requests to the old path (broken). The Rust code stays the same unless parameters changed too."
        "Regenerate and publish soon: users only have to update."
    }
    RoleAdded "role-added" {
        "Another role permits calling the operation."
        "Existing callers are not affected."
        "Regenerate the documentation."
    }
    RoleRemoved "role-removed" {
        "A role no longer permits calling the operation."
        "Callers that have only this role are rejected (breaking). If the document lists no role any more, the requirement is unknown."
        "Document the role that users need now."
    }
    SecurityAdded "security-added" {
        "Another authentication method is accepted, or credentials are required for the first time."
        "The other methods still work. If no credentials were required before, requests without them are rejected (breaking)."
        "Check whether users of the crate need the new method."
    }
    SecurityRemoved "security-removed" {
        "An authentication method is no longer accepted, or credentials are no longer required."
        "Callers that use the method are rejected (breaking), unless another method needs only credentials that they send already."
        "Ask users to switch to another method."
    }
    SecurityChanged "security-changed" {
        "A security scheme has another name, credentials are sent in another way (in another header, as another HTTP scheme, or with tokens of another URL), or several are needed together where one was enough, or the reverse."
        "The name is never sent. Published crates send credentials in the old way (breaking), and those of callers that have only one of several are rejected (breaking)."
        "Regenerate and publish soon: users only have to update."
    }
    ScopeAdded "scope-added" {
        "A token needs another OAuth scope."
        "Tokens without it are rejected (breaking). The Rust code stays the same."
        "Ask users to request the scope."
    }
    ScopeRemoved "scope-removed" {
        "A token no longer needs an OAuth scope."
        "Tokens that have the scope are still accepted."
        "Regenerate the documentation."
    }
    ErrorStatusAdded "error-status-added" {
        "The document lists another error status, a range of them, or a default error response."
        "Clients handle every error status, listed or not. The documentation of the crate and its list of statuses grow."
        "Regenerate the crate."
    }
    ErrorStatusRemoved "error-status-removed" {
        "The document no longer lists an error status, a range of them, or a default error response."
        "Clients handle every error status, listed or not."
        "Regenerate the crate."
    }
    ErrorChanged "error-changed" {
        "Errors gained a shared schema, or lost it."
        "Clients keep the body of an error that they cannot decode. The error type of calls changes in Rust."
        "Regenerate, and publish a new major version."
    }
    ServerChanged "server-changed" {
        "Operations have another server."
        "Published clients send requests to the old server, which may stop responding (breaking)."
        "Find out how long the old server stays available; regenerate and publish."
    }
    MediaTypeAdded "media-type-added" {
        "An operation is available in another version or format."
        "Clients request an exact version and still receive it. The crate gains a module or a type for the new one."
        "Regenerate the crate, and watch for the sunset of the older version."
    }
    MediaTypeChanged "media-type-changed" {
        "Responses have another media type."
        "Published clients request the old one in `Accept`, which is no longer available (broken). The Rust code changes only if the body has another type."
        "Regenerate and publish at once: users only have to update, unless the type changed too."
    }
    MediaTypePromoted "media-type-promoted" {
        "A preview or upcoming version was replaced by an upcoming or stable one."
        "Published clients request the old name in `Accept`, which is no longer available (broken). The module is named after the version."
        "Regenerate and publish at once; users change one path in their code."
    }
    MediaTypeRemoved "media-type-removed" {
        "A version or format of an operation was removed."
        "Requests of published clients for it fail (broken), and the crate loses its module or type."
        "Ask users to switch to another version, and publish a new major version."
    }
    SunsetSet "sunset-set" {
        "A version has a sunset: a date on which it is removed."
        "Clients keep working until that date (sunset)."
        "Plan the switch to the next version before the date, and announce it in the changelog."
    }
    SunsetMoved "sunset-moved" {
        "The sunset of a version moved to another date."
        "Clients keep working until the new date (sunset)."
        "Change your plans to the new date."
    }
    SunsetPassed "sunset-passed" {
        "A sunset was set or moved to a date that has passed by the day of the report."
        "The service may remove this version at any moment (sunset)."
        "Move to the next version now."
    }
    SunsetCleared "sunset-cleared" {
        "A sunset was canceled."
        "Clients keep working."
        "No action is needed."
    }
    RequestAdded "request-added" {
        "An operation without a request body has one."
        "If the body is required, requests of published clients are rejected (breaking), and the constructor takes another argument. Otherwise, the crate gains a setter."
        "Regenerate the crate, and publish a new major version if the body is required."
    }
    RequestRemoved "request-removed" {
        "The request body of an operation was removed."
        "The service rejects or ignores the body that clients send (breaking), and the crate can no longer send it."
        "Find its replacement, and publish a new major version."
    }
    RequestMediaTypeChanged "request-media-type-changed" {
        "The request body has another media type."
        "The `Content-Type` that published clients send is no longer accepted (broken). The Rust code changes only if the body is now bytes or parts."
        "Regenerate and publish at once: users only have to update."
    }
    SuccessStatusAdded "success-status-added" {
        "Another status means success."
        "Clients accept every 2xx status, listed or not. A body that is absent, or of another schema, is misread by published clients (breaking)."
        "Regenerate the crate."
    }
    SuccessStatusRemoved "success-status-removed" {
        "A status that meant success is no longer listed."
        "Clients accept every 2xx status, listed or not. If statuses have variants in Rust, the variant is removed."
        "Regenerate the crate, and check code that distinguishes the statuses."
    }
    SuccessStatusChanged "success-status-changed" {
        "Another status means success instead."
        "Clients accept every 2xx status, listed or not. If statuses have variants in Rust, the variant has another name."
        "Regenerate the crate, and check code that distinguishes the statuses."
    }
    ResponseHeaderAdded "response-header-added" {
        "Responses have another header."
        "Clients ignore unknown headers. The crate can read it."
        "Regenerate the crate."
    }
    ResponseHeaderRemoved "response-header-removed" {
        "Responses no longer have a header."
        "Clients read every header as optional."
        "Check code that reads the header."
    }
    ReplyChanged "reply-changed" {
        "The body of a successful response is of another kind: empty, one value, a page of a list, or a stream of bytes."
        "Clients cannot decode the body, or expect one that is absent (breaking). They ignore a body that they do not expect. The return type of the call changes in Rust."
        "Regenerate, and publish a new major version."
    }
    ParameterAdded "parameter-added" {
        "An operation has another parameter."
        "If the parameter is required, requests without it are rejected (breaking), and the constructor takes another argument. Otherwise, the crate gains a setter."
        "Regenerate the crate, and publish a new major version if the parameter is required."
    }
    ParameterRemoved "parameter-removed" {
        "A parameter was removed."
        "The service rejects or ignores it (breaking), and the crate can no longer send it."
        "Find its replacement, and publish a new major version."
    }
    ParameterRenamed "parameter-renamed" {
        "A parameter has another name."
        "In a query or header, the service no longer accepts the old name (breaking); in a path, only the position counts. A setter has the new name in Rust."
        "Regenerate, and publish a new major version if the parameter has a setter."
    }
    ParameterMoved "parameter-moved" {
        "A parameter has the same name in another location: in a header instead of the query, for example."
        "The service no longer finds the parameter in the old location (breaking). The Rust code stays the same, unless the parameter also becomes required or optional."
        "Regenerate and publish soon: users only have to update."
    }
    ParameterStyleChanged "parameter-style-changed" {
        "Values of a parameter are serialized in another style: lists, objects, or reserved characters."
        "The service misreads values in the old style (breaking). The Rust code stays the same."
        "Regenerate and publish soon: users only have to update."
    }
    EncodingChanged "encoding-changed" {
        "A property of a form is serialized in another way: in another style, or as a part with another media type or other headers."
        "The service misreads the property, or rejects the form (breaking). The Rust code stays the same."
        "Regenerate and publish soon: users only have to update."
    }
    SchemaRenamed "schema-renamed" {
        "A schema has another name; the properties of both are compared."
        "The name of a schema is never sent. The Rust name is derived from it."
        "Keep the Rust name with an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    SchemaReplaced "schema-replaced" {
        "A schema was replaced by another one. If they have properties in common, their properties are compared."
        "The name of a schema is never sent. A schema that has little in common with the old one is misread (breaking). Fields have another type in Rust, unless both schemas have one Rust name."
        "Check the other changes of the two schemas, and publish a new major version."
    }
    PropertyAdded "property-added" {
        "A schema has another property."
        "The service rejects requests without a new required property (breaking), and the constructor takes another argument. Clients keep unknown properties of responses."
        "Regenerate the crate, and publish a new major version if the property is required in a request."
    }
    PropertyRemoved "property-removed" {
        "A property was removed."
        "The service rejects or ignores it in requests (breaking). Responses lack it, which is breaking if it was required. The Rust field is removed."
        "Find its replacement, and publish a new major version."
    }
    PropertyRenamed "property-renamed" {
        "A property was replaced by one of the same kind with a similar name."
        "The service rejects or ignores the old name in requests (breaking). Responses lack it, which is breaking if it was required. The Rust field has another name."
        "Regenerate, and publish a new major version that states both names in its changelog."
    }
    Required "required" {
        "An optional value is now required."
        "Requests without it are rejected (breaking). In Rust, an `Option` becomes the value itself, unless the value may be null."
        "Regenerate, and publish a new major version."
    }
    Optional "optional" {
        "A required value is now optional."
        "Requests may omit it. The published crate reads a default if a response omits a property (breaking). In Rust, the value becomes an `Option`; headers are always one."
        "Regenerate, and publish a new major version."
    }
    NullableSet "nullable-set" {
        "A value may now be null."
        "Requests may send null. In responses, clients read null as absence: the published crate reads a default for a required value, and skips an item that is null (breaking). In Rust, a required value or an item becomes an `Option`."
        "Regenerate the crate."
    }
    NullableCleared "nullable-cleared" {
        "A value may no longer be null."
        "Requests with null are rejected (breaking). In Rust, the `Option` of a required value or an item becomes the value itself, and the setter for null is removed."
        "Regenerate the crate, and look for code that sends null."
    }
    DefaultSet "default-set" {
        "The document now states the value that the service assumes if the caller sends none."
        "The behavior of the service did not change."
        "Regenerate the documentation."
    }
    DefaultChanged "default-changed" {
        "The service assumes another value if the caller sends none."
        "Requests without the value have another meaning (breaking). The Rust code stays the same."
        "Ask users who rely on the old default to send the value."
    }
    DefaultCleared "default-cleared" {
        "The document no longer states the value that the service assumes if the caller sends none."
        "The behavior of the service may be unchanged."
        "Ask users who rely on the default to send the value."
    }
    ReadOnlySet "read-only" {
        "A property can no longer be sent, only received."
        "The service rejects or ignores it in requests (breaking), and its setter is removed."
        "Regenerate, and publish a new major version."
    }
    ReadOnlyCleared "read-only-cleared" {
        "A property that could only be received can now be sent."
        "Published clients do not send it. If it is required, their requests are rejected (breaking). The request gains a setter."
        "Regenerate the crate."
    }
    WriteOnlySet "write-only" {
        "A property can no longer be received, only sent."
        "Responses lack it, which is breaking if it was required. The field of the response is removed."
        "Regenerate, and publish a new major version."
    }
    WriteOnlyCleared "write-only-cleared" {
        "A property that could only be sent is now part of responses."
        "Clients keep unknown properties. The response gains a field."
        "Regenerate the crate."
    }
    MembersForbidden "members-forbidden" {
        "Additional properties are no longer allowed."
        "Requests with additional properties are rejected (breaking)."
        "Look for code that sets additional properties."
    }
    MembersAllowed "members-allowed" {
        "Additional properties are now allowed."
        "Clients keep unknown properties in any case."
        "Regenerate the crate."
    }
    Deprecated "deprecated" {
        "An operation, a parameter, a response header, a schema or a property is now deprecated."
        "It keeps working. In Rust, calls of a deprecated operation compile with a warning."
        "Look for its successor, and plan the move."
    }
    Undeprecated "undeprecated" {
        "An operation, a parameter, a response header, a schema or a property is no longer deprecated."
        "Clients keep working."
        "Regenerate the documentation."
    }
    EnumValueAdded "enum-value-added" {
        "An enum has more values."
        "Enums are open: clients keep unknown values. The Rust enum is `#[non_exhaustive]` and gains variants."
        "Regenerate the crate."
    }
    EnumValueRemoved "enum-value-removed" {
        "Values of an enum were removed."
        "The service rejects them in requests (breaking). Responses no longer contain them. Their variants are removed from the Rust enum."
        "Find their replacement, and publish a new major version."
    }
    EnumValueRenamed "enum-value-renamed" {
        "An enum value was replaced by one with a similar name or at the same position."
        "The service no longer accepts the old value in requests (breaking). In responses, clients read the new one as an unknown value. The variant has another name."
        "Regenerate, and publish a new major version that states both names in its changelog."
    }
    VariantAdded "variant-added" {
        "A union has another variant."
        "Clients keep a value of an unknown variant unchanged. The Rust enum gains a variant."
        "Regenerate the crate."
    }
    VariantRemoved "variant-removed" {
        "A variant of a union was removed."
        "The service rejects it in requests (breaking). Responses no longer contain it. The variant is removed from the Rust enum."
        "Find its replacement, and publish a new major version."
    }
    VariantRenamed "variant-renamed" {
        "The schema of a variant has another name."
        "The name of a schema is never sent. The Rust variant is named after it."
        "Keep the Rust name with an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    DiscriminatorChanged "discriminator-changed" {
        "The discriminator of a union is another property, or has other values."
        "Clients send the wrong value and confuse variants (breaking), unless a value was only added. The Rust code stays the same, except for constructors that set another property."
        "Regenerate and publish soon: users only have to update."
    }
    TypeChanged "type-changed" {
        "Values have another type: a string instead of a number, an object instead of a list."
        "Clients send rejected values or cannot decode responses (breaking), unless the new type includes the old one in requests, or the old type includes the new one in responses. The Rust type changes."
        "Regenerate, and publish a new major version."
    }
    FormatChanged "format-changed" {
        "The format of a value changed: a date-time instead of any string, 64 bits instead of 32."
        "Requests that were valid may be rejected, and numbers in responses may not fit (breaking). The Rust type changes."
        "Regenerate, and publish a new major version."
    }
    PatternAdded "pattern-added" {
        "Strings have to match a pattern."
        "Requests with other strings are rejected (breaking). Responses are read without checks. A pattern with a name is a type in Rust; without a name, only the check changes."
        "Regenerate the crate. Give the pattern a name in `names.toml` if it deserves one."
    }
    PatternRemoved "pattern-removed" {
        "Strings no longer have to match a pattern."
        "More strings are allowed than before. If the pattern had a name, its Rust type becomes `String`."
        "Regenerate the crate."
    }
    PatternTighter "pattern-tighter" {
        "The pattern matches fewer strings than before, by its automaton; the example is one that it no longer matches."
        "Requests with such a string are rejected (breaking). Responses are read without checks. The name of a pattern has to follow."
        "Copy the new pattern to `names.toml` if it has a name, and inform users about the example."
    }
    PatternLooser "pattern-looser" {
        "The pattern matches more strings than before, by its automaton; the example is one that it matches now."
        "All strings that matched still match. Published clients report the new strings as violations, but send and read them. The name of a pattern has to follow."
        "Copy the new pattern to `names.toml` if it has a name, and regenerate."
    }
    PatternDifferent "pattern-different" {
        "The pattern matches new strings and rejects some that it matched, by its automaton."
        "Requests with strings that no longer match are rejected (breaking). The name of a pattern has to follow."
        "Copy the new pattern to `names.toml` if it has a name, and inform users about the examples."
    }
    PatternRewritten "pattern-rewritten" {
        "The pattern is written in another way and matches the same strings, by its automaton."
        "Clients keep working. The name of a pattern has to follow."
        "Copy the new pattern to `names.toml` if it has a name."
    }
    BoundTighter "bound-tighter" {
        "Fewer values are allowed: a bound, a length or a count is narrower, or new."
        "Requests beyond the bound are rejected (breaking). Responses are read without checks. Only the check changes in Rust."
        "Inform users about the new bound, and regenerate, so that `validate()` checks it."
    }
    BoundLooser "bound-looser" {
        "More values are allowed: a bound, a length or a count is wider, or was removed."
        "All values that were allowed still are. Only the check changes in Rust."
        "Regenerate, so that `validate()` checks the new bound."
    }
    BoundDifferent "bound-different" {
        "Other values are allowed: some more, some fewer."
        "Requests with values that are no longer allowed are rejected (breaking). Only the check changes in Rust."
        "Inform users about the new values, and regenerate, so that `validate()` checks them."
    }
    ModuleRenamed "module-renamed" {
        "A tag, or a file of fragments, has another name, or items moved to another one. It is a module and a Cargo feature."
        "The name of a tag is never sent. Paths in Rust start with the module, and users without default features enable it by its name."
        "Keep the old module with an entry in `[groups]` of `names.toml`, or publish a new major version."
    }
    FeatureChanged "feature-changed" {
        "A module is a Cargo feature now, or no longer is one: the modules of a crate with more than six modules of operations are features."
        "Features are never sent. All are enabled by default; users without default features have to enable those of the modules that they use, or to remove features that are gone."
        "Publish a new major version that states it in its changelog."
    }
    ArgumentsReordered "arguments-reordered" {
        "A constructor takes its arguments in another order."
        "The order is never sent. Code that calls the constructor no longer compiles or, if the arguments have one type, compiles with another meaning."
        "Publish a new major version that states the constructor in its changelog, and ask users to check each call."
    }
    RustChanged "rust-changed" {
        "The wire format is the same, but the Rust code is different: another name, another type."
        "Names are never sent. Code that uses the old ones no longer compiles."
        "Keep the old name with an entry in `names.toml`, or publish a new major version."
    }
    RulesChanged "rules-changed" {
        "The rules between properties changed: those that the schema states (`dependentRequired`), or those of `rules.toml`."
        "Requests that do not satisfy a new rule are rejected (breaking). Only `validate()` changes in Rust."
        "Inform users about the rule, and regenerate, so that `validate()` checks it."
    }
}
