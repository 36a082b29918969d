//! The cryptography provider is a feature, and the client stays small.

use super::nested::{Target, cargo, output};
use std::collections::BTreeSet;

/// Returns the names of the crates that a build of the emitted crate with these arguments compiles.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let tree = [
        "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ];
    let arguments = [&tree, arguments].concat();
    let printed = output(cargo(&tests::project("generated"), Target::Member, &arguments));
    let names = printed.lines().filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

#[test]
fn ring_is_the_default_and_can_be_replaced_or_omitted() {
    let providers = |arguments: &[&str]| {
        let crates = crates(arguments);
        assert!(crates.contains("rustls"), "{crates:?}");
        [crates.contains("ring"), crates.contains("aws-lc-rs")]
    };
    assert_eq!(providers(&["--features", "client,blocking"]), [true, false]);
    let without = ["--no-default-features", "--features"];
    assert_eq!(
        providers(&[without[0], without[1], "client,blocking"]),
        [false, false]
    );
    assert_eq!(
        providers(&[without[0], without[1], "client,blocking,aws-lc-rs"]),
        [false, true]
    );
}

#[test]
fn the_client_is_of_fewer_than_95_crates() {
    let client = crates(&["--features", "client"]);
    assert!(client.len() < 95, "{}: {client:?}", client.len());
    assert!(client.contains("reqwest"), "{client:?}");
}
