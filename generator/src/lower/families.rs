//! Families: the files of a folder, or the tags of a whole document.

use super::Input;
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Doc, Family, FamilyId};
use crate::load;
use crate::name;
use crate::parse::TypedDocument;

/// The module of a whole document's types, and the one of operations that have no tag.
const TYPES: (&str, &str) = ("models", "Types that operations send and receive.");
const UNTAGGED: (&str, &str) = ("untagged", "Operations without a tag.");

/// All families, in the order in which they were met.
pub(super) struct Families<'a> {
    documents: &'a [TypedDocument],
    chosen: &'a [load::Family],
    whole: bool,
    list: Vec<Family>,
    keys: Vec<String>,
    /// What they are called in the documents.
    names: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Families<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let chosen = &input.settings.names.families;
        let mut families = Self {
            documents: input.documents,
            chosen,
            whole: input.whole,
            list: Vec::new(),
            keys: Vec::new(),
            names: Vec::new(),
            problems: Vec::new(),
        };
        if input.whole {
            families.add(
                TYPES.0,
                TYPES.0,
                Doc::text(TYPES.1),
                Location::new(families.file(0), ""),
            );
        } else {
            (0..input.documents.len()).for_each(|document| families.add_file(document));
        }
        families
    }

    /// The family of an operation.
    pub(super) fn of_operation(&mut self, document: usize, tags: &[String]) -> FamilyId {
        if !self.whole {
            return FamilyId(document);
        }
        let tag = tags.first().map_or(UNTAGGED.0, String::as_str);
        let key = format!("tag {tag}");
        if let Some(known) = self.keys.iter().position(|own| *own == key) {
            return FamilyId(known);
        }
        let listed = self.documents[document]
            .tags
            .iter()
            .position(|own| own.name == tag);
        let text = listed.and_then(|number| self.documents[document].tags[number].description.clone());
        let doc = Doc::text(text.unwrap_or_else(|| {
            if tag == UNTAGGED.0 {
                UNTAGGED.1.into()
            } else {
                tag.into()
            }
        }));
        let pointer = listed.map(|number| format!("/tags/{number}")).unwrap_or_default();
        self.add(&key, tag, doc, Location::new(self.file(document), pointer))
    }

    /// The family that types of a document belong to.
    pub(super) fn of_types(&self, document: usize) -> FamilyId {
        FamilyId(if self.whole { 0 } else { document })
    }

    /// Settings for families that do not exist, and problems with those that do.
    pub(super) fn unused(&mut self) -> Vec<Diagnostic> {
        let mut problems = std::mem::take(&mut self.problems);
        for family in self
            .chosen
            .iter()
            .filter(|family| !self.keys.contains(&family.stem))
        {
            let message = format!("there is no fragment `{}`", family.stem);
            let help = "remove the entry, or name a file of `fragments/` without its extension";
            problems.push(Diagnostic::error("unused-name", family.at.clone(), message, help));
        }
        problems
    }

    /// The families under their final names.
    pub(super) fn finish(mut self) -> Vec<Family> {
        let wanted = self.list.iter().zip(&self.names);
        let wanted = wanted.map(|(family, name)| (family.ident.clone(), name.as_str()));
        let names = name::distinct(wanted, |_| false).idents;
        for (family, ident) in self.list.iter_mut().zip(names) {
            family.ident = ident;
        }
        self.list
    }

    fn file(&self, document: usize) -> &'a str {
        &self.documents[document].file
    }

    fn add_file(&mut self, document: usize) {
        let file = self.file(document);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let chosen = self.chosen.iter().find(|family| family.stem == stem);
        let module = chosen.and_then(|family| family.module.as_deref());
        if let Some((family, module)) = chosen.zip(module.filter(|module| name::chosen(module).is_none())) {
            self.problems
                .push(super::naming::bad_choice(&family.at, "module", module));
        }
        let module = module.unwrap_or(stem);
        let text = chosen.and_then(|family| family.doc.clone());
        let doc = Doc::text(text.unwrap_or_else(|| self.documents[document].title.clone()));
        self.add(stem, module, doc, Location::new(file, ""));
    }

    fn add(&mut self, key: &str, name: &str, doc: Doc, at: Location) -> FamilyId {
        let wanted = name::field_ident(name).unwrap_or_else(|| {
            self.problems.push(super::naming::nameless(at.clone(), name));
            name::field_ident("family").expect("a word is a name")
        });
        // Within a family's module, `client` has its calls through a client.
        let ident = name::beside(wanted, "client");
        self.names.push(name.to_owned());
        self.list.push(Family { ident, doc, at });
        self.keys.push(key.to_owned());
        FamilyId(self.list.len() - 1)
    }
}
