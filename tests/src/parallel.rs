//! Work on several threads.

use generator::parallel;

/// Maps `items` on as many threads as there are cores, which are all in use then: the work on one item starts no others.
/// The results are in the order of the items.
///
/// # Panics
///
/// If `map` panics.
pub fn map<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    parallel::map(items, |item| parallel::alone(|| map(item)))
}

/// Calls `act` with all of `items` at once, on a thread for each: for work that mostly waits.
///
/// # Panics
///
/// If `act` panics.
pub fn at_once<T: Send>(items: impl IntoIterator<Item = T>, act: impl Fn(T) + Sync) {
    let act = &act;
    std::thread::scope(|scope| {
        for item in items {
            scope.spawn(move || act(item));
        }
    });
}
