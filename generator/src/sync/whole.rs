//! Updates a folder with one whole document to another revision: the document is replaced, and pinned.

use serde_json::Value;

use super::{Pin, Synced, readable, render, repinned, revalidate, settings};
use crate::SourceFile;
use crate::load::{self, Sources};
use crate::output::Failed;

/// Replaces the document of `files` by `new`, its bytes and its tree.
///
/// # Errors
///
/// Returns an error where the new state cannot be read.
pub(super) fn sync(
    files: &[SourceFile],
    ours: &Sources,
    (bytes, tree): (&[u8], &Value),
    pin: &Pin,
) -> Result<Synced, Failed> {
    let document = ours.documents.first().map(|document| document.path.as_str());
    let pins = ours.settings.upstream.as_ref();
    let pins = pins.map(|old| (old, repinned(old, tree, pin)));
    let replaced = files.iter().map(|file| {
        let mut file = file.clone();
        match &pins {
            _ if !file.referenced && Some(file.path.as_str()) == document => file.bytes = bytes.to_vec(),
            Some((old, new)) if file.path == "sources.toml" => {
                let text = String::from_utf8_lossy(&file.bytes);
                file.bytes = settings::sources(&text, old, new, &[]).into_bytes();
            }
            _ => {}
        }
        file
    });
    let new: Vec<SourceFile> = replaced.collect();
    let sources = readable(load::load(new.clone()))?;
    Ok(Synced {
        files: render::changed(files, &new),
        notes: Vec::new(),
        unwritten: Vec::new(),
        diagnostics: revalidate::model(&sources),
        sources,
    })
}
