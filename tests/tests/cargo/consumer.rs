//! An external project builds with the committed crate, outside of the workspace, and has the documented behavior.

use super::nested::{Target, cargo, output};

#[test]
fn a_project_outside_the_workspace_builds_and_runs() {
    let consumer = tests::project("tests/consumer");
    let printed = output(cargo(&consumer, Target::Program, &["run", "--quiet"]));
    let expected = consumer.join("expected.txt");
    tests::golden(&expected, &printed).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn the_default_build_has_seven_dependencies_and_no_procedural_macro() {
    let arguments = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let printed = output(cargo(&tests::project("generated"), Target::Member, &arguments));
    let lines = printed.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: std::collections::BTreeSet<_> = lines.filter(|line| !line.is_empty()).collect();
    assert_eq!(crates.len(), 8, "the crate and seven others: {crates:#?}");
    assert!(!printed.contains("(proc-macro)"), "{printed}");
}
