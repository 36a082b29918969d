//! Downloads a snapshot of a dedicated cluster, all files of it, and prints their hashes:
//! `cargo run --features client,download --example download_files -- PROJECT CLUSTER SNAPSHOT FOLDER`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

use std::time::Duration;

use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2025_03_12::Client;
use atlas_restore_jobs::v2025_03_12::dedicated::{DeliveryType, RestoreJobRequest};

type Failed = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster, snapshot, folder] = arguments.as_slice() else {
        return Err("usage: download_files PROJECT CLUSTER SNAPSHOT FOLDER".into());
    };
    let mut settings = Client::builder().credentials(Credentials::from_env()?);
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    let client = settings.build()?;

    // The job is finished when its links are there.
    let request = RestoreJobRequest::new(DeliveryType::Download).try_snapshot_id(snapshot)?;
    let job = client
        .dedicated()
        .create_restore_job(project, cluster, &request)
        .wait_until_finished()
        .every(Duration::from_secs(5))
        .await?;
    let files = client
        .download(&job, folder)
        .at_most(Duration::from_secs(6 * 3600))
        .on_progress(|file| eprintln!("{}: {} bytes", file.path.display(), file.received))
        .await?;
    for file in files {
        println!("{} {}", file.sha256, file.path.display());
    }
    Ok(())
}
