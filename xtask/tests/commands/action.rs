//! The steps of the composite action, run as a workflow runs them.

use serde_yaml::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Garden, version: '1'}\npaths:\n  /trees:\n    get:\n      operationId: listTrees\n      \
                        responses:\n        '204': {description: None.}\n";

/// A replacement of GitHub's program that records its arguments, and lists the comment of an earlier run.
const GH: &str = "#!/bin/bash\nprintf '%s\\n' \"$*\" >> \"$FOLDER/gh.log\"\n\
                  if [[ \"$*\" == *--paginate* ]]; then printf '%s' \"$EARLIER\"; fi\n";

struct Runner {
    project: PathBuf,
    temp: PathBuf,
    steps: Vec<Value>,
}

impl Runner {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("action").join(name);
        let _ = fs::remove_dir_all(&root);
        let (project, temp) = (root.join("project"), root.join("temp"));
        fs::create_dir_all(&temp).expect("a folder");
        fs::create_dir_all(project.join("spec")).expect("a folder");
        fs::write(project.join("spec/sources.toml"), "").expect("a file");
        fs::write(project.join("spec/garden.yaml"), DOCUMENT).expect("a file");
        fs::write(temp.join("gh"), GH).expect("a file");
        fs::set_permissions(temp.join("gh"), fs::Permissions::from_mode(0o755)).expect("a program");
        let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/actions/drift/action.yml");
        let text = fs::read_to_string(action).expect("the action");
        let action: Value = serde_yaml::from_str(&text).expect("YAML");
        let steps = action["runs"]["steps"].as_sequence().expect("steps").clone();
        Self { project, temp, steps }
    }

    /// Runs the step whose name begins with `name`; returns its exit status.
    fn step(&self, name: &str, environment: &[(&str, &str)]) -> Option<i32> {
        let is_it = |step: &&Value| step["name"].as_str().is_some_and(|own| own.starts_with(name));
        let step = self
            .steps
            .iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("no step {name}"));
        let path = format!(
            "{}:{}",
            self.temp.display(),
            std::env::var("PATH").unwrap_or_default()
        );
        let mut bash = Command::new("bash");
        bash.args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            step["run"].as_str().expect("a script"),
        ])
        .current_dir(&self.project)
        .env("PATH", path)
        .env("COMMAND", env!("CARGO_BIN_EXE_openapi-crate"))
        .env("FOLDER", &self.temp)
        .env("GITHUB_OUTPUT", self.temp.join("output"))
        .env("GITHUB_STEP_SUMMARY", self.temp.join("summary"))
        .envs(environment.iter().copied());
        bash.output().expect("bash runs").status.code()
    }

    fn compare(&self, upstream: &str, fail_on: &str) -> String {
        let _ = fs::remove_file(self.temp.join("output"));
        let status = self.step("Compare", &[("UPSTREAM", upstream), ("FAIL_ON", fail_on)]);
        assert_eq!(status, Some(0), "the step itself never fails");
        self.read("output")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.temp.join(name)).unwrap_or_default()
    }
}

#[test]
fn the_action_reports_drift_and_failures() {
    let runner = Runner::new("status");
    fs::write(
        runner.temp.join("new.yaml"),
        DOCUMENT.replace("listTrees", "listBushes"),
    )
    .expect("a file");
    assert!(runner.compare("spec/garden.yaml", "any").contains("status=0\n"));
    assert!(runner.compare("../temp/new.yaml", "any").contains("status=1\n"));
    let report = runner.read("report.md");
    assert!(
        report.starts_with("<!-- openapi-crate drift -->\n") && report.contains("listBushes"),
        "{report}"
    );
    assert!(runner.read("summary").contains("listBushes"));
    serde_json::from_str::<serde_json::Value>(&runner.read("drift.sarif")).expect("SARIF is JSON");
    assert!(runner.compare("../temp/new.yaml", "never").contains("status=0\n"));
    assert!(
        runner
            .compare("../temp/missing.yaml", "any")
            .contains("status=2\n")
    );
    assert_eq!(runner.step("Fail where", &[]), Some(2));
}

#[test]
fn the_action_checks_the_crate() {
    let runner = Runner::new("check");
    assert_eq!(runner.step("Check", &[]), Some(1), "there is no crate yet");
    let mut regen = Command::new(env!("CARGO_BIN_EXE_openapi-crate"));
    let done = regen
        .arg("regen")
        .current_dir(&runner.project)
        .output()
        .expect("the program runs");
    assert!(done.status.success());
    assert_eq!(runner.step("Check", &[]), Some(0));
}

#[test]
fn the_action_keeps_one_comment() {
    let runner = Runner::new("comment");
    let report = runner.temp.join("report.md").display().to_string();
    let environment = [
        ("REPORT", &*report),
        ("REPOSITORY", "owner/garden"),
        ("NUMBER", "5"),
    ];
    for (earlier, call) in [
        ("", "api --method POST repos/owner/garden/issues/5/comments"),
        (
            "17\n18\n",
            "api --method PATCH repos/owner/garden/issues/comments/17 ",
        ),
    ] {
        let _ = fs::remove_file(runner.temp.join("gh.log"));
        let environment = [&environment[..], &[("EARLIER", earlier)]].concat();
        assert_eq!(runner.step("Comment", &environment), Some(0));
        let calls = runner.read("gh.log");
        assert!(
            calls.lines().last().is_some_and(|last| last.starts_with(call)),
            "{calls}"
        );
    }
}
