//! Restores a snapshot of a flex cluster into another cluster, and waits for it:
//! `cargo run --features client --example flex_restore -- PROJECT CLUSTER SNAPSHOT TARGET`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

use std::time::Duration;

use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2025_03_12::Client;
use atlas_restore_jobs::v2025_03_12::flex::RestoreJobRequest;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster, snapshot, target] = arguments.as_slice() else {
        return Err("usage: flex_restore PROJECT CLUSTER SNAPSHOT TARGET".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(restore(project, cluster, snapshot, target))
}

async fn restore(project: &str, cluster: &str, snapshot: &str, target: &str) -> Result<(), Failed> {
    let mut settings = Client::builder().credentials(Credentials::from_env()?);
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    let client = settings.build()?;

    let request = RestoreJobRequest::try_new(snapshot, target)?;
    let done = client
        .flex()
        .create_restore_job(project, cluster, &request)
        .wait_until_finished()
        .every(Duration::from_secs(5))
        .at_most(Duration::from_secs(3600))
        .on_progress(|job| {
            println!(
                "job {}: {:?}",
                job.id.as_ref().map_or("?", |id| id.as_str()),
                job.status
            )
        })
        .await?;
    println!("restored into {target} at {:?}", done.restore_finished_date);
    Ok(())
}
