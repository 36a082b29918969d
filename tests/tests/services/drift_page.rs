//! The drift report as a page, in a real browser: nothing is fetched, everything is drawn inside the picture, and the
//! colours follow the reader's scheme.
//!
//! Without a `chromium` on the machine the test says so and is skipped.

use generator::SourceFile;
use generator::drift::{Format, Input, drift};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::services::{self, Absent};

/// Writes into the page what a reader would see.
const LOOK: &str = r#"<script>
const svg = document.querySelector('svg'), box = svg.viewBox.baseVal;
const bars = [...svg.querySelectorAll('rect')].map(bar => bar.getBBox());
const inside = bars.every(b => b.x >= 0 && b.y >= 0 && b.x + b.width <= box.width && b.y + b.height <= box.height);
const seen = {
  bars: bars.length, inside, wide: document.documentElement.scrollWidth <= innerWidth,
  background: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(document.body).color,
  fetched: performance.getEntriesByType('resource').length,
  cards: [...document.querySelectorAll('article .tag')].map(tag => tag.textContent).join('; '),
};
document.body.innerHTML = '<pre id="seen">' + JSON.stringify(seen, null, 1).replaceAll('<', '&lt;') + '</pre>';
</script>"#;

#[test]
fn the_page_can_be_read_in_a_browser() {
    let page = page("87-real-strategy-renamed-and-version-promoted");
    for (scheme, background, ink) in [
        ("1", "rgb(255, 255, 255)", "rgb(27, 31, 36)"),
        ("0", "rgb(20, 24, 29)", "rgb(230, 234, 238)"),
    ] {
        let Some(seen) = services::needed(look(&page, scheme)) else {
            return;
        };
        for expected in [
            "\"bars\": 4,".to_owned(),
            "\"inside\": true".to_owned(),
            "\"wide\": true".to_owned(),
            "\"fetched\": 0".to_owned(),
            format!("\"background\": \"{background}\""),
            format!("\"ink\": \"{ink}\""),
            "\"property-renamed · wire breaking · source breaking".replacen('"', "\"cards\": \"", 1),
        ] {
            assert!(seen.contains(&expected), "{expected}\n{seen}");
        }
    }
}

#[test]
fn what_upstream_writes_is_text_on_the_page() {
    let page = page("87-real-strategy-renamed-and-version-promoted");
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    let old = fs::read_to_string(folder("56-enum-value-added").join("old.yaml")).expect("a document");
    let new = old.replace("- DRY", "- DRY\n          - <script>alert(1)</script>");
    let page = report(old.into_bytes(), new.into_bytes());
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"));
}

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("drift").join(case)
}

fn page(case: &str) -> String {
    let read = |name: &str| {
        fs::read(folder(case).join(name)).unwrap_or_else(|error| panic!("{case}/{name}: {error}"))
    };
    report(read("old.yaml"), read("new.yaml"))
}

fn report(old: Vec<u8>, new: Vec<u8>) -> String {
    let input = Input {
        baseline: vec![SourceFile::new("old.yaml", old)],
        upstream: vec![SourceFile::new("new.yaml", new)],
        settings: Vec::new(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    };
    drift(input).expect("two good documents").render(Format::Html)
}

/// What a browser shows of `page`; `scheme` is Blink's number of the reader's colours.
fn look(page: &str, scheme: &str) -> Result<String, Absent> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("drift-{scheme}.html"));
    fs::write(&path, format!("{page}{LOOK}")).expect("a place for the page");
    let browser = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1280,1000",
            "--dump-dom",
        ])
        // It calls home otherwise, and waits for an answer.
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ])
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("file://{}", path.display()))
        .output();
    let seen = browser.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    seen.map_err(|error| Absent::new(format!("chromium cannot be run: {error}")))
}
