//! Configures how severe each diagnostic code is.

use std::collections::BTreeMap;

use super::codes::{code, nearest};
use super::{Diagnostic, Severity};

/// How severe a diagnostic is, as for the lints of rustc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not shown.
    Allow,
    /// Shown; the output is written.
    Warn,
    /// An error: nothing is written.
    Deny,
}

impl Level {
    /// All levels, with their names in the command line and settings.
    pub const NAMED: [(&'static str, Self); 3] =
        [("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];

    /// Parses `allow`, `warn` or `deny`.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|(_, level)| *level)
    }

    /// Returns the severity of a diagnostic at this level; `None` if it is hidden.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Allow => None,
            Self::Warn => Some(Severity::Warning),
            Self::Deny => Some(Severity::Error),
        }
    }
}

/// Levels that someone chose: for single codes, and for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    all: Option<Level>,
    codes: BTreeMap<String, Level>,
}

/// The reason why a level cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelError {
    /// The problem.
    pub message: String,
    /// The fix, as it has to be typed.
    pub help: String,
}

impl Levels {
    /// Sets the level of `name`, a code or `all`.
    ///
    /// # Errors
    ///
    /// Returns an error for an unknown code, for one that is always an error, and for a code with two levels.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), LevelError> {
        if name == "all" {
            return same(name, self.all.replace(level), level);
        }
        let Some(known) = code(name) else {
            return Err(LevelError {
                message: format!("unknown diagnostic code `{name}`"),
                help: match nearest(name) {
                    Some(code) => format!("did you mean `{code}`?"),
                    None => "write `all`, or a code as diagnostics show it in brackets".to_owned(),
                },
            });
        };
        if known.level.is_none() && level != Level::Deny {
            return Err(LevelError {
                message: format!("`{name}` is always an error"),
                help: "remove the entry, and fix the input".to_owned(),
            });
        }
        same(name, self.codes.insert(name.to_owned(), level), level)
    }

    fn of(&self, name: &str) -> Option<Level> {
        self.codes.get(name).copied().or(self.all)
    }
}

fn same(name: &str, earlier: Option<Level>, level: Level) -> Result<(), LevelError> {
    match earlier {
        Some(earlier) if earlier != level => Err(LevelError {
            message: format!("`{name}` has two levels"),
            help: "give each code one level".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Sets the severity of each diagnostic and removes the hidden ones. The first of `choices` that sets a level wins;
/// within one, the level of a code wins over that of `all`.
pub fn apply(problems: Vec<Diagnostic>, choices: &[&Levels]) -> Vec<Diagnostic> {
    let shown = problems.into_iter().filter_map(|problem| {
        let Some(known) = code(problem.code) else {
            return Some(problem);
        };
        let chosen = choices.iter().find_map(|levels| levels.of(known.name));
        let severity = match (known.level, chosen) {
            (None, _) => Severity::Error,
            (Some(_), Some(level)) => level.severity()?,
            (Some(level), None) => level.severity()?,
        };
        Some(Diagnostic { severity, ..problem })
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::super::codes::CODES;
    use super::*;
    use crate::diagnostic::Location;

    fn severities(command_line: &[(&str, Level)], settings: &[(&str, Level)]) -> Vec<String> {
        let levels = |chosen: &[(&str, Level)]| {
            let mut levels = Levels::default();
            for (name, level) in chosen {
                levels.set(name, *level).expect("a known code");
            }
            levels
        };
        let codes = ["syntax-error", "unused-name", "unknown-keyword"];
        let found = codes.map(|code| Diagnostic::new(code, Location::default(), "", ""));
        apply(found.into(), &[&levels(command_line), &levels(settings)])
            .iter()
            .map(|one| format!("{} {:?}", one.code, one.severity))
            .collect()
    }

    #[test]
    fn command_line_wins_over_settings_and_code_over_all() {
        use Level::{Allow, Deny, Warn};
        assert_eq!(
            severities(&[], &[]),
            [
                "syntax-error Error",
                "unused-name Error",
                "unknown-keyword Warning"
            ]
        );
        assert_eq!(
            severities(&[("all", Allow)], &[("unused-name", Deny)]),
            ["syntax-error Error"]
        );
        assert_eq!(
            severities(&[("unused-name", Warn)], &[("all", Deny)]),
            [
                "syntax-error Error",
                "unused-name Warning",
                "unknown-keyword Error"
            ]
        );
        assert_eq!(
            severities(&[], &[("all", Deny), ("unknown-keyword", Allow)]),
            ["syntax-error Error", "unused-name Error"]
        );
    }

    #[test]
    fn unknown_and_fixed_codes_are_rejected() {
        let mut levels = Levels::default();
        let error = levels.set("unkown-keyword", Level::Allow).expect_err("unknown");
        assert_eq!(error.help, "did you mean `unknown-keyword`?");
        let error = levels.set("syntax-error", Level::Warn).expect_err("fixed");
        assert_eq!(error.message, "`syntax-error` is always an error");
        levels.set("merge-key", Level::Warn).expect("known");
        assert!(levels.set("merge-key", Level::Deny).is_err());
    }

    #[test]
    fn codes_are_sorted_and_distinct() {
        let names: Vec<_> = CODES.iter().map(|code| code.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    /// The calls that take a code, which is one of their arguments.
    const REPORTERS: [&str; 7] = [
        "Diagnostic::new(",
        "Self::new(",
        "self.error(",
        "self.fault(",
        "self.problem(",
        ".warn(",
        "report(types, ",
    ];

    fn is_code(literal: &str) -> bool {
        let is_kebab = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
        literal.contains('-') && literal.chars().all(is_kebab)
    }

    /// Returns the codes in `source`: in each call, the first literal that looks like a code.
    fn codes_in(source: &str) -> Vec<&str> {
        let calls = REPORTERS.iter().flat_map(|name| source.split(name).skip(1));
        let calls = calls.filter_map(|rest| rest.split(';').next());
        let found = calls.filter_map(|call| call.split('"').skip(1).step_by(2).find(|one| is_code(one)));
        found.collect()
    }

    fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let files = paths.flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        });
        files.collect()
    }

    #[test]
    fn every_code_in_the_sources_is_registered() {
        let generator = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut used = std::collections::BTreeSet::new();
        for path in ["src", "../xtask/src"]
            .map(|folder| rust_files(&generator.join(folder)))
            .concat()
        {
            let source = std::fs::read_to_string(&path).expect("a source file");
            for name in codes_in(&source) {
                assert!(code(name).is_some(), "{}: `{name}`", path.display());
                used.insert(name.to_owned());
            }
        }
        assert!(used.len() > 60, "only {} codes were found: {used:?}", used.len());
    }

    #[test]
    fn an_unregistered_code_is_an_error() {
        let made = |code| Diagnostic::new(code, Location::default(), "", "").severity;
        assert_eq!(made("not-registered"), Severity::Error);
        assert_eq!(made("syntax-error"), Severity::Error);
        assert_eq!(made("unknown-keyword"), Severity::Warning);
    }
}
