//! Decoding, encoding and validating a list of 100 restore jobs: the runtime against serde derive.

use std::hint::black_box;
use std::time::{Duration, Instant};

use generator::runtime::{Extra, Field, Kind, Limit, Model, Open, Pattern, Spec, Symbol, Timestamp, Type};

static OBJECT_ID: Pattern = Pattern {
    text: "^([a-f0-9]{24})$",
    name: Some("ObjectId"),
    matches: |text| {
        text.len() == 24
            && text.bytes().fold(true, |all, byte| {
                all & (byte.is_ascii_digit() | matches!(byte, b'a'..=b'f'))
            })
    },
};

generator::text_type! {
    /// An identifier.
    ObjectId, Limit::Pattern(&OBJECT_ID)
}

static TEXT: Type = Type::TEXT;
static INT32: Type = Type::INT32;
static ID: Type = Type::limited(Kind::Text, &[Limit::Pattern(&OBJECT_ID)]);
static TIME: Type = Type::limited(Kind::Text, &[Limit::Format(generator::runtime::Format::DateTime)]);
static STATUS: Type = Type::limited(Kind::Text, &[Limit::Values(<Status as Symbol>::TEXTS)]);
static DELIVERY: Type = Type::limited(Kind::Text, &[Limit::Values(<Delivery as Symbol>::TEXTS)]);
static LINKS: Type = Type::new(Kind::List(&LINK_TYPE));
static LINK_TYPE: Type = Type::new(Kind::Record(&LINK));
static JOBS: Type = Type::new(Kind::List(&JOB_TYPE));
static JOB_TYPE: Type = Type::new(Kind::Record(&JOB));

/// Phase.
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub enum Status {
    Pending,
    Queued,
    Running,
    Failed,
    Completed,
}
generator::symbols!(Status {
    Pending = "PENDING", Queued = "QUEUED", Running = "RUNNING", Failed = "FAILED", Completed = "COMPLETED"
});

/// Way.
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub enum Delivery {
    Restore,
    Download,
}
generator::symbols!(Delivery { Restore = "RESTORE", Download = "DOWNLOAD" });

/// A record whose fields are all optional.
macro_rules! model {
    ($name:ident, $spec:ident, [$($n:literal $field:ident $key:literal $ty:ty, $table:expr;)*]) => {
        /// A record.
        #[allow(missing_docs)]
        pub struct $name { $(pub $field: Option<$ty>,)* extra: Extra }
        static $spec: Spec = Spec::new(stringify!($name), &[$(Field::optional($key, $table)),*]);
        generator::record!($name, $spec, [], [$($n $field),*]);
    };
}

model!(Link, LINK, [0 href "href" String, &TEXT; 1 rel "rel" String, &TEXT;]);
model!(Job, JOB, [
    0 delivery_type "deliveryType" Open<Delivery>, &DELIVERY;
    1 expiration_date "expirationDate" Timestamp, &TIME;
    2 id "id" ObjectId, &ID;
    3 instance_name "instanceName" String, &TEXT;
    4 links "links" Vec<Link>, &LINKS;
    5 project_id "projectId" ObjectId, &ID;
    6 restore_finished_date "restoreFinishedDate" Timestamp, &TIME;
    7 restore_scheduled_date "restoreScheduledDate" Timestamp, &TIME;
    8 snapshot_finished_date "snapshotFinishedDate" Timestamp, &TIME;
    9 snapshot_id "snapshotId" ObjectId, &ID;
    10 snapshot_url "snapshotUrl" String, &TEXT;
    11 status "status" Open<Status>, &STATUS;
    12 target_deployment_item_name "targetDeploymentItemName" String, &TEXT;
    13 target_project_id "targetProjectId" ObjectId, &ID;
]);
model!(Page, PAGE, [
    0 results "results" Vec<Job>, &JOBS;
    1 total_count "totalCount" i32, &INT32;
]);

/// What a user would write by hand with serde derive.
mod derived {
    use serde::{Deserialize, Serialize};

    #[derive(Deserialize, Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Status {
        Pending,
        Queued,
        Running,
        Failed,
        Completed,
    }

    #[derive(Deserialize, Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Delivery {
        Restore,
        Download,
    }

    macro_rules! derived {
        ($name:ident { $($field:ident: $ty:ty,)* }) => {
            #[derive(Deserialize, Serialize)]
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
    derived!(Page { results: Vec<Job>, total_count: i32, });
}

fn body() -> String {
    let job = |i: usize| {
        format!(
            r#"{{"deliveryType":"RESTORE","expirationDate":"2026-05-04T09:42:00Z","id":"{i:024x}","instanceName":"Cluster{i}","links":[{{"href":"https://cloud.mongodb.com/api/atlas","rel":"self"}}],"projectId":"32b6e34b3d91647abb20e7b8","restoreFinishedDate":"2026-05-04T09:42:00Z","restoreScheduledDate":"2026-05-04T09:42:00Z","snapshotFinishedDate":"2026-05-04T09:42:00Z","snapshotId":"32b6e34b3d91647abb20e7b8","status":"COMPLETED","targetDeploymentItemName":"Target{i}","targetProjectId":"32b6e34b3d91647abb20e7b8"}}"#
        )
    };
    format!(
        r#"{{"results":[{}],"totalCount":100}}"#,
        (0..100).map(job).collect::<Vec<_>>().join(",")
    )
}

/// The shortest of many runs, each of `work` alone.
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
    let page = Page::from_json_slice(bytes).expect("decodes");
    let twin: derived::Page = serde_json::from_slice(bytes).expect("decodes");
    assert_eq!(page.to_json_vec(), text.as_bytes());
    assert_eq!(page.validate(), Ok(()));

    let decode = shortest(|| Page::from_json_slice(black_box(bytes)));
    let derived_decode = shortest(|| serde_json::from_slice::<derived::Page>(black_box(bytes)));
    let encode = shortest(|| black_box(&page).to_json_vec());
    let serde_encode = shortest(|| serde_json::to_vec(black_box(&page)));
    let derived_encode = shortest(|| serde_json::to_vec(black_box(&twin)));
    let validate = shortest(|| black_box(&page).validate());
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!("body {} bytes", bytes.len());
    println!(
        "decode {decode:?}, derive {derived_decode:?}: {:.2} times as fast",
        ratio(derived_decode, decode)
    );
    println!(
        "encode {encode:?}, derive {derived_encode:?}: {:.2} times as fast",
        ratio(derived_encode, encode)
    );
    println!("encode through serde {serde_encode:?}");
    println!(
        "validate {validate:?}: {:.1} % of decoding",
        100.0 * ratio(validate, decode)
    );
}
