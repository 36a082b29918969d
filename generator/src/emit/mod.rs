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
mod runtime;
mod rustdoc;
mod service;
mod ty;
mod version;
mod writer;

use crate::ir::Api;
use crate::output::{File, Options};
use crate::parallel;
use features::Features;
use layout::{Layout, Module};

/// Returns the files of the crate for `api`, ordered by path.
///
/// Large files are independent of each other and written in parallel, which does not affect the result.
pub fn emit(api: &Api, options: &Options) -> Vec<File> {
    let layout = Layout::new(api, Features::new(api, options.complete));
    let mut files = krate::files(api, &layout, options);
    files.extend(runtime::files(api));
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
    let large = parallel::map(&large(&layout), |one| match one {
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
