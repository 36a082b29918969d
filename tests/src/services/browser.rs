//! Chromium, driven through chromedriver (W3C WebDriver), with axe-core for its pages.

use super::process::{Running, Scratch, local};
use super::{Absent, Request, Response, npm};
use serde_json::{Value, json};
use std::fs;
use std::io::BufReader;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

/// The file of axe-core, which checks the accessibility of a page.
const AXE: &str = "node_modules/axe-core/axe.min.js";

/// A browser with one window, which ends when dropped.
pub struct Browser {
    running: Running,
    session: String,
    axe: String,
    _scratch: Scratch,
}

impl Browser {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// No chromium, no chromedriver, or no npm to install axe-core with.
    ///
    /// # Panics
    ///
    /// If axe-core cannot be read.
    pub fn start() -> Result<Self, Absent> {
        Command::new("chromium")
            .arg("--version")
            .output()
            .map_err(|error| Absent::new(format!("chromium cannot be run: {error}")))?;
        let axe = fs::read_to_string(npm::install(AXE)?).expect("axe-core, which was just installed");
        let scratch = Scratch::new("browser");
        let running = Running::start("chromedriver", &scratch, |port| {
            let mut driver = Command::new("chromedriver");
            driver.arg(format!("--port={port}"));
            driver
        })?;
        let mut browser = Self {
            running,
            session: String::new(),
            axe,
            _scratch: scratch,
        };
        let options = json!({"args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1000",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        ]});
        let capabilities = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let session = browser
            .send("POST", "/session", &capabilities)
            .map_err(Absent::new)?;
        browser.session = session["sessionId"].as_str().unwrap_or_default().to_owned();
        Ok(browser)
    }

    /// Opens a file, with a query or fragment.
    pub fn open(&self, path: &Path, rest: &str) {
        self.post(
            "/url",
            &json!({"url": format!("file://{}{rest}", path.display())}),
        );
    }

    /// Runs the body of a function in the page, and returns its result.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Types keys into the focused element; special ones are those of WebDriver (17.4.2).
    pub fn type_keys(&self, keys: &str) {
        let strokes = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})));
        let strokes: Vec<Value> = strokes.collect();
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]});
        self.post("/actions", &actions);
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({"cmd": command, "params": parameters}),
        )
    }

    /// Sets the size of the view and whether the reader prefers dark colors.
    pub fn view(&self, width: u32, dark: bool) {
        let size = json!({"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// Prints the page, and returns the number of pages.
    pub fn printed_pages(&self) -> usize {
        let printed = self.devtools(
            "Page.printToPDF",
            &json!({"printBackground": true, "preferCSSPageSize": true}),
        );
        let pdf = decode(printed["data"].as_str().unwrap_or_default());
        let page = b"/Type /Page\n";
        pdf.windows(page.len()).filter(|window| window == page).count()
    }

    /// Returns the violations that axe-core finds in the page.
    pub fn accessibility(&self) -> Vec<String> {
        self.run(&self.axe);
        let script = "const done = arguments[0]; axe.run().then((result) => done(result.violations.map((found) =>
            found.id + ': ' + found.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' | '))))";
        let found = self.post("/execute/async", &json!({"script": script, "args": []}));
        let found = found.as_array().cloned().unwrap_or_else(|| vec![found]);
        found.iter().map(ToString::to_string).collect()
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        let path = format!("/session/{}{command}", self.session);
        self.send("POST", &path, body)
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let request = Request {
            method: method.to_owned(),
            target: path.to_owned(),
            headers: vec![("Host".to_owned(), format!("localhost:{}", self.running.port))],
            body: body.to_string().into_bytes(),
        };
        let text = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(local(self.running.port)).map_err(text)?;
        request.write(&mut stream).map_err(text)?;
        let response = Response::read(&mut BufReader::new(stream)).map_err(text)?;
        let mut body: Value = serde_json::from_slice(&response.body).map_err(|error| error.to_string())?;
        match response.status {
            200 => Ok(body["value"].take()),
            _ => Err(body["value"]["message"].to_string()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A killed driver does not close the browser.
        let _ = self.send("DELETE", &format!("/session/{}", self.session), &json!({}));
    }
}

/// Decodes base64 (RFC 4648, section 4).
fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        bits = (bits << 6 | u32::from(digit(byte))) & 0xfff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}
