//! The program `openapi-crate`, in the repository also `cargo xtask`.

use std::process::ExitCode;
use std::thread::JoinHandle;

#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line = openapi_crate::CommandLine::from_args();
    let style = line.style();
    // Without signal handlers, the next run restores what an interrupted one has half written.
    let _ = openapi_crate::interrupt::install();
    // Schemas may be deep, and each level needs several stack frames.
    let thread = std::thread::Builder::new().stack_size(openapi_crate::STACK);
    match thread.spawn(|| line.run()).map(JoinHandle::join) {
        Ok(Ok(outcome)) => outcome.print(style),
        Ok(Err(_)) | Err(_) => ExitCode::from(openapi_crate::Status::Bad as u8),
    }
}
