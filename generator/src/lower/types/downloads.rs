//! Attaches the links to files to the structs of responses.

use openapiv3::Schema;

use crate::corrections::split;
use crate::ir::{Download, FileHashes, Side, WireName};
use crate::load;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::final_states::{check_path, path};

/// Returns the links to files that a schema of a response has.
pub(in crate::lower) fn downloads_of<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    side: Side,
) -> Vec<Download> {
    let settings = builder.settings;
    if side == Side::Request || settings.downloads.is_empty() {
        return Vec::new();
    }
    let at = schema.node_ref.location(builder.resolver.documents);
    let own = settings.downloads.iter();
    let own: Vec<_> = own
        .filter(|entry| split(&entry.schema) == Some((&at.file, &at.pointer)))
        .collect();
    for entry in &own {
        for path in paths(entry) {
            check_path(builder, schema, &path, &entry.at, &entry.schema);
        }
    }
    own.into_iter().map(lowered).collect()
}

/// Returns the wire paths of all properties that an entry names.
fn paths(entry: &load::Download) -> Vec<String> {
    let next_to_link = |name: &String| match entry.link.rsplit_once('.') {
        Some((parent, _)) => format!("{parent}.{name}"),
        None => name.clone(),
    };
    let header = entry.header.iter().flat_map(|(name, value)| [name, value]);
    let near = entry.name.iter().chain(&entry.endpoint).chain(header);
    let hashes = entry.hashes.iter().flat_map(|hashes| {
        let items = [&hashes.file, &hashes.hash, &hashes.algorithm];
        items.map(|name| format!("{}.{name}", hashes.list))
    });
    let own = [&entry.link].into_iter().chain(&entry.unless).cloned();
    own.chain(near.map(next_to_link)).chain(hashes).collect()
}

fn lowered(entry: &load::Download) -> Download {
    let name = |text: &String| WireName::from(text.as_str());
    Download {
        link: path(&entry.link),
        name: entry.name.as_ref().map(name),
        endpoint: entry.endpoint.as_ref().map(name),
        header: entry.header.as_ref().map(|(own, value)| (name(own), name(value))),
        unless: entry.unless.as_deref().map(path),
        hashes: entry.hashes.as_ref().map(|hashes| FileHashes {
            list: path(&hashes.list),
            file: name(&hashes.file),
            hash: name(&hashes.hash),
            algorithm: name(&hashes.algorithm),
        }),
    }
}
