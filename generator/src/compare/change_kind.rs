//! The kinds of change, and a page about each: what it is, why it weighs what it weighs, what to do.

use std::fmt;

/// What `--explain` tells of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What has changed.
    pub what: &'static str,
    /// Why it has its impacts.
    pub why: &'static str,
    /// What to do about it.
    pub act: &'static str,
}

/// Emits the rules: the enum, the list of all, and for each its id and page.
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

            /// The page about it.
            pub fn page(self) -> Page {
                match self {
                    $(ChangeKind::$rule => Page { what: $what, why: $why, act: $act },)*
                }
            }
        }
    };
}

impl ChangeKind {
    /// The rule of that id.
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
        "Nobody calls it yet, so that clients go on working; the crate gains a type for it."
        "Nothing for clients. Regenerate to offer it."
    }
    OperationRemoved "operation-removed" {
        "An operation is gone."
        "What the published crate sends is answered with an error from now on (broken), and the regenerated crate lacks the operation."
        "Look for its successor, take the operation out of `sources.toml`, and publish a new major version."
    }
    OperationRenamed "operation-renamed" {
        "The same method and path has another `operationId`."
        "The id is never sent, so that clients go on working; but the Rust names come from it."
        "Keep the old Rust name by an entry in `[operations]` of `names.toml`, or publish a new major version. Follow the new id in `sources.toml`."
    }
    OperationMoved "operation-moved" {
        "The same `operationId` has another method or path."
        "What the published crate sends goes to the old place (broken). The Rust stays the same unless parameters changed too."
        "Regenerate and publish soon: users only have to update."
    }
    RoleAdded "role-added" {
        "One more role is enough to call the operation."
        "Whoever could call it still can."
        "Nothing, but to regenerate the documentation."
    }
    RoleRemoved "role-removed" {
        "A role is no longer enough to call the operation."
        "Callers that had only this role are refused (breaking). Where no role is listed any more, nothing is known to have changed."
        "Tell users which role they need now."
    }
    SecurityAdded "security-added" {
        "There is one more way to authenticate."
        "The old ways still work. Where there was none before, calls without credentials are refused from now on (breaking)."
        "See whether the crate's users need the new way."
    }
    SecurityRemoved "security-removed" {
        "A way to authenticate is gone."
        "Callers that use it are refused (breaking), unless another way asks for nothing that they do not send already."
        "Tell users to move to another way."
    }
    ScopeAdded "scope-added" {
        "A token needs one more OAuth scope."
        "Tokens without it are refused (breaking). The Rust stays the same."
        "Tell users to ask for the scope."
    }
    ScopeRemoved "scope-removed" {
        "A token no longer needs an OAuth scope."
        "Tokens that have it are accepted all the same."
        "Nothing, but to regenerate the documentation."
    }
    ErrorStatusAdded "error-status-added" {
        "The specification lists one more error status."
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
        "Clients keep the body of an error that they cannot read. What calls fail with has another type in Rust."
        "Regenerate, and publish a new major version."
    }
    ServerChanged "server-changed" {
        "The default server is another one."
        "Published clients go on sending to the old one, which may answer for a while (breaking)."
        "Find out how long the old host is served; regenerate and publish."
    }
    MediaTypeAdded "media-type-added" {
        "An operation is offered in one more version or format."
        "Clients ask for an exact version and go on getting it. The crate gains a module or a type for the new one."
        "Regenerate; watch for the sunset of the older version."
    }
    MediaTypePromoted "media-type-promoted" {
        "A preview or upcoming version is gone, and a stable or upcoming one has come in its place."
        "Published clients ask for the exact old name in `Accept`, which is no longer answered (broken). The module moves with the version."
        "Regenerate and publish at once; users change one path in their code."
    }
    MediaTypeRemoved "media-type-removed" {
        "A version or format of an operation is gone."
        "Published clients that ask for it get an error (broken), and the crate loses its module or type."
        "Tell users to move to another version; publish a new major version."
    }
    SunsetSet "sunset-set" {
        "A version got a date from which it is no longer answered."
        "Clients go on working until that date (sunset)."
        "Plan the move to the next version before the date, and say so in the changelog."
    }
    SunsetMoved "sunset-moved" {
        "The date from which a version is no longer answered is another one."
        "Clients go on working until the new date (sunset)."
        "Change your plans to the new date."
    }
    SunsetPassed "sunset-passed" {
        "A sunset was set or moved, and that date has passed by the day of the report."
        "The service may stop answering this version at any moment, if it still does (sunset)."
        "Move to the next version now."
    }
    SunsetCleared "sunset-cleared" {
        "A sunset was called off."
        "Clients go on working."
        "Nothing."
    }
    RequestAdded "request-added" {
        "An operation that took no body takes one."
        "Where it is required, what clients send is refused (breaking) and the constructor has one argument more; otherwise there is only more to say."
        "Regenerate; publish a major version if the body is required."
    }
    RequestRemoved "request-removed" {
        "An operation that took a body takes none."
        "What clients send is refused or ignored (breaking), and the crate can no longer say it."
        "Find out where to say it now; publish a new major version."
    }
    RequestMediaTypeChanged "request-media-type-changed" {
        "The body is to be sent as another media type."
        "The `Content-Type` that published clients send is no longer taken (broken). The Rust stays the same."
        "Regenerate and publish at once: users only have to update."
    }
    SuccessStatusAdded "success-status-added" {
        "One more status means success."
        "Clients take every 2xx for success, listed or not."
        "Regenerate."
    }
    SuccessStatusRemoved "success-status-removed" {
        "A status that meant success is no longer listed."
        "Clients take every 2xx for success, listed or not; what came with it can no longer be named in Rust."
        "Regenerate; look at the code that tells the statuses apart."
    }
    SuccessStatusChanged "success-status-changed" {
        "Success has another status."
        "Clients take every 2xx for success, listed or not."
        "Regenerate."
    }
    ResponseHeaderAdded "response-header-added" {
        "Answers carry one more header."
        "Clients ignore what they do not know; the crate can offer it."
        "Regenerate."
    }
    ResponseHeaderRemoved "response-header-removed" {
        "Answers no longer carry a header."
        "Every header may be absent anyway."
        "Nothing, unless somebody relies on it."
    }
    ReplyChanged "reply-changed" {
        "What success brings is another kind of thing: nothing, one value, a page of a list, or a stream of bytes."
        "Clients cannot read what comes, or wait for what does not (breaking); a body that comes unasked harms nobody. What the call returns has another type in Rust."
        "Regenerate, and publish a new major version."
    }
    ParameterAdded "parameter-added" {
        "An operation has one more parameter."
        "Where it is required, calls without it are refused (breaking) and the constructor has one argument more; otherwise there is only more to say."
        "Regenerate; publish a major version if it is required."
    }
    ParameterRemoved "parameter-removed" {
        "A parameter is gone."
        "What clients say with it is refused or ignored (breaking), and the crate can no longer say it."
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
        "A schema has another name; what it holds is compared as if it were the same."
        "Names of schemas are never sent; but the Rust name comes from it."
        "Keep the Rust name by an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    SchemaReplaced "schema-replaced" {
        "Another schema stands where a schema stood, and both are still known or were known before; what they hold is compared."
        "Names of schemas are never sent; but fields have another type in Rust, unless both come out under one name."
        "Look at the other changes in the two; publish a new major version."
    }
    PropertyAdded "property-added" {
        "A schema has one more property."
        "In a request, a new required one makes the service refuse what clients send (breaking), and the constructor has one argument more. Answers keep what they do not know."
        "Regenerate; publish a major version if it is required in a request."
    }
    PropertyRemoved "property-removed" {
        "A property is gone."
        "The service refuses or ignores it in requests, and an answer that lacks what was always there breaks a promise (breaking); what was optional in answers may be absent anyway. The field is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    PropertyRenamed "property-renamed" {
        "A property has another name: one of the same kind and with a similar name came for it."
        "Requests with the old name are no longer understood, and answers lack what was always there (breaking). The field has another name in Rust."
        "Regenerate, and publish a new major version that names both in its changelog."
    }
    Required "required" {
        "Something that was optional is now required."
        "Requests without it are refused (breaking); answers only promise more. In Rust an `Option` becomes the value itself, unless it may be null."
        "Regenerate, and publish a new major version."
    }
    Optional "optional" {
        "Something that was required is now optional."
        "Requests may leave it away; clients read answers that lack it. In Rust the value becomes an `Option`."
        "Regenerate, and publish a new major version."
    }
    NullableSet "nullable-set" {
        "Something may now be null."
        "Clients read null as absence even where it is not allowed. In Rust a required value becomes an `Option`; an optional one is that already."
        "Regenerate."
    }
    NullableCleared "nullable-cleared" {
        "Something may no longer be null."
        "Requests that hold null are refused (breaking). In Rust a required `Option` becomes the value itself."
        "Regenerate; look for code that sets it to null."
    }
    DefaultSet "default-set" {
        "The specification says what the service assumes where the caller says nothing."
        "The service is only known better."
        "Regenerate the documentation."
    }
    DefaultChanged "default-changed" {
        "The service assumes something else where the caller says nothing."
        "Requests that say nothing now mean something else (breaking). The Rust stays the same."
        "Tell users; let those who rely on the old default say so explicitly."
    }
    DefaultCleared "default-cleared" {
        "The specification no longer says what the service assumes where the caller says nothing."
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
        "Answers lack it: a broken promise where it was required (breaking). The field is gone from the answer's type."
        "Regenerate, and publish a new major version."
    }
    WriteOnlyCleared "write-only-cleared" {
        "A property that could only be sent is now answered too."
        "Clients keep what they do not know; the answer's type gains a field."
        "Regenerate."
    }
    MembersForbidden "members-forbidden" {
        "Members without a property of their own are no longer allowed."
        "Requests that hold any are refused (breaking)."
        "Look for code that sets extra members."
    }
    MembersAllowed "members-allowed" {
        "Members without a property of their own are now allowed."
        "Clients keep what they do not know anyway."
        "Regenerate."
    }
    Deprecated "deprecated" {
        "The specification now advises against an operation, a parameter, a schema or a property."
        "It goes on working. Rust users see the advice, which compiles."
        "Look for its successor, and plan the move."
    }
    Undeprecated "undeprecated" {
        "The specification no longer advises against something."
        "Nothing changes for anybody."
        "Regenerate the documentation."
    }
    EnumValueAdded "enum-value-added" {
        "A set of texts has one more value."
        "Enums are open: clients keep texts that they do not know. The Rust enum is `#[non_exhaustive]` and gains a variant."
        "Regenerate."
    }
    EnumValueRemoved "enum-value-removed" {
        "A set of texts lost a value."
        "The service refuses it in requests (breaking); answers just never hold it. The variant is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    EnumValueRenamed "enum-value-renamed" {
        "A value has another text: one that is similar, or in the same place, came for it."
        "The service no longer understands the old text in requests (breaking); in answers, clients take the new one for an unknown value. The variant has another name."
        "Regenerate, and publish a new major version that names both in its changelog."
    }
    VariantAdded "variant-added" {
        "There is one more alternative."
        "Clients keep a value of an unknown alternative as it came. The Rust enum gains a variant."
        "Regenerate."
    }
    VariantRemoved "variant-removed" {
        "An alternative is gone."
        "The service refuses it in requests (breaking); answers just never hold it. The variant is gone from Rust."
        "Find out what replaces it; publish a new major version."
    }
    VariantRenamed "variant-renamed" {
        "The schema of an alternative has another name."
        "Names of schemas are never sent; but the variant is named after it in Rust."
        "Keep the Rust name by an entry in `[types]` of `names.toml`, or publish a new major version."
    }
    DiscriminatorChanged "discriminator-changed" {
        "Alternatives are told apart by another property, or by other texts."
        "Clients send the wrong mark, and take one alternative for another (breaking), unless there is only one text more. Another property is another field in Rust; other texts change nothing there."
        "Regenerate and publish soon; for another property, a new major version."
    }
    TypeChanged "type-changed" {
        "Values are of another kind: a text for a number, an object for a list."
        "Clients send what is no longer taken, or cannot read what comes (breaking), unless the new kind holds all values of the old one in requests, or the old one all of the new in answers. The Rust type is another one."
        "Regenerate, and publish a new major version."
    }
    FormatChanged "format-changed" {
        "The same kind of value is written in another way: a date-time for any text, 64 bits for 32."
        "Requests that fitted before may be refused, and numbers in answers may not fit (breaking). The Rust type is another one."
        "Regenerate, and publish a new major version."
    }
    PatternAdded "pattern-added" {
        "Texts have to match a pattern."
        "Requests that do not match are refused (breaking); answers are read whatever they hold. A pattern that has a name is a type in Rust; without one, only the check changes."
        "Regenerate; give the pattern a name in `names.toml` if it deserves one."
    }
    PatternRemoved "pattern-removed" {
        "Texts no longer have to match a pattern."
        "More is allowed than before. If the pattern had a name, its Rust type gives way to plain text."
        "Regenerate."
    }
    PatternTighter "pattern-tighter" {
        "The pattern accepts fewer texts than before, by its automaton; the example is one that it no longer accepts."
        "Requests with such a text are refused (breaking); answers are read whatever they hold. If the pattern had a name, the name has to follow."
        "Follow the new text in `names.toml`; tell users about the example."
    }
    PatternLooser "pattern-looser" {
        "The pattern accepts more texts than before, by its automaton; the example is one that it accepts now."
        "All that was accepted still is. Published clients report the new texts as violations, but send and read them. If the pattern had a name, the name has to follow."
        "Follow the new text in `names.toml`, and regenerate."
    }
    PatternDifferent "pattern-different" {
        "The pattern accepts some texts that it did not, and no longer some that it did, by its automaton."
        "Requests with the texts that are no longer accepted are refused (breaking). If the pattern had a name, the name has to follow."
        "Follow the new text in `names.toml`; tell users about the examples."
    }
    PatternRewritten "pattern-rewritten" {
        "The pattern is written in another way and accepts the same texts, by its automaton."
        "Nothing changes on the wire. If the pattern had a name, the name has to follow."
        "Follow the new text in `names.toml`."
    }
    BoundTighter "bound-tighter" {
        "Fewer values are allowed: a bound, a length or a count is narrower, or new."
        "Requests beyond it are refused (breaking); answers are read whatever they hold. Only the check changes in Rust."
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
        "What a constructor takes stands in another order."
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
