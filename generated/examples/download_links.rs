//! Offers a snapshot of a dedicated cluster for download and prints the links, with the client that blocks:
//! `cargo run --features blocking --example download_links -- PROJECT CLUSTER SNAPSHOT`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2025_03_12::BlockingClient;
use atlas_restore_jobs::v2025_03_12::dedicated::{DeliveryType, RestoreJobRequest};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster, snapshot] = arguments.as_slice() else {
        return Err("usage: download_links PROJECT CLUSTER SNAPSHOT".into());
    };
    let mut settings = BlockingClient::builder().credentials(Credentials::from_env()?);
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    let client = settings.build()?;

    let request = RestoreJobRequest::new(DeliveryType::Download).try_snapshot_id(snapshot)?;
    let done = client
        .dedicated()
        .create_restore_job(project, cluster, &request)
        .wait_until_finished()
        .run()?;
    // The links of a replica set, then those of each shard.
    let shards = done.components.into_iter().flatten();
    let links = done.delivery_url.into_iter().flatten();
    links
        .chain(shards.filter_map(|shard| shard.download_url))
        .for_each(|link| println!("{link}"));
    Ok(())
}
