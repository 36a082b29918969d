//! Which value selects which variant of a union, from what its schemas state.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

use openapiv3::Schema;

use crate::ir::Variant;
use crate::lower::schema::resolver::Resolved;

/// The values that select the variants of a union.
#[derive(Default)]
pub(in crate::lower) struct Selection {
    /// Each value with the number of its variant.
    pub(in crate::lower) texts: Vec<(String, usize)>,
    /// The values of the union's own schema.
    pub(in crate::lower) own: Vec<String>,
    /// All of these values.
    pub(in crate::lower) known: HashSet<String>,
}

/// The values that schemas state for the property of a discriminator.
pub(in crate::lower) struct Stated {
    /// Those that the union's own schema lists.
    pub(in crate::lower) by_union: Vec<String>,
    /// Those that each variant states. A list that several schemas share is in none of them.
    pub(in crate::lower) by_variants: Vec<Vec<String>>,
    /// Those that several variants list together.
    pub(in crate::lower) shared: Vec<String>,
}

impl Selection {
    /// Adds a value of a variant, unless the value selects something already.
    pub(in crate::lower) fn add(&mut self, text: Option<String>, number: usize) {
        if let Some(text) = text
            && self.known.insert(text.clone())
        {
            self.texts.push((text, number));
        }
    }

    /// Adds the values that only one of the variants states.
    pub(in crate::lower) fn add_stated(&mut self, stated: &Stated) {
        let numbered = stated.by_variants.iter().enumerate();
        let texts = || {
            numbered
                .clone()
                .flat_map(|(number, texts)| texts.iter().map(move |text| (text, number)))
        };
        let mut owners: HashMap<&String, BTreeSet<usize>> = HashMap::new();
        for (text, number) in texts() {
            owners.entry(text).or_default().insert(number);
        }
        for (text, number) in texts().filter(|(text, _)| owners[text].len() == 1) {
            self.add(Some(text.clone()), number);
        }
    }

    /// Adds the values of variants that nothing else states: their names (OpenAPI 3.0, Discriminator Object), or the listed
    /// values that are written like them.
    pub(in crate::lower) fn add_names(
        &mut self,
        stated: &Stated,
        variants: &[Resolved<'_, Schema>],
        built: &[Variant],
    ) {
        let selected: HashSet<usize> = self.texts.iter().map(|(_, number)| *number).collect();
        let by_variants = stated.by_variants.iter().flatten();
        let listed = stated.by_union.iter().chain(by_variants).chain(&stated.shared);
        let open = Spellings::of(listed.filter(|text| !self.known.contains(*text)));
        let mut unlisted = Vec::new();
        for number in (0..built.len()).filter(|number| !selected.contains(number)) {
            let name = variants[number].node_ref.component();
            let like = name
                .as_deref()
                .and_then(|name| open.like(name, built[number].ident.as_str()));
            match like.filter(|text| !self.known.contains(*text)) {
                Some(text) => self.add(Some(text.clone()), number),
                None => unlisted.push((number, name)),
            }
        }
        let left = self.left(None, &stated.by_union);
        match (unlisted.as_slice(), left.as_slice()) {
            // One variant and one value are left.
            ([(number, _)], [only]) => self.add(Some(only.clone()), *number),
            _ => {
                for (number, name) in unlisted {
                    self.add(name.map(|name| name.into_owned()), number);
                }
            }
        }
    }

    /// Returns the values that the union's own schema states for itself, or lists, and that select nothing yet.
    pub(in crate::lower) fn left(&self, stated: Option<String>, listed: &[String]) -> Vec<String> {
        let all = stated.into_iter().chain(listed.iter().cloned());
        let mut seen = HashSet::new();
        all.filter(|text| !self.known.contains(text) && seen.insert(text.clone()))
            .collect()
    }
}

/// Listed values by their letters and digits.
struct Spellings<'t>(HashMap<String, BTreeSet<&'t String>>);

impl<'t> Spellings<'t> {
    fn of(texts: impl Iterator<Item = &'t String>) -> Self {
        let mut spellings: HashMap<String, BTreeSet<&String>> = HashMap::new();
        for text in texts {
            spellings.entry(letters(text)).or_default().insert(text);
        }
        Self(spellings)
    }

    /// Returns the value that is the `name` of a schema, or the only one with the letters and digits of that name, or else of
    /// the `short` one.
    fn like(&self, name: &str, short: &str) -> Option<&'t String> {
        let found = self
            .0
            .get(&letters(name))
            .or_else(|| self.0.get(&letters(short)))?;
        let exact = found.iter().find(|text| text.as_str() == name);
        exact
            .or_else(|| found.first().filter(|_| found.len() == 1))
            .copied()
    }
}

/// Returns the letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
