//! Tests of the commands, most of them through the built binary.

mod bounds;
mod bundle;
mod drift;
mod failures;
mod inputs;
mod output_dir;
mod readme;
mod regen;
mod release;
mod sync;
mod versions;
