//! Restores backups from the command line:
//!
//! ```sh
//! cargo run --features client --example restore -- flex PROJECT CLUSTER SNAPSHOT TARGET
//! cargo run --features client --example restore -- dedicated PROJECT CLUSTER SNAPSHOT TARGET_PROJECT TARGET
//! cargo run --features client --example restore -- links PROJECT CLUSTER SNAPSHOT
//! cargo run --features client --example restore -- list PROJECT CLUSTER
//! ```
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.
//! Exit status: 0 if it is done, 1 if the service or the job says no, 2 if the command is wrong.

mod table;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use atlas_restore_jobs::client::{Credentials, Job, JobOutcome};
use atlas_restore_jobs::v2025_03_12::{Client, dedicated, flex};

const USAGE: &str = "usage: restore flex PROJECT CLUSTER SNAPSHOT TARGET
       restore dedicated PROJECT CLUSTER SNAPSHOT TARGET_PROJECT TARGET
       restore links PROJECT CLUSTER SNAPSHOT
       restore list PROJECT CLUSTER";

/// Between two looks at a job.
const INTERVAL: Duration = Duration::from_secs(5);

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime
        .map_err(Failed::from)
        .and_then(|runtime| runtime.block_on(run(&words)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// Whether there is such a command.
async fn run(words: &[&str]) -> Result<bool, Failed> {
    match words {
        ["flex", project, cluster, snapshot, target] => flex(project, cluster, snapshot, target).await?,
        ["dedicated", project, cluster, snapshot, target_project, target] => {
            let request = dedicated::RestoreJobRequest::new(dedicated::DeliveryType::Automated)
                .try_snapshot_id(snapshot)?
                .try_target_group_id(target_project)?
                .try_target_cluster_name(target)?;
            dedicated(project, cluster, &request).await?;
        }
        ["links", project, cluster, snapshot] => {
            let request = dedicated::RestoreJobRequest::new(dedicated::DeliveryType::Download)
                .try_snapshot_id(snapshot)?;
            let job = dedicated(project, cluster, &request).await?;
            let shards = job.components.into_iter().flatten();
            let links = job.delivery_url.into_iter().flatten();
            links
                .chain(shards.filter_map(|shard| shard.download_url))
                .for_each(|link| println!("{link}"));
        }
        ["list", project, cluster] => table::print(&client()?, project, cluster).await?,
        ["--help" | "-h"] => println!("{USAGE}"),
        _ => return Ok(false),
    }
    Ok(true)
}

fn client() -> Result<Client, Failed> {
    let mut settings = Client::builder()
        .credentials(Credentials::from_env()?)
        .on_notice(|notice| eprintln!("note: {notice}"));
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    Ok(settings.build()?)
}

async fn flex(project: &str, cluster: &str, snapshot: &str, target: &str) -> Result<(), Failed> {
    let client = client()?;
    let request = flex::RestoreJobRequest::try_new(snapshot, target)?;
    let mut bar = Bar::new();
    let watched = client
        .flex()
        .create_restore_job(project, cluster, &request)
        .wait_until_finished();
    let show = |job: &flex::RestoreJob| {
        let status = job.status.as_ref().map_or("", |status| status.as_str());
        bar.draw(
            ["PENDING", "QUEUED", "RUNNING", "COMPLETED"]
                .iter()
                .position(|known| *known == status),
            status,
        );
    };
    watched.every(INTERVAL).on_progress(show).await?;
    println!();
    Ok(())
}

async fn dedicated(
    project: &str,
    cluster: &str,
    request: &dedicated::RestoreJobRequest,
) -> Result<dedicated::RestoreJob, Failed> {
    let client = client()?;
    let mut bar = Bar::new();
    let watched = client
        .dedicated()
        .create_restore_job(project, cluster, request)
        .wait_until_finished();
    // A job of a dedicated cluster shows whether it has ended, and nothing of what comes before.
    let show = |job: &dedicated::RestoreJob| match job.outcome() {
        Some(JobOutcome::Finished) => bar.draw(Some(3), "finished"),
        _ => bar.draw(Some(1), "running"),
    };
    let job = watched.every(INTERVAL).on_progress(show).await?;
    println!();
    Ok(job)
}

/// A bar of four steps that is drawn over itself.
struct Bar {
    started: Instant,
}

impl Bar {
    fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    fn draw(&mut self, step: Option<usize>, state: &str) {
        let done = step.map_or(0, |step| (step + 1) * 6);
        let (full, rest) = ("#".repeat(done), ".".repeat(24 - done));
        print!(
            "\r[{full}{rest}] {:>5} s  {state:12}",
            self.started.elapsed().as_secs()
        );
        // A bar that cannot be drawn stops no restore.
        let _ = std::io::stdout().flush();
    }
}
