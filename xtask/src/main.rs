//! `cargo xtask`: the commands of this project.

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;
use std::thread::JoinHandle;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command = xtask::CommandLine::parse();
    // Schemas nest as deep as a document may, and each level takes some frames.
    let thread = std::thread::Builder::new().stack_size(xtask::STACK);
    match thread.spawn(|| command.run()).map(JoinHandle::join) {
        Ok(Ok(reply)) => reply.print(),
        Ok(Err(_)) | Err(_) => ExitCode::from(xtask::Status::Bad as u8),
    }
}
