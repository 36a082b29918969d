//! The restore jobs of a cluster as a table, whatever kind of cluster it is. Two examples print it.

use atlas_restore_jobs::client::{self, Items, Job, JobOutcome, Paged};
use atlas_restore_jobs::runtime::StringEnum;
use atlas_restore_jobs::v2025_03_12::Client;
use atlas_restore_jobs::v2025_03_12::shared::ApiError;
use atlas_restore_jobs::{Error, Open};

type Failed = Box<dyn std::error::Error>;

/// Job, snapshot, status and target.
type Row = [String; 4];

/// Prints the jobs of all kinds. A cluster has jobs of some kinds only: where the service refuses the others, that is
/// said on standard error.
///
/// # Errors
///
/// Where the service refuses every kind, and whatever else goes wrong.
#[expect(deprecated, reason = "clusters still have jobs of these kinds")]
pub(crate) async fn print(client: &Client, project: &str, cluster: &str) -> Result<(), Failed> {
    line(
        "KIND",
        &["JOB", "SNAPSHOT", "STATUS", "TARGET"].map(str::to_owned),
    );
    let dedicated = client.dedicated().list_restore_jobs(project, cluster).items();
    let flex = client.flex().list_restore_jobs(project, cluster).items();
    let serverless = client.serverless().list_restore_jobs(project, cluster).items();
    let legacy = client.legacy().list_restore_jobs(project, cluster).items();
    let collection = client.collection().list_restore_jobs(project, cluster).items();
    let listed = [
        jobs("dedicated", dedicated, |job| {
            let (status, target) = (progress(&job), text(job.target_cluster_name));
            [text(job.id), text(job.snapshot_id), status, target]
        })
        .await?,
        jobs("flex", flex, |job| {
            let (status, target) = (word(job.status), text(job.target_deployment_item_name));
            [text(job.id), text(job.snapshot_id), status, target]
        })
        .await?,
        jobs("serverless", serverless, |job| {
            let (status, target) = (progress(&job), job.target_cluster_name.into());
            [text(job.id), text(job.snapshot_id), status, target]
        })
        .await?,
        jobs("legacy", legacy, |job| {
            let (status, target) = (word(job.status_name), text(job.delivery.target_cluster_name));
            [text(job.id), text(job.snapshot_id), status, target]
        })
        .await?,
        jobs("collection", collection, |job| {
            let (status, target) = (word(job.state), text(job.target_cluster_name));
            [text(job.id), text(job.snapshot_id), status, target]
        })
        .await?,
    ];
    let any = listed.contains(&true).then_some(());
    any.ok_or_else(|| "the service lists no jobs for this cluster".into())
}

/// Prints the jobs of one kind, page by page as they come. `false` where the cluster has none of that kind.
async fn jobs<O: Paged<Error = ApiError>>(
    kind: &str,
    mut jobs: Items<O, client::Client>,
    row: impl Fn(O::Item) -> Row,
) -> Result<bool, Failed> {
    while let Some(job) = jobs.next().await {
        match job {
            Ok(job) => line(kind, &row(job)),
            Err(error) if is_refusal(&error) => {
                eprintln!("note: no {kind} jobs: {error}");
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

/// Whether the service says that these jobs are not for this cluster (400 with a code such as
/// `CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API`, 404), or that it lists them no more (410).
fn is_refusal(error: &Error) -> bool {
    matches!(
        error.status().map(|status| status.as_u16()),
        Some(400 | 404 | 410)
    )
}

fn line(kind: &str, [job, snapshot, status, target]: &Row) {
    println!("{kind:10}  {job:24}  {snapshot:24}  {status:12}  {target}");
}

fn text(value: Option<impl Into<String>>) -> String {
    value.map_or(String::new(), Into::into)
}

/// The service's own word.
fn word<T: StringEnum>(status: Option<Open<T>>) -> String {
    status.map_or(String::new(), |status| status.as_str().to_owned())
}

/// How far a job is that says no more than whether it has ended.
fn progress(job: &impl Job) -> String {
    let word = match job.outcome() {
        None => "running",
        Some(JobOutcome::Finished) => "finished",
        Some(JobOutcome::Failed) => "failed",
        Some(JobOutcome::Cancelled) => "cancelled",
        Some(JobOutcome::Expired) => "expired",
        Some(_) => "ended",
    };
    word.to_owned()
}
