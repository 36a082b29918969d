//! Programs that run next to a test, and folders that go with it.

use super::Absent;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The maximum time until a program listens.
const START: Duration = Duration::from_secs(60);

/// A temporary folder, which is removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Creates an empty folder.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("{name}-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file in it.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file of the test");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program that listens on a port, killed when dropped.
pub(super) struct Running {
    child: Child,
    pub(super) port: u16,
}

impl Running {
    /// Starts `command` with a free port, with its output in a file of `scratch`, and waits until it listens.
    pub(super) fn start(
        name: &str,
        scratch: &Scratch,
        command: impl Fn(u16) -> Command,
    ) -> Result<Self, Absent> {
        let log = scratch.path().join("log");
        let port = free_port();
        let mut running = Self {
            child: spawn(name, &log, command(port))?,
            port,
        };
        let until = Instant::now() + START;
        while !listens(port) {
            let ended = running.child.try_wait().is_ok_and(|status| status.is_some());
            if ended || Instant::now() > until {
                let reported = fs::read_to_string(&log).unwrap_or_default();
                return Err(Absent::new(format!("{name} does not start: {}", reported.trim())));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(name: &str, log: &Path, mut command: Command) -> Result<Child, Absent> {
    let file = || File::create(log).map_or_else(|_| Stdio::null(), Stdio::from);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(file());
    command
        .spawn()
        .map_err(|error| Absent::new(format!("{name} cannot be run: {error}")))
}

fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&local(port), Duration::from_millis(200)).is_ok()
}

/// Returns the address of a port on this machine.
pub(super) fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Returns a port that no program listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind(local(0)).expect("a free port");
    listener.local_addr().expect("a port").port()
}
