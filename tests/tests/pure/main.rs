//! Tests of the generator alone: folders of cases with goldens, and properties of the output. They start no process
//! and depend on no emitted crate, so that this binary builds fastest.

mod bundle;
mod determinism;
mod diagnostics;
mod documented_bodies;
mod drift;
mod drift_formats;
mod drift_properties;
mod drift_release;
mod drift_reports;
mod fixtures;
mod fuzz;
mod mutations;
mod release;
mod runtime_parts;
mod rust_surface;
mod schema_sweep;
mod sync;
mod sync_upstream;
mod verdicts;
mod vocabulary;
