//! Unicode properties: the names that `\p{..}` allows (ECMA-262, tables 67 to 69), and their members.

use regex_syntax::hir::{Class, HirKind};

use super::code_points::Scalars;

/// Returns the members of the property between the braces of `\p{..}`; `None` if ECMA-262 has no such
/// property. Names are compared exactly: ECMA-262 has no loose matching.
pub(super) fn members(property: &str) -> Option<Scalars> {
    match property.split_once('=') {
        Some(("General_Category" | "gc", value)) => category(value),
        Some(("Script" | "sc", value)) => script("sc", value),
        Some(("Script_Extensions" | "scx", value)) => script("scx", value),
        Some(_) => None,
        None if property == "Any" => Some(Scalars::all()),
        None if property == "ASCII" => Some(Scalars::new([(0, 0x7F)])),
        None if property == "Assigned" => Some(category("Cn")?.negate()),
        None if BINARY.contains(&property) => table(property),
        None => category(property),
    }
}

fn category(value: &str) -> Option<Scalars> {
    if !CATEGORIES.contains(&value) {
        return None;
    }
    match value {
        // Surrogates are not scalar values: no string contains one.
        "Cs" | "Surrogate" => Some(Scalars::default()),
        _ => table(&format!("gc={value}")),
    }
}

/// Script names are written `Greek`, `Old_Italic` or `Grek`; the tables would also accept `gREEK`.
fn script(kind: &str, value: &str) -> Option<Scalars> {
    let word = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_uppercase())
            && part[1..].bytes().all(|b| b.is_ascii_alphabetic())
            && part[1..].starts_with(|second: char| second.is_ascii_lowercase())
    };
    value
        .split('_')
        .all(word)
        .then(|| table(&format!("{kind}={value}")))?
}

/// Looks up a property in the tables of `regex-syntax`, the only use of that crate.
fn table(property: &str) -> Option<Scalars> {
    let hir = regex_syntax::parse(&format!("\\p{{{property}}}")).ok()?;
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(Scalars::new(
            class
                .iter()
                .map(|range| (range.start() as u32, range.end() as u32)),
        )),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(Scalars::new(
                text.chars().map(|scalar| (scalar as u32, scalar as u32)),
            ))
        }
        _ => None,
    }
}

/// ECMA-262, table 69: values of `General_Category` and their aliases.
#[rustfmt::skip]
const CATEGORIES: [&str; 80] = [
    "Cased_Letter", "LC", "Close_Punctuation", "Pe", "Connector_Punctuation", "Pc", "Control", "Cc", "cntrl",
    "Currency_Symbol", "Sc", "Dash_Punctuation", "Pd", "Decimal_Number", "Nd", "digit", "Enclosing_Mark", "Me",
    "Final_Punctuation", "Pf", "Format", "Cf", "Initial_Punctuation", "Pi", "Letter", "L", "Letter_Number", "Nl",
    "Line_Separator", "Zl", "Lowercase_Letter", "Ll", "Mark", "M", "Combining_Mark", "Math_Symbol", "Sm",
    "Modifier_Letter", "Lm", "Modifier_Symbol", "Sk", "Nonspacing_Mark", "Mn", "Number", "N", "Open_Punctuation",
    "Ps", "Other", "C", "Other_Letter", "Lo", "Other_Number", "No", "Other_Punctuation", "Po", "Other_Symbol", "So",
    "Paragraph_Separator", "Zp", "Private_Use", "Co", "Punctuation", "P", "punct", "Separator", "Z",
    "Space_Separator", "Zs", "Spacing_Mark", "Mc", "Surrogate", "Cs", "Symbol", "S", "Titlecase_Letter", "Lt",
    "Unassigned", "Cn", "Uppercase_Letter", "Lu",
];

/// ECMA-262, table 68: binary properties and their aliases, without `Changes_When_NFKC_Casefolded`, for
/// which `regex-syntax` has no table.
#[rustfmt::skip]
const BINARY: [&str; 93] = [
    "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha", "Bidi_Control", "Bidi_C", "Bidi_Mirrored", "Bidi_M",
    "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF", "Changes_When_Casemapped", "CWCM",
    "Changes_When_Lowercased", "CWL", "Changes_When_Titlecased", "CWT",
    "Changes_When_Uppercased", "CWU", "Dash", "Default_Ignorable_Code_Point", "DI", "Deprecated", "Dep",
    "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp", "Emoji_Modifier", "EMod", "Emoji_Modifier_Base",
    "EBase", "Emoji_Presentation", "EPres", "Extended_Pictographic", "ExtPict", "Extender", "Ext",
    "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext", "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB",
    "IDS_Trinary_Operator", "IDST", "ID_Continue", "IDC", "ID_Start", "IDS", "Ideographic", "Ideo",
    "Join_Control", "Join_C", "Logical_Order_Exception", "LOE", "Lowercase", "Lower", "Math",
    "Noncharacter_Code_Point", "NChar", "Pattern_Syntax", "Pat_Syn", "Pattern_White_Space", "Pat_WS",
    "Quotation_Mark", "QMark", "Radical", "Regional_Indicator", "RI", "Sentence_Terminal", "STerm",
    "Soft_Dotted", "SD", "Terminal_Punctuation", "Term", "Unified_Ideograph", "UIdeo", "Uppercase", "Upper",
    "Variation_Selector", "VS", "White_Space", "space", "XID_Continue", "XIDC", "XID_Start", "XIDS",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_standard_is_known() {
        let unknown: Vec<&str> = BINARY
            .into_iter()
            .chain(CATEGORIES)
            .filter(|name| members(name).is_none())
            .collect();
        assert_eq!(unknown, [] as [&str; 0]);
    }

    #[test]
    fn aliases_mean_the_same() {
        for (short, long) in [
            ("L", "Letter"),
            ("gc=Lu", "General_Category=Uppercase_Letter"),
            ("sc=Grek", "Script=Greek"),
            ("scx=Grek", "Script_Extensions=Greek"),
        ] {
            assert_eq!(members(short), members(long), "{short}");
            assert!(members(short).is_some_and(|set| !set.is_empty()), "{short}");
        }
        assert_ne!(members("sc=Grek"), members("scx=Grek"));
    }

    #[test]
    fn matching_is_not_loose() {
        for name in [
            "letter",
            "Greek",
            "sc=greek",
            "gc=lu",
            "",
            "sc=",
            "IsL",
            "White Space",
            "Script",
            "L=L",
        ] {
            assert_eq!(members(name), None, "{name}");
        }
    }
}
