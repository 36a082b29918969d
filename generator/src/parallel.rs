//! Work on several threads that gives the same result as on one.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The stack of a thread in bytes: enough for the deepest schemas that a document may have. It is reserved, and used as
/// far as needed.
pub const STACK: usize = 64 << 20;

thread_local! {
    /// Whether this thread does all the work that it is given.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Calls `work`, for which no other thread is started: what this thread has used then is what the work takes.
pub fn alone<R>(work: impl FnOnce() -> R) -> R {
    let before = ALONE.replace(true);
    let result = work();
    ALONE.set(before);
    result
}

/// Calls both functions, in parallel if the system has a thread for the first one.
///
/// # Panics
///
/// Passes on a panic of either function.
pub fn join<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    if ALONE.get() {
        return (first(), second());
    }
    let job = Mutex::new(Some(first));
    let take = || job.lock().ok().and_then(|mut job| job.take());
    let run = || take().map(|job| job());
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let spawned = builder.spawn_scoped(scope, run);
        let second = second();
        let first = match spawned {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => run(),
        };
        (first.expect("the function is called once"), second)
    })
}

/// Maps `items` on as many threads as there are cores. The results are in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    map_on(if ALONE.get() { 1 } else { cores() }, items, map)
}

/// Maps `items` on at most `threads` threads, this one included. The results are in the order of the items.
///
/// # Panics
///
/// `map` panics for an item.
pub fn map_on<T: Sync, R: Send>(threads: usize, items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    // One list of all, so that a thread whose work needs no memory touches none.
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while let Some((number, item)) = take(items, &next) {
            let result = map(item);
            done.lock()
                .expect("no thread panics with it")
                .push((number, result));
        }
    };
    let others = threads.min(items.len()).saturating_sub(1);
    std::thread::scope(|scope| {
        let start = || {
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)
        };
        // Without a thread, those that there are do all the work.
        let started: Vec<_> = (0..others).map_while(|_| start().ok()).collect();
        work();
        // A thread that is not joined is detached, and if it ends at that time, glibc reads its stack after this was
        // unmapped (glibc bug 19951).
        for thread in started {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut done = done.into_inner().expect("no thread panics with it");
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Returns the next item and its number.
fn take<'t, T>(items: &'t [T], next: &AtomicUsize) -> Option<(usize, &'t T)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, items.get(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uses about `levels` KiB of stack.
    fn descend(levels: usize) -> usize {
        let frame = std::hint::black_box([1_u8; 1024]);
        match levels {
            0 => 0,
            _ => descend(levels - 1) + usize::from(frame[levels % 1024]),
        }
    }

    #[test]
    fn each_thread_has_the_large_stack() {
        // The test itself has a small one, so that the work of its own thread is small.
        let here = std::thread::current().id();
        let deep = || match std::thread::current().id() == here {
            true => 8_000,
            false => descend(8_000),
        };
        assert_eq!(join(deep, || 1), (8_000, 1));
        assert_eq!(map_on(3, &[(), (), ()], |()| deep()), [8_000; 3]);
    }

    #[test]
    fn work_can_be_kept_on_one_thread() {
        let here = || std::thread::current().id();
        let own = here();
        let threads = alone(|| {
            let (first, second) = join(here, here);
            [vec![first, second], map(&[(); 100], |()| here())].concat()
        });
        assert_eq!(threads, [own; 102]);
        assert!(!ALONE.get());
    }

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [0, 1, 2, 7, 2000] {
            let doubled = map_on(threads, &items, |item| item * 2);
            assert!(
                doubled.iter().copied().eq((0..1000).map(|item| item * 2)),
                "{threads}"
            );
        }
        assert!(map(&[] as &[usize], |item| *item).is_empty());
    }
}
