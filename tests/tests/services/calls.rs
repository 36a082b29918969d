//! The calls as users write them, `client.flex().create_restore_job(..)`: each of them, with both kinds of client,
//! sends the operation and version in its name, and Prism accepts it.

use atlas_restore_jobs::OPERATIONS;
use atlas_restore_jobs::client::{Credentials, RetryPolicy};
use atlas_restore_jobs::runtime::OperationDescriptor;
use atlas_restore_jobs::v2025_03_12::{
    BlockingClient, Client, collection, dedicated, flex, legacy, serverless,
};
use std::collections::BTreeSet;
use std::sync::Arc;
use tests::services::{self, Apache, KEYS, Prism, Server};

/// An id for any resource.
const ID: &str = "32b6e34b3d91647abb20e7b8";
/// A cluster.
const NAME: &str = "Cluster0";

/// Expands to every call of `$api`, each followed by `$($end)*`.
macro_rules! all {
    ($api:expr, $($end:tt)*) => {{
        let api = $api;
        all!(@list api.dedicated(), $($end)*);
        api.dedicated().create_restore_job(ID, NAME, &dedicated_job())$($end)*.expect("a job");
        api.dedicated().get_restore_job(ID, NAME, ID).pretty(true)$($end)*.expect("a job");
        api.dedicated().cancel_restore_job(ID, NAME, ID)$($end)*.expect("nothing");
        all!(@list api.legacy(), $($end)*);
        api.legacy().create_restore_job(ID, NAME, &legacy_job())$($end)*.expect("jobs");
        api.legacy().get_restore_job(ID, NAME, ID)$($end)*.expect("a job");
        all!(@list api.serverless(), $($end)*);
        api.serverless().create_restore_job(ID, NAME, &serverless_job())$($end)*.expect("a job");
        api.serverless().get_restore_job(ID, NAME, ID)$($end)*.expect("a job");
        all!(@list api.flex(), $($end)*);
        api.flex().create_restore_job(ID, NAME, &flex_job())$($end)*.expect("a job");
        api.flex().get_restore_job(ID, NAME, ID)$($end)*.expect("a job");
        all!(@list api.collection(), $($end)*);
        api.collection().create_restore_job(ID, NAME, &collection_job())$($end)*.expect("a job");
        api.collection().get_restore_job(ID, NAME, ID)$($end)*.expect("a job");
        api.collection().list_collections(ID, NAME, ID)$($end)*.expect("a page");
        api.collection().get_collection(ID, NAME, ID, "db.a b")$($end)*.expect("a collection");
    }};
    (@list $group:expr, $($end:tt)*) => {
        $group.list_restore_jobs(ID, NAME).items_per_page(7).page_num(2)$($end)*.expect("a page");
    };
}

#[test]
#[expect(deprecated, reason = "what the service still offers is tried too")]
fn every_call_blocks_and_is_accepted() {
    let Some(service) = services::needed(Service::start()) else {
        return;
    };
    let settings = BlockingClient::builder().base_url(service.proxy.url());
    let settings = settings.retry(RetryPolicy::none()).credentials(credentials());
    all!(settings.build().expect("a client"), .send());
    service.check();
}

#[test]
#[expect(deprecated, reason = "what the service still offers is tried too")]
fn every_async_call_is_accepted() {
    let Some(service) = services::needed(Service::start()) else {
        return;
    };
    let settings = Client::builder().base_url(service.proxy.url());
    let settings = settings.retry(RetryPolicy::none()).credentials(credentials());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async { all!(settings.build().expect("a client"), .await) });
    service.check();
}

fn credentials() -> Credentials {
    Credentials::login(KEYS.public, KEYS.private)
}

/// Prism behind Apache, with a recording server between them.
struct Service {
    proxy: Server,
    _apache: Apache,
    _prism: Arc<Prism>,
}

impl Service {
    fn start() -> Result<Self, services::Absent> {
        let prism = Prism::start()?;
        let apache = Apache::start(prism.port(), 300)?;
        let port = apache.port();
        Ok(Self {
            proxy: Server::start(move |request| services::forward(port, request, &[])),
            _apache: apache,
            _prism: prism,
        })
    }

    /// Checks that every operation of the catalogue was called, and that no request was rejected.
    fn check(&self) {
        let mut called = BTreeSet::new();
        let accepted = self
            .proxy
            .take()
            .into_iter()
            .filter(|exchange| exchange.response.status != 401);
        for exchange in accepted {
            let (request, response) = (&exchange.request, &exchange.response);
            assert_eq!(response.header("sl-violations"), None, "{request:?}");
            let route = OPERATIONS
                .find(&request.method, request.path())
                .expect("an operation");
            let accepts = request.header("accept").unwrap_or_default();
            let requested =
                |spec: &&&OperationDescriptor| accepts.starts_with(&format!("{}, ", spec.media_type));
            let spec = route
                .versions
                .iter()
                .find(requested)
                .expect("the exact media type");
            let content = spec.body.map(|content| content.media_type);
            assert_eq!(request.header("content-type"), content, "{}", spec.id);
            called.insert((spec.id, spec.version));
        }
        let all: BTreeSet<_> = OPERATIONS.0.iter().map(|spec| (spec.id, spec.version)).collect();
        assert_eq!(called, all, "calls that are left out here");
    }
}

fn dedicated_job() -> dedicated::RestoreJobRequest {
    dedicated::RestoreJobRequest::new(dedicated::DeliveryType::PointInTime)
        .point_in_time_utc_seconds(1_199_145_600)
        .target_cluster_name(NAME.parse().expect("a name"))
        .target_group_id(ID.parse().expect("an id"))
}

fn legacy_job() -> legacy::RestoreJobRequest {
    let delivery = legacy::DeliveryRequest::new(legacy::DeliveryMethod::Http);
    legacy::RestoreJobRequest::new(delivery.expiration_hours(2)).snapshot_id(ID.parse().expect("an id"))
}

fn serverless_job() -> serverless::RestoreJobRequest {
    let (name, id) = (NAME.parse().expect("a name"), ID.parse().expect("an id"));
    serverless::RestoreJobRequest::new(serverless::DeliveryType::Automated, name, id)
        .snapshot_id(ID.parse().expect("an id"))
}

fn flex_job() -> flex::RestoreJobRequest {
    flex::RestoreJobRequest::new(ID.parse().expect("an id"), NAME.parse().expect("a name"))
}

fn collection_job() -> collection::RestoreJobRequest {
    let (index, write) = (
        collection::IndexStrategy::All,
        collection::WriteStrategy::CreateNew,
    );
    collection::RestoreJobRequest::new(index, NAME, ID.parse().expect("an id"), write)
        .snapshot_id(ID.parse().expect("an id"))
        .databases(vec![collection::NamespaceMappingRequest::new("db")])
}
