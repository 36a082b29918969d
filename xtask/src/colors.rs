//! Colors of the output on a terminal.
//!
//! Commands write plain text. Its structure (locations, severities, excerpts, differences) is recognized line by line
//! here, so that the text is the same with and without colors.

use anstream::{AutoStream, ColorChoice};
use std::ffi::OsString;
use std::io::{self, Write};

/// When the output is colored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    /// Finds the choice in arguments that are not parsed yet: messages about wrong arguments follow it, too.
    pub(crate) fn of_args(args: impl Iterator<Item = OsString>) -> Self {
        let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
        let named = |value: &str| <Self as clap::ValueEnum>::from_str(value, true).ok();
        let separate = args
            .windows(2)
            .filter(|pair| pair[0] == "--color")
            .map(|pair| &*pair[1]);
        let joined = args.iter().filter_map(|arg| arg.strip_prefix("--color="));
        separate.chain(joined).find_map(named).unwrap_or_default()
    }

    pub(crate) fn of_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }

    fn choice(self, found: ColorChoice) -> ColorChoice {
        match self {
            Self::Auto => found,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// The coloring of the two streams.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    out: ColorChoice,
    err: ColorChoice,
}

impl Style {
    /// Looks at the streams of this process, and at its environment.
    pub fn new(when: When) -> Self {
        Self {
            out: when.choice(AutoStream::choice(&io::stdout())),
            err: when.choice(AutoStream::choice(&io::stderr())),
        }
    }

    pub(crate) fn print_out(self, text: &str) -> io::Result<()> {
        print(AutoStream::new(io::stdout(), self.out), self.out, text)
    }

    pub(crate) fn print_err(self, text: &str) -> io::Result<()> {
        print(AutoStream::new(io::stderr(), self.err), self.err, text)
    }
}

fn print(mut stream: impl Write, choice: ColorChoice, text: &str) -> io::Result<()> {
    match choice {
        ColorChoice::Never => stream.write_all(text.as_bytes())?,
        _ => stream.write_all(paint(text).as_bytes())?,
    }
    stream.flush()
}

const BOLD: &str = "1";
const RED: &str = "1;31";
const GREEN: &str = "32";
const YELLOW: &str = "1;33";
const BLUE: &str = "1;34";
const CYAN: &str = "1;36";

fn colored(color: &str, text: &str) -> String {
    format!("\u{1b}[{color}m{text}\u{1b}[0m")
}

/// Colors each line of `text` by its form.
fn paint(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let end = line.len() - line.trim_end_matches('\n').len();
            let (line, end) = line.split_at(line.len() - end);
            format!("{}{end}", paint_line(line))
        })
        .collect()
}

fn paint_line(line: &str) -> String {
    excerpt(line)
        .or_else(|| severity(line))
        .or_else(|| labeled(line))
        .or_else(|| level(line))
        .or_else(|| difference(line))
        .unwrap_or_else(|| line.to_owned())
}

/// `  12 | paths:`, and the line below it with the caret.
fn excerpt(line: &str) -> Option<String> {
    let (gutter, rest) = line.split_once('|')?;
    let number = gutter.trim();
    if !gutter.starts_with("  ") || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_caret = number.is_empty() && rest.trim_start().starts_with('^');
    let rest = match is_caret {
        true => colored(RED, rest),
        false => rest.to_owned(),
    };
    Some(format!("{}{rest}", colored(BLUE, &format!("{gutter}|"))))
}

/// `breaking: 3 changes`, a heading of the drift report.
fn level(line: &str) -> Option<String> {
    let (level, count) = line.split_once(": ")?;
    let number = count
        .strip_suffix(" changes")
        .or_else(|| count.strip_suffix(" change"))?;
    let color = match level {
        "broken" | "breaking" => RED,
        "additive" => GREEN,
        "notice" => YELLOW,
        "other" => BOLD,
        _ => return None,
    };
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| colored(color, line))
}

/// `file:1:2: error[code]: message`.
fn severity(line: &str) -> Option<String> {
    let words = [("error[", RED), ("warning[", YELLOW)];
    let found = words
        .into_iter()
        .filter_map(|(word, color)| Some((line.find(&format!(": {word}"))?, color)));
    let (at, color) = found.min_by_key(|(at, _)| *at)?;
    let (location, rest) = line.split_at(at + 2);
    let (code, message) = rest.split_once("]: ")?;
    let code = colored(color, &format!("{code}]"));
    Some(format!(
        "{}{code}: {}",
        colored(BOLD, location),
        colored(BOLD, message)
    ))
}

/// `error: message`, `  help: message`, `stale: file`.
fn labeled(line: &str) -> Option<String> {
    let labels = [
        ("error:", RED),
        ("warning:", YELLOW),
        ("note:", CYAN),
        ("  help:", CYAN),
        ("stale:", YELLOW),
        ("missing:", YELLOW),
        ("orphan:", YELLOW),
        ("edited:", RED),
        ("in the way:", RED),
        ("behind:", YELLOW),
    ];
    labels.into_iter().find_map(|(label, color)| {
        let rest = line.strip_prefix(label)?;
        Some(format!("{}{rest}", colored(color, label)))
    })
}

/// Colors a line of a difference, or of a created, updated or removed file.
fn difference(line: &str) -> Option<String> {
    let marks = [
        ("    +", GREEN),
        ("    -", RED),
        ("    @@", CYAN),
        ("  + ", GREEN),
        ("  ~ ", YELLOW),
        ("  - ", RED),
    ];
    let (_, color) = marks.into_iter().find(|(mark, _)| line.starts_with(mark))?;
    Some(colored(color, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removes the sequences that set colors.
    fn plain(text: &str) -> String {
        let mut pieces = text.split('\u{1b}');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| {
            text + piece.split_once('m').map_or(piece, |(_, rest)| rest)
        })
    }

    #[test]
    fn colors_follow_the_form_of_a_line() {
        let text = "spec/a.yaml:3:1: error[duplicate-key]: `a` appears twice\n  3 | a: 2\n    | ^^\n  help: remove one\n\n\
                    a.yaml:1:1: warning[no-servers]: x: error[y]: z\nerror: no project\nnote: 1 operation\n    +new\n\
                    a | b\n  1 x | not an excerpt";
        let painted = paint(text);
        assert_eq!(plain(&painted), text);
        for part in [
            "\u{1b}[1mspec/a.yaml:3:1: \u{1b}[0m\u{1b}[1;31merror[duplicate-key]\u{1b}[0m: ",
            "\u{1b}[1;34m  3 |\u{1b}[0m a: 2",
            "\u{1b}[1;34m    |\u{1b}[0m\u{1b}[1;31m ^^\u{1b}[0m",
            "\u{1b}[1;36m  help:\u{1b}[0m remove one",
            "\u{1b}[1;33mwarning[no-servers]\u{1b}[0m: ",
            "\u{1b}[1;31merror:\u{1b}[0m no project",
            "\u{1b}[32m    +new\u{1b}[0m",
            "\na | b\n  1 x | not an excerpt",
        ] {
            assert!(painted.contains(part), "{part:?} is not in {painted:?}");
        }
    }

    #[test]
    fn the_choice_is_found_before_arguments_are_parsed() {
        let of = |args: &[&str]| When::of_args(args.iter().map(OsString::from));
        assert_eq!(of(&["x", "--color", "always", "regen"]), When::Always);
        assert_eq!(of(&["x", "regen", "--color=never"]), When::Never);
        assert_eq!(of(&["x", "regen", "--color", "blue"]), When::Auto);
    }
}
