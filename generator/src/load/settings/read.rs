//! Parses the settings files.

use super::table_reader::{Fields, bad};
use super::{
    Accepted, Check, Condition, Correction, Demand, Download, FileHashes, FinalState, Group, KnownError,
    Names, PatternName, Rename, Rule, Running, Secret, Select, Settings, Test, Time, Upstream,
};
use super::{conventions, package};
use crate::diagnostic::{Diagnostic, Level, Levels, Location};
use crate::document::Grouping;
use crate::ir::{Conventions, JobOutcome, StateTest, TextFormat, TimeUnit};
use crate::selector::Selector;
use serde_json::Value;

type Problems = Vec<Diagnostic>;

/// The kind of a settings file.
#[derive(Clone, Copy)]
pub(in crate::load) enum SettingsFile {
    Sources,
    Corrections,
    Rules,
    Names,
    Accepted,
    Conventions,
}

impl SettingsFile {
    /// Returns the settings file at `path`.
    pub(in crate::load) fn named(path: &str) -> Option<Self> {
        match path {
            "sources.toml" => Some(Self::Sources),
            "corrections.toml" => Some(Self::Corrections),
            "rules.toml" => Some(Self::Rules),
            "names.toml" => Some(Self::Names),
            "accepted.toml" => Some(Self::Accepted),
            "conventions.toml" => Some(Self::Conventions),
            _ => None,
        }
    }

    /// Reads the tree of the file into `settings`.
    pub(in crate::load) fn read(
        self,
        name: &str,
        tree: &Value,
        settings: &mut Settings,
        problems: &mut Problems,
    ) {
        let Some(mut file) = Fields::of(tree, Location::new(name, ""), problems) else {
            return;
        };
        match self {
            Self::Sources => {
                let at = file.at.clone();
                settings.upstream = file
                    .optional("upstream")
                    .and_then(|value| upstream(value, at.child("upstream"), file.problems()));
                settings.select = file
                    .optional("select")
                    .and_then(|value| select(value, at.child("select"), file.problems()))
                    .unwrap_or_default();
                settings.package = file
                    .optional("package")
                    .and_then(|value| package::read(value, at.child("package"), file.problems()))
                    .unwrap_or_default();
                settings.levels = levels(&mut file);
                // A string is the path of a file, which is loaded as `conventions.toml`.
                let conventions = file.optional("conventions");
                if let Some(value) = conventions.filter(|value| !value.is_string()) {
                    let at = at.child("conventions");
                    conventions_of_sources(value, at, &mut settings.conventions, file.problems());
                }
            }
            Self::Corrections => settings.corrections = entries(&mut file, "correction", correction),
            Self::Rules => {
                settings.rules = entries(&mut file, "rule", rule);
                settings.final_states = entries(&mut file, "end", final_state);
                settings.running = entries(&mut file, "running", running);
                settings.times = entries(&mut file, "time", time);
                settings.secrets = entries(&mut file, "secret", secret);
                settings.downloads = entries(&mut file, "download", download);
                settings.errors = entries(&mut file, "error", known_error);
                distinct(
                    settings.rules.iter().map(|rule| (&rule.at, "id", &rule.id)),
                    file.problems(),
                );
            }
            Self::Conventions => settings.conventions = conventions::read(&mut file),
            Self::Names => settings.names = names(&mut file),
            Self::Accepted => {
                settings.accepted = entries(&mut file, "accept", accepted);
                let own = settings
                    .accepted
                    .iter()
                    .map(|entry| (&entry.at, "fingerprint", &entry.fingerprint));
                distinct(own, file.problems());
            }
        }
        file.finish();
    }
}

/// Parses `[conventions]` of `sources.toml`, which replaces a separate file.
fn conventions_of_sources(
    value: &Value,
    at: Location,
    conventions: &mut Conventions,
    problems: &mut Problems,
) {
    if *conventions != Conventions::default() {
        let message = "there is a `conventions.toml` too";
        problems.push(bad(at, message, "keep the conventions in one of the two"));
    } else if let Some(mut file) = Fields::of(value, at, problems) {
        *conventions = conventions::read(&mut file);
        file.finish();
    }
}

/// Returns the tables of the list `key`, without those that could not be parsed.
fn entries<T>(
    file: &mut Fields<'_>,
    key: &'static str,
    read: fn(&Value, Location, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let list = file.list(key).into_iter();
    list.filter_map(|(at, entry)| read(entry, at, file.problems()))
        .collect()
}

/// Reports each entry whose `key` has the value of an earlier one.
fn distinct<'a>(entries: impl Iterator<Item = (&'a Location, &'a str, &'a String)>, problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, key, value) in entries {
        if !seen.insert(value) {
            let help = "remove or change one of the two entries";
            problems.push(bad(
                at.child(key),
                format!("an earlier entry has `{key} = {value:?}` too"),
                help,
            ));
        }
    }
}

fn upstream(value: &Value, at: Location, problems: &mut Problems) -> Option<Upstream> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [title, url, revision, date, sha256] =
        ["title", "url", "revision", "date", "sha256"].map(|key| fields.text(key));
    fields.finish();
    Some(Upstream {
        at,
        title: title?,
        url: url?,
        revision: revision?,
        date: date?,
        sha256: sha256?,
    })
}

fn select(value: &Value, at: Location, problems: &mut Problems) -> Option<Select> {
    let mut fields = Fields::of(value, at, problems)?;
    let [only, watch] = ["only", "watch"].map(|key| {
        fields
            .texts(key)
            .into_iter()
            .map(|(at, text)| Selector { at, text })
            .collect()
    });
    let all_schemas = all_schemas(&mut fields);
    let grouping = grouping(&mut fields);
    fields.finish();
    Some(Select {
        only,
        watch,
        all_schemas,
        grouping,
    })
}

/// Parses `schemas = "all"`, or `"used"`, the default.
fn all_schemas(fields: &mut Fields<'_>) -> bool {
    let word = fields.optional_text("schemas");
    let known = matches!(word.as_deref(), None | Some("all" | "used"));
    if let Some(word) = word.as_ref().filter(|_| !known) {
        let message = format!("`{word}` is not a selection of schemas");
        let at = fields.at.child("schemas");
        fields.problems().push(bad(at, message, "write `all` or `used`"));
    }
    word.as_deref() == Some("all")
}

/// Parses `group_by = "tag"` or `"path"`.
fn grouping(fields: &mut Fields<'_>) -> Option<Grouping> {
    let word = fields.optional_text("group_by")?;
    let chosen = match word.as_str() {
        "tag" => Some(Grouping::Tags),
        "path" => Some(Grouping::Paths),
        _ => None,
    };
    if chosen.is_none() {
        let message = format!("`{word}` does not divide operations into modules");
        let at = fields.at.child("group_by");
        fields.problems().push(bad(at, message, "write `tag` or `path`"));
    }
    chosen
}

/// Parses the table `diagnostics`: a level for each code, and one for `all` others.
fn levels(file: &mut Fields<'_>) -> Levels {
    let mut levels = Levels::default();
    for (at, code, name) in file.pairs("diagnostics") {
        let set = match Level::named(&name) {
            Some(level) => levels
                .set(&code, level)
                .map_err(|error| (error.message, error.help)),
            None => Err((
                format!("`{name}` is not a level"),
                "write `allow`, `warn` or `deny`".to_owned(),
            )),
        };
        if let Err((message, help)) = set {
            file.problems().push(bad(at, message, help));
        }
    }
    levels
}

fn correction(value: &Value, at: Location, problems: &mut Problems) -> Option<Correction> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let target = fields.text("at");
    let [expect, replace] = ["expect", "replace"].map(|key| fields.required(key).cloned());
    let [reason, evidence] = ["reason", "evidence"].map(|key| fields.text(key));
    fields.finish();
    Some(Correction {
        at,
        target: target?,
        expect: expect?,
        replace: replace?,
        reason: reason?,
        evidence: evidence?,
    })
}

fn rule(value: &Value, at: Location, problems: &mut Problems) -> Option<Rule> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [id, schema] = ["id", "schema"].map(|key| fields.text(key));
    let when = fields
        .optional("when")
        .map(|value| condition(value, at.child("when"), fields.problems()));
    let demand = demand(&mut fields);
    let [message, source] = ["message", "source"].map(|key| fields.text(key));
    fields.finish();
    // A rule whose condition cannot be parsed must not apply without it.
    let when = match when {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Rule {
        at,
        id: id?,
        schema: schema?,
        when,
        demand: demand?,
        message: message?,
        source: source?,
    })
}

const OUTCOMES: [(&str, JobOutcome); 4] = [
    ("finished", JobOutcome::Finished),
    ("failed", JobOutcome::Failed),
    ("cancelled", JobOutcome::Cancelled),
    ("expired", JobOutcome::Expired),
];

fn final_state(value: &Value, at: Location, problems: &mut Problems) -> Option<FinalState> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let schema = fields.text("schema");
    let check = state_check(&mut fields);
    let and = fields.list("and").into_iter();
    let and: Vec<Option<Check>> = and
        .map(|(at, value)| nested_check(value, at, fields.problems()))
        .collect();
    let word = fields.text("means");
    let outcome = word
        .as_ref()
        .and_then(|word| OUTCOMES.iter().find(|(name, _)| name == word));
    if let Some(word) = word.filter(|_| outcome.is_none()) {
        let message = format!("a job cannot end as `{word}`");
        let help = "write `finished`, `failed`, `cancelled` or `expired`";
        fields.problems().push(bad(at.child("means"), message, help));
    }
    let source = fields.text("source");
    fields.finish();
    Some(FinalState {
        at,
        schema: schema?,
        check: check?,
        and: and.into_iter().collect::<Option<_>>()?,
        outcome: outcome?.1,
        source: source?,
    })
}

fn nested_check(value: &Value, at: Location, problems: &mut Problems) -> Option<Check> {
    let mut fields = Fields::of(value, at, problems)?;
    let check = state_check(&mut fields);
    fields.finish();
    check
}

const FORMATS: [(&str, TextFormat); 3] = [
    ("date-time", TextFormat::DateTime),
    ("date", TextFormat::Date),
    ("uuid", TextFormat::Uuid),
];

/// Parses a check of a job's field: `field`, and at most one of `is`, `is-not`, `filled` and `format`.
fn state_check(fields: &mut Fields<'_>) -> Option<Check> {
    let at = fields.at.clone();
    if fields.optional("field").is_none() {
        fields.required("field");
    }
    let paths = fields.one_or_more("field");
    let [is, is_not] = ["is", "is-not"].map(|key| fields.one_or_more(key));
    let filled = fields.optional("filled");
    if filled.is_some_and(|value| *value != Value::Bool(true)) {
        let help = "write `filled = true`, or remove the key";
        let problem = bad(at.child("filled"), "`filled` can only be `true`", help);
        fields.problems().push(problem);
    }
    let written = fields.optional_text("format");
    let format = written
        .as_ref()
        .and_then(|word| FORMATS.iter().find(|(name, _)| name == word));
    if let Some(word) = written.as_ref().filter(|_| format.is_none()) {
        let message = format!("`{word}` is not a format that can be checked");
        let help = "write `date-time`, `date` or `uuid`";
        fields.problems().push(bad(at.child("format"), message, help));
    }
    let tests = [
        is.map(StateTest::Is),
        is_not.map(StateTest::IsNot),
        filled.map(|_| StateTest::Filled),
        format.map(|(_, format)| StateTest::Format(*format)),
    ];
    let mut tests: Vec<StateTest> = tests.into_iter().flatten().collect();
    if tests.len() > 1 {
        let message = "a check has at most one of `is`, `is-not`, `filled` and `format`";
        let help = "put the others into `and = [{ field = \"..\", .. }]`";
        fields.problems().push(bad(at.clone(), message, help));
    }
    Some(Check {
        at,
        fields: paths?,
        test: tests.pop().unwrap_or(StateTest::Present),
    })
}

const UNITS: [(&str, TimeUnit); 3] = [
    ("seconds", TimeUnit::Seconds),
    ("milliseconds", TimeUnit::Milliseconds),
    ("date-time", TimeUnit::DateTime),
];

fn time(value: &Value, at: Location, problems: &mut Problems) -> Option<Time> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [schema, field] = ["schema", "field"].map(|key| fields.text(key));
    let word = fields.text("unit");
    let unit = word
        .as_ref()
        .and_then(|word| UNITS.iter().find(|(name, _)| name == word));
    if let Some(word) = word.as_ref().filter(|_| unit.is_none()) {
        let message = format!("`{word}` is not a unit of time");
        let help = "write `seconds`, `milliseconds` or `date-time`";
        fields.problems().push(bad(at.child("unit"), message, help));
    }
    let increment = fields.optional_text("increment");
    let source = fields.text("source");
    fields.finish();
    Some(Time {
        at,
        schema: schema?,
        field: field?,
        unit: unit?.1,
        increment,
        source: source?,
    })
}

fn running(value: &Value, at: Location, problems: &mut Problems) -> Option<Running> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [schema, field, source] = ["schema", "field", "source"].map(|key| fields.text(key));
    if fields.optional("is").is_none() {
        fields.required("is");
    }
    let is = fields.one_or_more("is");
    fields.finish();
    Some(Running {
        at,
        schema: schema?,
        field: field?,
        is: is?,
        source: source?,
    })
}

fn secret(value: &Value, at: Location, problems: &mut Problems) -> Option<Secret> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [schema, field, source] = ["schema", "field", "source"].map(|key| fields.text(key));
    fields.finish();
    Some(Secret {
        at,
        schema: schema?,
        field: field?,
        source: source?,
    })
}

fn known_error(value: &Value, at: Location, problems: &mut Problems) -> Option<KnownError> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [code, means, source] = ["code", "means", "source"].map(|key| fields.text(key));
    let operations = fields.texts("operations");
    let status = fields.optional("status").map(|status| {
        let number = status.as_u64().and_then(|status| u16::try_from(status).ok());
        number.filter(|status| (400..600).contains(status))
    });
    if status == Some(None) {
        let help = "write the number of a status between 400 and 599";
        fields.problems().push(bad(
            at.child("status"),
            "this is not the status of an error",
            help,
        ));
    }
    if status.is_none() && operations.is_empty() {
        let help = "add `status = ..`, or `operations = [..]` with ids of operations";
        fields
            .problems()
            .push(bad(at.clone(), "the entry applies to no response", help));
    }
    fields.finish();
    Some(KnownError {
        at,
        code: code?,
        status: status.flatten(),
        operations,
        means: means?,
        source: source?,
    })
}

fn download(value: &Value, at: Location, problems: &mut Problems) -> Option<Download> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [schema, link, source] = ["schema", "link", "source"].map(|key| fields.text(key));
    let [name, endpoint, unless, header_name, header_value] =
        ["name", "endpoint", "unless", "header-name", "header-value"].map(|key| fields.optional_text(key));
    if header_name.is_some() != header_value.is_some() {
        let message = "`header-name` and `header-value` belong together";
        let help = "name the property of the header's name and that of its value";
        fields.problems().push(bad(at.clone(), message, help));
    }
    let hashes = fields
        .optional("hashes")
        .and_then(|value| file_hashes(value, at.child("hashes"), fields.problems()));
    fields.finish();
    Some(Download {
        at,
        schema: schema?,
        link: link?,
        name,
        endpoint,
        header: header_name.zip(header_value),
        unless,
        hashes,
        source: source?,
    })
}

fn file_hashes(value: &Value, at: Location, problems: &mut Problems) -> Option<FileHashes> {
    let mut fields = Fields::of(value, at, problems)?;
    let [list, file, hash, algorithm] = ["list", "file", "hash", "algorithm"].map(|key| fields.text(key));
    fields.finish();
    Some(FileHashes {
        list: list?,
        file: file?,
        hash: hash?,
        algorithm: algorithm?,
    })
}

fn accepted(value: &Value, at: Location, problems: &mut Problems) -> Option<Accepted> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [fingerprint, reason] = ["fingerprint", "reason"].map(|key| fields.text(key));
    let written = fields.optional_text("until");
    let until = written.as_ref().and_then(|text| text.parse().ok());
    if let Some(text) = written.filter(|_| until.is_none()) {
        let message = format!("`{text}` is not a date");
        fields.problems().push(bad(
            at.child("until"),
            message,
            "write `YYYY-MM-DD`, a day that exists",
        ));
    }
    fields.finish();
    Some(Accepted {
        at,
        fingerprint: fingerprint?,
        reason: reason?,
        until,
    })
}

fn condition(value: &Value, at: Location, problems: &mut Problems) -> Option<Condition> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let field = fields.text("field");
    let is = fields.one_or_more("is");
    let is_not = fields.one_or_more("is-not");
    let test = match (is, is_not) {
        (Some(values), None) => Some(Test::Is(values)),
        (None, Some(values)) => Some(Test::IsNot(values)),
        _ => {
            let message = "a condition has exactly one of `is` and `is-not`";
            fields
                .problems()
                .push(bad(at, message, "write `when = { field = \"..\", is = \"..\" }`"));
            None
        }
    };
    fields.finish();
    Some(Condition {
        field: field?,
        test: test?,
    })
}

type MakeDemand = fn(Vec<String>) -> Demand;

const DEMANDS: [(&str, MakeDemand); 4] = [
    ("require", Demand::Require),
    ("require-one-of", Demand::RequireOneOf),
    ("together", Demand::Together),
    ("forbid", Demand::Forbid),
];

fn demand(fields: &mut Fields<'_>) -> Option<Demand> {
    let mut found: Vec<_> = DEMANDS
        .iter()
        .filter_map(|(key, make)| fields.one_or_more(key).map(make))
        .collect();
    found.extend(fields.groups("at-most-one").map(Demand::AtMostOne));
    if found.len() != 1 {
        let at = fields.at.clone();
        let message = format!("a rule has exactly one requirement, this one has {}", found.len());
        let help = "write one of `require`, `require-one-of`, `at-most-one`, `together`, `forbid`";
        fields.problems().push(bad(at, message, help));
        return None;
    }
    found.pop()
}

fn names(file: &mut Fields<'_>) -> Names {
    let groups = file.table("groups").into_iter();
    let groups = groups
        .filter_map(|(at, stem, value)| group(value, at, stem, file.problems()))
        .collect();
    let patterns = entries(file, "pattern", pattern);
    distinct(
        patterns
            .iter()
            .map(|entry: &PatternName| (&entry.at, "text", &entry.text)),
        file.problems(),
    );
    let [types, operations, parameters] = ["types", "operations", "parameters"].map(|key| {
        file.pairs(key)
            .into_iter()
            .map(|(at, from, to)| Rename { at, from, to })
            .collect()
    });
    Names {
        groups,
        patterns,
        types,
        operations,
        parameters,
    }
}

fn group(value: &Value, at: Location, stem: &str, problems: &mut Problems) -> Option<Group> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [module, doc] = ["module", "doc"].map(|key| fields.optional_text(key));
    fields.finish();
    Some(Group {
        at,
        stem: stem.to_owned(),
        module,
        doc,
    })
}

fn pattern(value: &Value, at: Location, problems: &mut Problems) -> Option<PatternName> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [text, name, doc] = ["text", "name", "doc"].map(|key| fields.text(key));
    fields.finish();
    Some(PatternName {
        at,
        text: text?,
        name: name?,
        doc: doc?,
    })
}
