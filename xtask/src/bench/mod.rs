//! `bench`: measures generating and building as whole processes, next to other generators.

mod chart;
mod document_peers;
mod documents;
mod doubling;
mod drift;
pub mod hostile;
mod measure;
mod other_generators;
mod project;

use crate::diagnostics::Format;
use crate::{CliError, Context, Outcome, Status, atomic_write, read_spec};
use doubling::Doubled;
use generator::Options;
use measure::{Cost, Goal, Row};
use project::Krate;
use std::path::{Path, PathBuf};

/// The arguments of `bench`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document of the whole API
    #[arg(
        long,
        value_name = "PATH",
        default_value = "../shared/upstream/atlas-2026-08-21.yaml"
    )]
    pub whole: PathBuf,
    /// An earlier document of the whole API, for `--part drift`
    #[arg(
        long,
        value_name = "PATH",
        default_value = "../shared/upstream/atlas-2026-07-07.yaml"
    )]
    pub before: PathBuf,
    /// What is measured; may be given several times [default: all]
    #[arg(long, value_enum)]
    pub part: Vec<Part>,
    /// How often each process runs; the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    pub runs: u8,
    /// Install the generators to compare with into `target/peers`, where they are missing
    #[arg(long)]
    pub peers: bool,
    /// Another generator's command, with `{spec}` and `{out}`; may be given several times
    #[arg(long, value_name = "COMMAND")]
    pub peer: Vec<String>,
    /// Generate a crate of each document of this folder instead, and list what is skipped and what that costs
    #[arg(long, value_name = "DIR", conflicts_with_all = ["part", "svg"])]
    pub documents: Option<PathBuf>,
    /// Check the crates of `--documents`, with all features and warnings denied
    #[arg(long, requires = "documents")]
    pub check: bool,
    /// How to write the figures
    #[arg(long, value_enum, default_value = "text")]
    pub format: FormatName,
    /// Draw the growth with the number of operations into this SVG file
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// A part of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Generating both crates
    Regen,
    /// `cargo check` of both crates, dependencies built
    Check,
    /// A release build of a program that uses five operations of the whole API, dependencies built
    Build,
    /// Generating and checking 18, 60, 180 and 540 operations
    Growth,
    /// Comparing `spec/` with the whole API, and two documents of the whole API
    Drift,
    /// Hostile documents and their doubles: exits with 1 if twice the document takes more than twice the time
    Hostile,
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FormatName {
    /// For people
    Text,
    /// For the README
    Markdown,
    /// For programs
    Json,
}

impl FormatName {
    pub(crate) fn of_diagnostics(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Text | Self::Markdown => Format::Text,
        }
    }
}

/// The numbers of operations in the growth measurement.
const SIZES: [usize; 4] = [18, 60, 180, 540];

/// Runs the command.
///
/// # Errors
///
/// A specification that cannot be read, a process that fails.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let project = context.project()?;
    let work = project.join("target/bench");
    let outcome = match &args.documents {
        Some(folder) => documents::run(args, folder, &project.join("target"), context),
        None => parts(args, &project, &work, context),
    };
    let removed = project::remove_aside(&work);
    outcome.and_then(|outcome| removed.map(|()| outcome))
}

/// Measures the parts that `args` asks for, in the folder `work`.
fn parts(args: &Args, project: &Path, work: &Path, context: &Context) -> Result<Outcome, CliError> {
    let mut bench = Bench {
        args,
        context,
        work: work.to_owned(),
        rows: Vec::new(),
        growth: Vec::new(),
        doubled: Vec::new(),
        skipped: Vec::new(),
    };
    let whole = args.whole.exists().then(|| args.whole.clone());
    if whole.is_none() {
        let skipped = format!("the whole API, because `{}` is not there", args.whole.display());
        bench.skipped.push(skipped);
    }
    bench.one(&project.join("spec"), "atlas-restore-jobs", &RESTORE)?;
    if let Some(whole) = &whole {
        bench.one(whole, "atlas-admin", &WHOLE)?;
        bench.program()?;
        bench.peers(whole, &project.join("target/peers"))?;
        bench.growth(whole)?;
        bench.drift(&project.join("spec"), whole)?;
    }
    if bench.wants(Part::Hostile) {
        bench.doubled = doubling::measure("", args.runs)?;
    }
    Ok(bench.outcome())
}

/// The limits of a crate: for generating and for checking it.
type Goals = [Goal; 2];

const RESTORE: Goals = [Goal::seconds(0.025), Goal::seconds(0.6)];
const WHOLE: Goals = [
    Goal::seconds(0.5).mebibytes(150),
    Goal::seconds(10.0).mebibytes(1_536),
];
const PROGRAM: Goal = Goal::seconds(20.0);

struct Bench<'a> {
    args: &'a Args,
    context: &'a Context,
    /// The folder where crates are generated and built.
    work: PathBuf,
    rows: Vec<Row>,
    /// The cost of generating and checking, by the number of operations.
    growth: Vec<(usize, Cost, Cost)>,
    doubled: Vec<Doubled>,
    skipped: Vec<String>,
}

impl Bench<'_> {
    fn wants(&self, part: Part) -> bool {
        self.args.part.is_empty() || self.args.part.contains(&part)
    }

    fn krate(&self, name: &str) -> Krate {
        Krate {
            dir: self.work.join(name),
        }
    }

    /// Generates a crate and checks it.
    fn one(&mut self, spec: &Path, name: &str, goals: &Goals) -> Result<(), CliError> {
        let krate = self.krate(name);
        let runs = self.args.runs;
        if self.wants(Part::Regen) {
            let cost = krate.regen(spec, name, &[], runs)?;
            self.rows
                .push(Row::new(format!("generate {name}"), cost, goals[0]));
        }
        if self.wants(Part::Check) {
            krate.regen(spec, name, &[], 1)?;
            self.rows
                .push(Row::new(format!("check {name}"), krate.check(runs)?, goals[1]));
        }
        Ok(())
    }

    /// Builds a program that uses five operations of the whole API.
    fn program(&mut self) -> Result<(), CliError> {
        if self.wants(Part::Build) {
            let api = self.krate("atlas-admin");
            api.regen(&self.args.whole, "atlas-admin", &[], 1)?;
            let program = self.krate("program");
            program.write_program(&api)?;
            let cost = program.build(&api, self.args.runs)?;
            self.rows.push(Row::new(
                "release build of five operations".to_owned(),
                cost,
                PROGRAM,
            ));
        }
        Ok(())
    }

    /// Generates and checks the whole API with other generators.
    fn peers(&mut self, whole: &Path, installed: &Path) -> Result<(), CliError> {
        let (mut peers, missing) = other_generators::commands(installed, self.args.peers)?;
        let skipped = |name| format!("the peer {name}, because it is not installed (`--peers` does that)");
        self.skipped.extend(missing.into_iter().map(skipped));
        peers.extend(self.args.peer.iter().cloned());
        for (number, peer) in peers.iter().enumerate() {
            let krate = self.krate(&format!("peer-{}", number + 1));
            let program = Path::new(peer.split_whitespace().next().unwrap_or_default());
            let name = program.file_name().unwrap_or_default().to_string_lossy();
            if self.wants(Part::Regen) {
                match krate.peer(peer, whole, self.args.runs)? {
                    Some(cost) => self
                        .rows
                        .push(Row::new(format!("generate with {name}"), cost, Goal::NONE)),
                    None => self
                        .skipped
                        .push(format!("the peer {name}, because it cannot be run")),
                }
            }
            if self.wants(Part::Check) && krate.dir.join("Cargo.toml").is_file() {
                match krate.check(self.args.runs) {
                    Ok(cost) => self
                        .rows
                        .push(Row::new(format!("check what {name} made"), cost, Goal::NONE)),
                    Err(_) => self
                        .skipped
                        .push(format!("checking what {name} made, because it does not compile")),
                }
            }
        }
        Ok(())
    }

    /// Generates and checks ever more operations.
    fn growth(&mut self, whole: &Path) -> Result<(), CliError> {
        if !self.wants(Part::Growth) {
            return Ok(());
        }
        let ids = operations(whole, self.context)?;
        for size in SIZES.into_iter().filter(|size| *size <= ids.len()) {
            let name = format!("atlas-{size}");
            let krate = self.krate(&name);
            let regen = krate.regen(whole, &name, &ids[..size], self.args.runs)?;
            let check = krate.check(self.args.runs)?;
            self.growth.push((size, regen, check));
            self.rows
                .push(Row::new(format!("generate {size} operations"), regen, Goal::NONE));
            self.rows
                .push(Row::new(format!("check {size} operations"), check, Goal::NONE));
        }
        if let Some(file) = &self.args.svg {
            let svg = chart::svg(&self.growth);
            atomic_write::write_file(file, &svg)?;
        }
        Ok(())
    }

    /// Compares documents.
    fn drift(&mut self, spec: &Path, whole: &Path) -> Result<(), CliError> {
        if !self.wants(Part::Drift) {
            return Ok(());
        }
        let documents = [self.args.before.as_path(), whole];
        drift::compare(spec, documents, self.args.runs, &mut self.rows, &mut self.skipped)
    }

    fn outcome(&self) -> Outcome {
        let out = match self.args.format {
            FormatName::Json => measure::json(&self.rows, &self.doubled, &self.skipped),
            FormatName::Markdown => {
                measure::markdown(&self.rows, &self.skipped) + &chart::markdown(&self.growth)
            }
            FormatName::Text => {
                let table = measure::table(&self.rows, &self.skipped);
                table + &chart::text(&self.growth) + &doubling::table(&self.doubled)
            }
        };
        let status = match doubling::is_found(&self.doubled) {
            true => Status::Found,
            false => Status::Done,
        };
        Outcome {
            out,
            ..Outcome::new(status)
        }
    }
}

/// Returns the operations of a document: those of restore jobs first, then evenly from all others, so that every prefix
/// of the list is a fair sample.
fn operations(document: &Path, context: &Context) -> Result<Vec<String>, CliError> {
    let options = Options {
        crate_name: "atlas".to_owned(),
        ..Options::default()
    };
    let model = generator::model(read_spec::read(document, context)?, &options).map_err(|_| {
        CliError::new(
            "the document of the whole API is refused",
            "`regen --spec` reports the reason",
        )
    })?;
    let ids = model.api.operations.iter().map(|operation| operation.id.clone());
    let (mut first, others): (Vec<_>, Vec<_>) = ids.partition(|id| id.contains("RestoreJob"));
    // 7 is coprime to the number of operations, so that steps of it reach each once.
    let count = others.len();
    let step = (7..).find(|step| !count.is_multiple_of(*step)).unwrap_or(1);
    first.extend((0..count).map(|index| others[index * step % count].clone()));
    Ok(first)
}

/// The cost of several runs of a process, or the reason why it failed.
type Measured = Result<Cost, CliError>;
