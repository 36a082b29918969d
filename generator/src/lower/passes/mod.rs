//! Passes over the finished types, in the order of `lower()`.

pub(in crate::lower) mod assign_modules;
pub(in crate::lower) mod box_cycles;
pub(in crate::lower) mod check_recursion;
pub(in crate::lower) mod finalize;
pub(in crate::lower) mod naming;
pub(in crate::lower) mod prune_unreachable;
