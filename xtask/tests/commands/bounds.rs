//! Work and memory are bounded by the size of the input, whatever it contains.

use generator::SourceFile;
use openapi_crate::bench::hostile::{FAMILIES, Hostile, USES};
use std::time::{Duration, Instant};

fn cost(group: &Hostile, size: usize, act: fn(&SourceFile) -> usize) -> (usize, Duration) {
    let (name, text) = (group.document)(size);
    let file = SourceFile::new(name, text);
    let (clock, cpu) = (Instant::now(), cpu_time());
    act(&file);
    let spent = cpu_time()
        .zip(cpu)
        .map(|(after, before)| after.saturating_sub(before));
    (file.bytes.len(), spent.unwrap_or_else(|| clock.elapsed()))
}

/// Returns the CPU time of this thread, which does not depend on other programs; `None` if the system does not report
/// it.
fn cpu_time() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = line.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

#[test]
fn four_times_the_document_takes_less_than_eight_times_the_work() {
    let measure = std::thread::Builder::new()
        .stack_size(openapi_crate::STACK)
        .spawn(measure);
    let slow = measure.unwrap().join().unwrap();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// The number of measurements before a use counts as slow: other processes take time, too.
const ATTEMPTS: usize = 3;

/// Returns a line for each family and use that exceeds the bound.
fn measure() -> Vec<String> {
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let groups = FAMILIES.iter().filter(|group| group.name.contains(&wanted));
    let pairs = groups.flat_map(|group| USES.iter().map(move |usage| (group, usage)));
    pairs
        .filter_map(|(group, (name, act))| {
            let slow: Option<Vec<String>> = (0..ATTEMPTS).map(|_| slow(group, *act)).collect();
            slow.map(|slow| format!("{name}, {}: {}", group.name, slow.join("; ")))
        })
        .collect()
}

/// Returns the figures if four times the document takes more than eight times as long.
fn slow(group: &Hostile, act: fn(&SourceFile) -> usize) -> Option<String> {
    let (small, once) = cost(group, group.size, act);
    let (large, more) = cost(group, group.size * 4, act);
    let bytes = large as f64 / small as f64;
    let allowed = once.mul_f64(2.0 * bytes) + Duration::from_millis(100);
    (more > allowed).then(|| format!("{once:?} for {small} bytes, {more:?} for {large}"))
}

/// Neither the crate nor the diagnostics of a document grow faster than the document.
#[test]
fn output_grows_with_the_document() {
    let measure = std::thread::Builder::new()
        .stack_size(openapi_crate::STACK)
        .spawn(larger_outputs);
    let larger = measure.unwrap().join().unwrap();
    assert!(larger.is_empty(), "{}", larger.join("\n"));
}

/// Returns a line for each family and use whose output grows faster. Names have digits, which are the tolerance.
fn larger_outputs() -> Vec<String> {
    let mut larger = Vec::new();
    for group in FAMILIES {
        for (name, act) in USES {
            let [small, large] = [group.size / 2, group.size].map(|size| {
                let (name, text) = (group.document)(size.max(1));
                let file = SourceFile::new(name, text);
                (file.bytes.len(), act(&file))
            });
            let allowed = small.1 as f64 * 1.5 * (large.0 as f64 / small.0 as f64) + 2_000.0;
            if large.1 as f64 > allowed {
                larger.push(format!(
                    "{name}, {}: {} bytes of {}, then {} of {}",
                    group.name, small.1, small.0, large.1, large.0
                ));
            }
        }
    }
    larger
}
