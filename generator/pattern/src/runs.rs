//! Patterns that are a sequence of runs of characters, and can be matched greedily without backtracking.

use super::ast::Node;
use super::code_points::Scalars;

/// The maximum number of runs that become code; longer patterns become tables.
const MAX_RUNS: usize = 256;

/// A run of characters of one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The set.
    pub class: Scalars,
    /// The minimum number of scalar values.
    pub min: u32,
    /// The maximum number of scalar values, or no limit.
    pub max: Option<u32>,
}

impl Run {
    fn is_exact(&self) -> bool {
        self.max == Some(self.min)
    }
}

/// Consecutive runs from the start of the string.
///
/// Greedy matching from left to right is exact: a run of variable length shares
/// no character with what may follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The runs; adjacent ones have different classes.
    pub runs: Vec<Run>,
    /// Whether anything may follow the last run.
    pub open: bool,
}

impl Runs {
    /// Returns true if no string is rejected.
    pub fn accept_everything(&self) -> bool {
        match &self.runs[..] {
            [] => self.open,
            [run] => !self.open && run.class.is_all() && run.min == 0 && run.max.is_none(),
            _ => false,
        }
    }

    /// Returns the minimum and maximum number of bytes of a matching string; no maximum if there is no limit.
    pub fn lengths(&self) -> (usize, Option<usize>) {
        let least = |run: &Run| {
            run.class
                .char_ranges()
                .next()
                .map_or(1, |(low, _)| low.len_utf8())
        };
        let greatest = |run: &Run| {
            run.class
                .char_ranges()
                .last()
                .map_or(1, |(_, high)| high.len_utf8())
        };
        let min = self.runs.iter().map(|run| run.min as usize * least(run)).sum();
        let most = self
            .runs
            .iter()
            .map(|run| Some(run.max? as usize * greatest(run)));
        (min, if self.open { None } else { most.sum() })
    }

    /// Returns true if `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut rest = text;
        for run in &self.runs {
            let limit = run.max.map_or(usize::MAX, |max| max as usize);
            let taken = rest
                .chars()
                .take(limit)
                .take_while(|&scalar| run.class.contains(scalar));
            let (count, bytes) = taken.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
            if count < run.min {
                return false;
            }
            rest = &rest[bytes..];
        }
        self.open || rest.is_empty()
    }
}

/// Returns the runs of a pattern, if it is anchored at the start of the string and greedy matching is exact.
pub(super) fn runs(root: &Node) -> Option<Runs> {
    let mut items = Vec::new();
    flatten(root, &mut items)?;
    let mut items = &items[..];
    let (Item::Start, rest) = items.split_first()? else {
        return None;
    };
    items = rest;
    let open = !matches!(items.last(), Some(Item::End));
    if !open {
        items = &items[..items.len() - 1];
    }
    let runs = items.iter().map(|item| match item {
        Item::Run(run) => Some(run.clone()),
        Item::Start | Item::End => None,
    });
    let mut runs = merged(runs.collect::<Option<Vec<Run>>>()?);
    if open {
        shorten(&mut runs);
    }
    greedy_is_exact(&runs).then_some(Runs { runs, open })
}

#[derive(Clone)]
enum Item {
    Start,
    End,
    Run(Run),
}

/// Appends the items of a tree; returns `None` if it is not a sequence.
fn flatten(node: &Node, items: &mut Vec<Item>) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::Start => items.push(Item::Start),
        Node::End => items.push(Item::End),
        Node::Class(class) => items.push(Item::Run(Run {
            class: class.clone(),
            min: 1,
            max: Some(1),
        })),
        Node::Sequence(parts) => parts.iter().try_for_each(|part| flatten(part, items))?,
        Node::Repeat { node, min, max } => flatten_repeat(node, *min, *max, items)?,
        Node::Either(_) | Node::Look { .. } | Node::Behind { .. } | Node::WordBoundary { .. } => {
            return None;
        }
    }
    (items.len() <= MAX_RUNS).then_some(())
}

fn flatten_repeat(node: &Node, min: u32, max: Option<u32>, items: &mut Vec<Item>) -> Option<()> {
    let mut inner = Vec::new();
    flatten(node, &mut inner)?;
    if let [Item::Run(run)] = &inner[..] {
        items.push(Item::Run(times(run, min, max)?));
        return Some(());
    }
    let exact = max == Some(min) && inner.len().checked_mul(min as usize)? <= MAX_RUNS;
    let anchored = inner.iter().any(|item| !matches!(item, Item::Run(_)));
    (exact && !anchored).then(|| (0..min).for_each(|_| items.extend_from_slice(&inner)))
}

/// Repeats a run, if every length between the minimum and the maximum is possible.
fn times(run: &Run, min: u32, max: Option<u32>) -> Option<Run> {
    let gapless = run.max == Some(1) || max == Some(min) || (run.max.is_none() && run.min <= 1);
    let product = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(0), _) | (_, Some(0)) => Some(Some(0)),
        (Some(a), Some(b)) => a.checked_mul(b).map(Some),
        _ => Some(None),
    };
    let max = product(run.max, max)?;
    gapless.then_some(Run {
        class: run.class.clone(),
        min: run.min.checked_mul(min)?,
        max,
    })
}

/// Joins neighbours of the same class, and drops runs that are always empty.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut merged: Vec<Run> = Vec::new();
    for run in runs
        .into_iter()
        .filter(|run| run.max != Some(0) && !(run.class.is_empty() && run.min == 0))
    {
        match merged.last_mut() {
            Some(last) if last.class == run.class => {
                last.min = last.min.saturating_add(run.min);
                last.max = last.max.zip(run.max).map(|(a, b)| a.saturating_add(b));
            }
            _ => merged.push(run),
        }
    }
    merged
}

/// If anything may follow, the last run need not be longer than its minimum.
fn shorten(runs: &mut Vec<Run>) {
    while let Some(last) = runs.last_mut() {
        last.max = Some(last.min);
        if last.min > 0 {
            return;
        }
        runs.pop();
    }
}

fn greedy_is_exact(runs: &[Run]) -> bool {
    runs.iter()
        .enumerate()
        .all(|(index, run)| run.is_exact() || run.class.is_disjoint(&first_of(&runs[index + 1..])))
}

/// Returns the possible first characters of the given runs.
fn first_of(runs: &[Run]) -> Scalars {
    let required = runs
        .iter()
        .position(|run| run.min > 0)
        .map_or(runs.len(), |at| at + 1);
    runs[..required]
        .iter()
        .fold(Scalars::default(), |first, run| first.union(&run.class))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn of(text: &str) -> Option<Vec<(u32, Option<u32>)>> {
        let runs = runs(&parse(text).expect(text).root)?;
        Some(runs.runs.iter().map(|run| (run.min, run.max)).collect())
    }

    #[test]
    fn runs_are_written_out_and_joined() {
        let lengths = |list: &[(u32, u32)]| Some(list.iter().map(|&(min, max)| (min, Some(max))).collect());
        assert_eq!(of("^(([a-f0-9]){4})$"), lengths(&[(4, 4)]));
        assert_eq!(
            of("^([a-f0-9]{4}-){2}[a-f0-9]$"),
            lengths(&[(4, 4), (1, 1), (4, 4), (1, 1), (1, 1)])
        );
        assert_eq!(of("^a{1,2}a{3}(a?){2}$"), lengths(&[(4, 7)]));
        assert_eq!(of("^[a-z]{1,10000}$"), lengths(&[(1, 10_000)]));
        assert_eq!(of("^(a+)*b$"), Some(vec![(0, None), (1, Some(1))]));
        assert_eq!(of("^ab*c*"), lengths(&[(1, 1)]));
        assert_eq!(of("^a{0}$"), lengths(&[]));
    }

    #[test]
    fn patterns_that_need_backtracking_are_not_runs() {
        for text in [
            "^[ab]*ab$",
            "^[a-c]?[c-e]$",
            "^a*b*a$",
            "^(ab)*$",
            "^(aa){1,2}$",
            "^(a|bc)$",
            "a$",
            "^a*^$",
            "^(a$)$b",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
