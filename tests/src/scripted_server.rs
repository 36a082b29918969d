//! A scripted HTTP server, including faults, which records requests.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A received request.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Sent {
    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The reaction of the server to a request.
#[derive(Clone, Debug)]
pub enum Step {
    /// Writes these bytes and waits for the next request.
    Write(Vec<u8>),
    /// Writes these bytes and closes the connection.
    WriteAndClose(Vec<u8>),
    /// Writes these bytes, then zeros until the client closes the connection.
    Flood(Vec<u8>),
    /// Sends nothing for this time.
    Stall(Duration),
    /// Writes these bytes, and is silent for so long.
    WriteAndStall(Vec<u8>, Duration),
}

/// Returns a response with a body.
pub fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Step {
    let mut text = format!("HTTP/1.1 {status} Scripted\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    Step::Write(format!("{text}\r\n{body}").into_bytes())
}

/// A running server. It runs until the process of the tests ends.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    connections: usize,
    sent: Vec<Sent>,
    forgets: bool,
}

impl Server {
    /// Starts a server; `script` receives each request and its number, counted from 0.
    ///
    /// # Panics
    ///
    /// If this machine has no free port.
    pub fn start(script: impl Fn(usize, &Sent) -> Step + Send + Sync + 'static) -> Self {
        Self::start_after_resets(0, script)
    }

    /// Starts a server that closes the first `resets` connections before it reads from them.
    ///
    /// # Panics
    ///
    /// If this machine has no free port.
    pub fn start_after_resets(
        resets: usize,
        script: impl Fn(usize, &Sent) -> Step + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Self {
            address,
            log: Arc::default(),
        };
        let (accepting, script) = (server.clone(), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = accepting.log(|log| {
                    log.connections += 1;
                    log.connections
                });
                if count <= resets {
                    continue;
                }
                let (serving, script) = (accepting.clone(), script.clone());
                // A broken connection is part of the script.
                std::thread::spawn(move || serving.serve(stream, &*script).unwrap_or_default());
            }
        });
        server
    }

    /// Returns scheme, host and port.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns all requests so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.log(|log| log.sent.clone())
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> usize {
        self.log(|log| log.connections)
    }

    /// Starts a server as [`start`](Self::start), without recording requests: for measurements.
    ///
    /// # Panics
    ///
    /// If this machine has no free port.
    pub fn start_forgetful(script: impl Fn(usize, &Sent) -> Step + Send + Sync + 'static) -> Self {
        let server = Self::start(script);
        server.log(|log| log.forgets = true);
        server
    }

    fn log<T>(&self, look: impl FnOnce(&mut Log) -> T) -> T {
        look(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn serve(&self, mut stream: TcpStream, script: &dyn Fn(usize, &Sent) -> Step) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(sent) = read(&mut reader)? {
            let number = self.log(|log| {
                if !log.forgets {
                    log.sent.push(sent.clone());
                }
                log.sent.len().saturating_sub(1)
            });
            match script(number, &sent) {
                Step::Write(bytes) => stream.write_all(&bytes)?,
                Step::WriteAndClose(bytes) => return stream.write_all(&bytes),
                Step::Stall(time) => std::thread::sleep(time),
                Step::WriteAndStall(bytes, time) => {
                    stream.write_all(&bytes)?;
                    std::thread::sleep(time);
                }
                Step::Flood(head) => {
                    stream.write_all(&head)?;
                    loop {
                        stream.write_all(&[b' '; 64 << 10])?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Reads the next request; `None` at the end of the connection.
fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Sent>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut sent = Sent {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    let length = sent.header("content-length").and_then(|text| text.parse().ok());
    sent.body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut sent.body)?;
    Ok(Some(sent))
}
