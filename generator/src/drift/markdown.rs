//! Renders the report for an issue or a pull request.

use hashbrown::HashSet;
use std::collections::BTreeMap;

use super::causes::{Cause, causes};
use super::impact::Impact;
use super::{Drift, text};
use crate::compare::{Change, ChangeKind};
use crate::escape::{markdown, markdown_code};

/// The default maximum size of a report in bytes: GitHub allows 65,536 characters in an issue.
pub const MARKDOWN_SIZE: usize = 60_000;

/// The maximum number of operations that are named; the others are counted.
const MAX_NAMED: usize = 3;

/// Sections that are shown completely or not at all.
struct Block {
    text: String,
    /// The heading; omitted if the block before has the same.
    heading: String,
    /// The name and number of the entries, which are reported if the block is cut.
    name: String,
    count: usize,
}

/// Renders CommonMark (GitHub's flavor) of at most `max_size` bytes; longer reports are cut at whole groups, and the
/// rest is counted. The header and the counts are always included.
pub(super) fn render(drift: &Drift, max_size: usize) -> String {
    let head = head(drift);
    let blocks = blocks(drift);
    let mut size = head.len();
    let mut fits = 0;
    // Sizes with the first blocks, and of the counts of the rest: both are sums.
    let mut rest: usize = blocks.iter().map(|block| cut_line(block).len()).sum();
    for (index, block) in blocks.iter().enumerate() {
        if index == 0 || blocks[index - 1].heading != block.heading {
            size += block.heading.len();
        }
        size += block.text.len();
        rest -= cut_line(block).len();
        let end = if index + 1 < blocks.len() {
            CUT.len() + rest
        } else {
            0
        };
        if size + end <= max_size {
            fits = index + 1;
        }
    }
    assemble(&head, &blocks, fits, max_size)
}

const CUT: &str = "\n## Not shown\n\nThe report is cut to its size limit. `--format html` has no limit.\n\n";

fn cut_line(block: &Block) -> String {
    format!("- {}: {}\n", block.name, block.count)
}

fn assemble(head: &str, blocks: &[Block], fits: usize, max_size: usize) -> String {
    let mut out = head.to_owned();
    let mut heading = "";
    for block in &blocks[..fits] {
        if heading != block.heading {
            heading = &block.heading;
            out.push_str(heading);
        }
        out.push_str(&block.text);
    }
    if fits == blocks.len() {
        return out;
    }
    let lines: String = blocks[fits..].iter().map(cut_line).collect();
    match out.len() + CUT.len() + lines.len() <= max_size {
        true => out + CUT + &lines,
        // Even the counts of the rules do not fit.
        false => {
            let count: usize = blocks[fits..].iter().map(|block| block.count).sum();
            format!("{out}\nNot shown: {count} entries.\n")
        }
    }
}

fn head(drift: &Drift) -> String {
    let mut out = format!("# Drift on {}\n\n{}.\n\n", drift.today, text::summary(drift));
    let rows = drift.provenance.rows();
    out.extend(
        rows.iter()
            .map(|(label, value)| format!("- {label}: {}\n", markdown(value))),
    );
    let count = |impact| {
        drift
            .changes
            .iter()
            .filter(|change| Impact::of(change) == impact)
            .count()
    };
    let counts = Impact::ALL.map(|impact| (impact, count(impact)));
    let counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    if !counts.is_empty() {
        out.push_str("\n| Weight | Changes | Meaning |\n|---|--:|---|\n");
        out.extend(
            counts
                .iter()
                .map(|(impact, count)| format!("| {} | {count} | {} |\n", impact.title(), impact.meaning())),
        );
    }
    out
}

fn blocks(drift: &Drift) -> Vec<Block> {
    let mut by_rule: BTreeMap<(Impact, ChangeKind), Vec<Cause<'_>>> = BTreeMap::new();
    for cause in causes(&drift.changes) {
        by_rule
            .entry((cause.impact, cause.first().rule))
            .or_default()
            .push(cause);
    }
    let mut advised = HashSet::new();
    let mut blocks: Vec<Block> = by_rule
        .iter()
        .map(|((impact, rule), causes)| block(drift, *impact, *rule, causes, advised.insert(*rule)))
        .collect();
    blocks.extend(offers(drift));
    blocks.extend(notes(drift));
    blocks
}

fn block(drift: &Drift, impact: Impact, rule: ChangeKind, causes: &[Cause<'_>], with_advice: bool) -> Block {
    let count = causes.iter().map(|cause| cause.changes.len()).sum();
    let mut text = format!("\n### `{rule}` ({count})\n\n");
    if with_advice {
        let page = rule.explanation();
        text.push_str(&format!("{} {}\n\n", markdown(page.what), markdown(page.act)));
    }
    text.extend(causes.iter().map(|cause| entry(drift, cause)));
    Block {
        text,
        heading: format!("\n## {}\n", impact.title()),
        name: format!("{}, `{rule}`", impact.name()),
        count,
    }
}

/// Returns one list item; several locations are collapsible.
fn entry(drift: &Drift, cause: &Cause<'_>) -> String {
    if let [change] = cause.changes.as_slice() {
        return format!("- {}: {}\n", markdown(&cause.message), location(drift, change));
    }
    let count = cause.changes.len();
    let mut text = format!(
        "- {}\n  <details><summary>{count} locations</summary>\n\n",
        markdown(&cause.message)
    );
    text.extend(cause.changes.iter().map(|change| {
        format!(
            "  - {}: {}\n",
            markdown_code(&change.subject),
            location(drift, change)
        )
    }));
    text.push_str("\n  </details>\n");
    text
}

fn location(drift: &Drift, change: &Change) -> String {
    let position = markdown_code(&text::joined(&drift.positions(change)));
    let fingerprint = markdown_code(&change.fingerprint);
    // An operation that the sentence is about is not named again.
    let is_subject = change.operations.as_slice() == [change.subject.as_str()];
    let named = change
        .operations
        .iter()
        .filter(|_| !is_subject)
        .take(MAX_NAMED)
        .map(|id| markdown_code(id));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if change.operations.len() > MAX_NAMED {
        named.push_str(&format!(" and {} more", change.operations.len() - MAX_NAMED));
    }
    match named.is_empty() {
        true => format!("{position}, fingerprint {fingerprint}"),
        false => format!("{named}; {position}, fingerprint {fingerprint}"),
    }
}

fn offers(drift: &Drift) -> Option<Block> {
    let lines = drift.available.iter().map(|offer| {
        let [path, id] = [&offer.path, &offer.id].map(|text| markdown_code(text));
        format!("- {} {path} ({id})\n", markdown(&offer.method))
    });
    (!drift.available.is_empty()).then(|| Block {
        text: lines.collect(),
        heading: "\n## Available\n\nOperations of the new document that are not selected.\n\n".to_owned(),
        name: "available operations".to_owned(),
        count: drift.available.len(),
    })
}

fn notes(drift: &Drift) -> Option<Block> {
    let lines = drift.notes.iter().map(|note| {
        let position = markdown_code(&note.position.to_string());
        format!("- {position}: {}\n", markdown(&note.message))
    });
    let heading = "\n## Not compared\n\nThe new document states this, and the model does not support it.\n\n";
    (!drift.notes.is_empty()).then(|| Block {
        text: lines.collect(),
        heading: heading.to_owned(),
        name: "not compared".to_owned(),
        count: drift.notes.len(),
    })
}
