//! Applies corrections of upstream's mistakes, and reports those that are no longer needed.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Correction, Document};
use crate::pointer;

/// Applies every correction to the trees of `documents`.
///
/// Returns the stale ones: a correction whose target is gone, or no longer contains the expected value. The diagnostic
/// is located in `corrections.toml`, because that is the file to fix.
pub fn correct(documents: &mut [Document], corrections: &[Correction]) -> Vec<Diagnostic> {
    corrections
        .iter()
        .filter_map(|correction| apply(documents, correction).err())
        .collect()
}

fn apply(documents: &mut [Document], correction: &Correction) -> Result<(), Diagnostic> {
    let (file, target) = split(&correction.target).ok_or_else(|| {
        let message = format!("`{}` is not of the form `file.yaml#/pointer`", correction.target);
        Diagnostic::new(
            "bad-target",
            field(correction, "at"),
            message,
            "write a file name and a JSON pointer",
        )
    })?;
    let document = documents
        .iter_mut()
        .find(|document| document.path == file)
        .ok_or_else(|| {
            let message = format!("there is no document `{file}`");
            Diagnostic::new(
                "stale-correction",
                field(correction, "at"),
                message,
                "remove the correction",
            )
        })?;
    let Some(place) = document.tree.pointer_mut(target) else {
        let message = format!("`{}` is gone", correction.target);
        let help = "remove the correction, or use the new location of the node";
        return Err(Diagnostic::new(
            "stale-correction",
            field(correction, "at"),
            message,
            help,
        ));
    };
    if same(place, &correction.replace) {
        let message = format!("`{}` already has the replacement", correction.target);
        let help = "remove the correction: upstream has fixed the mistake";
        return Err(Diagnostic::new(
            "stale-correction",
            field(correction, "replace"),
            message,
            help,
        ));
    }
    if !same(place, &correction.expect) {
        let message = format!(
            "`{}` is {place}, not the value that the correction expects",
            correction.target
        );
        let help = "check whether the correction is still needed after the change upstream";
        return Err(Diagnostic::new(
            "stale-correction",
            field(correction, "expect"),
            message,
            help,
        ));
    }
    *place = correction.replace.clone();
    Ok(())
}

fn field(correction: &Correction, key: &str) -> Location {
    Location::new(
        correction.at.file.as_str(),
        pointer::child(&correction.at.pointer, key),
    )
}

/// Splits a reference at `#`; both parts are required, and the pointer is empty or starts with `/`.
pub(crate) fn split(reference: &str) -> Option<(&str, &str)> {
    let (file, pointer) = reference.split_once('#')?;
    (!file.is_empty() && (pointer.is_empty() || pointer.starts_with('/'))).then_some((file, pointer))
}

/// Compares JSON values; `1` and `1.0` are equal.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(key, x)| y.get(key).is_some_and(|y| same(x, y)))
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(target: &str, expect: Value) -> (Value, Vec<String>) {
        let mut documents = [Document {
            path: "a.yaml".into(),
            tree: json!({"x": {"pattern": "old", "n": 1.0}}),
        }];
        let correction = Correction {
            at: Location::new("corrections.toml", "/correction/0"),
            target: target.into(),
            expect,
            replace: json!("new"),
            reason: "r".into(),
            evidence: "e".into(),
        };
        let found = correct(&mut documents, &[correction]);
        (
            documents[0].tree.clone(),
            found.iter().map(|d| format!("{} {}", d.at, d.message)).collect(),
        )
    }

    #[test]
    fn a_correction_replaces_the_expected_value() {
        assert_eq!(
            run("a.yaml#/x/pattern", json!("old")),
            (json!({"x": {"pattern": "new", "n": 1.0}}), vec![])
        );
        assert!(run("a.yaml#/x/n", json!(1)).1.is_empty());
    }

    #[test]
    fn a_correction_that_fits_no_more_is_stale() {
        let stale = |target: &str, expect: &str| run(target, json!(expect)).1.remove(0);
        assert_eq!(
            stale("a.yaml#/x/pattern", "older"),
            "corrections.toml#/correction/0/expect `a.yaml#/x/pattern` is \"old\", not the value that the correction expects"
        );
        assert_eq!(
            stale("a.yaml#/y", "old"),
            "corrections.toml#/correction/0/at `a.yaml#/y` is gone"
        );
        assert_eq!(
            stale("b.yaml#/x", "old"),
            "corrections.toml#/correction/0/at there is no document `b.yaml`"
        );
        assert_eq!(
            stale("x", "old"),
            "corrections.toml#/correction/0/at `x` is not of the form `file.yaml#/pointer`"
        );
    }
}
