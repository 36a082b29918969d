//! Every file system call fails once, or fails from then on, or is the last one of a killed process: the folder
//! is in its old or new state, byte for byte, at the latest after the next run.

use generator::File;
use openapi_crate::atomic_write::{self, LockedFolder};
use openapi_crate::{CliError, Context, Status, file_calls, output_dir};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// Returns everything below `dir`; folders have no content.
fn tree(dir: &Path) -> Tree {
    let mut found = Tree::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(tree(&path));
            found.insert(path, None);
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.insert(path, Some(bytes));
        }
    }
    found
}

/// Replaces the content of the folder `dir` by `wanted`.
fn reset(dir: &Path, wanted: &Tree) {
    let _ = fs::remove_dir_all(dir);
    fs::create_dir_all(dir).expect("a folder");
    for (path, bytes) in wanted {
        match bytes {
            None => fs::create_dir_all(path).expect("a folder"),
            Some(bytes) => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, bytes).expect("a file");
            }
        }
    }
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failures").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

/// The exit status of a process that this test kills.
const KILLED: i32 = 86;

/// The calls that fail.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fails {
    Nothing,
    /// Only the call with this number.
    Once(usize),
    /// This call and all later ones, as with a full or missing disk.
    From(usize),
    /// The process ends before this call.
    Killed(usize),
}

/// Runs `action`; returns its result and the number of calls that it made.
fn run<T>(fails: Fails, action: impl FnOnce() -> T) -> (T, usize) {
    let count = Rc::new(Cell::new(0));
    let counter = Rc::clone(&count);
    file_calls::set_hook(Some(Box::new(move |call, path| {
        let number = counter.replace(counter.get() + 1);
        let fail = match fails {
            Fails::Nothing => false,
            Fails::Once(at) => number == at,
            Fails::From(at) => number >= at,
            // Nothing is cleaned up: no value is dropped.
            Fails::Killed(at) if number == at => std::process::exit(KILLED),
            Fails::Killed(_) => false,
        };
        match fail {
            true => Err(io::Error::other(format!(
                "injected into {call} {}",
                path.display()
            ))),
            false => Ok(()),
        }
    })));
    let result = action();
    file_calls::set_hook(None);
    (result, count.get())
}

/// An action on a folder.
struct Case {
    dir: PathBuf,
    before: Tree,
    action: fn(&Path) -> Result<(), CliError>,
}

impl Case {
    /// Returns the case called `name` in a folder that contains `before`.
    fn new(name: &str, before: fn(&Path), action: fn(&Path) -> Result<(), CliError>) -> Self {
        let dir = folder(name);
        before(&dir);
        Self {
            before: tree(&dir),
            dir,
            action,
        }
    }

    fn act(&self, fails: Fails) -> (Result<(), CliError>, usize) {
        run(fails, || (self.action)(&self.dir))
    }

    /// Makes every call fail in turn. `step` skips some if running takes long.
    fn check(&self, step: usize) {
        let (done, calls) = self.act(Fails::Nothing);
        done.expect("nothing fails");
        let after = tree(&self.dir);
        assert!(after != self.before && calls > 10, "{calls} calls");
        for number in (0..calls).step_by(step) {
            reset(&self.dir, &self.before);
            let (done, _) = self.act(Fails::Once(number));
            let found = tree(&self.dir);
            let expected = if done.is_ok() { &after } else { &self.before };
            assert_eq!(differences(&found, expected), "", "call {number}: {done:?}");

            reset(&self.dir, &self.before);
            let (done, _) = self.act(Fails::From(number));
            let ready = tree_without_stage(&self.dir);
            if done.is_ok() {
                assert_eq!(differences(&ready, &after), "", "from call {number}");
            }
            self.next_run_recovers(&after, &format!("from call {number}"));
        }
    }

    /// Kills the process at every call in turn. `test` is the test that calls this, and is run as the child.
    fn check_kill(&self, test: &str, step: usize) {
        if let Ok(number) = std::env::var("KILLED_AT") {
            let number = number.parse().expect("a number");
            let _ = self.act(Fails::Killed(number));
            return;
        }
        let (done, calls) = self.act(Fails::Nothing);
        done.expect("nothing fails");
        let after = tree(&self.dir);
        for number in (0..calls).step_by(step) {
            assert_eq!(
                killed(test, number),
                Some(KILLED),
                "call {number}: the child was not killed"
            );
            self.next_run_recovers(&after, &format!("killed at call {number}"));
        }
    }

    /// Checks the state after an interrupted run: the lock is free, locking alone restores the state before or after,
    /// and the next run produces the one after.
    fn next_run_recovers(&self, after: &Tree, when: &str) {
        let left = tree_without_stage(&self.dir);
        drop(LockedFolder::lock(&self.dir).expect("a lock that is free"));
        let found = tree(&self.dir);
        let is_whole = found == self.before || found == *after;
        assert!(
            is_whole,
            "{when}: {}\nleft {left:?}",
            differences(&found, &self.before)
        );
        self.act(Fails::Nothing).0.expect("the next run");
        assert_eq!(differences(&tree(&self.dir), after), "", "{when}");
    }
}

/// Runs `test` in a process that ends at a call; returns its exit status.
fn killed(test: &str, number: usize) -> Option<i32> {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child
        .args(["--exact", &format!("failures::{test}"), "--quiet"])
        .env("KILLED_AT", number.to_string());
    child.output().expect("a child").status.code()
}

fn tree_without_stage(dir: &Path) -> Tree {
    let mut found = tree(dir);
    found.retain(|path, _| !path.to_string_lossy().contains(".atomic-write"));
    found
}

fn differences(found: &Tree, expected: &Tree) -> String {
    let names = found.keys().chain(expected.keys());
    let differing = names.filter(|path| found.get(*path) != expected.get(*path));
    differing.map(|path| format!("{}\n", path.display())).collect()
}

fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Returns a crate before and after: a file changes, one is removed with its folder, one is added with a folder, one
/// stays.
fn crates() -> [Vec<File>; 2] {
    [
        vec![
            file("Cargo.toml", "[package]\n"),
            file("src/lib.rs", "mod old;\n"),
            file("src/old/a.rs", "struct Old;\n"),
        ],
        vec![
            file("Cargo.toml", "[package]\n"),
            file("src/lib.rs", "mod new;\n"),
            file("src/new/deep/a.rs", "struct New;\n"),
        ],
    ]
}

fn write_crate(dir: &Path, files: &[File], others: &[File]) -> Result<(), CliError> {
    let folder = LockedFolder::lock(dir)?;
    output_dir::compare(dir, files)?.write(&folder, others, false)
}

fn first_crate(dir: &Path) {
    fs::write(dir.join("CHANGELOG.md"), "# Changelog\n").expect("a file");
    write_crate(dir, &crates()[0], &[]).expect("written");
}

fn second_crate(dir: &Path) -> Result<(), CliError> {
    write_crate(
        dir,
        &crates()[1],
        &[file("CHANGELOG.md", "# Changelog\n\n## 0.1.1\n")],
    )
}

#[test]
fn a_crate_is_written_whole_or_not_at_all() {
    Case::new("crate", first_crate, second_crate).check(1);
}

#[test]
fn a_killed_writer_of_a_crate_is_recovered_from() {
    Case::new("crate-killed", first_crate, second_crate)
        .check_kill("a_killed_writer_of_a_crate_is_recovered_from", 1);
}

#[test]
fn a_new_crate_is_written_whole_or_not_at_all() {
    Case::new("new-crate", |_| {}, |dir| write_crate(dir, &crates()[0], &[])).check(1);
}

const FRAGMENT: &str = "openapi: 3.0.1\ninfo: {title: Garden, version: x}\nservers: [{url: 'https://example.com'}]\npaths:\n  \
                        /trees:\n    get:\n      operationId: listTrees\n      responses:\n        '204': {description: None.}\n";

fn garden(dir: &Path) {
    let sources = "[upstream]\ntitle = \"Garden\"\nurl = \"https://example.com/garden.yaml\"\nrevision = \"old\"\n\
                   date = \"2026-01-01\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";
    fs::create_dir_all(dir.join("fragments")).expect("a folder");
    fs::write(dir.join("fragments/trees.yaml"), FRAGMENT).expect("a file");
    fs::write(dir.join("sources.toml"), sources).expect("a file");
    // Outside of the folder, which is compared.
    let upstream = FRAGMENT
        .replace("version: x", "version: x, x-xgen-sha: new")
        .replace("None.}", "None.}\n        '404': {description: Gone.}");
    fs::write(upstream_of(dir), upstream).expect("a file");
}

fn upstream_of(dir: &Path) -> PathBuf {
    dir.with_extension("upstream.yaml")
}

fn command(dir: &Path, arguments: &[&str]) -> Result<(), CliError> {
    let context = Context::new(dir.to_owned(), 1 << 20);
    let words = ["xtask"].iter().chain(arguments);
    let line = <openapi_crate::CommandLine as clap::Parser>::try_parse_from(words).expect("a command");
    let outcome = line.command.run(&context);
    match outcome.status {
        Status::Bad => Err(CliError::new(outcome.err, "")),
        _ => Ok(()),
    }
}

fn sync(dir: &Path) -> Result<(), CliError> {
    let (spec, upstream) = (dir.display().to_string(), upstream_of(dir).display().to_string());
    command(
        dir,
        &[
            "sync",
            "--spec",
            &spec,
            "--upstream",
            &upstream,
            "--date",
            "2026-03-04",
        ],
    )
}

#[test]
fn a_sync_is_whole_or_not_at_all() {
    Case::new("sync", garden, sync).check(1);
}

#[test]
fn a_killed_sync_is_recovered_from() {
    Case::new("sync-killed", garden, sync).check_kill("a_killed_sync_is_recovered_from", 1);
}

#[test]
fn a_sync_replaces_the_pinned_revision_last() {
    let dir = folder("sync-order");
    garden(&dir);
    let renamed = Rc::new(std::cell::RefCell::new(Vec::new()));
    let names = Rc::clone(&renamed);
    file_calls::set_hook(Some(Box::new(move |call, path| {
        if call == "rename" {
            names
                .borrow_mut()
                .push(path.file_name().expect("a name").to_owned());
        }
        Ok(())
    })));
    sync(&dir).expect("done");
    file_calls::set_hook(None);
    assert_eq!(*renamed.borrow(), ["journal.json", "trees.yaml", "sources.toml"]);
}

#[test]
fn a_half_written_specification_is_not_read() {
    let dir = folder("half");
    garden(&dir);
    // Locks, writes, commits; the failure of everything from some call on leaves the journal.
    let spec = dir.display().to_string();
    let half = (0..200).any(|number| {
        run(Fails::From(number), || sync(&dir)).0.is_err() && dir.join(".atomic-write/journal.json").is_file()
    });
    assert!(half, "no failure left a journal");
    for read_only in [&["regen", "--print"][..], &["bundle"], &["versions"]] {
        let error = command(&dir, &[read_only, &["--spec", &spec]].concat()).expect_err("refused");
        assert!(
            error.message.contains("was not written to the end"),
            "{}",
            error.message
        );
    }
    sync(&dir).expect("recovers");
    command(&dir, &["bundle", "--spec", &spec]).expect("readable again");
}

fn bundle(dir: &Path) -> Result<(), CliError> {
    let (spec, out) = (
        dir.display().to_string(),
        dir.join("new/api.json").display().to_string(),
    );
    command(dir, &["bundle", "--spec", &spec, "--out", &out])
}

fn bundled(dir: &Path) {
    garden(dir);
    fs::create_dir_all(dir.join("new")).expect("a folder");
    fs::write(dir.join("new/api.json"), "{}").expect("a file");
}

/// The stage of a single file belongs to that file, so locking the folder does not clear it; another run does.
#[test]
fn a_bundle_is_whole_or_not_at_all() {
    let case = Case::new("bundle", bundled, bundle);
    let (done, calls) = case.act(Fails::Nothing);
    done.expect("nothing fails");
    let after = tree(&case.dir);
    for number in 0..calls {
        for fails in [Fails::Once(number), Fails::From(number)] {
            reset(&case.dir, &case.before);
            let (done, _) = case.act(fails);
            let expected = if done.is_ok() { &after } else { &case.before };
            let found = match fails {
                Fails::Once(_) => tree(&case.dir),
                _ => tree_without_stage(&case.dir),
            };
            if fails == Fails::Once(number)
                || !case.dir.join("new/.atomic-write-api.json/journal.json").exists()
            {
                assert_eq!(differences(&found, expected), "", "{fails:?}: {done:?}");
            }
            case.act(Fails::Nothing).0.expect("the next run");
            assert_eq!(differences(&tree(&case.dir), &after), "", "{fails:?}");
        }
    }
}

fn regen(dir: &Path) -> Result<(), CliError> {
    let (spec, out) = (upstream_of(dir).display().to_string(), dir.display().to_string());
    command(
        dir,
        &["regen", "--spec", &spec, "--out", &out, "--name", "garden"],
    )
}

/// Generates the crate of a document that has changed since.
fn generated(dir: &Path) {
    garden(dir);
    fs::remove_dir_all(dir.join("fragments")).expect("a folder");
    fs::remove_file(dir.join("sources.toml")).expect("a file");
    regen(dir).expect("generated");
    let changed = FRAGMENT
        .replace("/trees", "/bushes")
        .replace("listTrees", "listBushes");
    fs::write(upstream_of(dir), changed).expect("a file");
}

/// A real crate, most of whose files stay, because a run without optimization is slow.
#[test]
fn a_regen_is_whole_or_not_at_all() {
    Case::new("regen", generated, regen).check(7);
}

#[test]
fn a_killed_regen_is_recovered_from() {
    Case::new("regen-killed", generated, regen).check_kill("a_killed_regen_is_recovered_from", 11);
}

/// A bundle has its own stage, which only the next bundle clears.
#[test]
fn a_killed_bundle_is_recovered_from() {
    let test = "a_killed_bundle_is_recovered_from";
    let case = Case::new("bundle-killed", bundled, bundle);
    if let Ok(number) = std::env::var("KILLED_AT") {
        let _ = case.act(Fails::Killed(number.parse().expect("a number")));
        return;
    }
    let (done, calls) = case.act(Fails::Nothing);
    done.expect("nothing fails");
    let after = tree(&case.dir);
    for number in 0..calls {
        assert_eq!(
            killed(test, number),
            Some(KILLED),
            "call {number}: the child was not killed"
        );
        case.act(Fails::Nothing).0.expect("the next run");
        assert_eq!(
            differences(&tree(&case.dir), &after),
            "",
            "killed at call {number}"
        );
    }
}

#[test]
fn a_second_run_reports_that_another_is_writing() {
    let dir = folder("two");
    first_crate(&dir);
    let before = tree(&dir);
    let folder = LockedFolder::lock(&dir).expect("a lock");
    let error = second_crate(&dir).expect_err("locked");
    assert!(
        error.message.contains("another run is writing"),
        "{}",
        error.message
    );
    atomic_write::replace(&dir, &[file("x", "")]).expect_err("locked");
    // A file that is written alone has its own lock.
    atomic_write::write_file(&dir.join("alone.json"), "{}").expect("written");
    fs::remove_file(dir.join("alone.json")).expect("a file");
    drop(folder);
    assert_eq!(tree(&dir), before);
    second_crate(&dir).expect("the lock is free");
}

#[test]
fn many_runs_at_once_leave_one_whole_crate() {
    let dir = folder("many");
    first_crate(&dir);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let dir = &dir;
            scope.spawn(move || {
                for _ in 0..20 {
                    let done = write_crate(dir, &crates()[number % 2], &[]);
                    if let Err(error) = done {
                        assert!(
                            error.message.contains("another run is writing"),
                            "{}",
                            error.message
                        );
                    }
                }
            });
        }
    });
    let found = tree(&dir);
    assert!(!dir.join(".atomic-write").exists());
    let is_one = crates()
        .iter()
        .any(|files| output_dir::compare(&dir, files).expect("readable").is_empty());
    assert!(is_one, "{:?}", found.keys());
}

#[test]
fn changes_after_an_interruption_are_not_undone() {
    let dir = folder("changed-after");
    first_crate(&dir);
    let interrupted = (0..200).any(|number| {
        run(Fails::From(number), || second_crate(&dir)).0.is_err()
            && fs::read_to_string(dir.join("src/lib.rs")).expect("a file") == "mod new;\n"
    });
    assert!(interrupted, "no failure left the crate half written");
    fs::write(dir.join("src/lib.rs"), "mod by_hand;\n").expect("a file");
    drop(LockedFolder::lock(&dir).expect("recovers"));
    assert_eq!(
        fs::read_to_string(dir.join("src/lib.rs")).expect("a file"),
        "mod by_hand;\n"
    );
    assert!(dir.join("src/old/a.rs").is_file() && !dir.join("src/new").exists());
}

#[test]
fn a_folder_that_has_the_name_of_the_stage_keeps_its_files() {
    let dir = folder("stage");
    fs::create_dir_all(dir.join(".atomic-write")).expect("a folder");
    fs::write(dir.join(".atomic-write/notes.md"), "mine").expect("a file");
    first_crate(&dir);
    assert_eq!(
        fs::read_to_string(dir.join(".atomic-write/notes.md")).expect("a file"),
        "mine"
    );
}

/// A journal may come with a repository of strangers.
#[test]
fn a_journal_restores_nothing_outside_of_its_folder() {
    for path in [".git/hooks/pre-commit", "link/file", "../file", "/file"] {
        let dir = folder("planted");
        let (inside, outside) = (dir.join("inside"), dir.join("outside"));
        for part in ["inside/.atomic-write", "inside/.git/hooks", "outside"] {
            fs::create_dir_all(dir.join(part)).expect("a folder");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, inside.join("link")).expect("a link");
        let journal =
            serde_json::json!({"entries": [{"path": path, "kept": true, "new": null}], "folders": []});
        fs::write(inside.join(".atomic-write/journal.json"), journal.to_string()).expect("a file");
        fs::write(inside.join(".atomic-write/old-0"), "planted").expect("a file");
        LockedFolder::lock(&inside).expect_err(path);
        assert!(
            tree(&outside).is_empty() && tree(&inside.join(".git/hooks")).is_empty(),
            "{path}"
        );
    }
}

fn accept(dir: &Path) -> Result<(), CliError> {
    if dir.join("accepted.toml").exists() {
        return Ok(());
    }
    let (spec, upstream) = (dir.display().to_string(), upstream_of(dir).display().to_string());
    let compared = ["drift", "--baseline", &spec, "--upstream", &upstream];
    let words = ["xtask"].iter().chain(&compared).chain(&["--format", "json"]);
    let line = <openapi_crate::CommandLine as clap::Parser>::try_parse_from(words).expect("a command");
    let out = line.command.run(&Context::new(dir.to_owned(), 1 << 20)).out;
    let found: serde_json::Value = serde_json::from_str(&out).expect("a report");
    let fingerprint = found["changes"][0]["fingerprint"].as_str().expect("a change");
    let known = ["--accept", fingerprint, "--reason", "known"];
    command(dir, &[&compared[..], &known].concat())
}

#[test]
fn an_acceptance_is_whole_or_not_at_all() {
    Case::new("accept", garden, accept).check(1);
}

/// `dir` is the folder `spec` of the project.
fn init(dir: &Path) -> Result<(), CliError> {
    let (project, upstream) = (dir.parent().expect("a folder"), upstream_of(dir));
    let arguments = [&upstream, project].map(|path| path.display().to_string());
    command(dir, &["init", &arguments[0], "--dir", &arguments[1]]).or_else(|error| {
        match error.message.contains("a project already") {
            true => Ok(()),
            false => Err(error),
        }
    })
}

fn document(dir: &Path) {
    fs::write(upstream_of(dir), FRAGMENT).expect("a file");
}

#[test]
fn a_new_project_is_whole_or_not_at_all() {
    Case::new("init/spec", document, init).check(1);
}

/// Neither a project that is there already nor one that cannot be read.
#[test]
fn an_interrupted_init_is_run_again() {
    let case = Case::new("init-again/spec", document, init);
    let (_, calls) = case.act(Fails::Nothing);
    let after = tree(&case.dir);
    for number in 0..calls {
        reset(&case.dir, &case.before);
        let _ = case.act(Fails::From(number));
        case.act(Fails::Nothing).0.expect("the next run");
        let found = tree_without_stage(&case.dir);
        assert_eq!(differences(&found, &after), "", "from call {number}");
    }
}

fn versions(dir: &Path) -> Result<(), CliError> {
    let paths = [dir.with_extension("spec"), dir.join("README.md")].map(|path| path.display().to_string());
    command(dir, &["versions", "--spec", &paths[0], "--write", &paths[1]])
}

fn readme(dir: &Path) {
    let spec = dir.with_extension("spec");
    fs::create_dir_all(&spec).expect("a folder");
    garden(&spec);
    let marked = generator::versions::MARKERS.join("\n");
    fs::write(dir.join("README.md"), format!("# Garden\n\n{marked}\n")).expect("a file");
}

#[test]
fn a_table_of_versions_is_written_whole_or_not_at_all() {
    let case = Case::new("versions", readme, versions);
    let (done, calls) = case.act(Fails::Nothing);
    done.expect("nothing fails");
    let after = tree(&case.dir);
    assert_ne!(case.before, after);
    for number in 0..calls {
        reset(&case.dir, &case.before);
        let (done, _) = case.act(Fails::Once(number));
        let expected = if done.is_ok() { &after } else { &case.before };
        assert_eq!(
            differences(&tree(&case.dir), expected),
            "",
            "call {number}: {done:?}"
        );
        reset(&case.dir, &case.before);
        let _ = case.act(Fails::From(number));
        case.act(Fails::Nothing).0.expect("the next run");
        // Where the table is as it should be, nothing is written, and a stage may stay.
        let found = tree_without_stage(&case.dir);
        assert_eq!(differences(&found, &after), "", "from call {number}");
    }
}
