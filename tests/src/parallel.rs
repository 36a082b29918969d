//! Work on all processors.

/// Returns the results of `act` for all of `items`, in their order.
///
/// # Panics
///
/// If `act` panics.
pub fn map<T: Sync, R: Send>(items: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parts = std::thread::available_parallelism().map_or(1, usize::from);
    let act = &act;
    std::thread::scope(|scope| {
        let chunks = items.chunks(items.len().div_ceil(parts).max(1));
        let running: Vec<_> = chunks
            .map(|chunk| scope.spawn(move || chunk.iter().map(act).collect::<Vec<_>>()))
            .collect();
        let results = running.into_iter().map(|thread| thread.join().expect("no panic"));
        results.flatten().collect()
    })
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
