//! Makes Rust identifiers; no other module does.
//!
//! An identifier depends only on the wire name, so that it does not change when other items come and go. Words
//! are split at separators, at a change of case and between well-known acronyms; heck then joins them.

mod distinct;
mod file_stem;
mod signs;
mod snake;

pub use distinct::{Distinct, distinct};
pub use file_stem::{file_stem, shared_stem};

use hashbrown::HashSet;
use std::borrow::Cow;

use heck::ToUpperCamelCase;

use crate::ir::{Ident, Version};
use snake::{shouty_snake, snake};

/// Acronyms that appear without a separator (`AWSIAMRole`), sorted by their first letter, longest first among those with the
/// same start.
const ACRONYMS: &[&str] = &[
    "API", "ARN", "AVG", "AWS", "AZURE", "BSON", "CIDR", "CPS", "CSV", "DB", "DLQ", "DLS", "DNS", "EAR",
    "EBS", "FTS", "GCP", "GCS", "HTTPS", "HTTP", "IAM", "IDP", "ID", "IOPS", "IP", "JSON", "KMS", "LDAP",
    "MTM", "NDS", "OIDC", "RPU", "SAML", "SMS", "SSD", "TLS", "URI", "URL", "UTC", "UUID", "VPC", "WPU",
    "X509",
];

/// The name of an enum value that consists of one symbol.
const SYMBOLS: &[(&str, &str)] = &[
    ("<", "LessThan"),
    (">", "GreaterThan"),
    ("<=", "LessThanOrEqual"),
    (">=", "GreaterThanOrEqual"),
    ("=", "Equal"),
    ("==", "Equal"),
    ("!=", "NotEqual"),
    ("+", "Plus"),
    ("-", "Minus"),
    ("*", "Star"),
    ("/", "Slash"),
    ("%", "Percent"),
    ("", "Empty"),
];

/// Returns the name of a type or variant: `ApiBSONTimestampView` becomes `ApiBsonTimestampView`.
///
/// A leading digit is preceded by `V`, and so is a first letter without an upper-case form: names of fields start with
/// a lower-case letter, so that they differ from names of types.
///
/// Returns `None` if the name contains neither a letter nor a digit.
pub fn type_ident(wire: &str) -> Option<Ident> {
    made(camel(&spaced(wire)), "V", char::is_uppercase)
}

/// Returns a variant of an enum: as [`type_ident`], and symbols such as `<` have a name: `-created` becomes
/// `MinusCreated`.
pub fn value_ident(wire: &str) -> Option<Ident> {
    match SYMBOLS.iter().find(|(symbol, _)| *symbol == wire) {
        Some((_, name)) => Some(Ident::trusted((*name).to_owned())),
        None => type_ident(&signs::as_words(wire, &['+', '-'])),
    }
}

/// Returns the name of a variant of an enum of numbers, from the JSON number: `-1` becomes `Minus1`, and `0.5` becomes
/// `V0_5`.
pub fn number_ident(json: &str) -> Ident {
    let (sign, digits) = match json.strip_prefix('-') {
        Some(digits) => ("Minus", digits),
        None => ("V", json),
    };
    let digits = digits.replace("e-", "e_minus_").replace("e+", "e");
    let digits: String = digits
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    Ident::trusted(format!("{sign}{digits}"))
}

/// Returns the name of a field, parameter, function or module: `pointInTimeUTCSeconds` becomes
/// `point_in_time_utc_seconds`.
///
/// Returns `None` if the name contains neither a letter nor a digit.
pub fn field_ident(wire: &str) -> Option<Ident> {
    made(snake(&spaced(&signs::as_words(wire, &['+']))), "n", |c| {
        !c.is_uppercase()
    })
}

/// Returns the name of a module of operations, which is also the name of a file and of a Cargo feature: as
/// [`field_ident`], in ASCII characters if the name can be transliterated.
pub fn group_ident(wire: &str) -> Option<Ident> {
    field_ident(&ascii(wire)).or_else(|| field_ident(wire))
}

/// Transliterates a text to ASCII characters: `Größe` becomes `Grosse`, and `日本` `Ri Ben`.
pub fn ascii(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        // An apostrophe replaces a sign without a sound.
        false => Cow::Owned(deunicode::deunicode_with_tofu(text, " ").replace('\'', "")),
    }
}

/// Returns the name of a constant or static: `ObjectId` becomes `OBJECT_ID`, and `X`, which would not change, `X_`.
pub fn constant_ident(ident: &Ident) -> Ident {
    distinct_from(Ident::trusted(shouty_snake(ident.as_str())), ident.as_str())
}

/// Returns the type that represents an operation: `create_restore_job` becomes `CreateRestoreJob`.
pub fn operation_type(method: &Ident) -> Ident {
    let camel = method.as_str().trim_end_matches('_').to_upper_camel_case();
    outside_prelude(made(camel, "V", char::is_uppercase).unwrap_or_else(|| variant(0)))
}

/// Appends an underscore to the name of a type if it would shadow a prelude item that emitted code uses.
pub fn outside_prelude(ident: Ident) -> Ident {
    match is_prelude(ident.as_str()) {
        true => Ident::trusted(format!("{ident}_")),
        false => ident,
    }
}

/// Appends an underscore to a name if it equals `other`, with which it is used.
pub fn distinct_from(ident: Ident, other: &str) -> Ident {
    if ident.as_str() == other {
        Ident::trusted(format!("{ident}_"))
    } else {
        ident
    }
}

/// Returns true if emitted code uses this name for something else where types are in scope: it is in the prelude, a
/// reserved word, a type parameter (`C`) or the calls of a module (`Calls`).
///
/// This is the only list: the macros of the runtime use full paths.
fn is_prelude(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "AsRef",
        "Box",
        "C",
        "Calls",
        "Clone",
        "Default",
        "Err",
        "From",
        "Into",
        "IntoFuture",
        "IntoIterator",
        "None",
        "Ok",
        "Option",
        "PartialEq",
        "Result",
        "Self",
        "Some",
        "String",
        "Vec",
    ];
    NAMES.contains(&text)
}

/// The methods of every model and of every call.
const OF_ALL: &[&str] = &[
    "body",
    "call",
    "call_mut",
    "clone",
    "decode",
    "default",
    "insert_unknown",
    "into",
    "new",
    "raw",
    "request",
    "request_unchecked",
    "to_json_vec",
    "unknown_fields",
    "validate",
];

/// The further methods of a call that is bound to a client.
const OF_CALLS: &[&str] = &[
    "into_future",
    "items",
    "on",
    "reply",
    "send",
    "wait_until_finished",
];

/// Returns the method that sets a field: its name, unless that would shadow a method of every model.
fn setter(field: &Ident) -> Ident {
    match OF_ALL.contains(&field.as_str()) {
        true => Ident::trusted(format!("set_{field}")),
        false => field.clone(),
    }
}

/// Returns the methods that set `fields`, in their order.
pub fn setters<'i>(fields: impl Iterator<Item = &'i Ident>) -> Vec<Ident> {
    distinct(fields.map(|field| (setter(field), field.as_str())), |_| false).idents
}

/// Returns the methods that set `fields` to `null`, in order; none of them is in `setters`.
pub fn null_setters<'i>(fields: impl Iterator<Item = &'i Ident>, setters: &[Ident]) -> Vec<Ident> {
    let setters: HashSet<&Ident> = setters.iter().collect();
    let wanted = |field: &'i Ident| {
        let ident = Ident::trusted(format!("null_{}", field.as_str().trim_end_matches('_')));
        (ident, field.as_str())
    };
    distinct(fields.map(wanted), |ident| setters.contains(ident)).idents
}

/// Returns the methods that compare `fields` with a value, in their order: `status_is`.
pub fn value_tests<'i>(fields: impl Iterator<Item = &'i Ident>) -> Vec<Ident> {
    let wanted = |field: &'i Ident| {
        let name = field.as_str().trim_start_matches("r#").trim_end_matches('_');
        (Ident::trusted(format!("{name}_is")), field.as_str())
    };
    distinct(fields.map(wanted), |_| false).idents
}

/// Returns the methods that set `parameters`: like [`setters`], and none of them shadows a method of calls.
pub fn parameter_setters<'i>(parameters: impl Iterator<Item = &'i Ident>) -> Vec<Ident> {
    let wanted = |parameter: &'i Ident| match OF_CALLS.contains(&parameter.as_str()) {
        true => (Ident::trusted(format!("set_{parameter}")), parameter.as_str()),
        false => (setter(parameter), parameter.as_str()),
    };
    distinct(parameters.map(wanted), |_| false).idents
}

/// Methods that the head of a response has, or that it uses of traits.
const OF_HEADS: &[&str] = &[
    "clone",
    "deprecation",
    "header",
    "header_list",
    "other_version",
    "rate_limit",
    "rate_limit_remaining",
    "retry_after",
    "sunset",
    "text",
    "version",
];

/// Returns the methods that read the headers called `names`, in their order.
pub fn header_methods<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Ident> {
    let wanted = names.map(|name| {
        let ident = field_ident(name).unwrap_or_else(|| Ident::trusted("header_".to_owned()));
        (ident, name)
    });
    distinct(wanted, |ident| OF_HEADS.contains(&ident.as_str())).idents
}

/// Returns the module of a version: `v2024_11_13`, `v2024_11_13_upcoming`, `v2_1`, `preview`, or `unversioned` for
/// none.
pub fn version_module(version: Option<Version>) -> Ident {
    Ident::trusted(match version {
        None => "unversioned".to_owned(),
        Some(Version::PREVIEW) => "preview".to_owned(),
        Some(version) => {
            let name = version.to_string().replace(['-', '.'], "_");
            format!("v{}", name.trim_start_matches('v'))
        }
    })
}

/// Returns where a version's items are, below the root of the crate: `v2024_11_13::`, and nothing for operations
/// without a version, which the root exports.
pub fn version_path(version: Option<Version>) -> String {
    version.map_or_else(String::new, |_| format!("{}::", version_module(version)))
}

/// What the root of every emitted crate calls so: modules, and the tool whose attributes it uses.
const OF_ROOT: &[&str] = &[
    "body_types",
    "client",
    "documented",
    "guide",
    "operation_index",
    "parameters",
    "patterns",
    "response_headers",
    "runtime",
    "rustfmt",
    "service",
    "unversioned",
];

/// Returns the name of the module of a group, whose groups are at `versions`: the root of the crate exports groups
/// without a version, where no other module has their name.
pub fn group_module(wanted: Ident, versions: &[Option<Version>]) -> Ident {
    // Within a group's module, `client` has its calls through a client.
    let wanted = distinct_from(wanted, "client");
    let is_version = |version: &Option<Version>| version.is_some() && version_module(*version) == wanted;
    let is_taken = OF_ROOT.contains(&wanted.as_str()) || versions.iter().any(is_version);
    match versions.contains(&None) && is_taken {
        true => Ident::trusted(format!("{wanted}_")),
        false => wanted,
    }
}

/// Returns a user-defined identifier unchanged if it is valid, not a keyword, and shadows nothing.
pub fn chosen(text: &str) -> Option<Ident> {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let rest = chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    (first && rest && !is_keyword(text) && !is_prelude(text)).then(|| Ident::trusted(text.to_owned()))
}

/// Returns the words of `a` without those that it shares with `union` at either end: `CloudProviderAccessAwsIamRole`
/// within `CloudProviderAccessRole` is `AwsIam`. Returns all of `a` if no valid name remains.
pub fn within(a: &Ident, union: &Ident) -> Ident {
    let (words, outer) = (words(a.as_str()), words(union.as_str()));
    let start = common_words(words.iter(), outer.iter());
    let end = common_words(
        words[start..].iter().rev(),
        outer[start.min(outer.len())..].iter().rev(),
    );
    remainder(&words[start..words.len() - end]).unwrap_or_else(|| a.clone())
}

/// Removes the words that all `names` start or end with. Each result is a valid identifier and distinct; if that
/// is impossible, returns all names unchanged.
pub fn apart(names: Vec<Ident>) -> Vec<Ident> {
    let split: Vec<Vec<String>> = names.iter().map(|name| words(name.as_str())).collect();
    let Some((first, others)) = split.split_first().filter(|(_, others)| !others.is_empty()) else {
        return names;
    };
    let start = others
        .iter()
        .map(|other| common_words(first.iter(), other.iter()))
        .min();
    let end = others
        .iter()
        .map(|other| common_words(first.iter().rev(), other.iter().rev()))
        .min();
    let (start, end) = (start.unwrap_or(0), end.unwrap_or(0));
    let shorter: Option<Vec<Ident>> = split
        .iter()
        .map(|words| remainder(words.get(start..words.len().checked_sub(end)?)?))
        .collect();
    let distinct = |names: &Vec<Ident>| names.iter().collect::<HashSet<_>>().len() == names.len();
    shorter.filter(distinct).unwrap_or(names)
}

/// Returns the rest of a name, if it is a valid name.
fn remainder(words: &[String]) -> Option<Ident> {
    let rest = camel(&words.join(" "));
    let sensible =
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_keyword(&rest) && rest != "Unknown";
    sensible.then(|| Ident::trusted(rest))
}

fn common_words<'w>(a: impl Iterator<Item = &'w String>, b: impl Iterator<Item = &'w String>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Joins `owner` and `inner` without the words that `inner` repeats: the `roleName` of a `DatabaseUserRole` is
/// a `DatabaseUserRoleName`. A name that only consists of repetitions is kept whole.
pub fn seamless(owner: &Ident, inner: &Ident) -> Ident {
    let (before, after) = (words(owner.as_str()), words(inner.as_str()));
    let repeats = |count: &usize| before.ends_with(&after[..*count]);
    let Some(overlap) = (1..after.len()).rev().find(repeats) else {
        return joined(owner, inner);
    };
    joined(owner, &Ident::trusted(camel(&after[overlap..].join(" "))))
}

/// Returns the name of a variant without a name.
pub fn variant(number: usize) -> Ident {
    Ident::trusted(format!("Variant{number}"))
}

/// Appends a number to `base`, to resolve a collision.
pub fn numbered(base: &Ident, number: usize) -> Ident {
    let base = base.as_str().trim_end_matches('_');
    let separator = if base.ends_with(char::is_numeric) { "_" } else { "" };
    Ident::trusted(format!("{base}{separator}{number}"))
}

/// The suffixes after `Request` with which a name is not that of a request.
const OF_REQUEST: &[&str] = &["Update", "Spec", "Params", "Definition"];

/// Returns the name of a request type: `Role` becomes `RoleRequest`, and `RoleRequestUpdate` becomes
/// `RoleUpdateRequest`.
pub fn request(ident: &Ident) -> Ident {
    let mut words = words(ident.as_str());
    let within = |pair: &[String]| pair[0] == "Request" && OF_REQUEST.contains(&pair[1].as_str());
    if let Some(number) = words.windows(2).position(within) {
        words.remove(number);
        return Ident::trusted(camel(&words.join(" ")) + "Request");
    }
    Ident::trusted(format!("{}Request", ident.as_str().trim_end_matches('_')))
}

/// Joins two names.
pub fn joined(first: &Ident, second: &Ident) -> Ident {
    Ident::trusted(format!(
        "{}{}",
        first.as_str().trim_end_matches('_'),
        second.as_str().trim_end_matches('_')
    ))
}

/// Returns the words of the name of a type.
pub fn words(camel: &str) -> Vec<String> {
    snake(camel).split('_').map(capitalised).collect()
}

/// Returns a lower-case word with an initial capital. (heck would split the word again.)
fn capitalised(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    push_capitalised(&mut out, word);
    out
}

/// Appends a lower-case word with an initial capital.
fn push_capitalised(out: &mut String, word: &str) {
    let mut rest = word.chars();
    match rest.next() {
        Some(first) if first.is_ascii() => out.push(first.to_ascii_uppercase()),
        first => out.extend(first.into_iter().flat_map(char::to_uppercase)),
    }
    out.push_str(rest.as_str());
}

/// Returns camel case, with an underscore between two digits of different words: `4.4` becomes `4_4`.
fn camel(spaced: &str) -> String {
    let snake = snake(spaced);
    let mut joined = String::with_capacity(snake.len());
    for word in snake.split('_') {
        if joined.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            joined.push('_');
        }
        push_capitalised(&mut joined, word);
    }
    joined
}

/// Returns the identifier `joined`, after `prefix` if its start is not valid for `is_first` and Rust.
fn made(joined: String, prefix: &str, is_first: impl Fn(char) -> bool) -> Option<Ident> {
    let mut text = joined;
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        text.retain(unicode_ident::is_xid_continue);
    }
    let text = text.trim_matches('_');
    let first = text.chars().next()?;
    let text = match unicode_ident::is_xid_start(first) && is_first(first) {
        true => text.to_owned(),
        false => format!("{prefix}{text}"),
    };
    let hides = is_keyword(&text);
    Some(Ident::trusted(if hides { format!("{text}_") } else { text }))
}

/// Keywords of Rust, strict and reserved.
const RESERVED: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

fn is_keyword(text: &str) -> bool {
    RESERVED.binary_search(&text).is_ok()
}

/// Prefixes that upstream joins to lower-case names: `tokenFilterasciiFolding`.
const HEADS: &[&str] = &["charFilter", "tokenFilter", "tokenizer"];

/// Inserts a space after the prefix of a name.
fn headed(wire: &str) -> Cow<'_, str> {
    let tail = HEADS
        .iter()
        .find_map(|head| Some((*head, wire.strip_prefix(head)?)));
    match tail.filter(|(_, tail)| tail.starts_with(|c: char| c.is_ascii_lowercase()) && *tail != "s") {
        Some((head, tail)) => format!("{head} {tail}").into(),
        None => wire.into(),
    }
}

/// Returns the text with a space in place of every other character than letters and digits, unless all are ASCII:
/// other ASCII characters separate words anyway.
fn alphanumeric(text: Cow<'_, str>) -> Cow<'_, str> {
    let letter = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    match text.is_ascii() {
        true => text,
        false => text.chars().map(letter).collect(),
    }
}

/// Returns true if a text has two capitals in a row, as every acronym has.
fn has_capitals(text: &str) -> bool {
    let pairs = text.as_bytes().windows(2);
    pairs
        .into_iter()
        .any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// Inserts spaces between words that heck would not split.
fn spaced(wire: &str) -> Cow<'_, str> {
    let text = alphanumeric(headed(wire));
    match has_capitals(&text) {
        true => separated(&text).into(),
        false => text,
    }
}

/// Inserts spaces around protocols and acronyms.
fn separated(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while !rest.is_empty() {
        // Only a capital starts a protocol or an acronym.
        let small = rest.find(|c: char| c.is_ascii_uppercase()).unwrap_or(rest.len());
        out.push_str(&rest[..small]);
        rest = &rest[small..];
        if let Some(length) = protocol(rest) {
            push_word(&mut out, &rest[..length]);
            rest = &rest[length..];
            continue;
        }
        if let Some(length) = plural_acronym(rest) {
            push_plural(&mut out, &rest[..length]);
            rest = &rest[length + 1..];
            continue;
        }
        let run = acronym_run(rest);
        if run.len() > 1 {
            run.iter().for_each(|acronym| {
                out.push(' ');
                out.push_str(acronym);
            });
            out.push(' ');
            rest = &rest[run.iter().map(|acronym| acronym.len()).sum()..];
        } else {
            // The rest of a run of capitals does not start another acronym.
            let capitals = rest.bytes().take_while(u8::is_ascii_uppercase).count();
            out.push_str(&rest[..capitals]);
            rest = &rest[capitals..];
        }
    }
    out
}

/// Returns the length of `IPv4` or `IPv6` at the start of `text`.
fn protocol(text: &str) -> Option<usize> {
    let version = text.strip_prefix("IPv")?;
    version.starts_with(['4', '6']).then_some("IPv4".len())
}

/// Appends a word in small letters.
fn push_word(out: &mut String, word: &str) {
    out.push(' ');
    out.push_str(&word.to_ascii_lowercase());
    out.push(' ');
}

/// Returns the length of the capitals at the start of `text`, if they are the plural of an acronym, such as `IPs`.
fn plural_acronym(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let length = text.len() - rest.len();
    let behind = rest.strip_prefix('s')?;
    (length > 1 && !behind.starts_with(|c: char| c.is_ascii_lowercase())).then_some(length)
}

/// Appends the words of `capitals` with the `s` of their plural, in small letters, as heck would take `IPs` for two words.
fn push_plural(out: &mut String, capitals: &str) {
    let run = acronym_run(capitals);
    let words = if run.is_empty() { vec![capitals] } else { run };
    for word in words {
        out.push(' ');
        out.push_str(&word.to_ascii_lowercase());
    }
    out.push_str("s ");
}

/// Returns the acronyms at the start of `text`, if the run of capitals consists of them, up to its end
/// or the capital of the next word.
fn acronym_run(text: &str) -> Vec<&'static str> {
    let mut run = Vec::new();
    let mut rest = text;
    let first = |text: &str| text.as_bytes().first().copied();
    // The acronyms are sorted by their first letter.
    let next = |rest: &str| {
        let start = ACRONYMS.partition_point(|acronym| first(acronym) < first(rest));
        let same = ACRONYMS[start..]
            .iter()
            .take_while(|acronym| first(acronym) == first(rest));
        same.copied().find(|acronym| rest.starts_with(acronym))
    };
    while let Some(acronym) = next(rest) {
        run.push(acronym);
        rest = &rest[acronym.len()..];
    }
    let mut next = rest.chars();
    let ends = match (next.next(), next.next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() => second.is_ascii_lowercase(),
        (Some(first), _) => !first.is_ascii_lowercase() && !first.is_ascii_uppercase(),
        (None, _) => true,
    };
    if ends { run } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(make: fn(&str) -> Option<Ident>, cases: &[(&str, &str)]) {
        for (wire, expected) in cases {
            assert_eq!(make(wire).as_ref().map(Ident::as_str), Some(*expected), "{wire}");
        }
    }

    #[test]
    fn a_keyword_loses_its_underscore_in_a_longer_name() {
        let inner = type_ident("self").expect("a name");
        let joined = joined(&type_ident("spec").expect("a name"), &inner);
        assert_eq!((inner.as_str(), joined.as_str()), ("Self_", "SpecSelf"));
        assert_eq!(numbered(&inner, 2).as_str(), "Self2");
    }

    #[test]
    fn types_read_well() {
        check(
            type_ident,
            &[
                ("ApiBSONTimestampView", "ApiBsonTimestampView"),
                ("CloudProviderAccessAWSIAMRole", "CloudProviderAccessAwsIamRole"),
                ("DataLakeDLSAWSStore", "DataLakeDlsAwsStore"),
                ("NDSX509UserAuthentication", "NdsX509UserAuthentication"),
                ("charFilterhtmlStrip", "CharFilterHtmlStrip"),
                ("tokenFilternGram", "TokenFilterNGram"),
                ("tokenFilters", "TokenFilters"),
                ("AWSAccountDetails", "AwsAccountDetails"),
                ("S3LogIntegrationRequest", "S3LogIntegrationRequest"),
                ("EARPrivateEndpoint", "EarPrivateEndpoint"),
                ("DeviceIPs", "DeviceIps"),
                ("AWSIDsOfURLsList", "AwsIdsOfUrlsList"),
                ("IPsec", "IPsec"),
                ("EnableIPv6", "EnableIpv6"),
                ("Self", "Self_"),
            ],
        );
    }

    #[test]
    fn groups_are_transliterated() {
        check(
            group_ident,
            &[
                ("Backup Jobs", "backup_jobs"),
                ("Größe", "grosse"),
                ("日本", "ri_ben"),
                ("Пользователи", "polzovateli"),
                ("المستخدمين", "lmstkhdmyn"),
                ("🚀 launches", "rocket_launches"),
            ],
        );
    }

    #[test]
    fn values_may_be_symbols_and_numbers() {
        check(
            value_ident,
            &[
                ("IN_PROGRESS", "InProgress"),
                ("M40_NVME_GEN_2", "M40NvmeGen2"),
                ("pointInTime", "PointInTime"),
                ("<", "LessThan"),
                ("4.4", "V4_4"),
                ("dls:aws", "DlsAws"),
                ("-created", "MinusCreated"),
                ("+1", "Plus1"),
                ("A+", "APlus"),
                ("A-", "AMinus"),
                ("C++", "CPlusPlus"),
                ("reactions-+1", "ReactionsPlus1"),
                ("reactions--1", "ReactionsMinus1"),
                ("application/vnd.x+json", "ApplicationVndXJson"),
                (">=2.0", "GreaterThanOrEqual2_0"),
                ("", "Empty"),
            ],
        );
        assert_eq!(value_ident("~"), None);
    }

    #[test]
    fn groups_in_the_root_avoid_its_modules() {
        let name = |wire: &str, versions: &[Option<Version>]| {
            group_module(field_ident(wire).unwrap(), versions).to_string()
        };
        let first = Some(Version::numbered(1, 0));
        assert_eq!(name("Service", &[None]), "service_");
        assert_eq!(name("Service", &[first]), "service");
        assert_eq!(name("client", &[first]), "client_");
        assert_eq!(name("v1", &[None, first]), "v1_");
    }

    #[test]
    fn reserved_names_are_sorted_and_reserved() {
        assert!(RESERVED.is_sorted());
        assert!(["type", "Self", "gen"].into_iter().all(is_keyword) && !is_keyword("kind"));
    }

    #[test]
    fn fields_escape_keywords() {
        check(
            field_ident,
            &[
                ("pointInTimeUTCSeconds", "point_in_time_utc_seconds"),
                ("type", "type_"),
                ("_id", "id"),
                ("masterKeyUUID", "master_key_uuid"),
                ("userIDs", "user_ids"),
                ("get /pets/{petId}", "get_pets_pet_id"),
                ("2fa", "n2fa"),
                ("IPv4Address", "ipv4_address"),
                ("allowIPv6", "allow_ipv6"),
                ("-1", "minus_1"),
                ("x-meta-", "x_meta"),
                ("a+", "a_plus"),
            ],
        );
    }

    #[test]
    fn related_names_keep_the_words_that_differ() {
        let idents = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| type_ident(text).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            apart(idents(&["AwsAlertConfig", "GcpAlertConfig"])),
            idents(&["Aws", "Gcp"])
        );
        for kept in [&["Alert", "AlertConfig"][..], &["M10Size", "10Size"], &["Same"]] {
            assert_eq!(apart(idents(kept)), idents(kept));
        }
        let seam = |owner: &str, inner: &str| {
            seamless(&type_ident(owner).unwrap(), &type_ident(inner).unwrap()).to_string()
        };
        assert_eq!(seam("DatabaseUserRole", "roleName"), "DatabaseUserRoleName");
        assert_eq!(seam("JobStatus", "status"), "JobStatusStatus");
    }

    #[test]
    fn variants_drop_words_of_their_union() {
        let ident = |text: &str| type_ident(text).unwrap();
        let name = |a: &str, b: &str| within(&ident(a), &ident(b)).to_string();
        assert_eq!(
            name("CloudProviderAccessAWSIAMRole", "CloudProviderAccessRole"),
            "AwsIam"
        );
        assert_eq!(name("S3LogIntegrationRequest", "LogIntegrationRequest"), "S3");
        assert_eq!(name("Slack", "ThirdPartyIntegration"), "Slack");
        assert_eq!(name("Role", "Role"), "Role");
    }

    #[test]
    fn methods_that_compare_fields_are_distinct_and_in_snake_case() {
        let fields = ["status", "type_", "r#type"].map(|name| Ident::trusted(name.to_owned()));
        let methods = value_tests(fields.iter());
        let names: Vec<&str> = methods.iter().map(Ident::as_str).collect();
        assert_eq!(names[..2], ["status_is", "type_is"]);
        assert!(names[2] != names[1] && !names[2].contains("__"), "{names:?}");
    }
}
