//! The items of a list as a stream of the `futures` crates.

use super::*;
use futures_util::{StreamExt, TryStreamExt};

/// Starts a server with a list of `pages` full pages with two items each, and an empty one.
fn pages(pages: usize) -> Server {
    Server::start(move |number, _| {
        let items = match number {
            _ if number < pages => format!(r#"{{"id": "{number}a"}}, {{"id": "{number}b"}}"#),
            _ => String::new(),
        };
        response(200, &[VERSIONED], &format!(r#"{{"results": [{items}]}}"#))
    })
}

fn id(job: RestoreJob) -> String {
    job.id.map(String::from).unwrap_or_default()
}

#[test]
fn a_stream_goes_over_all_pages() {
    let server = pages(3);
    let client: Client = settings(&server).build().expect("a client");
    let call = client
        .flex()
        .list_restore_jobs(PROJECT, "Flex0")
        .items_per_page(2);
    let ids = runtime().block_on(call.items().map_ok(id).try_collect::<Vec<_>>());
    assert_eq!(ids.expect("all items"), ["0a", "0b", "1a", "1b", "2a", "2b"]);
    assert_eq!(server.sent().len(), 4);
}

#[test]
fn a_stream_requests_pages_on_demand() {
    let server = pages(3);
    let client: Client = settings(&server).build().expect("a client");
    let call = client
        .flex()
        .list_restore_jobs(PROJECT, "Flex0")
        .items_per_page(2);
    let ids = runtime().block_on(call.items().map_ok(id).take(3).try_collect::<Vec<_>>());
    assert_eq!(ids.expect("three items"), ["0a", "0b", "1a"]);
    assert_eq!(server.sent().len(), 2);
}

#[test]
fn a_stream_ends_after_an_error_and_stays_at_its_end() {
    let server = Server::start(|number, _| match number {
        0 => response(200, &[VERSIONED], r#"{"results": [{"id": "a"}, {"id": "b"}]}"#),
        _ => refusal(404, "CLUSTER_NOT_FOUND", &[]),
    });
    let client: Client = settings(&server).build().expect("a client");
    let call = client
        .flex()
        .list_restore_jobs(PROJECT, "Flex0")
        .items_per_page(2);
    runtime().block_on(async {
        let mut items = call.items();
        let kinds: Vec<_> = StreamExt::by_ref(&mut items)
            .map(|item| item.is_ok())
            .collect()
            .await;
        assert_eq!(kinds, [true, true, false]);
        assert!(StreamExt::next(&mut items).await.is_none());
    });
    assert_eq!(server.sent().len(), 2);
}

#[test]
fn streams_run_concurrently() {
    let server = Server::start(|_, sent| {
        // Each cluster has different items.
        let cluster = sent.target.split('/').nth(7).unwrap_or_default().to_owned();
        let items = match sent.target.contains("pageNum=1") {
            true => format!(r#"{{"id": "{cluster}1"}}, {{"id": "{cluster}2"}}"#),
            false => String::new(),
        };
        response(200, &[VERSIONED], &format!(r#"{{"results": [{items}]}}"#))
    });
    let client: Client = settings(&server).build().expect("a client");
    let items = ["A", "B", "C"].map(|cluster| {
        let call = client.flex().list_restore_jobs(PROJECT, cluster);
        call.items_per_page(2).items()
    });
    let merged = futures_util::stream::select_all(items);
    let ids = runtime().block_on(merged.map_ok(id).try_collect::<Vec<_>>());
    let mut ids = ids.expect("all items");
    ids.sort();
    assert_eq!(ids, ["A1", "A2", "B1", "B2", "C1", "C2"]);
}
