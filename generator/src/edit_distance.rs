//! Measures the similarity of names.

/// Returns the Levenshtein distance: the number of letters to insert, delete or replace.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Returns the name most similar to a misspelled one; `None` if no name is similar.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names.into_iter().map(|name| (likeness(typed, name), name));
    // The first of equally similar names.
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= SIMILAR).then_some(best.1)
}

/// The minimum similarity for a suggestion.
const SIMILAR: f64 = 0.5;

/// Returns the similarity from 0, for names that share nothing, to 1, for names that differ in case at most.
pub(crate) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let longest = a.chars().count().max(b.chars().count()).max(1);
    1.0 - distance(&a, &b) as f64 / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_family_are_alike() {
        assert!(likeness("overwriteStrategy", "writeStrategy") > 0.7);
        assert!(likeness("OVERWRITE_IF_EXISTS", "OVERWRITE_EXISTING") > 0.5);
        assert!(likeness("clusterName", "deliveryType") < 0.4);
        assert_eq!(likeness("", ""), 1.0);
        assert_eq!(likeness("groupID", "groupId"), 1.0);
    }

    #[test]
    fn the_nearest_name_is_similar() {
        let names = ["listPets", "createPet", "getPet"];
        assert_eq!(nearest("listPet", names), Some("listPets"));
        assert_eq!(nearest("GETPET", names), Some("getPet"));
        assert_eq!(nearest("archive", names), None);
        assert_eq!(nearest("a", []), None);
    }
}
