//! A list of 100 restore jobs, decoded, encoded, cloned and validated: the generated types against serde derive.

use atlas_restore_jobs::runtime::Model;
use atlas_restore_jobs::v2024_11_13::flex::RestoreJobPage;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Types with the same fields, written with serde derive.
mod derived {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Deserialize, Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Status {
        Pending,
        Queued,
        Running,
        Failed,
        Completed,
    }

    #[derive(Clone, Deserialize, Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Delivery {
        Restore,
        Download,
    }

    macro_rules! derived {
        ($name:ident { $($field:ident: $ty:ty,)* }) => {
            #[derive(Clone, Deserialize, Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(crate) struct $name {
                $(#[serde(skip_serializing_if = "Option::is_none")] pub(crate) $field: Option<$ty>,)*
            }
        };
    }

    derived!(Link {
        href: String,
        rel: String,
    });
    derived!(Job {
        delivery_type: Delivery,
        expiration_date: String,
        id: String,
        instance_name: String,
        links: Vec<Link>,
        project_id: String,
        restore_finished_date: String,
        restore_scheduled_date: String,
        snapshot_finished_date: String,
        snapshot_id: String,
        snapshot_url: String,
        status: Status,
        target_deployment_item_name: String,
        target_project_id: String,
    });
    derived!(Page {
        links: Vec<Link>,
        results: Vec<Job>,
        total_count: i32,
    });
}

fn body() -> String {
    let job = |i: usize| {
        format!(
            r#"{{"deliveryType":"RESTORE","expirationDate":"2026-05-04T09:42:00Z","id":"{i:024x}","instanceName":"Cluster{i}","links":[{{"href":"https://cloud.mongodb.com/api/atlas","rel":"self"}}],"projectId":"32b6e34b3d91647abb20e7b8","restoreFinishedDate":"2026-05-04T09:42:00Z","restoreScheduledDate":"2026-05-04T09:42:00Z","snapshotFinishedDate":"2026-05-04T09:42:00Z","snapshotId":"32b6e34b3d91647abb20e7b8","status":"COMPLETED","targetDeploymentItemName":"Target{i}","targetProjectId":"32b6e34b3d91647abb20e7b8"}}"#
        )
    };
    let jobs: Vec<_> = (0..100).map(job).collect();
    format!(r#"{{"results":[{}],"totalCount":100}}"#, jobs.join(","))
}

/// Returns the shortest of many runs.
fn shortest<T>(mut work: impl FnMut() -> T) -> Duration {
    let run = |_| {
        let start = Instant::now();
        let result = black_box(work());
        let time = start.elapsed();
        drop(result);
        time
    };
    (0..4_000).map(run).min().unwrap_or_default()
}

fn main() {
    let text = body();
    let bytes = text.as_bytes();
    let page = RestoreJobPage::from_json_slice(bytes).expect("decodes");
    let twin: derived::Page = serde_json::from_slice(bytes).expect("decodes");
    assert_eq!(
        (page.to_json_vec(), serde_json::to_vec(&twin).expect("encodes")),
        (bytes.to_vec(), bytes.to_vec())
    );
    assert_eq!(page.validate(), Ok(()));

    let decode = shortest(|| RestoreJobPage::from_json_slice(black_box(bytes)));
    let derived_decode = shortest(|| serde_json::from_slice::<derived::Page>(black_box(bytes)));
    let encode = shortest(|| black_box(&page).to_json_vec());
    let derived_encode = shortest(|| serde_json::to_vec(black_box(&twin)));
    let serde_encode = shortest(|| serde_json::to_vec(black_box(&page)));
    let clone = shortest(|| black_box(&page).clone());
    let derived_clone = shortest(|| black_box(&twin).clone());
    let validate = shortest(|| black_box(&page).validate());

    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!(
        "a list of 100 jobs, {} bytes; times are the shortest of 4000",
        bytes.len()
    );
    println!("{:28} {:>10} {:>10} {:>7}  target", "", "ours", "derive", "ratio");
    let faster = ratio(derived_decode, decode);
    println!(
        "{:28} {decode:>10.1?} {derived_decode:>10.1?} {faster:7.2}  >= 1.2",
        "decode from bytes"
    );
    let faster = ratio(derived_encode, encode);
    println!(
        "{:28} {encode:>10.1?} {derived_encode:>10.1?} {faster:7.2}  >= 1",
        "encode to bytes"
    );
    let faster = ratio(derived_encode, serde_encode);
    println!(
        "{:28} {serde_encode:>10.1?} {derived_encode:>10.1?} {faster:7.2}",
        "encode through serde"
    );
    let faster = ratio(derived_clone, clone);
    println!(
        "{:28} {clone:>10.1?} {derived_clone:>10.1?} {faster:7.2}",
        "clone"
    );
    let share = 100.0 * ratio(validate, decode);
    println!(
        "{:28} {validate:>10.1?} {:>10} {share:6.1}%  < 15 % of decoding",
        "validate", ""
    );
}
