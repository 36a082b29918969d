//! Fetches one file: requests, redirects, and continuing after an interruption.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::header::{ACCEPT_ENCODING, HeaderValue, IF_RANGE, LOCATION, RANGE, USER_AGENT};
use http::{HeaderMap, Request, Response, StatusCode, Uri};

use super::DownloadedFile;
use super::error::DownloadFault;
use super::file::PartialFile;
use super::link::Link;
use super::range::{ContentRange, content_length, strong_tag};
use crate::runtime::client::builder::{is_address, is_local};
use crate::runtime::client::retry::{Attempts, Outcome, chance};
use crate::runtime::client::send::Engine;
use crate::runtime::client::target::origin;
use crate::runtime::client::transport::{BodyStream, Fault, Limits, TransportError};
use crate::runtime::response::retry_after;

/// The maximum number of redirects.
const REDIRECTS: usize = 5;
/// The number of bytes that are buffered before they are written.
const BLOCK: usize = 256 << 10;

type Opened = Response<Box<dyn BodyStream>>;

/// The download of one file.
pub(super) struct Fetch<'a> {
    pub(super) engine: &'a Arc<Engine>,
    pub(super) link: &'a Link,
    pub(super) idle: Duration,
    pub(super) until: Option<Instant>,
    /// Is called with the number of received bytes and the size of the file.
    pub(super) report: &'a mut (dyn FnMut(u64, Option<u64>) + Send),
}

/// The state of the file, and its size as the server states it.
struct State {
    file: Arc<Mutex<PartialFile>>,
    total: Option<u64>,
}

impl State {
    fn file(&self) -> MutexGuard<'_, PartialFile> {
        lock(&self.file)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The reason why an attempt ended before the file was complete.
enum Interruption {
    /// Another attempt may succeed.
    Passing(Outcome, DownloadFault),
    /// Another attempt would fail too.
    Final(DownloadFault),
}

impl From<DownloadFault> for Interruption {
    fn from(fault: DownloadFault) -> Self {
        Self::Final(fault)
    }
}

impl From<io::Error> for Interruption {
    fn from(error: io::Error) -> Self {
        Self::Final(DownloadFault::File(error))
    }
}

impl From<TransportError> for Interruption {
    fn from(error: TransportError) -> Self {
        // A timeout is retried like a closed connection.
        let fault = match error.fault() {
            Fault::Timeout => Fault::Broken,
            fault => fault,
        };
        Self::Passing(Outcome::Fault(fault), DownloadFault::Transport(error))
    }
}

/// Returns the interruption for a response that does not match the received part.
fn unfit(expected: u64, received: u64) -> Interruption {
    let fault = DownloadFault::Length { expected, received };
    Interruption::Passing(Outcome::Fault(Fault::Broken), fault)
}

impl Fetch<'_> {
    /// Downloads the file to `path`.
    pub(super) async fn run(mut self, path: PathBuf) -> Result<DownloadedFile, DownloadFault> {
        let algorithm = self.link.hash.as_ref().map(|hash| hash.algorithm);
        let target = path.clone();
        let file = self
            .off_thread(move || PartialFile::open(target, algorithm))
            .await?;
        let mut most = file.size();
        let file = Arc::new(Mutex::new(file));
        let mut state = State { file, total: None };
        let mut attempts = self.attempts();
        loop {
            let (outcome, fault) = match self.attempt(&mut state).await {
                Ok(()) => return self.complete(&state, path).await,
                Err(Interruption::Final(fault)) => return Err(fault),
                Err(Interruption::Passing(outcome, fault)) => (outcome, fault),
            };
            let size = state.file().size();
            if size > most {
                (attempts, most) = (self.attempts(), size);
            }
            if self.left().is_zero() {
                return Err(DownloadFault::Timeout);
            }
            match attempts.after(outcome, Instant::now, chance) {
                Some(wait) => self.engine.sleep(wait.min(self.left())).await,
                None => return Err(fault),
            }
        }
    }

    /// Returns the attempts since the last one that received new bytes.
    fn attempts(&self) -> Attempts {
        Attempts::new(self.engine.retry, true, Instant::now())
    }

    fn left(&self) -> Duration {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        self.until.map_or(Duration::MAX, left)
    }

    /// Requests the missing bytes and writes them.
    async fn attempt(&mut self, state: &mut State) -> Result<(), Interruption> {
        let (head, body) = self.response(state).await?.into_parts();
        match head.status {
            StatusCode::OK => {
                self.change(state, PartialFile::restart).await?;
                state.total = content_length(&head.headers);
            }
            StatusCode::PARTIAL_CONTENT => self.check_part(state, &head.headers).await?,
            StatusCode::RANGE_NOT_SATISFIABLE => return self.check_end(state, &head.headers).await,
            status => {
                let retry_after = retry_after(&head.headers, SystemTime::now);
                let fault = DownloadFault::Status { status, retry_after };
                return Err(Interruption::Passing(Outcome::Status(status, retry_after), fault));
            }
        }
        let tag = strong_tag(&head.headers);
        if tag.is_some() {
            self.change(state, |file| file.set_tag(tag)).await?;
        }
        self.copy(body, state).await
    }

    /// Sends the request, and follows redirects. A header that the link requires is only sent to the host of the link.
    async fn response(&mut self, state: &State) -> Result<Opened, Interruption> {
        let mut url = self.link.url().to_owned();
        for _ in 0..=REDIRECTS {
            let uri = checked(&url)?;
            let request = self.request(uri, &url, state);
            let limits = Limits {
                time: self.idle.min(self.left()),
                ..self.engine.limits
            };
            if limits.time.is_zero() {
                return Err(TransportError::from(Fault::Timeout).into());
            }
            let response = self.engine.transport.open(request, limits, self.left()).await?;
            let target = response
                .headers()
                .get(LOCATION)
                .filter(|_| matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308));
            match target.map(HeaderValue::to_str) {
                None => return Ok(response),
                Some(Ok(target)) => url = resolved(target, &url),
                Some(Err(_)) => return Err(DownloadFault::InvalidLink.into()),
            }
        }
        Err(DownloadFault::TooManyRedirects.into())
    }

    fn request(&self, uri: Uri, url: &str, state: &State) -> Request<Vec<u8>> {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.engine.agent.clone());
        // Sizes and hashes refer to the file itself, not to a compressed form.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some((name, value)) = &self.link.header
            && origin(url) == origin(self.link.url())
        {
            headers.insert(name, value.clone());
        }
        let file = state.file();
        let tag = file.tag().and_then(|tag| HeaderValue::try_from(tag).ok());
        // Without a tag and a size, a change of the file could not be detected.
        if file.size() > 0 && (tag.is_some() || state.total.is_some()) {
            let range = HeaderValue::try_from(format!("bytes={}-", file.size()));
            headers.extend(range.ok().map(|range| (RANGE, range)));
            headers.extend(tag.map(|tag| (IF_RANGE, tag)));
        }
        request
    }

    /// Checks that a partial response (206) continues the file; if it does not, the next attempt starts anew.
    async fn check_part(&mut self, state: &mut State, headers: &HeaderMap) -> Result<(), Interruption> {
        let (size, known) = (state.file().size(), state.total);
        let range = ContentRange::read(headers);
        let first = range.and_then(|range| range.part).map(|(first, _)| first);
        let total = range.and_then(|range| range.total);
        let is_same_size = known.is_none() || total.is_none() || known == total;
        let tag = strong_tag(headers);
        let is_same_tag = tag.is_none() || state.file().tag().is_none_or(|own| Some(own) == tag.as_deref());
        if first == Some(size) && is_same_size && is_same_tag {
            state.total = known.or(total);
            return Ok(());
        }
        self.start_anew(state).await?;
        Err(unfit(known.unwrap_or(size), total.or(first).unwrap_or_default()))
    }

    /// Checks that the file is complete after status 416; if it is not, the next attempt starts from the beginning.
    async fn check_end(&mut self, state: &mut State, headers: &HeaderMap) -> Result<(), Interruption> {
        let (size, known) = (state.file().size(), state.total);
        let total = ContentRange::read(headers).and_then(|range| range.total);
        if size > 0 && total == Some(size) && known.is_none_or(|known| known == size) {
            return Ok(());
        }
        self.start_anew(state).await?;
        Err(match total {
            Some(total) => unfit(known.unwrap_or(size), total),
            None => {
                let (status, retry_after) = (StatusCode::RANGE_NOT_SATISFIABLE, None);
                let fault = DownloadFault::Status { status, retry_after };
                Interruption::Passing(Outcome::Fault(Fault::Broken), fault)
            }
        })
    }

    async fn start_anew(&mut self, state: &mut State) -> Result<(), Interruption> {
        state.total = None;
        self.change(state, PartialFile::restart).await
    }

    /// Writes a body.
    async fn copy(&mut self, mut body: Box<dyn BodyStream>, state: &State) -> Result<(), Interruption> {
        let mut block = Vec::with_capacity(BLOCK);
        let end = loop {
            match body.next().await {
                Ok(Some(bytes)) => block.extend_from_slice(&bytes),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
            if self.left().is_zero() {
                break Err(Fault::Timeout.into());
            }
            if block.len() >= BLOCK {
                self.write(std::mem::take(&mut block), state).await?;
            }
        };
        self.write(block, state).await?;
        end?;
        let size = state.file().size();
        match state.total {
            Some(total) if total != size => Err(unfit(total, size)),
            _ => Ok(()),
        }
    }

    async fn write(&mut self, block: Vec<u8>, state: &State) -> Result<(), Interruption> {
        let received = state.file().size() + block.len() as u64;
        if let Some(expected) = state.total.filter(|total| received > *total) {
            self.change(state, PartialFile::restart).await?;
            return Err(DownloadFault::Length { expected, received }.into());
        }
        self.change(state, move |file| file.write(&block)).await?;
        (self.report)(received, state.total);
        Ok(())
    }

    /// Checks the hash of the complete file and renames it.
    async fn complete(&mut self, state: &State, path: PathBuf) -> Result<DownloadedFile, DownloadFault> {
        let file = state.file.clone();
        let hashes = self.off_thread(move || Ok(lock(&file).hashes())).await?;
        let expected = self.link.hash.as_ref().map(|hash| &hash.digits);
        if let (Some(expected), Some(received)) = (expected, hashes.other)
            && *expected != received
        {
            let file = state.file.clone();
            self.off_thread(move || lock(&file).discard()).await?;
            return Err(DownloadFault::Hash {
                expected: expected.clone(),
                received,
            });
        }
        let file = state.file.clone();
        self.off_thread(move || lock(&file).complete()).await?;
        Ok(DownloadedFile {
            path,
            size: state.file().size(),
            sha256: hashes.sha256,
            is_verified: expected.is_some(),
        })
    }

    async fn change(
        &mut self,
        state: &State,
        work: impl FnOnce(&mut PartialFile) -> io::Result<()> + Send + 'static,
    ) -> Result<(), Interruption> {
        let file = state.file.clone();
        Ok(self.off_thread(move || work(&mut lock(&file))).await?)
    }

    /// Runs blocking work on a thread where it blocks no other task.
    async fn off_thread<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let result = slot.clone();
        let work = Box::new(move || *lock(&slot) = Some(work()));
        self.engine.transport.run_blocking(work).await;
        let done = lock(&result).take();
        done.unwrap_or_else(|| Err(io::Error::other("the runtime shut down")))
    }
}

/// Resolves the target of a redirect from `url` (RFC 3986, section 5.2).
fn resolved(target: &str, url: &str) -> String {
    let is_absolute = |part: &str| part.contains(':');
    if target.split(['/', '?', '#']).next().is_some_and(is_absolute) {
        return target.to_owned();
    }
    let base = url.split(['?', '#']).next().unwrap_or_default();
    let start = base.find("://").map_or(0, |index| index + 3);
    let host_end = base[start..].find('/').map_or(base.len(), |index| start + index);
    match target {
        _ if target.starts_with("//") => format!("{}{}", &base[..start], &target[2..]),
        _ if target.starts_with('/') => format!("{}{target}", &base[..host_end]),
        _ if target.starts_with('?') => format!("{base}{target}"),
        _ => {
            let folder = base[host_end..].rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{}{folder}/{target}", &base[..host_end])
        }
    }
}

/// Parses a download URL: `https`, or `http` on this machine, without user information.
fn checked(url: &str) -> Result<Uri, DownloadFault> {
    let url = url.split('#').next().unwrap_or_default();
    let uri: Uri = url.parse().map_err(|_| DownloadFault::InvalidLink)?;
    let is_allowed = |authority: &http::uri::Authority| {
        let is_secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => is_local(authority.host()),
            _ => false,
        };
        is_secure && is_address(authority)
    };
    match uri.authority().is_some_and(is_allowed) {
        true => Ok(uri),
        false => Err(DownloadFault::InvalidLink),
    }
}
