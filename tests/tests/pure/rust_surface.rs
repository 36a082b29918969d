//! The public API of an emitted crate, parsed from its code: each public item with its signature.

use generator::File;
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use syn::{FnArg, ImplItem, Item, ReturnType, Visibility};

/// The items of a crate by path, with their signatures.
pub(super) struct Surface(BTreeMap<String, String>);

/// The version step for a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    None,
    Additive,
    Breaking,
}

/// The difference of two surfaces.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) step: Step,
    /// Printed when a test fails.
    #[expect(dead_code, reason = "printed by `Debug`")]
    items: Vec<String>,
}

/// A module: its items, and the modules whose items it re-exports.
#[derive(Default)]
struct Module {
    /// By name of the item, then by member.
    items: BTreeMap<String, BTreeMap<String, String>>,
    globs: Vec<String>,
    /// The conditions under which its modules are compiled, by name.
    conditions: BTreeMap<String, String>,
}

/// Modules by path.
type Modules = BTreeMap<String, Arc<Module>>;

impl Surface {
    /// Reads the surface of a crate. The runtime, which is the same in all, is not part of it.
    pub(super) fn of(files: &[File]) -> Self {
        let mut modules = Modules::new();
        for file in files {
            let Some(path) = file
                .path
                .strip_prefix("src/")
                .and_then(|path| path.strip_suffix(".rs"))
            else {
                continue;
            };
            let hidden = [
                "lib",
                "service",
                "parameters",
                "guide",
                "body_types",
                "operation_index",
            ];
            if path.starts_with("runtime") || hidden.contains(&path) {
                continue;
            }
            modules.extend(parsed(path, &file.text));
        }
        let mut all = BTreeMap::new();
        for (path, module) in &modules {
            for (name, condition) in &module.conditions {
                all.insert(format!("{path}::{name} #"), condition.clone());
            }
            export(path, path, &modules, &mut BTreeSet::new(), &mut all);
        }
        let aliases = aliases(&modules);
        for signature in all.values_mut() {
            *signature = resolved(signature, &aliases);
        }
        Self(all)
    }

    /// Returns the differences of `new` for a user of `self`.
    pub(super) fn difference(&self, new: &Self) -> Difference {
        let mut items = Vec::new();
        let mut step = Step::None;
        for (path, signature) in &self.0 {
            match new.0.get(path) {
                Some(other) if other == signature => {}
                Some(other) => items.push(format!("{path}: {signature} is now {other}")),
                None => items.push(format!("{path} is gone")),
            }
        }
        if !items.is_empty() {
            step = Step::Breaking;
        }
        let added: Vec<&String> = new.0.keys().filter(|path| !self.0.contains_key(*path)).collect();
        if !added.is_empty() {
            step = step.max(Step::Additive);
        }
        items.extend(added.into_iter().map(|path| format!("{path} is new")));
        Difference { step, items }
    }
}

/// The member with the type of an alias.
const ALIAS: &str = " =";

/// Returns the types of all aliases by name.
fn aliases(modules: &Modules) -> BTreeMap<&str, &str> {
    let items = modules.values().flat_map(|module| &module.items);
    let aliases = items.filter_map(|(name, members)| Some((name.as_str(), members.get(ALIAS)?.as_str())));
    aliases.collect()
}

/// Replaces names of aliases by those of their types: for the compiler they are equal.
fn resolved(signature: &str, aliases: &BTreeMap<&str, &str>) -> String {
    let words = signature.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_');
    let resolved = words.map(|word| {
        let end = word
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(word.len());
        let (name, rest) = word.split_at(end);
        format!("{}{rest}", aliases.get(name).unwrap_or(&name))
    });
    resolved.collect()
}

/// Returns the modules of the file `path`. Most files of a document are those of others, and each is parsed once.
fn parsed(path: &str, text: &str) -> Modules {
    static PARSED: Mutex<BTreeMap<(String, String), Modules>> = Mutex::new(BTreeMap::new());
    let key = (path.to_owned(), text.to_owned());
    let known = || PARSED.lock().expect("no thread panics with it");
    if let Some(modules) = known().get(&key) {
        return modules.clone();
    }
    let code = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut modules = BTreeMap::new();
    read(&path.replace('/', "::"), &code.items, &mut modules);
    let modules: Modules = modules
        .into_iter()
        .map(|(path, module)| (path, Arc::new(module)))
        .collect();
    known().insert(key, modules.clone());
    modules
}

/// Adds the items of the module `source` to `all` as those of `target`; own items shadow re-exported ones.
fn export(
    target: &str,
    source: &str,
    modules: &Modules,
    seen: &mut BTreeSet<String>,
    all: &mut BTreeMap<String, String>,
) {
    let Some(module) = modules.get(source).filter(|_| seen.insert(source.to_owned())) else {
        return;
    };
    for (name, members) in &module.items {
        if all.contains_key(&format!("{target}::{name}")) {
            continue;
        }
        all.insert(format!("{target}::{name}"), String::new());
        for (member, signature) in members {
            all.insert(format!("{target}::{name}{member}"), signature.clone());
        }
    }
    for glob in &module.globs {
        export(target, glob, modules, seen, all);
    }
}

fn read(path: &str, items: &[Item], modules: &mut BTreeMap<String, Module>) {
    modules.entry(path.to_owned()).or_default();
    for item in items {
        if let Item::Mod(inner) = item {
            let inner_items = inner.content.iter().flat_map(|(_, items)| items);
            let inner_items: Vec<Item> = inner_items.cloned().collect();
            if !inner_items.is_empty() {
                read(&format!("{path}::{}", inner.ident), &inner_items, modules);
            } else if is_public(&inner.vis) {
                let attributes = inner
                    .attrs
                    .iter()
                    .filter(|attribute| attribute.path().is_ident("cfg"));
                let condition: Vec<String> = attributes.map(signature).collect();
                let conditions = &mut modules.entry(path.to_owned()).or_default().conditions;
                conditions.insert(inner.ident.to_string(), condition.concat());
            }
            continue;
        }
        let module = modules.entry(path.to_owned()).or_default();
        module.add(item);
    }
}

impl Module {
    fn add(&mut self, item: &Item) {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                let members = self.members(&one.ident.to_string());
                for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    members.insert(format!(".{name}"), signature(&field.ty));
                }
            }
            Item::Enum(one) if is_public(&one.vis) => {
                let members = self.members(&one.ident.to_string());
                for variant in &one.variants {
                    members.insert(format!("::{}", variant.ident), signature(&variant.fields));
                }
            }
            Item::Type(one) if is_public(&one.vis) => {
                let ty = signature(&one.ty);
                self.members(&one.ident.to_string()).insert(ALIAS.to_owned(), ty);
            }
            // The values of constants are not part of a surface.
            Item::Const(one) if is_public(&one.vis) => _ = self.members(&one.ident.to_string()),
            Item::Fn(one) if is_public(&one.vis) => {
                let ty = function(&one.sig);
                self.members(&one.sig.ident.to_string())
                    .insert("()".to_owned(), ty);
            }
            Item::Use(one) if is_public(&one.vis) => self.re_export(&one.tree.to_token_stream().to_string()),
            Item::Impl(one) => self.implementation(one),
            Item::Macro(one) => self.invocation(&one.mac),
            _ => {}
        }
    }

    fn members(&mut self, name: &str) -> &mut BTreeMap<String, String> {
        self.items.entry(name.to_owned()).or_default()
    }

    fn re_export(&mut self, tree: &str) {
        let tree = tree.replace(' ', "");
        let path = tree.strip_prefix("crate::").unwrap_or(&tree);
        match path.strip_suffix("::*") {
            Some(module) => self.globs.push(module.to_owned()),
            None => _ = self.members(path.rsplit("::").next().unwrap_or(path)),
        }
    }

    fn implementation(&mut self, one: &syn::ItemImpl) {
        let ty = signature(&one.self_ty);
        let name = ty.split('<').next().unwrap_or_default().to_owned();
        if let Some((path, ..)) = one.trait_.as_ref().map(|found| (&found.1, ())) {
            let implemented = signature(path);
            self.members(&name)
                .insert(format!(": {implemented}"), String::new());
        }
        for item in &one.items {
            if let ImplItem::Fn(method) = item
                && is_public(&method.vis)
            {
                let ty = function(&method.sig);
                self.members(&name)
                    .insert(format!("::{}()", method.sig.ident), ty);
            }
        }
    }

    /// Reads an invocation of a macro of the runtime that implements methods or traits; the parts that only repeat an
    /// item, and constants, have no name.
    fn invocation(&mut self, one: &syn::Macro) {
        let name = signature(&one.path);
        let tokens = shortened(&one.tokens.to_string());
        let mut parts = tokens.split([',', '{', '[', ' ']);
        let of = parts.next().unwrap_or_default().to_owned();
        match name.as_str() {
            "operation" | "stream_operation" => self.members(&of).insert(format!("!{name}"), tokens),
            "pages" | "creates" | "watched" | "job" | "downloads" => {
                self.members(&of).insert(format!("!{name}"), String::new())
            }
            _ => None,
        };
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns the types of the arguments and of the result; the names of arguments are not part of a surface.
fn function(signature: &syn::Signature) -> String {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(typed) => self::signature(&typed.ty),
    });
    let arguments: Vec<String> = arguments.collect();
    let result = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => self::signature(ty),
    };
    format!("({}) -> {result}", arguments.join(", "))
}

/// Returns the code of a node with the last segment of each path: the module that defines a type may change if the old
/// path leads to it still, which is checked with the items.
fn signature(node: &impl ToTokens) -> String {
    shortened(&node.to_token_stream().to_string())
}

fn shortened(code: &str) -> String {
    let mut short = String::new();
    for word in code.split(' ') {
        if word == "::" {
            let start = short.rfind(|c: char| !c.is_alphanumeric() && c != '_');
            short.truncate(start.map_or(0, |start| start + 1));
        } else {
            let joins = short.ends_with(|c: char| c.is_alphanumeric())
                && word.starts_with(|c: char| c.is_alphanumeric());
            short.push_str(if joins { " " } else { "" });
            short.push_str(word);
        }
    }
    short
}
