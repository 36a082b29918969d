//! Charts of the growth with the number of operations, as bars in text and as SVG.

use super::Cost;
use std::fmt::Write;

/// Width and height of one panel, in pixels.
const PANEL: (f64, f64) = (260.0, 150.0);

/// Reads one figure from a row: how many operations, and the two costs.
type Figure = fn(&(usize, Cost, Cost)) -> f64;

/// The length of the longest bar in characters.
const BAR: f64 = 40.0;

/// Returns the bars as a block of Markdown.
pub(super) fn markdown(points: &[(usize, Cost, Cost)]) -> String {
    match text(points) {
        bars if bars.is_empty() => bars,
        bars => format!("\n```text\n{}```\n", bars.trim_start()),
    }
}

/// Returns a bar for each number of operations, with the seconds of generating and of checking.
pub(super) fn text(points: &[(usize, Cost, Cost)]) -> String {
    let panels: [(&str, Figure); 2] = [
        ("generate", |point| point.1.seconds),
        ("cargo check", |point| point.2.seconds),
    ];
    let mut text = String::new();
    for (title, value) in panels.iter().filter(|_| !points.is_empty()) {
        let top = points.iter().map(value).fold(f64::MIN_POSITIVE, f64::max);
        let _ = writeln!(text, "\n{title}, seconds over operations");
        for point in points {
            let seconds = value(point);
            let bar = "#".repeat((BAR * seconds / top).ceil() as usize);
            let _ = writeln!(text, "{:5} {bar} {seconds:.2}", point.0);
        }
    }
    text
}

/// Returns four panels: seconds and MiB of generating and of checking, by the number of operations.
pub(super) fn svg(points: &[(usize, Cost, Cost)]) -> String {
    let panels: [(&str, Figure); 4] = [
        ("generate: seconds", |point| point.1.seconds),
        ("generate: MiB", |point| point.1.mebibytes),
        ("cargo check: seconds", |point| point.2.seconds),
        ("cargo check: MiB", |point| point.2.mebibytes),
    ];
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"480\" font-group=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"720\" height=\"480\" fill=\"white\"/>\n",
    );
    for (number, (title, value)) in panels.iter().enumerate() {
        let (x, y) = (
            60.0 + 350.0 * (number % 2) as f64,
            40.0 + 230.0 * (number / 2) as f64,
        );
        let line: Vec<_> = points.iter().map(|point| (point.0, value(point))).collect();
        panel(&mut svg, (x, y), title, &line);
    }
    svg + "</svg>\n"
}

/// Writes one line with its axes; both start at zero.
fn panel(svg: &mut String, (x, y): (f64, f64), title: &str, line: &[(usize, f64)]) {
    let (width, height) = PANEL;
    let right = line.iter().map(|(size, _)| *size).max().unwrap_or(1) as f64;
    let top = line
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::MIN_POSITIVE, f64::max);
    // The line ends below the title.
    let full = top * 1.15;
    let place =
        |size: usize, value: f64| (x + width * size as f64 / right, y + height * (1.0 - value / full));
    let corners: Vec<_> = line.iter().map(|(size, value)| place(*size, *value)).collect();
    let path: Vec<_> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let base = y + height;
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{}\" font-weight=\"bold\">{title}</text>",
        y - 14.0
    );
    let _ = writeln!(
        svg,
        "<path d=\"M{x} {y}V{base}H{}\" fill=\"none\" stroke=\"gray\"/>",
        x + width
    );
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"2\"/>",
        path.join(" ")
    );
    for ((size, value), (px, py)) in line.iter().zip(corners) {
        let digits = if top < 10.0 { 2 } else { 0 };
        let _ = writeln!(
            svg,
            "<circle cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"3\" fill=\"#1f6feb\"/>"
        );
        let _ = writeln!(
            svg,
            "<text x=\"{px:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.digits$}</text>",
            py - 6.0
        );
        let _ = writeln!(
            svg,
            "<text x=\"{px:.1}\" y=\"{}\" text-anchor=\"middle\">{size}</text>",
            base + 15.0
        );
    }
}
