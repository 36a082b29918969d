//! The drift report as a page in a real browser: filters, grouping, keyboard, print, widths, schemes, accessibility.
//!
//! Without chromium, chromedriver or npm the test is skipped with a message.

use generator::drift::Format;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use tests::drift_pair;
use tests::services::{self, Browser, Scratch};

/// WebDriver's characters for keys (17.4.2).
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// A script that returns the visible changes.
const SEEN: &str = "return {
    status: document.getElementById('shown').textContent,
    cards: [...document.querySelectorAll('#changes .card')].filter((card) => card.offsetParent).length,
    headings: [...document.querySelectorAll('#changes h3')].filter((title) => title.offsetParent).map((title) => title.textContent.trim()),
    wide: document.documentElement.scrollWidth <= innerWidth,
}";

struct Page {
    browser: Browser,
    path: PathBuf,
    _scratch: Scratch,
}

impl Page {
    /// Shows a report with `count` changes; `None` without a browser.
    fn show(count: usize) -> Option<Self> {
        let browser = services::needed(Browser::start())?;
        let scratch = Scratch::new("page");
        let path = scratch.write("drift.html", &drift_pair::report(count).render(Format::Html));
        browser.open(&path, "");
        let _scratch = scratch;
        Some(Self {
            browser,
            path,
            _scratch,
        })
    }

    fn status(&self) -> String {
        let status = self
            .browser
            .run("return document.getElementById('shown').textContent");
        status.as_str().unwrap_or_default().to_owned()
    }

    /// Sets a field of the form as a user would, and returns the visible changes.
    fn choose(&self, name: &str, value: &str) -> String {
        let [name, value] = [json!(name), json!(value)];
        self.browser.run(&format!(
            "const field = document.getElementById('filters').elements[{name}]; field.value = {value};
             field.dispatchEvent(new Event('input', {{bubbles: true}}))"
        ));
        self.status()
    }

    fn reset(&self) {
        self.browser.run("document.querySelector('[type=reset]').click()");
    }
}

#[test]
fn page_filters_and_groups_changes() {
    let Some(page) = Page::show(359) else { return };
    assert_eq!(page.status(), "Showing 359 of 359 changes.");
    assert_eq!(
        page.choose("rule", "property-added"),
        "Showing 71 of 359 changes."
    );
    assert_eq!(page.choose("operation", "getPond4"), "Showing 36 of 359 changes.");
    assert_eq!(page.choose("version", "2024-01-01"), "Showing 36 of 359 changes.");
    assert_eq!(page.choose("version", "2025-02-03"), "Showing 0 of 359 changes.");
    page.reset();
    assert_eq!(page.choose("text", "fish354 ADDED"), "Showing 1 of 359 changes.");
    let address = page.browser.run("return location.search");
    assert_eq!(address, "?text=fish354+ADDED");
    page.browser.open(&page.path, "?text=fish354+ADDED&hide=breaking");
    assert_eq!(
        page.status(),
        "Showing 1 of 359 changes.",
        "the address keeps the filters"
    );
    page.reset();
    assert_eq!(page.choose("group", "schema"), "Showing 359 of 359 changes.");
    let seen = page.browser.run(SEEN);
    let headings = seen["headings"].to_string();
    assert!(
        headings.contains("\"Fish0 ") || headings.contains("Several schemas"),
        "{headings}"
    );
    assert!(
        headings.contains("property-removed"),
        "the advice stays: {headings}"
    );
    page.choose("group", "operation");
    let headings = page.browser.run(SEEN)["headings"].to_string();
    assert!(headings.contains("Several operations"), "{headings}");
    let back = page.choose("group", "");
    assert_eq!(back, "Showing 359 of 359 changes.");
}

#[test]
fn page_works_by_keyboard() {
    let Some(page) = Page::show(16) else { return };
    let browser = &page.browser;
    let focus = "return document.activeElement.getAttribute('href') || document.activeElement.name || document.activeElement.id";
    browser.type_keys(TAB);
    assert_eq!(
        browser.run(focus),
        "#changes",
        "the first stop skips to the changes"
    );
    browser.run("document.getElementById('search').focus()");
    browser.type_keys("gone");
    assert_eq!(page.status(), "Showing 3 of 16 changes.");
    browser.type_keys(TAB);
    assert_eq!(browser.run(focus), "weight");
    browser.type_keys(" ");
    assert_eq!(
        page.status(),
        "Showing 0 of 16 changes.",
        "space clears the first weight"
    );
    page.reset();
    browser.run("document.querySelector('.places, .accept').querySelector('summary').focus()");
    browser.type_keys(ENTER);
    assert_eq!(
        browser.run("return document.activeElement.parentElement.open"),
        true
    );
    let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
    assert_ne!(outline, "none", "the focus is visible");
    browser.run(
        "document.querySelector('.accept').open = true; document.querySelector('.accept .copy').click()",
    );
    let entry = browser.run("return document.querySelector('.accept pre').textContent");
    let entry = entry.as_str().unwrap_or_default();
    assert!(entry.starts_with("[[accept]]\nfingerprint = \""), "{entry}");
    toml::from_str::<toml::Table>(entry).expect("the entry is TOML");
    // A link opens the element that hides its target.
    browser.run("document.querySelectorAll('details').forEach((details) => { details.open = false; })");
    browser.run("const last = [...document.querySelectorAll('.findings li')].pop(); location.hash = last.id");
    let hidden = "const last = document.querySelector(location.hash); return last.closest('[hidden], .places:not([open])')";
    assert!(browser.run(hidden).is_null());
}

#[test]
fn page_fits_widths_and_schemes() {
    let Some(page) = Page::show(100) else { return };
    for (dark, background, ink) in [
        (false, "rgb(255, 255, 255)", "rgb(31, 35, 40)"),
        (true, "rgb(20, 24, 29)", "rgb(230, 234, 238)"),
    ] {
        for width in [390, 640, 1024, 1400] {
            page.browser.view(width, dark);
            let seen = page.browser.run(SEEN);
            assert_eq!(seen["wide"], true, "{width} pixels have no horizontal scroll");
        }
        let style = page.browser.run(
            "const style = getComputedStyle(document.body); return [style.backgroundColor, style.color]",
        );
        assert_eq!(style, json!([background, ink]));
        let bars = "const all = [...document.querySelectorAll('svg.life')]; return all.length > 0 && all.every((svg) => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('rect')].every((bar) => {
                const own = bar.getBoundingClientRect();
                return own.left >= box.left - 1 && own.right <= box.right + 1 && own.bottom <= box.bottom + 1;
            });
        })";
        assert_eq!(page.browser.run(bars), true);
    }
    assert_eq!(
        page.browser
            .run("return performance.getEntriesByType('resource').length"),
        0
    );
}

#[test]
fn page_is_accessible() {
    let Some(page) = Page::show(16) else { return };
    for (width, dark, group) in [
        (1280, false, ""),
        (1280, true, "schema"),
        (390, false, "operation"),
    ] {
        page.browser.view(width, dark);
        page.choose("group", group);
        page.browser
            .run("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
        let found = page.browser.accessibility();
        assert!(
            found.is_empty(),
            "{width}, dark: {dark}, {group}:\n{}",
            found.join("\n")
        );
    }
    page.browser
        .run("document.querySelector('main').append(document.createElement('input'))");
    let found = page.browser.accessibility();
    assert!(
        found.iter().any(|one| one.contains("label")),
        "axe-core finds what is wrong: {found:?}"
    );
}

#[test]
fn page_prints_compactly() {
    let Some(page) = Page::show(16) else { return };
    assert!(
        page.browser.printed_pages() <= 2,
        "{} pages for 16 changes",
        page.browser.printed_pages()
    );
    let folded = "dispatchEvent(new Event('beforeprint')); const folded = document.querySelectorAll('details:not([open]):not(.accept)').length;
        dispatchEvent(new Event('afterprint')); return [folded, document.querySelectorAll('.places[open]').length]";
    assert_eq!(page.browser.run(folded), json!([0, 0]));
    let large = drift_pair::report(359).render(Format::Html);
    fs::write(&page.path, large).expect("the page");
    page.browser.open(&page.path, "");
    let pages = page.browser.printed_pages();
    assert!((2..=30).contains(&pages), "{pages} pages for 359 changes");
}
