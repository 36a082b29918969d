//! Prints all restore jobs of a cluster as a table, of whatever kind it is, page by page as they come:
//! `cargo run --features client --example list_jobs -- PROJECT CLUSTER`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

mod table;

use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2025_03_12::Client;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster] = arguments.as_slice() else {
        return Err("usage: list_jobs PROJECT CLUSTER".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(list(project, cluster))
}

async fn list(project: &str, cluster: &str) -> Result<(), Failed> {
    let mut settings = Client::builder().credentials(Credentials::from_env()?);
    if let Ok(base) = std::env::var("MONGODB_ATLAS_BASE_URL") {
        settings = settings.base_url(base);
    }
    let client = settings.build()?;

    table::print(&client, project, cluster).await
}
