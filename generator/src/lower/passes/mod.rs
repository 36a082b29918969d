//! Passes over the finished types, in the order of `lower()`.

pub(in crate::lower) mod assign_modules;
pub(in crate::lower) mod box_cycles;
pub(in crate::lower) mod check_examples;
pub(in crate::lower) mod check_recursion;
pub(in crate::lower) mod dedup_enums;
pub(in crate::lower) mod link_created_jobs;
pub(in crate::lower) mod mark_files;
pub(in crate::lower) mod name_operations;
pub(in crate::lower) mod name_types;
pub(in crate::lower) mod naming;
pub(in crate::lower) mod overlapping_variants;
pub(in crate::lower) mod page_items;
pub(in crate::lower) mod prune_unreachable;
pub(in crate::lower) mod renumber;
pub(in crate::lower) mod response_headers;
pub(in crate::lower) mod tag_variants;
pub(in crate::lower) mod unused_schemas;
pub(in crate::lower) mod unused_settings;
