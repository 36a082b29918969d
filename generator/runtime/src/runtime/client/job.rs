//! Jobs: which of their states are final, which are known, and the job inside an error.

use std::any::Any;
use std::fmt;

use serde_json::Value as Json;

use crate::runtime::Format;
use crate::runtime::record::{Record, named, named_text};
use crate::runtime::reflect::{ValueRef, view_json};
use crate::runtime::response::OneLine;
use crate::service::SERVICE;

/// The outcome of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobOutcome {
    /// It has finished. A download is ready.
    Finished,
    /// It has failed.
    Failed,
    /// It was canceled.
    Cancelled,
    /// Its result is no longer available.
    Expired,
}

/// A final state of a job: the job is in it if all checks succeed.
#[derive(Clone, Copy, Debug)]
pub struct FinalState {
    #[doc(hidden)]
    pub checks: &'static [Check],
    #[doc(hidden)]
    pub outcome: JobOutcome,
}

/// A check of one member of a job, or of several members of which one has to pass.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Check {
    /// Wire names that lead to each member. A path through a list passes if the list is not empty and each item passes;
    /// `null` items are ignored.
    pub paths: &'static [&'static [&'static str]],
    pub test: Test,
}

/// The condition for a member.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Test {
    /// It is not absent and not `null`.
    Present,
    /// It is one of these strings; a boolean is `true` or `false`.
    Is(&'static [&'static str]),
    /// It is none of these strings, or absent.
    IsNot(&'static [&'static str]),
    /// It has content: a string that is not empty, a list with an item that has content, an object with members.
    Filled,
    /// It is a string of this format.
    Format(Format),
}

/// A member that shows the state of a job, and its values that are classified as running or final.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct StateField {
    pub path: &'static [&'static str],
    pub values: &'static [&'static str],
}

impl FinalState {
    fn holds(&self, job: &dyn Record) -> bool {
        self.checks.iter().all(|check| check.holds(job))
    }
}

impl Check {
    fn holds(&self, job: &dyn Record) -> bool {
        let at = |path: &&[&str]| follow(ValueRef::Record(job), path, &|view| self.test.accepts(view));
        match self.test {
            Test::IsNot(_) => self.paths.iter().all(at),
            _ => self.paths.iter().any(at),
        }
    }
}

impl Test {
    fn accepts(&self, view: ValueRef<'_>) -> bool {
        match self {
            Self::Present => !is_null(view),
            Self::Is(values) => text_of(view).is_some_and(|text| values.contains(&text)),
            Self::IsNot(values) => !text_of(view).is_some_and(|text| values.contains(&text)),
            Self::Filled => is_filled(view),
            Self::Format(format) => match view {
                ValueRef::Text(text) | ValueRef::Checked(text, _) => format.matches(text),
                _ => false,
            },
        }
    }
}

/// Returns true if `test` accepts the member at `path`.
fn follow(view: ValueRef<'_>, path: &[&str], test: &dyn Fn(ValueRef<'_>) -> bool) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return test(view);
    };
    match view {
        ValueRef::Record(record) => follow(named(record, name).unwrap_or(ValueRef::Absent), rest, test),
        ValueRef::List(list) => {
            let views = (0..list.len()).map(|index| list.get(index).view());
            follow_all(views, path, test)
        }
        ValueRef::Json(Json::Object(map)) => {
            follow(map.get(*name).map_or(ValueRef::Absent, view_json), rest, test)
        }
        ValueRef::Json(Json::Array(items)) => follow_all(items.iter().map(view_json), path, test),
        _ => test(ValueRef::Absent),
    }
}

fn follow_all<'v>(
    items: impl Iterator<Item = ValueRef<'v>>,
    path: &[&str],
    test: &dyn Fn(ValueRef<'_>) -> bool,
) -> bool {
    let mut items = items.filter(|view| !is_null(*view)).peekable();
    items.peek().is_some() && items.all(|view| follow(view, path, test))
}

/// Returns true for `null`, also for a `null` that was received where an object belongs.
pub(super) fn is_null(view: ValueRef<'_>) -> bool {
    match view {
        ValueRef::Absent | ValueRef::Json(Json::Null) => true,
        ValueRef::Record(record) => record.kept().is_some_and(|kept| kept.whole == Some(Json::Null)),
        _ => false,
    }
}

fn is_filled(view: ValueRef<'_>) -> bool {
    match view {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => !text.trim().is_empty(),
        ValueRef::List(list) => (0..list.len()).any(|index| is_filled(list.get(index).view())),
        ValueRef::Map(map) => map.entries().any(|(_, value)| is_filled(value.view())),
        ValueRef::Record(record) => {
            crate::runtime::record::members(record).any(|(_, member)| is_filled(member))
        }
        ValueRef::Json(Json::Array(items)) => items.iter().any(|item| is_filled(view_json(item))),
        ValueRef::Json(Json::Object(map)) => map.values().any(|value| is_filled(view_json(value))),
        _ => false,
    }
}

fn text_of(view: ValueRef<'_>) -> Option<&str> {
    match view {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => Some(text),
        ValueRef::Bool(true) => Some("true"),
        ValueRef::Bool(false) => Some("false"),
        _ => None,
    }
}

/// A response that shows the state of a job. Generated code implements it through the macro `job!`.
pub trait Job: Record + Send + Sync {
    /// The final states in order of precedence.
    const FINAL_STATES: &'static [FinalState];
    /// The members that show the state.
    #[doc(hidden)]
    const STATES: &'static [StateField];

    /// Returns the outcome of the job; `None` while it runs.
    fn outcome(&self) -> Option<JobOutcome>
    where
        Self: Sized,
    {
        Self::FINAL_STATES
            .iter()
            .find(|end| end.holds(self))
            .map(|end| end.outcome)
    }

    /// Returns the first state that this crate classifies neither as running nor as final: its field and its value. The
    /// service may have added it after this crate was generated.
    fn unclassified_state(&self) -> Option<(String, String)>
    where
        Self: Sized,
    {
        Self::STATES.iter().find_map(|state| {
            let value = text_at(self, state.path)?;
            (!state.values.contains(&&*value)).then(|| (state.path.join("."), value))
        })
    }
}

/// Returns the value at `path` as a string; `None` if it is absent or `null`.
fn text_at(job: &dyn Record, path: &[&str]) -> Option<String> {
    let found = std::cell::RefCell::new(None);
    follow(ValueRef::Record(job), path, &|view| {
        *found.borrow_mut() = shown(view);
        true
    });
    found.into_inner()
}

/// Returns a value that shows a state as a string; of a list or an object only that it is one.
fn shown(view: ValueRef<'_>) -> Option<String> {
    match view {
        ValueRef::Int(number) => Some(number.to_string()),
        ValueRef::Big(number) => Some(number.to_string()),
        ValueRef::Float(number) => Some(number.to_string()),
        _ if is_null(view) => None,
        ValueRef::Json(Json::Array(_)) | ValueRef::List(_) => Some("[..]".to_owned()),
        _ => Some(text_of(view).unwrap_or("{..}").to_owned()),
    }
}

/// Returns the members that decide about the end of a job, with their values: never a link, which may be a secret.
fn state_of<J: Job>(job: &J) -> String {
    let decisive = J::FINAL_STATES
        .iter()
        .flat_map(|end| end.checks)
        .filter(|check| matches!(check.test, Test::Is(_) | Test::Format(Format::DateTime)));
    let paths = J::STATES.iter().map(|state| state.path);
    let mut seen: Vec<&[&str]> = Vec::new();
    let mut shown = Vec::new();
    for path in paths.chain(decisive.flat_map(|check| check.paths.iter().copied())) {
        if seen.contains(&path) {
            continue;
        }
        seen.push(path);
        shown.extend(text_at(job, path).map(|text| format!("{} {text}", path.join("."))));
    }
    shown.join(", ")
}

/// The job of an error, as last received from the service.
///
/// `Debug` and `Display` show only its id and its state.
pub struct LastJob {
    id: Option<String>,
    state: String,
    unclassified: Option<(String, String)>,
    job: Box<dyn Any + Send + Sync>,
}

impl LastJob {
    pub(crate) fn new<J: Job>(job: J) -> Self {
        Self {
            id: named_text(&job, SERVICE.id).map(str::to_owned),
            state: state_of(&job),
            unclassified: job.unclassified_state(),
            job: Box::new(job),
        }
    }

    /// Returns the id of the job.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns its last state: the members that show it, each with its value, such as `status RUNNING`.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Returns the state that this crate classifies neither as running nor as final: field and value.
    pub fn unclassified_state(&self) -> Option<(&str, &str)> {
        let state = self.unclassified.as_ref();
        state.map(|(field, value)| (field.as_str(), value.as_str()))
    }

    /// Returns the whole job, if `J` is its type.
    pub fn job<J: Job>(&self) -> Option<&J> {
        self.job.downcast_ref()
    }
}

impl fmt::Display for LastJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("job")?;
        self.id.iter().try_for_each(|id| write!(f, " {}", OneLine(id)))?;
        if !self.state.is_empty() {
            write!(f, " ({})", OneLine(&self.state))?;
        }
        self.unclassified.iter().try_for_each(|(field, value)| {
            let value = OneLine(value);
            write!(
                f,
                ", whose `{field}` has the value `{value}`, which this crate does not know"
            )
        })
    }
}

impl fmt::Debug for LastJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastJob")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A job that has failed, was canceled or has expired.
#[derive(Debug)]
pub struct Ended {
    /// The outcome.
    pub outcome: JobOutcome,
    /// The job.
    pub job: Box<LastJob>,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.outcome {
            JobOutcome::Finished => "finished",
            JobOutcome::Failed => "failed",
            JobOutcome::Cancelled => "was canceled",
            JobOutcome::Expired => "expired",
        };
        write!(f, "the job {how}: {}", self.job)
    }
}

/// Implements [`Job`]: the final states, then the members that show the state with their classified values.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! job {
    (
        $type:ty,
        [$($outcome:ident: $([$([$($name:literal),* $(,)?]),* $(,)?] $test:expr),+;)*],
        [$([$($field:literal),* $(,)?] [$($value:literal),* $(,)?];)*]
    ) => {
        impl $crate::runtime::client::Job for $type {
            const FINAL_STATES: &'static [$crate::runtime::client::FinalState] = &[
                $($crate::runtime::client::FinalState {
                    checks: &[$($crate::runtime::client::Check {
                        paths: &[$(&[$($name),*]),*],
                        test: $test,
                    }),+],
                    outcome: $crate::runtime::client::JobOutcome::$outcome,
                },)*
            ];
            const STATES: &'static [$crate::runtime::client::StateField] = &[
                $($crate::runtime::client::StateField {
                    path: &[$($field),*],
                    values: &[$($value),*],
                },)*
            ];
        }
    };
}
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has jobs")]
pub(crate) use job;
