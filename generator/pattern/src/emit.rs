//! Writes Rust validators for lowered patterns, with the items of `runtime::contract::patterns`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

use super::code_points::Scalars;
use super::lower::{Lowered, Table};
use super::runs::{Run, Runs};
use runtime::contract::patterns::Table as RuntimeTable;

/// The maximum number of non-ASCII ranges that are compared one by one; more become a bit set.
const FEW_RANGES: usize = 8;
/// The maximum length of a line of ranges.
const LINE: usize = 100;

/// A validator to emit.
#[derive(Clone, Debug)]
pub struct Matcher<'a> {
    /// The name of its function.
    pub name: Ident,
    /// The pattern, for its doc comment.
    pub pattern: &'a str,
    /// The lowered pattern.
    pub lowered: &'a Lowered,
}

/// Returns the items of a module of validators: a `pub(crate) fn name(text: &str) -> bool` for each, and the large
/// classes that they share. The module imports the items that it needs from `crate::runtime::contract::patterns`.
pub fn module(matchers: &[Matcher<'_>]) -> TokenStream {
    let mut shared = Shared::default();
    let functions: TokenStream = matchers
        .iter()
        .map(|matcher| function(matcher, &mut shared))
        .collect();
    let items = shared.items();
    let all = quote!(#functions #items);
    let mut used = BTreeSet::new();
    identifiers(all.clone(), &mut used);
    let imports = RUNTIME
        .into_iter()
        .filter(|name| used.contains(*name))
        .map(|name| format_ident!("{name}"));
    let imports: Vec<Ident> = imports.collect();
    let import =
        (!imports.is_empty()).then(|| quote!(use crate::runtime::contract::patterns::{#(#imports),*};));
    quote!(#import #all)
}

/// The items that emitted code may import from `runtime::contract::patterns`.
const RUNTIME: [&str; 7] = ["Others", "Rest", "Table", "ends", "holds", "holds_one", "within"];

/// Collects every identifier in `tokens`.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.extend([ident.to_string()]),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The large non-ASCII classes of validators, each once.
#[derive(Debug, Default)]
struct Shared {
    classes: Vec<Scalars>,
}

impl Shared {
    /// Returns the name of the static that contains `class`.
    fn name(&mut self, class: Scalars) -> Ident {
        let at = self
            .classes
            .iter()
            .position(|known| *known == class)
            .unwrap_or_else(|| {
                self.classes.push(class);
                self.classes.len() - 1
            });
        Self::ident(at)
    }

    fn ident(index: usize) -> Ident {
        format_ident!("OTHERS_{}", index + 1)
    }

    fn items(&self) -> TokenStream {
        let items = self.classes.iter().enumerate().map(|(index, class)| {
            let name = Self::ident(index);
            let ranges = ranges_text(class);
            quote!(static #name: Others = Others::new(#ranges);)
        });
        items.collect()
    }
}

fn function(matcher: &Matcher<'_>, shared: &mut Shared) -> TokenStream {
    let name = &matcher.name;
    let fence = if matcher.pattern.contains('`') { "``" } else { "`" };
    let doc = format!(
        " Whether {fence}{}{fence} is found in `text`.",
        matcher.pattern.escape_debug_controls()
    );
    let (argument, body) = body(matcher.lowered, shared);
    quote!(#[doc = #doc] pub(crate) fn #name(#argument: &str) -> bool { #body })
}

/// Escapes unprintable characters: a doc comment is one line in one direction, for any pattern.
trait EscapeControls {
    fn escape_debug_controls(&self) -> String;
}

impl EscapeControls for str {
    fn escape_debug_controls(&self) -> String {
        let escape = |c: char| {
            let escaped = c.escape_debug().to_string();
            if c.is_control() || escaped.starts_with("\\u") {
                escaped
            } else {
                c.to_string()
            }
        };
        self.chars().map(escape).collect()
    }
}

/// Returns the name of the argument and the body of a validator.
fn body(lowered: &Lowered, shared: &mut Shared) -> (Ident, TokenStream) {
    let ignored = || format_ident!("_text");
    let text = format_ident!("text");
    match lowered {
        Lowered::Always => (ignored(), quote!(true)),
        Lowered::Never => (ignored(), quote!(false)),
        Lowered::Contains(literal) => (text, quote!(holds(text, #literal))),
        Lowered::ContainsOneOf(class) if class.split_ascii(false).is_empty() => {
            let test = ascii_closure(class);
            (text, quote!(holds_one(text, #test)))
        }
        Lowered::ContainsOneOf(class) => {
            let test = scalar_closure(class, shared);
            (text, quote!(text.chars().any(#test)))
        }
        Lowered::Runs(runs) => (text, runs_body(runs, shared)),
        Lowered::Table(table) => (text, table_body(table)),
    }
}

fn runs_body(runs: &Runs, shared: &mut Shared) -> TokenStream {
    if let ([run], false) = (&runs.runs[..], runs.open)
        && is_block(run)
        && run.class.single().is_none()
    {
        let (count, class) = (Literal::u32_unsuffixed(run.min), ascii_closure(&run.class));
        return quote!(Rest::new(text).only::<#count>(#class));
    }
    let (last, before) = match runs.runs.split_last() {
        // The last run is checked as a whole, unless more may follow it or it is part of a literal.
        Some((last, before)) if !runs.open && last.class.single().is_none() => (Some(last), before),
        _ => (None, &runs.runs[..]),
    };
    let mut steps = steps(before, shared);
    steps.extend(match last {
        Some(run) => last_steps(run, shared),
        None if runs.open => Vec::new(),
        None => vec![quote!(rest.is_empty())],
    });
    let mutable = (!before.is_empty() || last.is_some_and(is_block)).then(|| quote!(mut));
    quote!(let #mutable rest = Rest::new(text); #(#steps)&&*)
}

/// Returns the steps that read `runs`, with single characters joined to literals.
fn steps(runs: &[Run], shared: &mut Shared) -> Vec<TokenStream> {
    let mut steps = Vec::new();
    let mut literal = String::new();
    for run in runs {
        match run
            .class
            .single()
            .filter(|_| run.max == Some(run.min) && run.min <= 64)
        {
            Some(scalar) => literal.extend(std::iter::repeat_n(scalar, run.min as usize)),
            None => {
                flush(&mut literal, &mut steps);
                steps.push(step(run, shared));
            }
        }
    }
    flush(&mut literal, &mut steps);
    steps
}

fn flush(literal: &mut String, steps: &mut Vec<TokenStream>) {
    if !literal.is_empty() {
        steps.push(quote!(rest.literal(#literal)));
        literal.clear();
    }
}

/// Reads a run, for any continuation of the string.
fn step(run: &Run, shared: &mut Shared) -> TokenStream {
    let (min, max) = bounds(run);
    if !run.class.split_ascii(false).is_empty() {
        let class = scalar_closure(&run.class, shared);
        return quote!(rest.many_scalars(#min, #max, #class));
    }
    let class = ascii_closure(&run.class);
    match is_block(run) {
        true => quote!(rest.exactly::<#min>(#class)),
        false => quote!(rest.many(#min, #max, #class)),
    }
}

/// Reads the last run, which has to be all that is left.
fn last_steps(run: &Run, shared: &mut Shared) -> Vec<TokenStream> {
    if is_block(run) {
        return vec![step(run, shared), quote!(rest.is_empty())];
    }
    let (min, max) = bounds(run);
    let ascii = ascii_closure(&run.class);
    let others = run.class.split_ascii(false);
    vec![match others.is_empty() {
        true => quote!(rest.all(#min, #max, #ascii)),
        false => {
            let other = scalar_closure(&others, shared);
            quote!(rest.all_scalars(#min, #max, #ascii, #other))
        }
    }]
}

/// Returns true if a run is a block of ASCII with a small fixed length, which is compared at once.
fn is_block(run: &Run) -> bool {
    run.max == Some(run.min) && run.min <= 256 && run.class.split_ascii(false).is_empty()
}

fn bounds(run: &Run) -> (TokenStream, TokenStream) {
    let number = |n: u32| {
        let n = Literal::u32_unsuffixed(n);
        quote!(#n)
    };
    (
        number(run.min),
        run.max.map_or_else(|| quote!(usize::MAX), number),
    )
}

/// Returns a closure over bytes that tests the ASCII part of `class`.
fn ascii_closure(class: &Scalars) -> TokenStream {
    let ascii = class.split_ascii(true);
    if ascii.is_empty() {
        return quote!(|_| false);
    }
    let tests = ascii_tests(&ascii);
    quote!(|b| #tests)
}

/// Tests of the byte `b` that need no branch.
fn ascii_tests(ascii: &Scalars) -> TokenStream {
    let tests = ascii.ranges().iter().map(|&(low, high)| {
        let (first, last) = (
            Literal::byte_character(low as u8),
            Literal::byte_character(high as u8),
        );
        match ascii.ranges().len() {
            1 if low == high => quote!(b == #first),
            _ if low == high => quote!((b == #first)),
            _ => quote!(within(b, #first, #last)),
        }
    });
    quote!(#(#tests)|*)
}

/// Returns a closure over the bytes of a string that tests `class`; the first byte of every non-ASCII character passes
/// if one of those is in it.
fn byte_closure(class: &Scalars) -> TokenStream {
    let ascii = class.split_ascii(true);
    match (ascii.is_empty(), class.split_ascii(false).is_empty()) {
        (_, true) => ascii_closure(class),
        (true, false) => quote!(|b| !b.is_ascii()),
        (false, false) => {
            let tests = ascii_tests(&ascii);
            quote!(|b| #tests | !b.is_ascii())
        }
    }
}

/// Returns a closure over characters that tests `class`.
fn scalar_closure(class: &Scalars, shared: &mut Shared) -> TokenStream {
    if class.ranges().len() <= FEW_RANGES {
        let ranges = char_patterns(class);
        return quote!(|c| matches!(c, #ranges));
    }
    let excluded = class.negate();
    if excluded.ranges().len() <= FEW_RANGES {
        let ranges = char_patterns(&excluded);
        return quote!(|c| !matches!(c, #ranges));
    }
    let (ascii, others) = (char_patterns(&class.split_ascii(true)), class.split_ascii(false));
    let name = shared.name(others);
    match ascii.is_empty() {
        true => quote!(|c| #name.contains(c)),
        false => quote!(|c| matches!(c, #ascii) || #name.contains(c)),
    }
}

fn char_patterns(class: &Scalars) -> TokenStream {
    let ranges = class.char_ranges().map(|(low, high)| {
        let (first, last) = (character(low), character(high));
        if low == high {
            quote!(#first)
        } else {
            quote!(#first..=#last)
        }
    });
    quote!(#(#ranges)|*)
}

fn table_body(table: &Table) -> TokenStream {
    let (finals, data, call) = (finals(table), table_data(table), table_call(table));
    let filter = filter(table);
    quote!(#finals #data #filter #call)
}

/// Returns short names for the final states that the table contains.
fn finals(table: &Table) -> TokenStream {
    let finals = [
        (RuntimeTable::DEAD, quote!(NO), quote!(DEAD)),
        (RuntimeTable::DONE, quote!(OK), quote!(DONE)),
    ];
    let used = |state: u16| {
        table
            .rows
            .iter()
            .flatten()
            .chain([&table.accepting])
            .any(|&next| next == state)
    };
    let used = finals.into_iter().filter(|(state, ..)| used(*state));
    used.map(|(_, short, name)| quote!(const #short: u16 = Table::#name;))
        .collect()
}

fn table_data(table: &Table) -> TokenStream {
    let ranges = table.ranges.iter().map(|&(low, high, class)| {
        let (low, high, class) = (character(low), character(high), Literal::u8_unsuffixed(class));
        quote!((#low, #high, #class))
    });
    let (width, height) = (table.rows.first().map_or(0, Vec::len), table.rows.len());
    let (width, height) = (
        Literal::usize_unsuffixed(width),
        Literal::usize_unsuffixed(height),
    );
    let rows = table.rows.iter().map(|row| {
        let states = row.iter().copied().map(state);
        quote!([#(#states),*])
    });
    let (start, accepting) = (state(table.start), state(table.accepting));
    quote! {
        static RANGES: &[(char, char, u8)] = &[#(#ranges),*];
        static ROWS: [[u16; #width]; #height] = [#(#rows),*];
        static TABLE: Table<'_> = Table::new(RANGES, ROWS.as_flattened(), #start, #accepting);
    }
}

/// Returns the condition for rejecting a string before it is read; its length has already been checked.
fn filter(table: &Table) -> Option<TokenStream> {
    let last = table.last.as_ref()?;
    last.split_ascii(false).is_empty().then(|| {
        let last = ascii_closure(last);
        quote!(ends(text, #last) &&)
    })
}

fn table_call(table: &Table) -> TokenStream {
    match &table.home {
        Some((home, exits)) => {
            let (home, exits) = (Literal::u16_unsuffixed(*home), byte_closure(exits));
            quote!(TABLE.search(text, #home, #exits))
        }
        None => quote!(TABLE.matches(text)),
    }
}

/// Returns a state of a table: an offset, or one of the two final states.
fn state(state: u16) -> TokenStream {
    match state {
        RuntimeTable::DEAD => quote!(NO),
        RuntimeTable::DONE => quote!(OK),
        offset => {
            let offset = Literal::u16_unsuffixed(offset);
            quote!(#offset)
        }
    }
}

/// Returns a character as a printable literal.
fn character(scalar: char) -> TokenStream {
    let escaped = match scalar {
        ' '..='~' => return Literal::character(scalar).into_token_stream(),
        other => format!("'\\u{{{:x}}}'", other as u32),
    };
    escaped.parse().unwrap_or_default()
}

/// Returns the code points of a class as a string literal with short lines: `aa c0-d6`.
fn ranges_text(class: &Scalars) -> TokenStream {
    let mut lines = vec![String::new()];
    for &(low, high) in class.ranges() {
        let range = match low == high {
            true => format!("{low:x} "),
            false => format!("{low:x}-{high:x} "),
        };
        match lines.last_mut() {
            Some(line) if line.len() + range.len() <= LINE => line.push_str(&range),
            _ => lines.push(range),
        }
    }
    let text = lines.join("\\\n    ");
    format!("\"{}\"", text.trim_end()).parse().unwrap_or_default()
}
