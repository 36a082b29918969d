//! Runs a program part on random input: no panic, no hang, whatever the input is.
//!
//! A run in `cargo test` is short and always the same. `TEST_ROUNDS=40` makes it take forty times as many inputs,
//! `FUZZ_SECONDS=600` makes each target run that long, and `FUZZ_SEED` begins with another seed. An input that fails is written to the folder for temporary files.

use crate::random::{self, Random};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The time limit of one input, without optimization on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// Calls `act` with inputs that `make` creates from random numbers, [`rounds`](random::rounds) times or for `FUZZ_SECONDS`.
///
/// # Panics
///
/// If `act` panics or exceeds the time limit, with the seed of the input.
pub fn run<I: Debug + 'static>(
    name: &'static str,
    usual: u64,
    make: impl Fn(&mut Random) -> I + Send + 'static,
    act: impl Fn(&I) + Send + 'static,
) {
    let first: u64 = number("FUZZ_SEED").unwrap_or(1);
    let end = number("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let (started, inputs) = mpsc::channel();
    let work = move || {
        for seed in first.. {
            let continues = end.map_or(seed < first + random::rounds(usual), |end| Instant::now() < end);
            if !continues {
                return None;
            }
            let input = make(&mut Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)));
            let _ = started.send((seed, format!("{input:?}")));
            if catch_unwind(AssertUnwindSafe(|| act(&input))).is_err() {
                return Some(seed);
            }
        }
        None
    };
    let worker = std::thread::Builder::new()
        .stack_size(generator::parallel::STACK)
        .spawn(work);
    let worker = worker.expect("a thread");
    let mut last = (first, String::new());
    loop {
        match inputs.recv_timeout(LIMIT) {
            Ok(next) => last = next,
            Err(RecvTimeoutError::Timeout) => panic!("{} takes too long", saved(name, &last)),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let failed = worker.join().expect("the worker catches panics");
    assert!(failed.is_none(), "{} panics", saved(name, &last));
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Saves an input; returns its name.
fn saved(name: &str, (seed, input): &(u64, String)) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz");
    let path = folder.join(format!("{name}-{seed}.txt"));
    match crate::write(&path, input) {
        Ok(()) => format!("{name}: FUZZ_SEED={seed}, saved as {},", path.display()),
        Err(_) => format!("{name}: FUZZ_SEED={seed}: {input}"),
    }
}
