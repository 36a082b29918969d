// {{ marker }}. Do not edit.

//! Checks recorded traffic (an HTTP archive, HAR 1.2) against the types of this crate:
//! `cargo run --features inspect --example inspect -- FILE.har [json]`.
//!
//! Exit status: 0 if every body decodes, 1 if one does not, 2 if the archive cannot be read.

use std::process::ExitCode;

use {{ krate }}::body_types::EXCHANGES;
use {{ krate }}::runtime::inspect::{Report, inspect};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(path) = arguments.next() else {
        return refuse("usage: inspect FILE.har [json]");
    };
    let json = arguments.next().is_some_and(|format| format == "json");
    match read(path.as_ref()) {
        Ok(report) if json => finish(&format!("{:#}\n", report.to_json()), &report),
        Ok(report) => finish(&report.to_string(), &report),
        Err(reason) => refuse(&format!("{}: {reason}", path.display())),
    }
}

fn read(path: &std::path::Path) -> Result<Report, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    // Some proxies begin their files with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let archive = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    inspect(&archive, EXCHANGES)
}

fn finish(text: &str, report: &Report) -> ExitCode {
    use std::io::Write;
    // A closed pipe is not an error: the reader has stopped reading.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(u8::from(report.undecodable() > 0))
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("error: {reason}");
    ExitCode::from(2)
}
