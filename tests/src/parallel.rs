//! Work on several threads.

pub use generator::parallel::map;

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
