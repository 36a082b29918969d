//! Chooses the Rust names of types.
//!
//! A name is user-defined, or derived from the wire name without [`NoiseWords`], without a trailing date (which is in
//! the module) and without the namespace of a qualified name. A request type ends in `Request`. Only if two types of
//! one module would collide, the less exact one keeps more of its wire name.

use hashbrown::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Ident, ModuleId, NoiseWords, Side};
use crate::load::Rename;

/// An item without a name.
pub(in crate::lower) struct UnnamedType {
    pub(in crate::lower) wire: String,
    pub(in crate::lower) home: ModuleId,
    /// `None` for an item of both sides.
    pub(in crate::lower) side: Option<Side>,
}

/// Returns the identifiers of `shapes`, in order, and the problems of user-defined ones.
pub(in crate::lower) fn name_types(
    shapes: &[UnnamedType],
    chosen: &[Rename],
    noise: &NoiseWords,
) -> (Vec<Ident>, Vec<Diagnostic>) {
    let (mut names, problems) = chosen_names(shapes, chosen);
    let mut taken: Taken = names
        .iter()
        .zip(shapes)
        .filter_map(|(name, shape)| Some((shape.home, name.clone()?)))
        .collect();
    for level in 0..NUMBERED {
        name_at(level, shapes, noise, &mut names, &mut taken);
    }
    number_rest(shapes, noise, &mut names, &mut taken);
    (names.into_iter().flatten().collect(), problems)
}

/// The names of each module.
type Taken = HashSet<(ModuleId, Ident)>;

/// Returns the user-defined names of `shapes`, and the problems of those that are not identifiers.
fn chosen_names(shapes: &[UnnamedType], chosen: &[Rename]) -> (Vec<Option<Ident>>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let entries = chosen.iter().rev();
    let by_wire: HashMap<&str, &Rename> = entries.map(|entry| (entry.from.as_str(), entry)).collect();
    let name = |shape: &UnnamedType| {
        let entry = by_wire.get(shape.wire.as_str())?;
        let ident = ident::chosen(&entry.to);
        if ident.is_none() {
            problems.push(bad_choice_at(entry.at.clone(), &entry.to));
        }
        ident.map(|ident| sided(&ident, shape.side))
    };
    let names = shapes.iter().map(name).collect();
    (names, problems)
}

/// Gives each type without a name the candidate of `level`, if no other type of its module has it or wants it; of several,
/// the one that is spelled like it gets it, and a component before an inline type.
fn name_at(
    level: usize,
    shapes: &[UnnamedType],
    noise: &NoiseWords,
    names: &mut [Option<Ident>],
    taken: &mut Taken,
) {
    let mut wanted: HashMap<(ModuleId, Ident), Vec<usize>> = HashMap::new();
    let unnamed = shapes
        .iter()
        .enumerate()
        .filter(|(index, _)| names[*index].is_none());
    for (index, shape) in unnamed {
        let key = (shape.home, candidate(shape, level, noise));
        wanted.entry(key).or_default().push(index);
    }
    for (key, rivals) in wanted {
        let winner = match rivals.as_slice() {
            [only] => Some(*only),
            several => several
                .iter()
                .copied()
                .filter(|index| key.1 == exact(&shapes[*index]))
                .min_by_key(|index| is_inline(&shapes[*index])),
        };
        if let Some(winner) = winner.filter(|_| !taken.contains(&key)) {
            names[winner] = Some(key.1.clone());
            taken.insert(key);
        }
    }
}

/// Returns true if a type has the name of its owner and of the part that it is.
fn is_inline(shape: &UnnamedType) -> bool {
    shape.wire.contains('/')
}

/// Numbers the rest in order: their wire names differ in no character of an identifier. The first keeps the name, if it
/// is free.
fn number_rest(shapes: &[UnnamedType], noise: &NoiseWords, names: &mut [Option<Ident>], taken: &mut Taken) {
    let mut free: HashMap<ModuleId, FreeNumbers> = HashMap::new();
    for (name, shape) in names.iter_mut().zip(shapes).filter(|(name, _)| name.is_none()) {
        let longest = candidate(shape, NUMBERED - 1, noise);
        let free = free.entry(shape.home).or_default();
        let ident = match taken.contains(&(shape.home, longest.clone())) {
            true => free.next(&longest, |ident| taken.contains(&(shape.home, ident.clone()))),
            false => longest,
        };
        taken.insert((shape.home, ident.clone()));
        *name = Some(ident);
    }
}

/// Numbers names that are taken, starting with 2; remembers the last number, so that many equal names take linear time.
#[derive(Default)]
pub(in crate::lower) struct FreeNumbers {
    next: HashMap<Ident, usize>,
}

impl FreeNumbers {
    /// Returns `base` with the first number that makes it free.
    pub(in crate::lower) fn next(&mut self, base: &Ident, taken: impl Fn(&Ident) -> bool) -> Ident {
        let number = self.next.entry(base.clone()).or_insert(2);
        loop {
            let ident = ident::numbered(base, *number);
            *number += 1;
            if !taken(&ident) {
                return ident;
            }
        }
    }
}

/// From this level on, names are distinguished by numbers.
const NUMBERED: usize = 4;

/// Returns the preferred name of a type, which is longer at each level.
fn candidate(shape: &UnnamedType, level: usize, noise: &NoiseWords) -> Ident {
    let (owner, inner) = shape.wire.split_once('/').unwrap_or((&shape.wire, ""));
    let ident = |owner: &str| base(&[owner, inner]);
    let owner = match level {
        0 => {
            let parts = [
                tidy_ident(owner, noise),
                (!inner.is_empty()).then(|| base(&[inner])),
            ];
            let ident = parts
                .into_iter()
                .flatten()
                .reduce(|owner, inner| ident::seamless(&owner, &inner));
            return sided(&ident.unwrap_or_else(|| base(&[owner, inner])), shape.side);
        }
        1 => ident(plain(unqualified(owner, 2), noise)),
        2 => ident(without_date(unqualified(owner, 3))),
        _ => ident(owner),
    };
    sided(&owner, shape.side)
}

/// Returns the name with every part of the wire name.
fn exact(shape: &UnnamedType) -> Ident {
    base(&[&shape.wire])
}

fn base(parts: &[&str]) -> Ident {
    let joined = parts
        .iter()
        .flat_map(|part| part.split('/'))
        .filter_map(ident::type_ident);
    joined
        .reduce(|a, b| ident::joined(&a, &b))
        .unwrap_or_else(|| ident::variant(0))
}

fn sided(ident: &Ident, side: Option<Side>) -> Ident {
    match side {
        Some(Side::Request) if !ident.as_str().ends_with("Request") => ident::request(ident),
        _ => ident::outside_prelude(ident.clone()),
    }
}

/// Returns the Rust name of a schema without noise words; the whole name if nothing else is left.
pub(in crate::lower) fn tidy_ident(wire: &str, noise: &NoiseWords) -> Option<Ident> {
    let whole = ident::type_ident(plain(unqualified(wire, 1), noise))?;
    let has = |words: &[String], word: &str| words.iter().any(|own| own == word);
    let words = ident::words(whole.as_str());
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    for (number, word) in words.iter().enumerate() {
        let next = words.get(number + 1).map(String::as_str);
        let leads = kept.is_empty() || kept == ["Paginated"];
        let is_front =
            has(&noise.front, word) && leads && next.is_some_and(|next| !has(&noise.front_keeps, next));
        let is_noise = has(&noise.anywhere, word) && !kept.is_empty();
        if !is_front && !is_noise {
            kept.push(word);
        }
    }
    match kept.len() < words.len() {
        true => ident::type_ident(&kept.join(" ")).or(Some(whole)),
        false => Some(whole),
    }
}

/// Returns the wire name of a schema without leading and trailing noise words, and without a date.
fn plain<'w>(wire: &'w str, noise: &NoiseWords) -> &'w str {
    let dateless = without_date(wire);
    let front = dateless
        .strip_prefix(noise.front.concat().as_str())
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    let rest = front.unwrap_or(dateless);
    let mut shorter = noise
        .anywhere
        .iter()
        .filter_map(|word| rest.strip_suffix(word.as_str()));
    let short = shorter.find(|rest| !rest.is_empty()).unwrap_or(rest);
    without_date(short)
}

/// Returns the last `count` parts of a qualified name such as `io.k8s.api.core.v1.Pod`, whose namespace has at least
/// two parts; returns any other name unchanged.
fn unqualified(wire: &str, count: usize) -> &str {
    let is_type = wire
        .rsplit('.')
        .next()
        .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase()));
    let is_plain = wire
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !is_type || !is_plain || wire.matches('.').count() < 2 {
        return wire;
    }
    let before = wire.rmatch_indices('.').nth(count - 1);
    before.map_or(wire, |(dot, _)| &wire[dot + 1..])
}

/// Returns the wire name without a trailing date of its version.
fn without_date(wire: &str) -> &str {
    let Some(start) = wire
        .len()
        .checked_sub(8)
        .filter(|start| *start > 0 && wire.is_char_boundary(*start))
    else {
        return wire;
    };
    let digits = &wire[start..];
    let is_date = digits.bytes().all(|b| b.is_ascii_digit()) && digits.starts_with("20");
    if is_date { &wire[..start] } else { wire }
}

/// Reports a name that contains neither a letter nor a digit.
pub(in crate::lower) fn nameless(at: Location, wire: &str) -> Diagnostic {
    let name = match wire {
        "" => "an empty name".to_owned(),
        wire => format!("`{wire}`"),
    };
    let message = format!("no Rust name can be made from {name}");
    let help = "add a letter or a digit to the name, or ignore this: a generic name is used";
    Diagnostic::new("unnameable", at, message, help)
}

/// Reports that `wire` is called `ident` in Rust, because `other` has the name that it would have.
pub(in crate::lower) fn collision(at: Location, wire: &str, other: &str, ident: &Ident) -> Diagnostic {
    let message = format!("`{wire}` is called `{ident}` in Rust: `{other}` already has its name");
    let help = "rename one of the two, or ignore this: the numbered name is stable";
    Diagnostic::new("name-collision", at, message, help)
}

/// Gives each of `items` a distinct name, which `node_ref` returns, and returns the diagnostics.
///
/// `wire` returns the location of an item and its wire name.
pub(in crate::lower) fn make_distinct<T>(
    items: &mut [T],
    wire: impl Fn(&T) -> (Location, &str),
    node_ref: impl Fn(&mut T) -> &mut Ident,
) -> Vec<Diagnostic> {
    let wanted: Vec<Ident> = items.iter_mut().map(|item| node_ref(item).clone()).collect();
    let locations = |item: &T| wire(item).1.to_owned();
    let wires: Vec<String> = items.iter().map(locations).collect();
    let wanted = wanted.into_iter().zip(wires.iter().map(String::as_str));
    let ident::Distinct { idents, rivals } = ident::distinct(wanted, |_| false);
    let renamed = items.iter().zip(&idents).zip(&rivals);
    let problems = renamed.filter_map(|((item, ident), rival)| {
        let (at, own) = wire(item);
        let other = &wires[(*rival)?];
        // A name without letters has already been reported.
        ident::value_ident(own).map(|_| collision(at, own, other, ident))
    });
    let problems = problems.collect();
    for (item, ident) in items.iter_mut().zip(idents) {
        *node_ref(item) = ident;
    }
    problems
}

/// Reports a user-defined name that is not an identifier, in field `key` of the entry at `at`.
pub(in crate::lower) fn bad_choice(at: &Location, key: &str, text: &str) -> Diagnostic {
    let at = Location::new(at.file.as_str(), crate::pointer::child(&at.pointer, key));
    bad_choice_at(at, text)
}

fn bad_choice_at(at: Location, text: &str) -> Diagnostic {
    let message = format!("`{text}` is not a valid Rust name");
    Diagnostic::new(
        "bad-name",
        at,
        message,
        "use ASCII letters, digits and `_`, but no keyword and no name of the prelude",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::GroupId;

    fn named(wires: &[(&str, Option<Side>)]) -> Vec<String> {
        let home = ModuleId {
            version: None,
            group: GroupId(0),
        };
        let shapes: Vec<_> = wires
            .iter()
            .map(|(wire, side)| UnnamedType {
                wire: (*wire).to_owned(),
                home,
                side: *side,
            })
            .collect();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let noise = NoiseWords {
            front: words(&["Api", "Atlas"]),
            front_keeps: words(&["Key", "User", "Error", "Organization"]),
            anywhere: words(&["View", "Nds"]),
        };
        let named = name_types(&shapes, &[], &noise).0;
        named.iter().map(Ident::to_string).collect()
    }

    #[test]
    fn a_namespace_is_omitted_if_names_stay_distinct() {
        let names = named(&[
            ("io.k8s.api.core.v1.Pod", None),
            ("io.k8s.api.core.v1.Event", None),
            ("io.k8s.api.events.v1.Event", None),
            ("io.k8s.api.autoscaling.v2.Scaler", None),
            ("io.k8s.api.autoscaling.v1.Scaler", None),
            ("checkout.session", None),
            ("Acme.Orders.Order/lines", Some(Side::Request)),
        ]);
        let expected = [
            "Pod",
            "CoreV1Event",
            "EventsV1Event",
            "V2Scaler",
            "V1Scaler",
            "CheckoutSession",
            "OrderLinesRequest",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn words_without_meaning_are_omitted() {
        let names = named(&[
            ("ApiAtlasCollectionRestoreJobView", Some(Side::Response)),
            ("FlexBackupRestoreJobCreate20241113", Some(Side::Request)),
            (
                "PaginatedApiAtlasFlexBackupRestoreJob20241113View",
                Some(Side::Response),
            ),
            ("FlexBackupRestoreJob20241113/status", None),
            ("ForwardingRequest", Some(Side::Request)),
            ("AlertViewForNdsGroup", None),
            ("ApiKeyRoleRequestUpdate", Some(Side::Request)),
            ("ApiCheckpointPart/partType", None),
        ]);
        assert_eq!(
            names,
            [
                "CollectionRestoreJob",
                "FlexBackupRestoreJobCreateRequest",
                "PaginatedFlexBackupRestoreJob",
                "FlexBackupRestoreJobStatus",
                "ForwardingRequest",
                "AlertForGroup",
                "ApiKeyRoleUpdateRequest",
                "CheckpointPartType",
            ]
        );
    }

    #[test]
    fn the_exact_name_wins_and_others_keep_more() {
        let names = named(&[
            ("JobView", None),
            ("Job", None),
            ("Job20240805", None),
            ("ApiAtlasJob", None),
        ]);
        assert_eq!(names, ["JobView", "Job", "Job20240805", "ApiAtlasJob"]);
        let paged = named(&[("PaginatedApiAppUserView", None), ("PaginatedAppUserView", None)]);
        assert_eq!(paged, ["PaginatedApiAppUser", "PaginatedAppUser"]);
        let both = named(&[
            ("Role", Some(Side::Request)),
            ("RoleRequest", Some(Side::Request)),
        ]);
        assert_eq!(both, ["RoleRequest2", "RoleRequest"]);
    }

    #[test]
    fn a_component_keeps_its_name_and_an_inline_type_gets_another() {
        let inline_first = named(&[("User/state", None), ("UserState", None)]);
        assert_eq!(inline_first, ["UserState2", "UserState"]);
        let component_first = named(&[("UserState", None), ("User/state", None)]);
        assert_eq!(component_first, ["UserState", "UserState2"]);
        let requests = named(&[("Self", Some(Side::Request)), ("self", Some(Side::Request))]);
        assert_eq!(requests, ["SelfRequest", "SelfRequest2"]);
    }
}
