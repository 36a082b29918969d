//! Documents as trees, before anything is typed: what stands where, which operations there are, and what they reach.

mod kind;
mod operations;
mod reach;
mod selected;

pub(crate) use kind::Kind;
pub(crate) use operations::{Operation, is_method, operations};
pub(crate) use reach::{Component, Reach, body, component, references};
pub(crate) use selected::Selected;
