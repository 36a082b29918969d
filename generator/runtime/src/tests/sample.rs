//! A sample of what the generator emits, by hand: the contract between emitter and runtime, and what
//! the runtime's tests work on.

use std::collections::BTreeMap;

use crate::runtime::inspect::{Body, Exchange};
use crate::runtime::{
    Argument, Call, Catalogue, Condition, Discriminator, Field, Format, Json, Kind, Limit, Num, Open,
    OperationDescriptor, Param, Pattern, Requirement, Rule, StringEnum, StringRule, StructDescriptor,
    Timestamp, Type, UnionDescriptor, UnknownFields, ValidatedString, Version,
};

// ---- patterns.rs: one static a distinct pattern, one type a pattern that has a name ----

static OBJECT_ID: Pattern = Pattern {
    text: "^([a-f0-9]{24})$",
    name: Some("ObjectId"),
    min: 24,
    max: 24,
    decide: |text| text.len() == 24 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
};

/// A 24 digit hexadecimal number.
pub type ObjectId = ValidatedString<ObjectIdRule>;
/// The rule of [`ObjectId`].
pub enum ObjectIdRule {}

impl StringRule for ObjectIdRule {
    const NAME: &'static str = "ObjectId";
    const RULE: Limit = Limit::Pattern(&OBJECT_ID);
}

// ---- types.rs: tables of value types, each distinct one once ----

const TEXT: &Type = Type::TEXT;
const BOOL: &Type = Type::BOOL;
const ANY: &Type = Type::ANY;
const OBJECT: &Type = Type::OBJECT;
const INT32: &Type = Type::INT32;
const NUMBER: &Type = Type::NUMBER;
static TIMESTAMP: Type = Type::limited(Kind::Text, &[Limit::Format(Format::DateTime)]);
static OBJECT_ID_TYPE: Type = Type::limited(Kind::Text, &[Limit::Pattern(&OBJECT_ID)]);
static OPLOG_TS: Type = Type::limited(Kind::Int32, &[Limit::Minimum(Num::Int(1_199_145_600))]);
static SHORT_TEXT: Type = Type::limited(Kind::Text, &[Limit::MinLength(1), Limit::MaxLength(4)]);
static TEXTS: Type = Type::limited(Kind::List(TEXT), &[Limit::MaxItems(3), Limit::UniqueItems]);
static NUMBERS: Type = Type::new(Kind::List(INT32));
static COUNTS: Type = Type::limited(Kind::Map(INT32), &[Limit::MaxProperties(2)]);
static STATUS: Type = Type::limited(Kind::Text, &[Limit::Values(<RestoreStatus as StringEnum>::TEXTS)]);
static REQUEST_TYPE: Type = Type::record(&RESTORE_REQUEST);
static JOB_TYPE: Type = Type::new(Kind::Record(&RESTORE_JOB));
static LINK_TYPE: Type = Type::new(Kind::Record(&LINK));
static LINKS: Type = Type::new(Kind::List(&LINK_TYPE));
static JOBS: Type = Type::new(Kind::List(&JOB_TYPE));
static TARGET_TYPE: Type = Type::new(Kind::Union(&TARGET));
static CLUSTER_TYPE: Type = Type::new(Kind::Record(&CLUSTER_TARGET));
static BUCKET_TYPE: Type = Type::new(Kind::Record(&BUCKET_TARGET));
static SHAPE_TYPE: Type = Type::new(Kind::Union(&SHAPE));

// ---- an open enum ----

/// Phase of the restore.
#[non_exhaustive]
pub enum RestoreStatus {
    /// `PENDING`
    Pending,
    /// `COMPLETED`
    Completed,
}
crate::runtime::symbols!(RestoreStatus { Pending = "PENDING", Completed = "COMPLETED" });

// ---- records of responses ----

/// A link.
#[non_exhaustive]
pub struct Link {
    /// Where it leads.
    pub href: Option<String>,
    /// What it means.
    pub rel: Option<String>,
    extra: UnknownFields,
}
static LINK: StructDescriptor = StructDescriptor::new(
    "Link",
    &[Field::optional("href", TEXT), Field::optional("rel", TEXT)],
);
crate::runtime::record!(Link, LINK, [], [0 href, 1 rel]);

/// Lists and maps with `null` among what they hold.
#[non_exhaustive]
pub struct Sparse {
    /// Short texts.
    pub texts: Option<Vec<Option<String>>>,
    /// Numbers.
    pub counts: Option<BTreeMap<String, Option<i32>>>,
    /// Links.
    pub links: Option<Vec<Option<Link>>>,
    extra: UnknownFields,
}
static SPARSE: StructDescriptor = StructDescriptor::new(
    "Sparse",
    &[
        Field::optional(
            "texts",
            &Type::list(&Type::or_null(&Type::limited(Kind::Text, &[Limit::MaxLength(4)]))),
        ),
        Field::optional("counts", &Type::map(&Type::or_null(INT32))),
        Field::optional("links", &Type::list(&Type::or_null(&LINK_TYPE))),
    ],
);
crate::runtime::record!(Sparse, SPARSE, [], [0 texts, 1 counts, 2 links]);

/// A restore job.
#[non_exhaustive]
pub struct RestoreJob {
    /// Identifies the job.
    pub id: ObjectId,
    /// Phase of the restore.
    pub status: Option<Open<RestoreStatus>>,
    /// Whether it failed.
    pub failed: Option<bool>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Seconds since the epoch.
    pub oplog_ts: Option<i32>,
    /// A share.
    pub ratio: Option<f64>,
    /// Where the data can be fetched.
    pub delivery_url: Option<Vec<String>>,
    /// Numbers.
    pub numbers: Option<Vec<i32>>,
    /// Links.
    pub links: Option<Vec<Link>>,
    /// The job that this one repeats.
    pub parent: Option<Box<RestoreJob>>,
    /// Where it restores to.
    pub target: Option<Target>,
    /// Counters by name.
    pub counts: Option<BTreeMap<String, i32>>,
    /// Anything.
    pub any: Option<Json>,
    /// Any object.
    pub labels: Option<BTreeMap<String, Json>>,
    /// A short text, which may be null.
    pub note: Option<String>,
    /// Has to be there, may be null.
    pub owner: Option<String>,
    extra: UnknownFields,
}
static RESTORE_JOB: StructDescriptor = StructDescriptor::new(
    "FlexBackupRestoreJob20241113",
    &[
        Field::required("id", &OBJECT_ID_TYPE),
        Field::optional("status", &STATUS),
        Field::optional("failed", BOOL),
        Field::optional("finishedAt", &TIMESTAMP),
        Field::optional("oplogTs", &OPLOG_TS),
        Field::optional("ratio", NUMBER),
        Field::optional("deliveryUrl", &TEXTS),
        Field::optional("numbers", &NUMBERS),
        Field::optional("links", &LINKS),
        Field::optional("parent", &JOB_TYPE),
        Field::optional("target", &TARGET_TYPE),
        Field::optional("counts", &COUNTS),
        Field::optional("any", ANY),
        Field::optional("labels", OBJECT),
        Field::nullable("note", &SHORT_TEXT),
        Field::required_nullable("owner", TEXT),
    ],
)
.write_only(&["secret"])
.secrets(&["secret", "deliveryUrl"]);
crate::runtime::record!(RestoreJob, RESTORE_JOB, [0 id], [
    1 status, 2 failed, 3 finished_at, 4 oplog_ts, 5 ratio, 6 delivery_url, 7 numbers, 8 links, 9 parent,
    10 target, 11 counts, 12 any, 13 labels, 14 note, 15 owner,
]);

/// A page of restore jobs.
#[non_exhaustive]
pub struct RestoreJobPage {
    /// The jobs.
    pub results: Option<Vec<RestoreJob>>,
    /// How many there are.
    pub total_count: Option<i32>,
    extra: UnknownFields,
}
static PAGE: StructDescriptor = StructDescriptor::new(
    "PaginatedRestoreJob",
    &[
        Field::optional("results", &JOBS),
        Field::optional("totalCount", INT32),
    ],
);
crate::runtime::record!(RestoreJobPage, PAGE, [], [0 results, 1 total_count]);

/// An object without known members.
#[non_exhaustive]
pub struct Nothing {
    extra: UnknownFields,
}
static NOTHING: StructDescriptor = StructDescriptor::new("Nothing", &[]);
crate::runtime::record!(Nothing, NOTHING, [], []);

// ---- unions: with a discriminator, and without ----

/// Where a job restores to.
#[non_exhaustive]
pub enum Target {
    /// A cluster.
    Cluster(Box<ClusterTarget>),
    /// A bucket.
    Bucket(Box<BucketTarget>),
    /// A value of a type that the API does not describe.
    Unknown(Json),
}
static TARGET: UnionDescriptor = UnionDescriptor {
    name: "Target",
    variants: &[&CLUSTER_TYPE, &BUCKET_TYPE],
    discriminator: Some(Discriminator {
        property: "type",
        mapping: &[("CLUSTER", 0), ("BUCKET", 1)],
    }),
};
crate::runtime::union!(Target, TARGET, [0 Cluster, 1 Bucket]);

/// One of two types that only differ in their content.
#[non_exhaustive]
pub enum Shape {
    /// A phase.
    Status(Box<Open<RestoreStatus>>),
    /// A cluster.
    Cluster(Box<ClusterTarget>),
    /// A bucket.
    Bucket(Box<BucketTarget>),
    /// A value of a type that the API does not describe.
    Unknown(Json),
}
static SHAPE: UnionDescriptor = UnionDescriptor {
    name: "Shape",
    variants: &[&STATUS, &CLUSTER_TYPE, &BUCKET_TYPE],
    discriminator: None,
};
crate::runtime::union!(Shape, SHAPE, [0 Status, 1 Cluster, 2 Bucket]);

/// A union of unions, itself among them.
#[non_exhaustive]
pub enum Outer {
    /// A target.
    Target(Box<Target>),
    /// The same again.
    Again(Box<Outer>),
    /// A value of a type that the API does not describe.
    Unknown(Json),
}
static OUTER: UnionDescriptor = UnionDescriptor {
    name: "Outer",
    variants: &[&TARGET_TYPE, &OUTER_TYPE],
    discriminator: Some(Discriminator {
        property: "type",
        mapping: &[("CLUSTER", 0), ("TARGET", 0)],
    }),
};
static OUTER_TYPE: Type = Type::new(Kind::Union(&OUTER));
crate::runtime::union!(Outer, OUTER, [0 Target, 1 Again]);

/// Rare things.
#[non_exhaustive]
pub struct Oddity {
    /// A union of unions.
    pub outer: Option<Outer>,
    /// A text of which many are listed.
    pub many: Option<String>,
    /// A member whose name has to be escaped.
    pub quoted: Option<String>,
    extra: UnknownFields,
}
static MANY: Type = Type::limited(
    Kind::Text,
    &[Limit::Values(&[
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10",
    ])],
);
static ODDITY: StructDescriptor = StructDescriptor::new(
    "Oddity",
    &[
        Field::optional("outer", &OUTER_TYPE),
        Field::optional("many", &MANY),
        Field::optional("a \"quoted\"\n\\name", Type::TEXT),
    ],
);
crate::runtime::record!(Oddity, ODDITY, [], [0 outer, 1 many, 2 quoted]);

/// A cluster.
#[non_exhaustive]
pub struct ClusterTarget {
    /// What it is.
    pub kind: Option<String>,
    /// Its name.
    pub cluster_name: String,
    /// Something inside.
    pub inner: Option<Shape>,
    extra: UnknownFields,
}
static CLUSTER_TARGET: StructDescriptor = StructDescriptor::new(
    "ClusterTarget",
    &[
        Field::optional("type", TEXT),
        Field::required("clusterName", TEXT),
        Field::optional("inner", &SHAPE_TYPE),
    ],
);
crate::runtime::record!(ClusterTarget, CLUSTER_TARGET, [1 cluster_name], [0 kind, 2 inner]);

/// A bucket.
#[non_exhaustive]
pub struct BucketTarget {
    /// What it is.
    pub kind: Option<String>,
    /// Its name.
    pub bucket: Option<String>,
    extra: UnknownFields,
}
static BUCKET_TARGET: StructDescriptor = StructDescriptor::new(
    "BucketTarget",
    &[Field::optional("type", TEXT), Field::optional("bucket", TEXT)],
);
crate::runtime::record!(BucketTarget, BUCKET_TARGET, [], [0 kind, 1 bucket]);

// ---- a request: required fields in `new`, chained setters, rules that are only in prose ----

/// Asks for a restore.
pub struct RestoreRequest {
    delivery_type: String,
    target_name: Option<String>,
    oplog_ts: Option<i32>,
    oplog_inc: Option<i32>,
    point_in_time: Option<i32>,
    extra: UnknownFields,
}
static RESTORE_REQUEST: StructDescriptor = StructDescriptor::new(
    "RestoreRequest",
    &[
        Field::required("deliveryType", TEXT),
        Field::nullable("targetName", TEXT),
        Field::optional("oplogTs", INT32),
        Field::optional("oplogInc", INT32),
        Field::optional("pointInTime", INT32),
    ],
)
.read_only(&["id"])
.rules(&[
    Rule {
        id: "automated-needs-target",
        when: Some(Condition {
            field: "deliveryType",
            values: &["automated"],
            is: true,
            absent: false,
        }),
        demand: Requirement::Require(&["targetName"]),
        message: "An automated restore needs `targetName`.",
    },
    Rule {
        id: "oplog-pair",
        when: None,
        demand: Requirement::Together(&["oplogTs", "oplogInc"]),
        message: "`oplogTs` and `oplogInc` go together.",
    },
    Rule {
        id: "one-point-in-time",
        when: None,
        demand: Requirement::AtMostOne(&[&["oplogTs", "oplogInc"], &["pointInTime"]]),
        message: "A point in time is given in one way only.",
    },
]);
crate::runtime::record!(RestoreRequest, RESTORE_REQUEST, [0 delivery_type], [
    1 target_name, 2 oplog_ts, 3 oplog_inc, 4 point_in_time,
]);

impl RestoreRequest {
    /// A request with what has to be there.
    pub fn new(delivery_type: impl Into<String>) -> Self {
        Self {
            delivery_type: delivery_type.into(),
            ..Self::default()
        }
    }
    /// Sets the target.
    #[must_use]
    pub fn target_name(mut self, value: impl Into<String>) -> Self {
        self.target_name = Some(value.into());
        self
    }
    /// Sends an explicit null for the target.
    #[must_use]
    pub fn null_target_name(mut self) -> Self {
        self.target_name = None;
        self.extra.set_null(1);
        self
    }
    /// Sets the oplog's seconds.
    #[must_use]
    pub fn oplog_ts(mut self, value: i32) -> Self {
        self.oplog_ts = Some(value);
        self
    }
}

// ---- errors ----

/// The shared error.
#[non_exhaustive]
pub struct ApiError {
    /// The status.
    pub error: i32,
    /// The code.
    pub error_code: String,
    /// What happened.
    pub detail: Option<String>,
    extra: UnknownFields,
}
static API_ERROR: StructDescriptor = StructDescriptor::new(
    "ApiError",
    &[
        Field::required("error", INT32),
        Field::required("errorCode", TEXT),
        Field::optional("detail", TEXT),
    ],
);
crate::runtime::record!(ApiError, API_ERROR, [0 error, 1 error_code], [2 detail]);

// ---- operations: parameters once each, a table and a struct an operation and version ----

static GROUP_ID: Param = Param::path("groupId", &OBJECT_ID_TYPE);
static NAME: Param = Param::path("name", TEXT);
static ENVELOPE: Param = Param::query("envelope", BOOL).default("false");
static FIELDS: Param = Param::query("fields", &TEXTS).joined(',');
static TAGS: Param = Param::query("tags", &TEXTS);

const RESTORE_JOBS: &str = "/api/atlas/v2/groups/{groupId}/flexClusters/{name}/backup/restoreJobs";
const JSON_2024_11_13: &str = "application/vnd.atlas.2024-11-13+json";

/// Lists restore jobs.
#[derive(Clone, Debug)]
pub struct ListRestoreJobs<C = ()>(Call, C);
static LIST_RESTORE_JOBS: OperationDescriptor = OperationDescriptor::new(
    "listGroupFlexClusterBackupRestoreJobs",
    "GET",
    RESTORE_JOBS,
    Version::stable(2024, 11, 13),
    JSON_2024_11_13,
)
.params(&[&GROUP_ID, &NAME, &ENVELOPE, &FIELDS, &TAGS])
.roles(&["Project Owner"])
.tag("Flex Restore Jobs");
crate::runtime::operation!(ListRestoreJobs, RestoreJobPage, ApiError);

impl ListRestoreJobs {
    /// Lists the restore jobs of a cluster of a project.
    pub fn new(group_id: impl Into<Argument>, name: impl Into<Argument>) -> Self {
        Self(Call::new(&LIST_RESTORE_JOBS).set(0, group_id).set(1, name), ())
    }
}

impl<C> ListRestoreJobs<C> {
    /// Wraps the response.
    #[must_use]
    pub fn envelope(self, value: bool) -> Self {
        Self(self.0.set(2, value), self.1)
    }
    /// Selects members.
    #[must_use]
    pub fn fields(self, value: Vec<&str>) -> Self {
        Self(self.0.set(3, value), self.1)
    }
    /// Selects by tag.
    #[must_use]
    pub fn tags(self, value: Vec<&str>) -> Self {
        Self(self.0.set(4, value), self.1)
    }
}

static LIST_RESTORE_JOBS_2023: OperationDescriptor = OperationDescriptor::new(
    "listGroupFlexClusterBackupRestoreJobs",
    "GET",
    RESTORE_JOBS,
    Version::stable(2023, 1, 1),
    "application/vnd.atlas.2023-01-01+json",
)
.params(&[&GROUP_ID, &NAME])
.sunset("2026-01-22")
.deprecated();

static LIST_RESTORE_JOBS_PREVIEW: OperationDescriptor = OperationDescriptor::new(
    "listGroupFlexClusterBackupRestoreJobs",
    "GET",
    RESTORE_JOBS,
    Version::PREVIEW,
    "application/vnd.atlas.preview+json",
)
.params(&[&GROUP_ID, &NAME]);

/// Creates a restore job.
#[derive(Clone, Debug)]
pub struct CreateRestoreJob<C = ()>(Call, C);
static CREATE_RESTORE_JOB: OperationDescriptor = OperationDescriptor::new(
    "createGroupFlexClusterBackupRestoreJob",
    "POST",
    RESTORE_JOBS,
    Version::stable(2024, 11, 13),
    JSON_2024_11_13,
)
.params(&[&GROUP_ID, &NAME])
.body(JSON_2024_11_13, true, &REQUEST_TYPE);
crate::runtime::operation!(CreateRestoreJob, RestoreJob, ApiError);

impl CreateRestoreJob {
    /// Restores.
    pub fn new(group_id: impl Into<Argument>, name: impl Into<Argument>, body: &RestoreRequest) -> Self {
        Self(
            Call::new(&CREATE_RESTORE_JOB)
                .set(0, group_id)
                .set(1, name)
                .body(body),
            (),
        )
    }
}

/// All operations.
pub static OPERATIONS: Catalogue<'static> = Catalogue(&[
    &LIST_RESTORE_JOBS,
    &CREATE_RESTORE_JOB,
    &LIST_RESTORE_JOBS_2023,
    &LIST_RESTORE_JOBS_PREVIEW,
]);

/// What bodies are, for `inspect`.
pub static EXCHANGES: &[Exchange] = &[
    Exchange {
        operation: &LIST_RESTORE_JOBS,
        request: None,
        response: Some(Body::of::<RestoreJobPage>(&Type::record(&PAGE))),
        error: Body::of::<ApiError>(&Type::record(&API_ERROR)),
    },
    Exchange {
        operation: &CREATE_RESTORE_JOB,
        request: Some(Body::of::<RestoreRequest>(&REQUEST_TYPE)),
        response: Some(Body::of::<RestoreJob>(&JOB_TYPE)),
        error: Body::of::<ApiError>(&Type::record(&API_ERROR)),
    },
];
