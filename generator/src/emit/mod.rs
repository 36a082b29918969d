//! Writes Rust files for a model. Lowering has made every decision.

mod client;
mod credentials_guide;
mod descriptors;
mod doc_attrs;
mod documented;
mod documented_bodies;
mod example_values;
mod examples;
pub(crate) mod features;
mod header;
mod krate;
mod layout;
mod line_width;
mod lints;
mod model;
mod operation;
mod operation_index;
mod parameter;
mod parameter_docs;
mod paths;
mod pattern;
mod recursion_limit;
mod request;
mod response_headers;
mod responses;
mod runtime;
mod rustdoc;
mod service;
mod templates;
mod ty;
mod version;
mod writer;

use crate::ir::Api;
use crate::output::{File, Options};
use crate::parallel;
use features::Features;
use layout::{Layout, Module, VersionModule};

/// Returns the files of the crate for `api`, ordered by path.
///
/// Its parts are independent of each other and written in parallel, which does not affect the result.
pub fn emit(api: &Api, options: &Options) -> Vec<File> {
    let layout = Layout::new(api, Features::new(api, options.complete));
    let parts = parallel::map(&parts(&layout), |part| part.files(api, &layout, options));
    let mut files: Vec<File> = parts.into_iter().flatten().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A part of the crate.
enum Part<'a> {
    Crate,
    Documented,
    Headers,
    Module(&'a Module<'a>),
    Operations,
    Parameters,
    Patterns,
    Runtime,
    Service,
    Version(&'a VersionModule),
}

/// Returns the parts of the crate, the largest first, so that no thread starts one last.
fn parts<'a>(layout: &'a Layout<'a>) -> Vec<Part<'a>> {
    let mut modules: Vec<_> = layout.modules.iter().collect();
    modules.sort_by_key(|module| std::cmp::Reverse(module.shapes.len() + module.revisions.len()));
    let mut parts: Vec<_> = modules.into_iter().map(Part::Module).collect();
    let second = parts.len().min(1);
    parts.splice(
        second..second,
        [Part::Patterns, Part::Operations, Part::Documented, Part::Crate],
    );
    parts.extend(layout.versions.iter().map(Part::Version));
    parts.extend([Part::Parameters, Part::Headers, Part::Service, Part::Runtime]);
    parts
}

impl Part<'_> {
    fn files(&self, api: &Api, layout: &Layout<'_>, options: &Options) -> Vec<File> {
        match self {
            Self::Crate => krate::files(api, layout, options),
            Self::Documented => vec![documented::file(api, layout)],
            Self::Headers => response_headers::file(api, layout).into_iter().collect(),
            Self::Module(module) => {
                let mut files = version::module_files(api, layout, module, &options.crate_name);
                files.extend(client::file(api, layout, module));
                files
            }
            Self::Operations => operation_index::files(api, layout),
            Self::Parameters => vec![parameter::file(api, layout)],
            Self::Patterns => vec![pattern::file(api, &layout.features)],
            Self::Runtime => runtime::files(api),
            Self::Service => vec![service::file(api, options)],
            Self::Version(version) => vec![version::file(api, layout, version)],
        }
    }
}
