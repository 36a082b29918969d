//! Writes Rust files for a model. Lowering has made every decision.

mod client;
mod credentials_guide;
mod descriptors;
mod doc_attrs;
mod documented;
mod documented_bodies;
mod examples;
mod features;
mod header;
mod krate;
mod layout;
mod line_width;
mod lints;
mod model;
mod operation;
mod operation_index;
mod parameter;
mod paths;
mod pattern;
mod recursion_limit;
mod request;
mod response_headers;
mod responses;
mod rustdoc;
mod service;
mod ty;
mod version;
mod writer;

use crate::ir::Api;
use crate::output::{File, Options};
use features::Features;
use layout::{Layout, Module};

/// Returns the files of the crate for `api`, ordered by path.
///
/// Large files are independent of each other and written in parallel, which does not affect the result.
pub fn emit(api: &Api, options: &Options) -> Vec<File> {
    let layout = Layout::new(api, Features::new(api, options.complete));
    let mut files = krate::files(api, &layout, options);
    files.extend(krate::runtime());
    files.push(service::file(api, options));
    files.push(documented::file(api, &layout));
    files.push(parameter::file(api, &layout));
    files.extend(response_headers::file(api, &layout));
    files.extend(
        layout
            .versions
            .iter()
            .map(|version| version::file(api, &layout, version)),
    );
    let large = in_parallel(&large(&layout), |one| match one {
        Large::Patterns => vec![pattern::file(api, &layout.features)],
        Large::Module(module) => version::module_files(api, &layout, module, &options.crate_name),
    });
    files.extend(large.into_iter().flatten());
    files.extend(
        layout
            .modules
            .iter()
            .filter_map(|module| client::file(api, &layout, module)),
    );
    files.extend(operation_index::files(api, &layout));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A file that is slow to write.
enum Large<'a> {
    Patterns,
    Module(&'a Module<'a>),
}

/// Returns the large files, the largest first, so that no thread starts it last.
fn large<'a>(layout: &'a Layout<'a>) -> Vec<Large<'a>> {
    let mut modules: Vec<_> = layout.modules.iter().collect();
    modules.sort_by_key(|module| std::cmp::Reverse(module.shapes.len() + module.revisions.len()));
    let mut large: Vec<_> = modules.into_iter().map(Large::Module).collect();
    large.insert(large.len().min(1), Large::Patterns);
    large
}

/// Maps `items` on as many threads as there are cores.
fn in_parallel<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let take = || items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        std::iter::from_fn(take).map(&map).collect::<Vec<R>>()
    };
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len().max(1));
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().expect("emitting does not panic"));
        }
        done
    })
}
