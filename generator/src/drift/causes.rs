//! Groups changes with the same cause: the same sentence about several schemas.

use hashbrown::HashMap;

use super::impact::Impact;
use crate::compare::Change;

/// Changes of the same kind and impact that differ only in the schema.
pub(super) struct Cause<'a> {
    pub(super) impact: Impact,
    /// The sentence, with `*` for the schema if there are several changes.
    pub(super) message: String,
    /// In the order of the report; never empty.
    pub(super) changes: Vec<&'a Change>,
}

impl<'a> Cause<'a> {
    /// Returns the change that represents the cause.
    pub(super) fn first(&self) -> &'a Change {
        self.changes[0]
    }
}

/// Groups `changes`; the order is that of the first change of each cause.
pub(super) fn causes(changes: &[Change]) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for change in changes {
        let general = generalized(change);
        let key = (
            (change.rule, change.wire, change.source),
            general.clone(),
            (change.before.as_str(), change.after.as_str()),
        );
        match known.get(&key) {
            Some(index) => {
                let cause = &mut causes[*index];
                cause.changes.push(change);
                cause.message = general;
            }
            None => {
                known.insert(key, causes.len());
                causes.push(Cause {
                    impact: Impact::of(change),
                    message: change.message.clone(),
                    changes: vec![change],
                });
            }
        }
    }
    causes
}

/// Returns the schema that a change is about; `None` if it is about an operation.
pub(super) fn schema(change: &Change) -> Option<&str> {
    if change.shapes.is_empty() {
        return None;
    }
    let name = change.subject.split(['.', '/', '[', ' ']).next()?;
    (!name.is_empty()).then_some(name)
}

/// Returns the message with `*` in place of the schema, if it starts with a code span of the schema.
fn generalized(change: &Change) -> String {
    let Some(name) = schema(change) else {
        return change.message.clone();
    };
    let quoted = format!("`{name}");
    let found = change.message.find(&quoted).and_then(|start| {
        let rest = &change.message[start + quoted.len()..];
        rest.starts_with(['.', '/', '[', '`']).then_some((start, rest))
    });
    match found {
        Some((start, rest)) => format!("{}`*{rest}", &change.message[..start]),
        None => change.message.clone(),
    }
}
