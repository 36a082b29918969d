//! Downloads the files that a response links to.

mod error;
mod fetch;
mod file;
mod link;
mod range;

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use error::{DownloadError, DownloadFault};
use fetch::Fetch;
pub use link::{Downloads, Link};
#[allow(unused_imports, reason = "not every specification has links to files")]
pub(crate) use link::{HashFields, LinkField};

use super::send::Engine;

/// Downloads files, one after the other. `C` is the kind of client.
///
/// A file is written to `<name>.part` first, and renamed when it is complete and its hash matches the one that the API
/// states. If the connection breaks, the download resumes with a range request, unless the file has changed; an earlier
/// download into the same folder that did not finish is resumed too. Credentials and default headers of the client are
/// never sent to the host of a link.
///
/// Dropping the future stops the download; the written part is kept, and resumed by the next one.
#[must_use = "nothing is downloaded until this is awaited or run"]
pub struct Download<'a, C> {
    engine: Arc<Engine>,
    links: Vec<Link>,
    target: Target,
    endpoint: Option<String>,
    idle: Duration,
    limit: Duration,
    progress: Option<OnProgress<'a>>,
    kind: PhantomData<fn() -> C>,
}

type OnProgress<'a> = Box<dyn FnMut(&DownloadProgress<'_>) + Send + 'a>;

/// The location that files are written to.
enum Target {
    /// Into this folder, under the names that the links state.
    Folder(PathBuf),
    /// To this path.
    File(PathBuf),
}

/// The progress of a file.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DownloadProgress<'a> {
    /// The path that the file will have.
    pub path: &'a Path,
    /// The zero-based index of the file in this download.
    pub index: usize,
    /// The number of files in this download.
    pub count: usize,
    /// The number of received bytes, including those of an earlier download.
    pub received: u64,
    /// The size of the file in bytes, if the server states it.
    pub total: Option<u64>,
}

/// A downloaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadedFile {
    /// Its path.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 hash, in lower-case hexadecimal digits.
    #[doc(alias = "checksum")]
    pub sha256: String,
    /// Whether the API states a hash of the file. If it does, the hash of the file is equal.
    pub is_verified: bool,
}

impl<'a, C> Download<'a, C> {
    pub(crate) fn into_folder(engine: Arc<Engine>, links: Vec<Link>, folder: PathBuf) -> Self {
        Self::new(engine, links, Target::Folder(folder))
    }

    pub(crate) fn into_file(engine: Arc<Engine>, link: Link, path: PathBuf) -> Self {
        let endpoint = link.endpoint().map(str::to_owned);
        Self {
            endpoint,
            ..Self::new(engine, vec![link], Target::File(path))
        }
    }

    fn new(engine: Arc<Engine>, links: Vec<Link>, target: Target) -> Self {
        Self {
            engine,
            links,
            target,
            endpoint: None,
            idle: Duration::from_secs(60),
            limit: Duration::from_secs(6 * 3600),
            progress: None,
            kind: PhantomData,
        }
    }

    /// Uses the links for this private endpoint, in place of those that need no endpoint.
    #[doc(alias = "private endpoint")]
    #[doc(alias = "private link")]
    #[doc(alias = "vpc")]
    pub fn private_endpoint(mut self, id: impl Into<String>) -> Self {
        self.endpoint = Some(id.into());
        self
    }

    /// Sets the overall timeout of all files; six hours by default.
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sets how long to wait for the response and for each piece of it, before the download is continued with a new
    /// request; a minute by default.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Calls `progress` after each piece that was written.
    pub fn on_progress(mut self, progress: impl FnMut(&DownloadProgress<'_>) + Send + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Downloads the files.
    pub(crate) async fn finish(mut self) -> Result<Vec<DownloadedFile>, DownloadError> {
        let endpoint = self.endpoint.take();
        let mut links = std::mem::take(&mut self.links);
        links.retain(|link| link.endpoint() == endpoint.as_deref());
        let paths = self.target.paths(&links);
        if links.is_empty() {
            let path = self.target.path().to_owned();
            return Err(DownloadError::new(path, DownloadFault::NoLink { endpoint }));
        }
        let until = Instant::now().checked_add(self.limit);
        let (mut files, count) = (Vec::with_capacity(links.len()), links.len());
        for (index, (link, path)) in links.iter().zip(paths).enumerate() {
            let progress = self.progress.as_mut();
            let mut report = progress.map(|call| {
                let path = path.clone();
                move |received, total| {
                    call(&DownloadProgress {
                        path: &path,
                        index,
                        count,
                        received,
                        total,
                    });
                }
            });
            let mut nothing = |_, _| {};
            let fetch = Fetch {
                engine: &self.engine,
                link,
                idle: self.idle,
                until,
                report: match &mut report {
                    Some(report) => report,
                    None => &mut nothing,
                },
            };
            let file = fetch.run(path.clone()).await;
            files.push(file.map_err(|fault| DownloadError::new(path, fault))?);
        }
        Ok(files)
    }
}

impl Target {
    fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::File(path) => path,
        }
    }

    /// Returns a path for each link; no two are the same, also where file systems ignore case.
    fn paths(&self, links: &[Link]) -> Vec<PathBuf> {
        let folder = match self {
            Self::Folder(folder) => folder,
            Self::File(path) => return vec![path.clone(); links.len()],
        };
        let mut taken = BTreeSet::new();
        let mut distinct = |link: &Link| {
            let name = link.file_name();
            let numbered = (2..).map(|number| format!("{number}-{name}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            let free = names.find(|name| taken.insert(name.to_lowercase()));
            folder.join(free.unwrap_or_default())
        };
        links.iter().map(&mut distinct).collect()
    }
}

/// Implements [`Downloads`].
#[allow(unused_macros, reason = "not every specification has links to files")]
macro_rules! downloads {
    ($type:ty, [$($link:expr,)*]) => {
        impl $crate::runtime::client::Downloads for $type {
            const LINKS: &'static [$crate::runtime::client::LinkField] = &[$($link),*];
        }
    };
}
#[allow(unused_imports, reason = "not every specification has links to files")]
pub(crate) use downloads;
