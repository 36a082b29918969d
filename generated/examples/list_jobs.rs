//! Prints all restore jobs of a flex cluster as a table, page by page as they come:
//! `cargo run --features client --example list_jobs -- PROJECT CLUSTER`.
//!
//! Credentials come from the environment, see `Credentials::from_env`; `MONGODB_ATLAS_BASE_URL` names another server.

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

    println!("{:24}  {:24}  {:10}  TARGET", "JOB", "SNAPSHOT", "STATUS");
    let mut jobs = client
        .flex()
        .list_restore_jobs(project, cluster)
        .items_per_page(500)
        .items();
    while let Some(job) = jobs.next().await {
        let job = job?;
        let status = job
            .status
            .map_or(String::new(), |status| status.as_str().to_owned());
        let texts = [job.id, job.snapshot_id].map(|id| id.map_or(String::new(), String::from));
        let target = job
            .target_deployment_item_name
            .map_or(String::new(), String::from);
        println!("{:24}  {:24}  {status:10}  {target}", texts[0], texts[1]);
    }
    Ok(())
}
