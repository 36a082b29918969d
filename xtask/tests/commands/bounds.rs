//! Work and memory are bounded by the size of the input, whatever it contains.

use generator::SourceFile;
use generator::parallel::alone;
use openapi_crate::bench::hostile::{FAMILIES, Hostile, USES, Use};
use std::time::{Duration, Instant};

/// The use of one document.
struct Cost {
    /// The size of the document in bytes.
    input: f64,
    /// The size of the output in bytes.
    output: f64,
    time: Duration,
}

fn cost(group: &Hostile, size: usize, act: fn(&SourceFile) -> usize) -> Cost {
    let (name, text) = (group.document)(size);
    let file = SourceFile::new(name, text);
    let (clock, cpu) = (Instant::now(), cpu_time());
    let output = alone(|| act(&file));
    let spent = cpu_time()
        .zip(cpu)
        .map(|(after, before)| after.saturating_sub(before));
    Cost {
        input: file.bytes.len() as f64,
        output: output as f64,
        time: spent.unwrap_or_else(|| clock.elapsed()),
    }
}

/// Returns the CPU time of this thread, which does all the work and does not depend on other programs; `None` if the
/// system does not report it.
fn cpu_time() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = line.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The number of measurements before a use counts as slow: other processes take time, too.
const ATTEMPTS: usize = 3;

/// Neither the crate nor the diagnostics of a document grow faster than the document, and the work takes less than twice
/// as much time for a byte.
#[test]
fn four_times_the_document_is_four_times_the_output_and_less_than_eight_times_the_work() {
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let groups: Vec<&Hostile> = FAMILIES
        .iter()
        .filter(|group| group.name.contains(&wanted))
        .collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let excesses = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                let own = groups.iter().skip(worker).step_by(workers);
                let measure = move || own.flat_map(|group| excesses(group)).collect::<Vec<_>>();
                let thread = std::thread::Builder::new().stack_size(openapi_crate::STACK);
                thread.spawn_scoped(scope, measure).expect("a thread")
            })
            .collect();
        let excesses = running.into_iter().map(|thread| thread.join().expect("no panic"));
        excesses.flatten().collect::<Vec<_>>()
    });
    assert!(excesses.is_empty(), "{}", excesses.join("\n"));
}

/// Returns a line for each use of the documents of a family that exceeds a bound.
fn excesses(group: &Hostile) -> Vec<String> {
    let excess = |(name, act): &Use| {
        let mut slow = Vec::new();
        while slow.len() < ATTEMPTS {
            let [small, large] = [1, 4].map(|times| cost(group, group.size * times / 2, *act));
            if let Some(growth) = growth(&small, &large) {
                return Some(format!("{name}, {}: {growth}", group.name));
            }
            slow.push(slowdown(&small, &large)?);
        }
        Some(format!("{name}, {}: {}", group.name, slow.join("; ")))
    };
    USES.iter().filter_map(excess).collect()
}

/// Returns how many times as large the second document is: four times, or more where its bytes grow faster than its size.
/// What all documents have is a large part of the bytes of a short one.
fn times(small: &Cost, large: &Cost) -> f64 {
    (large.input / small.input).max(4.0)
}

/// Returns the sizes if the output grows faster than the document. Names have digits, which are the tolerance.
fn growth(small: &Cost, large: &Cost) -> Option<String> {
    let allowed = small.output * 1.5 * times(small, large) + 2_000.0;
    (large.output > allowed).then(|| {
        format!(
            "{} bytes of {}, then {} of {}",
            small.output, small.input, large.output, large.input
        )
    })
}

/// Returns the figures if the work grows more than twice as fast as the document.
fn slowdown(small: &Cost, large: &Cost) -> Option<String> {
    let allowed = small.time.mul_f64(2.0 * times(small, large)) + Duration::from_millis(25);
    (large.time > allowed).then(|| {
        format!(
            "{:?} for {} bytes, {:?} for {}",
            small.time, small.input, large.time, large.input
        )
    })
}
