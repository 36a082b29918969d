//! The formats of the drift report: the page, Markdown, SARIF, annotations and JUnit.

use generator::drift::{Drift, Format};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tests::drift_pair::{compare, report};

#[test]
fn page_allows_exactly_its_own_style_and_script() {
    let page = report(16).render(Format::Html);
    for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (_, rest) = page.split_once(&format!("<{tag}>")).expect("an element");
        let (content, rest) = rest.split_once(&format!("</{tag}>")).expect("its end");
        assert!(!rest.contains(&format!("<{tag}")), "one {tag}");
        let hash = base64(&Sha256::digest(content.as_bytes()));
        assert!(
            page.contains(&format!("{directive} 'sha256-{hash}'")),
            "the hash of the {tag} is {hash}"
        );
    }
    assert!(page.contains("default-src 'none'"));
    let (_, body) = page.split_once("<body>").expect("a body");
    let (body, _) = body.split_once("<script>").expect("a script at the end");
    // Without the script, everything is visible.
    assert!(!body.contains(" style=") && !body.contains(" onclick=") && !body.contains(" hidden"));
}

#[test]
fn page_grows_linearly() {
    let [one, two, four] = [50, 100, 200].map(|count| report(count).render(Format::Html).len());
    let large = report(359).render(Format::Html).len();
    assert!(large < 1_000_000, "{large} bytes for 359 changes");
    let growth = (four - two) as f64 / (two - one) as f64;
    assert!((1.6..2.4).contains(&growth), "{one}, {two}, {four} bytes");
}

#[test]
fn names_are_data_in_every_format() {
    let name = "\u{202e}evil\u{1b}<script>alert(1)</script>&\"'](http://x)\u{200b}";
    let quoted = serde_json::to_string(name).expect("a string");
    let document = |method: &str, property: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: {quoted}, version: v1}}\npaths:\n  /a:\n    {method}:\n      operationId: {quoted}\n      \
             externalDocs: {{url: 'javascript:alert(1)'}}\n      responses:\n        '200':\n          description: x\n          \
             content:\n            application/json:\n              schema: {{type: object, properties: {{{property}: {{type: string}}}}}}\n"
        )
    };
    let changed =
        [("get", quoted.as_str()), ("get", "b")].map(|(method, property)| document(method, property));
    let drift = compare(&changed[0], &changed[1]);
    assert!(!drift.changes.is_empty());
    for format in [
        Format::Text,
        Format::Json,
        Format::Markdown,
        Format::Github,
        Format::Sarif,
        Format::Html,
        Format::Junit,
    ] {
        let text = drift.render(format);
        let hidden = text
            .chars()
            .find(|c| *c != '\n' && (c.is_control() || ('\u{200b}'..='\u{202e}').contains(c)));
        assert_eq!(hidden, None, "{format:?}");
    }
    let page = drift.render(Format::Html);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("javascript:"));
    let timeline = page.split_once("class=\"timeline\"").expect("a timeline").1;
    assert!(timeline.contains("\\u{202e}evil"), "labels show what is hidden");
    assert!(!drift.render(Format::Junit).contains("<script"));
}

#[test]
fn markdown_is_cut_at_whole_groups() {
    let drift = report(359);
    let whole = drift.markdown(usize::MAX);
    assert!(!whole.contains("Not shown"));
    for size in [1_000, 5_000, 20_000, 40_000, whole.len() - 1, whole.len()] {
        let cut = drift.markdown(size);
        assert!(cut.len() <= size, "{} of {size} bytes", cut.len());
        assert_eq!(listed(&cut) + not_shown(&cut), 359, "{size} bytes:\n{cut}");
    }
    assert_eq!(drift.markdown(whole.len()), whole);
}

/// Counts the changes of the groups that are shown.
fn listed(markdown: &str) -> usize {
    let heads = markdown.lines().filter(|line| line.starts_with("### "));
    let counts = heads.map(|line| {
        line.rsplit_once('(')
            .and_then(|(_, count)| count.trim_end_matches(')').parse::<usize>().ok())
    });
    let stated: usize = counts.map(|count| count.expect("a count")).sum();
    let fingerprints = markdown
        .lines()
        .filter(|line| line.contains("fingerprint `"))
        .count();
    assert_eq!(stated, fingerprints, "whole groups");
    stated
}

fn not_shown(markdown: &str) -> usize {
    let Some((_, rest)) = markdown.split_once("Not shown") else {
        return 0;
    };
    let numbers = rest.lines().filter_map(|line| {
        line.rsplit_once(": ")?
            .1
            .trim_end_matches(" entries.")
            .parse::<usize>()
            .ok()
    });
    numbers.sum()
}

#[test]
fn sarif_has_the_structure_of_its_schema() {
    let log: Value = serde_json::from_str(&report(60).render(Format::Sarif)).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string() && driver["semanticVersion"].is_string());
    let rules = driver["rules"].as_array().expect("rules");
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len(), "no rule twice");
    for rule in rules {
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
        ] {
            assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        let help = rule["helpUri"].as_str();
        assert!(help.is_some_and(|uri| uri.starts_with("https://")), "{rule}");
        let [id, name] = [&rule["id"], &rule["name"]].map(|text| text.as_str().unwrap_or_default());
        assert!(!name.eq_ignore_ascii_case(id), "SARIF1001: {rule}");
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 60);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(
            rules[usize::try_from(index).expect("small")]["id"],
            result["ruleId"]
        );
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap_or_default()));
        assert!(result["message"]["text"].is_string());
        let location = &result["locations"][0]["physicalLocation"];
        assert!(
            location["artifactLocation"]["uri"]
                .as_str()
                .is_some_and(|uri| !uri.contains(' ') && !uri.starts_with('/'))
        );
        assert!(
            location["region"]["startLine"]
                .as_u64()
                .is_some_and(|line| line > 0)
        );
        assert!(
            result["partialFingerprints"]
                .as_object()
                .is_some_and(|own| own.values().all(Value::is_string))
        );
    }
}

#[test]
fn github_shows_ten_annotations_of_a_kind() {
    let log = report(60).render(Format::Github);
    for command in ["::error ", "::notice "] {
        assert_eq!(
            log.lines().filter(|line| line.starts_with(command)).count(),
            10,
            "{log}"
        );
    }
    let more = log
        .lines()
        .find(|line| line.starts_with("::group::"))
        .expect("a group");
    assert!(
        more.contains("GitHub shows 10 annotations of a kind per step"),
        "{more}"
    );
    let folded = log
        .lines()
        .filter(|line| line.starts_with("error: ") || line.starts_with("notice: "))
        .count();
    assert_eq!(folded + 20, 60);
    let few = report(3).render(Format::Github);
    assert!(!few.contains("::group::"));
}

#[test]
fn junit_counts_its_cases() {
    let drift = report(60);
    let xml = drift.render(Format::Junit);
    let count = |text: &str| xml.matches(text).count();
    assert_eq!((count("<testcase "), count("</testcase>")), (60, 60));
    let first = xml.lines().nth(1).expect("the root");
    assert!(
        first.contains(&format!(
            "tests=\"60\" failures=\"{}\" skipped=\"0\"",
            count("<failure ")
        )),
        "{first}"
    );
    assert!(count("<failure ") > 0 && count("<system-out>") > 0);
    assert!(nested(&xml), "{xml}");
    let same = nothing().render(Format::Junit);
    assert!(
        same.contains("tests=\"1\" failures=\"0\"") && same.contains("name=\"no drift\"/>"),
        "{same}"
    );
}

fn nothing() -> Drift {
    let document = "openapi: 3.0.3\ninfo: {title: t, version: v1}\npaths: {}\n";
    compare(document, document)
}

/// Returns true if XML elements are nested correctly.
fn nested(xml: &str) -> bool {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(2) {
        let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) if open.pop() != name => return false,
            (false, false) => open.push(name.unwrap_or_default()),
            _ => {}
        }
    }
    open.is_empty()
}

/// Encodes in base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let padded = digit > chunk.len();
            let index = bits >> (18 - 6 * digit) & 63;
            text.push(if padded {
                '='
            } else {
                DIGITS[index as usize].into()
            });
        }
    }
    text
}
