//! The program as a process, killed at any time, and run several times at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("killed").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

/// Writes one of two documents, which become different files.
fn document(dir: &Path, number: usize) {
    let name = ["trees", "bushes"][number % 2];
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: Garden, version: '1'}}\npaths:\n  /{name}:\n    get:\n      tags: [{name}]\n      \
         operationId: list{name}\n      responses:\n        '204': {{description: None.}}\n"
    );
    fs::write(dir.join("garden.yaml"), text).expect("a file");
}

fn program(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-crate"));
    command.current_dir(dir).args(arguments);
    command
}

const REGEN: [&str; 7] = [
    "regen",
    "--spec",
    "garden.yaml",
    "--out",
    "out",
    "--name",
    "garden",
];

fn start(dir: &Path) -> Child {
    let mut command = program(dir, &REGEN);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs")
}

/// Runs it to its end, and checks that the crate is complete.
fn finish(dir: &Path, context: &str) {
    let done = program(dir, &REGEN).output().expect("the program runs");
    assert!(
        done.status.success(),
        "{context}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    let check = program(dir, &[&REGEN[..], &["--check"]].concat())
        .output()
        .expect("the program runs");
    // Each document is a breaking change of the other, so version and changelog are out of date.
    let text = String::from_utf8_lossy(&check.stdout);
    assert!(text.starts_with("out: up to date"), "{context}: {text}");
    assert!(
        !dir.join("out/.atomic-write").exists(),
        "{context}: the stage is left"
    );
}

#[test]
fn a_run_that_is_killed_at_any_time_is_recovered_from() {
    let dir = folder("any-time");
    document(&dir, 0);
    let begun = Instant::now();
    finish(&dir, "first");
    let whole = begun.elapsed();
    for step in 1..=12 {
        document(&dir, step);
        let mut child = start(&dir);
        std::thread::sleep(whole.mul_f64(f64::from(step as u32) / 20.0));
        let _ = child.kill();
        let _ = child.wait();
        finish(&dir, &format!("killed after {step} of 20 parts of {whole:?}"));
    }
}

#[test]
fn of_two_runs_at_once_each_is_whole_or_refused() {
    let dir = folder("at-once");
    for round in 0..4 {
        document(&dir, round);
        let children: Vec<Child> = (0..3).map(|_| start(&dir)).collect();
        let mut done = 0;
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            let text = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0) => done += 1,
                Some(2) => assert!(text.contains("another run is writing"), "{text}"),
                other => panic!("{other:?}: {text}"),
            }
        }
        assert!(done > 0, "no run succeeded");
        finish(&dir, "after runs at once");
    }
}

#[test]
fn a_crate_whose_folder_is_removed_meanwhile_is_an_error_or_whole() {
    let dir = folder("removed");
    document(&dir, 0);
    finish(&dir, "first");
    for step in 0..6 {
        document(&dir, step + 1);
        let child = start(&dir);
        std::thread::sleep(Duration::from_millis(20 * step as u64));
        let _ = fs::remove_dir_all(dir.join("out"));
        let output = child.wait_with_output().expect("it ends");
        assert!(matches!(output.status.code(), Some(0 | 2)), "{output:?}");
        finish(&dir, "after the folder was removed");
    }
}

/// Unlike a killed run, an interrupted one leaves nothing for the next run to restore.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_old_or_the_new_crate() {
    let dir = folder("interrupted");
    let state = |context: &str| {
        let entries = fs::read_dir(dir.join("out")).expect("a folder").flatten();
        let names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        let is_stage = |name: &std::ffi::OsString| name.to_string_lossy().starts_with(".atomic");
        assert!(!names.iter().any(is_stage), "{context}: {names:?}");
        fs::read(dir.join("out/.generated.sha256")).expect("the manifest")
    };
    let whole: Vec<_> = (0..2)
        .map(|number| {
            document(&dir, number);
            let begun = Instant::now();
            finish(&dir, "uninterrupted");
            (state("uninterrupted"), begun.elapsed())
        })
        .collect();
    for step in 0..24 {
        document(&dir, step);
        let mut child = start(&dir);
        std::thread::sleep(whole[1].1.mul_f64(step as f64 / 32.0));
        let signal = ["-INT", "-TERM"][step % 2];
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.is_ok());
        let status = child.wait().expect("it ends");
        let context = format!("{signal} at step {step}: {status}");
        assert!(
            matches!(status.code(), None | Some(0 | 129 | 130 | 143)),
            "{context}"
        );
        let found = state(&context);
        assert!(whole.iter().any(|(manifest, _)| *manifest == found), "{context}");
        assert_ne!(check(&dir), Some(2), "{context}");
    }
}

/// Returns the exit status of a check of the crate, which is 2 if it is half written.
#[cfg(unix)]
fn check(dir: &Path) -> Option<i32> {
    let output = program(dir, &[&REGEN[..], &["--check"]].concat()).output();
    output.expect("the program runs").status.code()
}
