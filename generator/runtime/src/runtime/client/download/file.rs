//! Writes the file of a download, computes its hashes, and keeps the information for resuming it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::runtime::client::digest::hex;

/// A hash algorithm that files are checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// Returns the algorithm with this name, in any spelling.
    pub(super) fn named(name: &str) -> Option<Self> {
        let plain = name.to_ascii_lowercase().replace(['-', '_', ' '], "");
        Some(match plain.as_str() {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" => Self::Sha256,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    /// Returns the number of hexadecimal digits of a hash.
    fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            Self::Sha512 => 128,
        }
    }
}

/// The hash of a file as the API states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hash {
    pub(super) algorithm: Algorithm,
    /// Lower-case hexadecimal digits.
    pub(super) digits: String,
}

impl Hash {
    /// Reads hexadecimal digits; `None` if they are not a hash of this algorithm.
    pub(super) fn parse(algorithm: Algorithm, digits: &str) -> Option<Self> {
        let digits = digits.trim().to_ascii_lowercase();
        let fits = digits.len() == algorithm.digits() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then_some(Self { algorithm, digits })
    }
}

/// The state of a hash that is computed.
#[derive(Clone)]
enum Hasher {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(Md5::new()),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(state) => state.update(bytes),
            Self::Sha1(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
        }
    }

    fn finish(self) -> String {
        match self {
            Self::Md5(state) => hex(&state.finalize()),
            Self::Sha1(state) => hex(&state.finalize()),
            Self::Sha256(state) => hex(&state.finalize()),
            Self::Sha512(state) => hex(&state.finalize()),
        }
    }
}

/// A file that is not complete yet.
pub(super) struct PartialFile {
    file: File,
    target: PathBuf,
    size: u64,
    sha256: Hasher,
    /// The hash with the algorithm that the API uses.
    other: Option<Hasher>,
    algorithm: Option<Algorithm>,
    /// The entity tag of the file on the server.
    tag: Option<String>,
}

/// The hashes of a complete file: SHA-256, and the one that the API states.
pub(super) struct Hashes {
    pub(super) sha256: String,
    pub(super) other: Option<String>,
}

impl PartialFile {
    /// Opens the file for `target`: that of an earlier download if its entity tag is known, otherwise a new one.
    pub(super) fn open(target: PathBuf, algorithm: Option<Algorithm>) -> io::Result<Self> {
        if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut own = Self {
            file: options.open(with_suffix(&target, ".part"))?,
            tag: fs::read_to_string(with_suffix(&target, ".part.tag")).ok(),
            size: 0,
            sha256: Hasher::new(Algorithm::Sha256),
            other: algorithm.map(Hasher::new),
            algorithm,
            target,
        };
        match own.tag {
            Some(_) => own.read_back()?,
            None => own.restart()?,
        }
        Ok(own)
    }

    /// Hashes the bytes that an earlier download has written.
    fn read_back(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; 256 << 10];
        loop {
            match self.file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => self.take(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.other.iter_mut().for_each(|hasher| hasher.update(bytes));
        self.size += bytes.len() as u64;
    }

    /// Forgets all bytes.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.size = 0;
        self.sha256 = Hasher::new(Algorithm::Sha256);
        self.other = self.algorithm.map(Hasher::new);
        self.set_tag(None)
    }

    /// Sets the entity tag of the file on the server, with which a later download can continue.
    pub(super) fn set_tag(&mut self, tag: Option<String>) -> io::Result<()> {
        let path = with_suffix(&self.target, ".part.tag");
        match &tag {
            Some(tag) => fs::write(path, tag)?,
            None => remove(&path)?,
        }
        self.tag = tag;
        Ok(())
    }

    /// Appends bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.take(bytes);
        Ok(())
    }

    /// Returns the number of written bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Returns the entity tag of the file on the server.
    pub(super) fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Returns the hashes of all bytes.
    pub(super) fn hashes(&self) -> Hashes {
        Hashes {
            sha256: self.sha256.clone().finish(),
            other: self.other.clone().map(Hasher::finish),
        }
    }

    /// Renames the complete file to its final name.
    pub(super) fn complete(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(with_suffix(&self.target, ".part"), &self.target)?;
        remove(&with_suffix(&self.target, ".part.tag"))
    }

    /// Removes the file.
    pub(super) fn discard(&mut self) -> io::Result<()> {
        remove(&with_suffix(&self.target, ".part.tag"))?;
        remove(&with_suffix(&self.target, ".part"))
    }
}

fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
