//! A crate whose build script generates a module, with the library of the program.

use super::nested::{Target, cargo, output};

#[test]
fn a_build_script_generates_a_module_that_is_included() {
    let project = tests::project("tests/build-script");
    let printed = output(cargo(&project, Target::Member, &["test"]));
    for test in ["a_build_script_generates_a_module", "a_folder_is_a_module"] {
        assert!(printed.contains(&format!("{test} ... ok")), "{printed}");
    }
}
