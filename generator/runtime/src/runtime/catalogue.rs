//! Lookup of operations by name, by method and path, and by version.

use std::cmp::Reverse;

use super::operation::OperationDescriptor;
use super::version::Version;

/// All operations of a crate, in all versions.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue<'a>(pub &'a [&'static OperationDescriptor]);

/// The operation that matches a method and a path.
#[derive(Clone, Debug)]
pub struct Route {
    /// The versions of the operation, oldest first.
    pub versions: Vec<&'static OperationDescriptor>,
    /// The percent-decoded values of the path parameters, by name.
    pub values: Vec<(&'static str, String)>,
}

impl Catalogue<'_> {
    /// Returns the versions of the operation `id`, oldest first.
    pub fn versions(&self, id: &str) -> Vec<&'static OperationDescriptor> {
        sorted(self.0.iter().copied().filter(|spec| spec.id == id))
    }

    /// Finds the operation of a request with this method and path (without query).
    ///
    /// A literal path takes precedence over one with parameters, and so does a custom method
    /// (`{groupId}:migrate`).
    pub fn find(&self, method: &str, path: &str) -> Option<Route> {
        let same_method = self
            .0
            .iter()
            .copied()
            .filter(|spec| spec.method.eq_ignore_ascii_case(method));
        let matching = same_method.filter_map(|spec| Some((spec, match_path(spec.path, path)?)));
        let (best, values) =
            matching.min_by_key(|(spec, values)| (values.len(), Reverse(spec.path.len())))?;
        let versions = sorted(
            self.0
                .iter()
                .copied()
                .filter(|spec| spec.method == best.method && spec.path == best.path),
        );
        Some(Route { versions, values })
    }
}

impl Route {
    /// Returns the version that the service uses for a request of version `requested`: the newest stable one that is not
    /// newer. Upcoming versions and the preview only match exactly.
    pub fn serving(&self, requested: Version) -> Option<&'static OperationDescriptor> {
        serving(&self.versions, requested)
    }
}

/// Returns the version that the service uses for a request of version `requested`; see [`Route::serving`].
pub fn serving(
    versions: &[&'static OperationDescriptor],
    requested: Version,
) -> Option<&'static OperationDescriptor> {
    let exact = versions.iter().find(|spec| spec.version == requested);
    let older = versions
        .iter()
        .filter(|spec| spec.version.is_stable() && spec.version <= requested);
    let older = older
        .max_by_key(|spec| spec.version)
        .filter(|_| requested.is_stable());
    exact.or(older).copied()
}

fn sorted(specs: impl Iterator<Item = &'static OperationDescriptor>) -> Vec<&'static OperationDescriptor> {
    let mut specs: Vec<_> = specs.collect();
    specs.sort_by_key(|spec| spec.version);
    specs
}

/// Matches a path against a template, segment by segment, and returns the values.
pub(crate) fn match_path(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut segments = path.split('/');
    for part in template.split('/') {
        let segment = segments.next()?;
        match part
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            None if part == segment => {}
            None => return None,
            Some((before, (name, after))) => {
                let value = segment.strip_prefix(before)?.strip_suffix(after)?;
                if value.is_empty() {
                    return None;
                }
                values.push((name, percent_decode(value)));
            }
        }
    }
    segments.next().is_none().then_some(values)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = text_hex(after).filter(|_| byte == b'%');
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text_hex(bytes: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(bytes.get(..2)?).ok()?;
    u8::from_str_radix(digits, 16).ok().filter(|_| bytes[0] != b'+')
}
