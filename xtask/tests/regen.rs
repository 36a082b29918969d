//! The command from outside: exit status, what is said where, and that bad input writes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regen").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

fn xtask(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(dir)
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn wrong_usage_is_status_2() {
    let dir = folder("usage");
    for args in [
        &["regen", "--check", "--print"][..],
        &["regen", "--unknown"],
        &["nothing"],
        &["regen", "--name", "a b"],
        &["regen", "--name", "../x"],
    ] {
        let (status, out, err) = xtask(&dir, args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
}

#[test]
fn a_specification_that_cannot_be_read_says_what_to_do() {
    let dir = folder("unreadable");
    fs::create_dir(dir.join("empty")).expect("a folder");
    for (spec, reason) in [
        ("gone", "cannot read the specification `gone`"),
        ("empty", "has no folder `fragments`"),
    ] {
        let (status, out, err) = xtask(&dir, &["regen", "--spec", spec, "--out", "out"]);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains(reason) && err.contains("help: give a folder"),
            "{err}"
        );
    }
}

#[test]
fn bad_input_writes_nothing_and_is_shown_by_the_path_the_user_gave() {
    let dir = folder("bad");
    fs::create_dir_all(dir.join("my spec/fragments")).expect("a folder");
    fs::write(
        dir.join("my spec/fragments/flex.yaml"),
        "openapi: 3.0.3\na: 1\na: 2\n",
    )
    .expect("a file");
    fs::write(dir.join("my spec/rules.toml"), "rule = 1\n").expect("a file");
    fs::write(dir.join("my spec/fragments/.hidden"), "").expect("a file");
    for mode in [&["--check"][..], &["--print"], &[]] {
        let args = [&["regen", "--spec", "my spec", "--out", "out"], mode].concat();
        let (status, out, err) = xtask(&dir, &args);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains("my spec/fragments/flex.yaml:3:1: error[duplicate-key]: "),
            "{err}"
        );
        assert!(
            err.contains("my spec/rules.toml:1:1: error[bad-settings]: "),
            "{err}"
        );
        assert!(err.ends_with("2 errors\n"), "{err}");
    }
    assert!(!dir.join("out").exists());
}
