//! Breaks lines of Rust code that are wider than rustfmt's default.
//!
//! A break only adds white space and trailing commas, so that the tokens stay the same. The result is not always what
//! rustfmt makes (in the restore crate, one line of twelve differs): its rules depend on the release of rustfmt, which this
//! library cannot run, and the output would then depend on it. Emitted modules are therefore marked `rustfmt::skip`.

/// The default line width of rustfmt.
pub(super) const WIDTH: usize = 100;
const STEP: usize = 4;
/// The deepest indentation: without it, the text of nested expressions would grow with the square of their depth.
const DEEPEST: usize = 60;

/// Returns `line`, indented by `indent` spaces, as lines of at most [`WIDTH`] characters, where it can be broken.
pub(super) fn fit(line: &str, indent: usize) -> Vec<String> {
    fit_within(line, indent, WIDTH)
}

/// Returns `line`, indented by `indent` spaces, as lines of at most `width` characters, where it can be broken.
pub(super) fn fit_within(line: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    match line.starts_with("//") {
        true => lines.push(indented(line, indent)),
        false => split(line, indent, width, false, &mut lines),
    }
    lines
}

fn split(line: &str, indent: usize, width: usize, in_macro: bool, lines: &mut Vec<String>) {
    let indent = indent.min(DEEPEST);
    if fits(line, indent, width) {
        return lines.push(indented(line, indent));
    }
    let groups = Groups::of(line);
    if groups.is_chain(line) {
        return split_chain(line, &groups.dots, (indent, width), in_macro, lines);
    }
    let inner = line.strip_prefix("#[").map(|inner| (Groups::of(inner), 2));
    let (groups, offset) = inner.unwrap_or((groups, 0));
    if let Some((open, close)) = groups
        .longest(line)
        .map(|(open, close)| (open + offset, close + offset))
    {
        let in_macro = in_macro || offset > 0 || line[..open].ends_with('!');
        lines.push(indented(&line[..=open], indent));
        let items = items(&line[open + 1..close]);
        let comma = if in_macro || !takes_comma(line, open, items.len()) {
            ""
        } else {
            ","
        };
        for (index, item) in items.iter().enumerate() {
            let end = if index + 1 < items.len() { "," } else { comma };
            split(&format!("{item}{end}"), indent + STEP, width, in_macro, lines);
        }
        return split(&line[close..], indent, width, in_macro, lines);
    }
    match line.split_once(" = ").filter(|(before, _)| !before.contains('"')) {
        Some((before, after)) => {
            lines.push(format!("{:indent$}{before} =", ""));
            split(after, indent + STEP, width, in_macro, lines);
        }
        None => lines.push(indented(line, indent)),
    }
}

/// Returns `line` behind `indent` spaces.
fn indented(line: &str, indent: usize) -> String {
    let mut text = String::with_capacity(indent + line.len());
    push_spaces(&mut text, indent);
    text.push_str(line);
    text
}

/// Appends `count` spaces.
pub(super) fn push_spaces(text: &mut String, count: usize) {
    const SPACES: &str = "                                ";
    for start in (0..count).step_by(SPACES.len()) {
        text.push_str(&SPACES[..SPACES.len().min(count - start)]);
    }
}

fn fits(line: &str, indent: usize, width: usize) -> bool {
    indent + line.len() <= width || indent + line.chars().take(width + 1).count() <= width
}

/// Splits a chain of method calls at `dots`: the first line contains as many calls as fit, each other line one call.
fn split_chain(
    line: &str,
    dots: &[usize],
    (indent, width): (usize, usize),
    in_macro: bool,
    lines: &mut Vec<String>,
) {
    let fitting = dots
        .iter()
        .take_while(|dot| fits(&line[..**dot], indent, width))
        .count();
    let dots = &dots[fitting.saturating_sub(1)..];
    let ends = dots.iter().skip(1).copied().chain([line.len()]);
    split(&line[..dots[0]], indent, width, in_macro, lines);
    let indent = indent + if line.starts_with('.') { 0 } else { STEP };
    for (start, end) in dots.iter().zip(ends) {
        split(&line[*start..end], indent, width, in_macro, lines);
    }
}

/// Returns true if a comma may follow the last of `items` inside the brackets that open at `open`: not in a
/// parenthesized expression.
fn takes_comma(line: &str, open: usize, items: usize) -> bool {
    let is_call = line[..open].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '>'));
    !line[open..].starts_with('(') || is_call || items > 1
}

/// Splits the content of brackets at its commas.
fn items(content: &str) -> Vec<&str> {
    let commas = Groups::of(content).commas;
    let starts = std::iter::once(0).chain(commas.iter().map(|comma| comma + 1));
    let ends = commas.iter().copied().chain([content.len()]);
    let items = starts.zip(ends).map(|(start, end)| content[start..end].trim());
    items.filter(|item| !item.is_empty()).collect()
}

/// The outermost brackets of a line, and their content.
#[derive(Default)]
struct Groups {
    /// Positions of the brackets.
    pairs: Vec<(usize, usize)>,
    /// Positions of commas outside of brackets.
    commas: Vec<usize>,
    /// Positions of dots outside of brackets that follow a closing one: calls of methods.
    dots: Vec<usize>,
}

impl Groups {
    fn of(line: &str) -> Self {
        let mut groups = Self::default();
        let (mut open, mut previous) = (Vec::new(), ' ');
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => skip_string(&mut chars),
                '\'' if is_character(&line[at..]) => skip_character(&mut chars),
                '(' | '[' | '{' => open.push(at),
                ')' | ']' | '}' => {
                    if let (Some(start), true) = (open.pop(), open.is_empty()) {
                        groups.pairs.push((start, at));
                    }
                }
                ',' if open.is_empty() => groups.commas.push(at),
                '.' if open.is_empty() && previous == ')' => groups.dots.push(at),
                _ => {}
            }
            previous = c;
        }
        groups
    }

    /// Returns whether the line is a chain of method calls, outside of signatures.
    fn is_chain(&self, line: &str) -> bool {
        !self.dots.is_empty() && !line.contains("fn ")
    }

    /// Returns the brackets with the longest content, if it is worth a break.
    fn longest(&self, line: &str) -> Option<(usize, usize)> {
        let longest = self
            .pairs
            .iter()
            .copied()
            .max_by_key(|(open, close)| close - open)?;
        let least = if line.contains("fn ") { 1 } else { 12 };
        (longest.1 - longest.0 > least).then_some(longest)
    }
}

/// Returns true if a quote starts a character literal, not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    matches!(
        (chars.next(), chars.next()),
        (Some('\\'), _) | (Some(_), Some('\''))
    )
}

fn skip_string(chars: &mut std::str::CharIndices<'_>) {
    while let Some((_, c)) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '"' => return,
            _ => {}
        }
    }
}

fn skip_character(chars: &mut std::str::CharIndices<'_>) {
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'');
        }
        _ => _ = chars.next(),
    }
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, fit};

    /// Returns the tokens of lines, without white space and trailing commas.
    fn tokens(lines: &[String]) -> String {
        let text: String = lines.concat().split_whitespace().collect();
        text.replace(",)", ")").replace(",]", "]").replace(",}", "}")
    }

    #[test]
    fn nested_expressions_take_as_much_space_for_each_level() {
        let size = |depth: usize| {
            let line = format!("{}x{}", "rt::Type::list(&".repeat(depth), ")".repeat(depth));
            fit(&line, 0).concat().len()
        };
        assert!(size(400) < 5 * size(100), "{} of {}", size(400), size(100));
    }

    #[test]
    fn a_wide_line_is_broken_and_keeps_its_tokens() {
        let lines = [
            "pub fn new(project: impl AsRef<str>, cluster: impl AsRef<str>, job: impl AsRef<str>, x: &'a Body) -> Self {",
            "Self(rt::Call::new(&GET).set(0, project.as_ref()).set(1, cluster.as_ref()).set(2, job.as_ref()).body(b), ())",
            "rt::Field::optional(\"a, (b\", &rt::Type::limited(rt::Kind::Int32, &[rt::Limit::Minimum(rt::Num::Int(1199145600))])),",
            "rt::record!(RestoreJob, RESTORE_JOB, [2 delivery_type, 3 other], [0 cancelled, 1 components, 3 delivery_url, 4 x]);",
            "#[expect(clippy::too_many_arguments, clippy::another_lint_of_clippy, reason = \"as many parameters are needed\")]",
            "rt::Param::query(\"a\", rt::Type::TEXT).joined('|').style(rt::Style::DeepObject).default(\"x\").argument(\"long_name_of_it\")",
        ];
        for line in lines {
            for indent in [0, 4, 8] {
                let broken = fit(line, indent);
                assert!(broken.len() > 1, "{broken:#?}");
                assert_eq!(tokens(&broken), tokens(&[line.to_owned()]));
                assert!(broken.iter().all(|line| line.len() <= WIDTH), "{broken:#?}");
                let is_macro = line.contains("record!") || line.starts_with('#');
                assert!(
                    !is_macro
                        || !broken
                            .iter()
                            .any(|line| line.trim() == ")," || line.contains(",]")),
                    "{broken:#?}"
                );
            }
        }
    }

    /// A recursion for each call would overflow the stack.
    #[test]
    fn a_chain_of_any_length_is_broken() {
        let line = format!(
            "Self(rt::Call::new(&GET){}, ())",
            ".set(0, value.as_ref())".repeat(20_000)
        );
        let broken = fit(&line, 8);
        assert!(broken.len() > 19_000);
        assert_eq!(tokens(&broken), tokens(&[line]));
    }

    #[test]
    fn what_fits_and_what_cannot_be_broken_stays() {
        let string = format!("const A: &str = \"{}\";", "x, (y".repeat(40));
        assert_eq!(fit("let a = f(b, c);", 4), ["    let a = f(b, c);"]);
        assert_eq!(fit(&string, 0).len(), 2);
        let comment = format!("/// {}", "word, (word) ".repeat(20));
        assert_eq!(fit(&comment, 0), [comment]);
    }
}
