//! Short diffs.

use similar::TextDiff;

/// The maximum number of lines of a file's diff.
const LINES: usize = 20;

/// Returns the changes from `old` to `new`, indented; cut after some lines.
pub(crate) fn short(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(1)
        .to_string();
    let lines: Vec<&str> = diff.lines().collect();
    let mut text: String = lines
        .iter()
        .take(LINES)
        .map(|line| format!("    {line}\n"))
        .collect();
    if lines.len() > LINES {
        text.push_str(&format!("    ... {} more lines\n", lines.len() - LINES));
    }
    text
}
