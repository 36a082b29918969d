//! Descriptions in doc comments: kept and escaped parts, and that rustdoc interprets nothing in them.

use super::rustdoc::{code, prose, reflow, sentence};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[track_caller]
fn becomes(text: &str, lines: &[&str]) {
    assert_eq!(prose(text), lines, "of {text:?}");
}

#[test]
fn paragraphs_are_folded_and_separated() {
    becomes("", &[]);
    becomes(" \r\n\t\n", &[]);
    becomes("  One\r\n  two.\r\n\r\n\r\n Three.", &["One two.", "", "Three."]);
    becomes(
        "One.\n\n    fn main() {}\n\n\tlet x;",
        &["One.", "", "fn main() {}", "", "let x;"],
    );
}

#[test]
fn plain_prose_stays_readable() {
    let text = "snake_case, a -> b, 2 * 3 & 4, 1.5 GB (50%), don't, #1, a = b; x^2 $y {z}!";
    becomes(text, &[text]);
}

#[test]
fn marks_are_escaped() {
    becomes("*a* _b_ ~c~ a|b", &[r"\*a\* \_b\_ \~c\~ a\|b"]);
    becomes("<u>x</u> <!-- y -->", &[r"\<u>x\</u> \<!-\- y -\->"]);
    becomes("&amp; &#65; &x", &[r"\&amp; \&#65; &x"]);
    becomes(r"\* \_ \q a\", &[r"\* \_ \\q a\\"]);
    becomes("a */ b --flag", &[r"a \*\/ b -\-flag"]);
    becomes(
        "[Vec] [`Vec`] [^1] [x]: y",
        &[r"\[Vec\] \[`Vec`\] \[^1\] \[x\]: y"],
    );
}

#[test]
fn bold_words_stay_bold() {
    becomes("**NOTE**: a", &["**NOTE**: a"]);
    becomes("a**b** **c **", &[r"a\*\*b\*\* \*\*c \*\*"]);
    becomes(
        "set **x.[n]** and **a (b)**.",
        &[r"set **x.\[n\]** and **a (b)**."],
    );
    becomes(
        "**a)**b **[a](http://x.org)**",
        &[r"\*\*a)\*\*b \*\*[a](<http://x.org>)\*\*"],
    );
}

#[test]
fn code_spans_are_kept_if_balanced() {
    becomes("`a*b` and ``c`d`` and `e\nf`", &["`a*b` and ``c`d`` and `e f`"]);
    becomes("a `b", &[r"a \`b"]);
    becomes(r"\`a`", &[r"\`a\`"]);
}

#[test]
fn only_web_links_stay_links() {
    becomes(
        "[a *b*](http://x.org/y 'title')",
        &[r"[a \*b\*](<http://x.org/y>)"],
    );
    becomes("[a](#b) [c](d/e) [f](javascript:g)", &["a c f"]);
    becomes("[`]`](https://x.org)", &["[`]`](<https://x.org>)"]);
    becomes(
        "![a](https://x.org) \\![b](https://x.org)",
        &[r"[a](<https://x.org>) \![b](<https://x.org>)"],
    );
    becomes("[a](http://x.org/<b>\\_`)", &["[a](<http://x.org/%3Cb%3E_%60>)"]);
    becomes("[](http://x.org) [](#b)", &["<http://x.org> `#b`"]);
    becomes("[a](b c) [a", &[r"\[a\](b c) \[a"]);
    becomes(
        "[see http://x.org](http://y.org)",
        &[r"[see http:/\/x.org](<http://y.org>)"],
    );
}

#[test]
fn bare_addresses_become_links() {
    becomes(
        "See (https://x.org/a_b), or http://y.org.",
        &["See (<https://x.org/a_b>), or <http://y.org>."],
    );
    becomes(
        "<https://x.org> https://x.org/(a)",
        &["<https://x.org> <https://x.org/(a)>"],
    );
    becomes("`a`https://{host}.org/x", &["`a` `https://{host}.org/x`"]);
    becomes("https://*.org", &["`https://*.org`"]);
    becomes("http:// https://.", &[r"http:/\/ https:/\/."]);
}

#[test]
fn headings_and_rules_become_paragraphs() {
    becomes(
        "# A #\nb\n***\nC\n===\nd\n---\n",
        &["A", "", "b", "", "C", "", "d"],
    );
}

#[test]
fn lists_are_kept() {
    becomes(
        "A:\n* b\n  c\n+ d\n\n- [ ] e",
        &["A:", "", "- b c", r"- d", r"- \[ \] e"],
    );
    becomes(
        "3) a\n10. b\n\n    c\n\nd",
        &["3. a", "10. b", "", "    c", "", "d"],
    );
    becomes(
        "- a\n  - b\n    2. c\n- d",
        &["- a", "  - b", "", "    2. c", "- d"],
    );
    becomes("- # a\n- 1. b\n- > c", &[r"- \# a", r"- 1\. b", r"- \> c"]);
    becomes("In the year\n2024. A", &["In the year 2024. A"]);
}

#[test]
fn fences_are_text_and_always_closed() {
    becomes(
        "```rust\nfn main() {\n    x }\n```\na",
        &["```text", "fn main() {", "    x }", "```", "", "a"],
    );
    becomes("a\n~~~~\n```\n# b", &["a", "", "````text", "```", "# b", "````"]);
    becomes(
        "- a\n  ```\n  b\n  ```",
        &["- a", "", "  ```text", "  b", "  ```"],
    );
    becomes("```\n```", &[]);
}

#[test]
fn tables_are_kept() {
    becomes(
        "Text:\n| a | b *c* |\n|:--|:-:|\n| `c` | d\\|e |\n|f|\n\nText.",
        &[
            "Text:",
            "",
            r"| a | b \*c\* |",
            "|---|---|",
            r"| `c` | d\|e |",
            "| f |  |",
            "",
            "Text.",
        ],
    );
    becomes(
        "- a\n  | b |\n  |---|\n  | c |",
        &["- a", "", "  | b |", "  |---|", "  | c |"],
    );
}

#[test]
fn rows_that_make_no_table_are_paragraphs() {
    becomes(
        "| a | b |\n|---|\n| c | d |",
        &[r"\| a \| b \|", "", r"\| c \| d \|"],
    );
    becomes("| a |\n|---|\n| `b\\|c` |", &[r"\| a \|", "", r"\| `b\|c` \|"]);
    becomes("| a |\n|---|\n| b | c |", &[r"\| a \|", "", r"\| b \| c \|"]);
    becomes("| a |", &[r"\| a \|"]);
}

#[test]
fn common_html_is_read() {
    becomes("a<br>b<br/>c", &["a", "", "b", "", "c"]);
    becomes("<p>a</p><p>b</p>", &["a", "", "b"]);
    becomes(
        "<b>x</b> <STRONG>y z</STRONG> <i>i</i> <em>e</em>",
        &["**x** **y z** i e"],
    );
    becomes("<code>a*b</code>", &["`a*b`"]);
    becomes(
        "<a href=\"https://x.org/y\" target=\"_blank\">a <b>b</b></a>, <a href='#z'>c</a>",
        &[r"[a **b**](<https://x.org/y>), c"],
    );
    becomes(
        "Such:<ul><li>a</li><li>b<br>c</li></ul>End",
        &["Such:", "", "- a", "- b", "", "  c", "", "End"],
    );
    becomes("| a<br>b |\n|---|\n| c |", &["| a b |", "|---|", "| c |"]);
    becomes("`<b>x</b>` \\<b>x</b>", &[r"`<b>x</b>` \<b>x\</b>"]);
    becomes("```\n<b>x</b>\n```", &["```text", "<b>x</b>", "```"]);
    becomes(
        "<b>x <a>y</a> <a href=x>z</a>",
        &[r"\<b>x \<a>y\</a> \<a href=x>z\</a>"],
    );
}

#[test]
fn hidden_characters_do_not_pass() {
    becomes(
        "a\u{202e}b\0c\u{200b}d\u{a0}e\u{2028}f",
        &["a\u{fffd}b\u{fffd}cd e f"],
    );
    becomes("*\u{200b}/", &[r"\*\/"]);
}

#[test]
fn lines_end_between_words_and_start_no_block() {
    for start in ["#", "-", "+", "*", "7.", "8)", ">", "=", "===", ":-", "---"] {
        let lines = prose(&format!("{}\n\na {} {start} b", start, "x".repeat(97)));
        let first = lines.last().expect("lines");
        assert!(first.starts_with('\\') || first.as_bytes()[1] == b'\\', "{first}");
    }
    let text = format!("{} `a b c` [d e](http://x.org)", "x".repeat(96));
    becomes(&text, &[&"x".repeat(96), "`a b c` [d e](<http://x.org>)"]);
    let lines = prose(&"word `co de` ".repeat(400));
    let full = lines[..lines.len() - 1]
        .iter()
        .all(|line| (90..=100).contains(&line.len()));
    assert!(full, "{lines:#?}");
}

#[test]
fn sentences_are_one_line_with_an_end() {
    let ends = [
        ("", ""),
        ("A\nb", "A b."),
        ("A.", "A."),
        ("A?", "A?"),
        ("# a\n- b:", r"\# a - b:"),
        ("`a`", "`a`."),
    ];
    for (text, wanted) in ends {
        assert_eq!(sentence(text), wanted);
    }
}

#[test]
fn code_shows_any_text() {
    let spans = [
        ("a b", "`a b`"),
        ("", "`\"\"`"),
        ("`", "`` ` ``"),
        ("a``b`c", "```a``b`c```"),
        ("a``b", "`a``b`"),
    ];
    for (text, wanted) in spans {
        assert_eq!(code(text), wanted);
    }
    assert_eq!(
        [code(" a "), code(" "), code("a\nb"), code("^a*/b$")],
        ["`  a  `", "` `", "`a b`", "`^a*/b$`"]
    );
}

/// Strings with a meaning in CommonMark, rustdoc or Rust.
const NASTY: &[&str] = &[
    "*/",
    "/* */ */",
    "/// a",
    "//! a",
    "/** a */",
    "```rust\nfn main(){panic!()}",
    "```\nfn f() {\n```",
    "````\n```\n````\n```",
    "```compile_fail\n(\n```",
    "~~~rust\npanic!()\n~~~",
    "``` `a` ```",
    "```a``b`c```",
    "    indented code",
    "a\n\n\tindented code",
    "- a\n\n      code",
    "1. a\n\n       code\n\n        more",
    "#[doc = \"x\"]",
    "#![doc(hidden)]",
    "# fn x() {}",
    "## `a`",
    "#",
    "[Vec]",
    "[`Vec`]",
    "[Vec][]",
    "[Vec]: a",
    "[a][Vec]",
    "[Nope]",
    "[crate::nope]",
    "[a](Nope)",
    "[a](crate::nope)",
    "[struct@Nope]",
    "[a](",
    "[a](b",
    "[a](<b",
    "![x](y)",
    "![x](http://x.org/y.png)",
    "[![a](b)](http://x.org)",
    "[x]: http://x.org",
    "[x]:\nhttp://x.org",
    "[^1]\n\n[^1]: note",
    "[^a](http://x.org)",
    "- [x](http://x.org)",
    "- [ ] a\n- [x] b",
    "> quote\n> - a",
    "<script>alert(1)</script>",
    "<b>",
    "</b>",
    "<b>[Vec]</b>",
    "<b>a*</b>b",
    "<code>",
    "<code>`</code>",
    "<code>a\nb</code>",
    "<a href=\"javascript:x\">a</a>",
    "<a href=\"http://x.org\">[Vec]</a>",
    "<a href=\"http://x.org/`\">`a`</a>",
    "<a href=\"http://x.org/(a\">a]b</a>",
    "<a href='http://x.org'>\n\na</a>",
    "<br>```rust\npanic!()",
    "<br>    panic!()",
    "<li>    panic!()",
    "<ul><li>a<br>      panic!()</li></ul>",
    "<p># a",
    "<p>> a",
    "- a<br>b\n- c",
    "<ul>\n  <li>a</li>\n  <li><ul><li>b</li></ul></li>\n</ul>",
    "<BR>",
    "<p/>",
    "<i>*a*</i>",
    "**x.[n]**",
    "**a\\*b**",
    "**a (b)**c",
    "**[a]**",
    "**a]**(http://x.org)",
    "| [Vec] | <b>a</b> |\n|---|---|\n| ``a`` | http://x.org |",
    "| a | b |\n|---|---|\n| `a | b` |",
    "| a \\|\n|---|",
    "|\n|--|\n|",
    "| |\n|--|\n||",
    "| a |\n|:-|\n| b |",
    "| a |\n|--|\n    | b |",
    "| # a |\n|--|\n| - b |\n| 1. c |",
    "<div\nclass=a>",
    "<!--",
    "<!-- a -->",
    "<?php",
    "<![CDATA[",
    "<a@b.org>",
    "Vec<String>",
    "<br/>",
    "&amp;",
    "&#0;",
    "&lt;script&gt;",
    "{@inheritDoc}",
    "{{a}} {% b %} {}",
    "a\\",
    "a\\\nb",
    "a\\\\",
    "\\`a`",
    "`a\\`",
    "\\``a`",
    "`",
    "``",
    "```",
    "a ` b `` c",
    "`a``b`",
    "`a`https://{x}.org/`b`",
    "\u{202e}evil\u{2066}",
    "`\u{202e}`",
    "a\0b",
    "\u{feff}a",
    "*\u{200b}/",
    "\u{1b}[31m",
    "é ü 漢字 👩‍👩‍👧 🦀",
    "a\r\nb\r\rc\rd",
    "A\n=",
    "A\n---",
    "a\n***\nb",
    "___",
    "a | b\n--|--\nc | d",
    "a\n:-\nb",
    "a\n:-:\n",
    "| a |\n|---|\n| `|` |",
    "*a* **b** ***c*** __d__ _e_ ~~f~~ ~g~",
    "**a\nb**",
    "** a**",
    "**a:**b",
    "$x^2$",
    "http://x.org http://x.org/a_b_c?d=e&f;g=<h>",
    "xhttp://x.org",
    "HTTP://x.org",
    "http\\://x.org",
    "http:/\\/x.org",
    "http://x.org`a`",
    "(http://x.org)",
    "\"http://x.org\"",
    "<http://x.org",
    "http://[::1]/",
    "http://x.org/\\*/",
    "https://*.x.org",
    "**http**://x.org",
    "www.x.org",
    "[http://x.org](http://x.org)",
    "[a](http://x.org/ b)",
    "[a](http://x.org/)b)",
    "[`a](http://x.org)`",
    "[a\nb](http://x.org)",
    "[a](javascript:alert(1))",
    "[](http://x.org)",
    "- \n- a",
    "-",
    "+ a\n* b\n- c",
    "1. a\n1) b",
    "- a\n - b\n  - c\n   - d\n    - e\n     - f\n      - g\n        - h",
    "1. a\n   2. b\n      3. c",
    "- a\nlazy\n\n  b\n  - c\n\nd",
    "123456789. a",
    "1234567890. a",
    "1.",
    "a\n2.\n3) b",
    "- ```\n  a\n  ```",
    "text:\n    ```rust\n    panic!()\n",
    "Some `code\n\nspan` here",
    "`a\nb`",
    "\ttabs\there",
    "use -- and --- and ...",
    "\"quotes\" 'a'",
    "@param x",
    "#tag",
    "#[test]",
    "::: warning",
    ":::",
    "[!NOTE] a",
    "> [!NOTE]\n> a",
];

/// Returns the nasty strings alone, next to each other and in lists, and long strings.
fn corpus() -> Vec<String> {
    let long = "long [text](#a) `of` *many* - words 1. # ".repeat(125);
    let word = "x".repeat(5000);
    let nasty = NASTY.iter().map(|text| (*text).to_owned());
    let pairs = NASTY
        .windows(2)
        .flat_map(|pair| [pair.concat(), pair.join(" "), pair.join("\n")]);
    let items = NASTY
        .iter()
        .map(|text| format!("- {text}\n  - {text}\n\n  {text}\n3. {text}"));
    nasty.chain(pairs).chain(items).chain([long, word]).collect()
}

fn comment(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("/// {line}").trim_end().to_owned() + "\n")
        .collect()
}

/// Returns a crate whose items contain `texts` in every form.
fn documented(texts: &[String]) -> String {
    let mut source = "//! A crate.\n\n".to_owned();
    for (number, text) in texts.iter().enumerate() {
        let mut lines = vec![sentence(text), String::new()];
        lines.extend(prose(text));
        lines.extend([String::new(), format!("Such as {}.", code(text)), String::new()]);
        // As an item of a list, which the emitter writes.
        let item = format!("- {}: {}", code(text), sentence(text));
        lines.extend(reflow(&[item]).into_owned());
        source += &format!("{}pub struct T{number};\n", comment(&lines));
    }
    source
}

fn rustdoc(source: &Path, arguments: &[&str]) -> Output {
    let rustdoc = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let mut command = Command::new(rustdoc);
    command
        .arg("--edition=2024")
        .arg("--crate-name=documented")
        .args(arguments)
        .arg(source);
    command.output().expect("rustdoc runs")
}

/// Writes a crate with `texts` to its own directory.
fn written(name: &str, texts: &[String]) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&directory).expect("a directory");
    let source = directory.join("lib.rs");
    std::fs::write(&source, documented(texts)).expect("a file");
    source
}

#[test]
fn rustdoc_finds_no_fault_and_no_test() {
    let source = written("doc-comments", &corpus());
    let out = source.with_file_name("html");
    let out = format!("--out-dir={}", out.display());
    let lints = ["-Dwarnings", "-Drustdoc::all", "-Aunknown_lints"];
    let built = rustdoc(&source, &[&lints[..], &[&out]].concat());
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let tested = rustdoc(&source, &["--test"]);
    let output = String::from_utf8_lossy(&tested.stdout);
    assert!(
        tested.status.success() && output.contains("running 0 tests"),
        "{output}"
    );
}

#[test]
fn wrapped_text_is_not_wrapped_otherwise() {
    for text in corpus() {
        let lines = prose(&text);
        assert_eq!(*reflow(&lines), *lines, "of {text:?}");
    }
}

#[test]
fn safe_text_stays_as_it_is() {
    for text in corpus() {
        let once = prose(&text);
        assert_eq!(prose(&once.join("\n")), once, "of {text:?}");
    }
}
