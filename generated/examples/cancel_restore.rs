//! Restores a snapshot of a dedicated cluster into another cluster; Ctrl-C cancels the job, and the program then waits until
//! the service shows it as ended:
//! `cargo run --features client --example cancel_restore -- PROJECT CLUSTER SNAPSHOT TARGET_PROJECT TARGET`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

use std::time::Duration;

use atlas_restore_jobs::Error;
use atlas_restore_jobs::client::{Credentials, JobOutcome};
use atlas_restore_jobs::v2025_03_12::Client;
use atlas_restore_jobs::v2025_03_12::dedicated::{DeliveryType, RestoreJob, RestoreJobRequest};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster, snapshot, target_project, target] = arguments.as_slice() else {
        return Err("usage: cancel_restore PROJECT CLUSTER SNAPSHOT TARGET_PROJECT TARGET".into());
    };
    let request = RestoreJobRequest::new(DeliveryType::Automated)
        .try_snapshot_id(snapshot)?
        .try_target_group_id(target_project)?
        .try_target_cluster_name(target)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(restore(project, cluster, &request))
}

async fn restore(project: &str, cluster: &str, request: &RestoreJobRequest) -> Result<(), Failed> {
    let mut settings = Client::builder().credentials(Credentials::from_env()?);
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    let client = settings.build()?;

    // The id is known from the first response on.
    let mut id = None;
    let wait = client
        .dedicated()
        .create_restore_job(project, cluster, request)
        .wait_until_finished()
        .every(Duration::from_secs(5))
        .on_progress(|job| id = job.id.clone());
    let done = tokio::select! {
        done = wait => Some(done),
        // The wait is dropped here: its request is closed, and nothing of it keeps running.
        _ = tokio::signal::ctrl_c() => None,
    };
    match done {
        Some(done) => println!("restored at {:?}", done?.finished_at),
        None => match id {
            Some(id) => cancel(&client, project, cluster, id.as_str()).await?,
            None => eprintln!(
                "canceled before the service responded: list the jobs to see whether one was created"
            ),
        },
    }
    Ok(())
}

/// Cancels the job, and waits until the service shows how it has ended.
async fn cancel(client: &Client, project: &str, cluster: &str, id: &str) -> Result<(), Failed> {
    client
        .dedicated()
        .cancel_restore_job(project, cluster, id)
        .await?;
    let ended = client
        .dedicated()
        .get_restore_job(project, cluster, id)
        .wait_until_finished()
        .every(Duration::from_secs(2))
        .at_most(Duration::from_secs(300))
        .await;
    println!("{}", how_it_ended(ended)?);
    Ok(())
}

fn how_it_ended(ended: Result<RestoreJob, Error>) -> Result<String, Error> {
    match ended {
        Err(Error::Ended(ended)) if ended.outcome == JobOutcome::Cancelled => Ok(ended.to_string()),
        // It was faster than the cancellation.
        Ok(job) => Ok(format!("the job finished at {:?}", job.finished_at)),
        Err(error) => Err(error),
    }
}
