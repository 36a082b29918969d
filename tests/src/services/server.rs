//! A server that records requests and responses, of its own or of a server behind it.

use super::http::{Request, Response};
use super::process::local;
use super::tls::{Certified, Tls};
use serde_json::{Value as Json, json};
use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The maximum time without data on a connection.
const SILENCE: Duration = Duration::from_secs(30);

/// A request and its response.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The received request.
    pub request: Request,
    /// The sent response.
    pub response: Response,
}

impl Exchange {
    /// Returns the entry of an HTTP archive.
    pub fn entry(&self) -> Json {
        let headers = |headers: &[(String, String)]| -> Vec<Json> {
            let pair = |(name, value): &(String, String)| json!({"name": name, "value": value});
            headers.iter().map(pair).collect()
        };
        let text = |body: &[u8]| (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned());
        json!({
            "request": {
                "method": self.request.method,
                "url": format!("https://cloud.mongodb.com{}", self.request.target),
                "headers": headers(&self.request.headers),
                "postData": {"text": text(&self.request.body)},
            },
            "response": {
                "status": self.response.status,
                "headers": headers(&self.response.headers),
                "content": {"text": text(&self.response.body)},
            },
        })
    }
}

type Log = Arc<Mutex<Vec<Exchange>>>;

/// A server on a free port, which stops when dropped.
pub struct Server {
    port: u16,
    scheme: &'static str,
    log: Log,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that responds with the result of `respond`; an error closes the connection.
    ///
    /// # Panics
    ///
    /// There is no free port.
    pub fn start(respond: impl Fn(&Request) -> io::Result<Response> + Send + Sync + 'static) -> Self {
        Self::over(None, respond)
    }

    /// Starts a server with TLS and this certificate.
    ///
    /// # Panics
    ///
    /// There is no free port.
    pub fn secure(
        certified: &Certified,
        respond: impl Fn(&Request) -> io::Result<Response> + Send + Sync + 'static,
    ) -> Self {
        Self::over(Some(Tls::new(certified)), respond)
    }

    fn over(
        tls: Option<Tls>,
        respond: impl Fn(&Request) -> io::Result<Response> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(local(0)).expect("a free port");
        let port = listener.local_addr().expect("a port").port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (log, over) = (Log::default(), Arc::new(AtomicBool::new(false)));
        let (own_log, own_over) = (Arc::clone(&log), Arc::clone(&over));
        let shared = Arc::new((tls, respond));
        let accept = move || {
            for stream in listener.incoming() {
                if own_over.load(Ordering::Relaxed) {
                    break;
                }
                let (log, shared) = (Arc::clone(&own_log), Arc::clone(&shared));
                thread::spawn(move || {
                    let stream = stream?;
                    stream.set_read_timeout(Some(SILENCE))?;
                    match &shared.0 {
                        Some(tls) => serve(&mut tls.accept(stream)?, &shared.1, &log),
                        None => serve(&mut &stream, &shared.1, &log),
                    }
                });
            }
        };
        Self {
            port,
            scheme,
            log,
            over,
            thread: Some(thread::spawn(accept)),
        }
    }

    /// Returns the port on which it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns scheme and authority for clients.
    pub fn url(&self) -> String {
        format!("{}://127.0.0.1:{}", self.scheme, self.port)
    }

    /// Returns the exchanges since the last call, in the order of the responses.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes it up.
        let _ = TcpStream::connect(local(self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    stream: &mut (impl Read + Write),
    respond: &impl Fn(&Request) -> io::Result<Response>,
    log: &Log,
) -> io::Result<()> {
    let Some(request) = Request::read(&mut BufReader::new(&mut *stream))? else {
        return Ok(());
    };
    let response = respond(&request)?;
    // Recorded before the client receives the response, so that no exchange is missing.
    let exchange = Exchange {
        request,
        response: response.clone(),
    };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    response.write(stream)
}

/// Forwards the request to the server on port `upstream`, which gets the headers `more`.
///
/// # Errors
///
/// Errors of the connection.
pub fn forward(upstream: u16, request: &Request, more: &[(&str, &str)]) -> io::Result<Response> {
    let mut request = request.clone();
    let more = more
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    request.headers.extend(more);
    let stream = TcpStream::connect(local(upstream))?;
    stream.set_read_timeout(Some(SILENCE))?;
    request.write(&mut &stream)?;
    Response::read(&mut BufReader::new(&stream))
}
