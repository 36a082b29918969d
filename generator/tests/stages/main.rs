//! Tests of single stages of the generator.

extern crate runtime;

#[allow(dead_code, unreachable_pub, reason = "only what comments need is used")]
#[path = "../../src/escape.rs"]
mod escape;
#[path = "../../src/emit/rustdoc/mod.rs"]
mod rustdoc;

mod code_map;
mod doc_comments;
mod load;
mod pattern;
