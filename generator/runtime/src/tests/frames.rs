//! Event streams and lines of JSON, decoded piece by piece.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::sample::v2023_01_01::api::ApiError;
use super::sample::v2024_11_13::api::RestoreJob;
use crate::runtime::{
    Call, Event, Framing, ItemDecoder, ItemError, Json, Operation, OperationDescriptor, StreamItem,
    StreamOperation, Version,
};

type Items<T> = Vec<Result<T, ItemError>>;

fn decode<T: StreamItem>(framing: Framing, pieces: &[&[u8]]) -> Items<T> {
    let mut decoder = ItemDecoder::new(framing);
    let mut items = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        items.extend(std::iter::from_fn(|| decoder.next()));
    }
    decoder.finish();
    items.extend(std::iter::from_fn(|| decoder.next()));
    assert!(decoder.is_over());
    items
}

/// Decodes a body as a whole, cut into two pieces everywhere, and byte by byte: the items are the same.
fn items<T: StreamItem + PartialEq + std::fmt::Debug>(framing: Framing, body: &str) -> Items<T> {
    let bytes = body.as_bytes();
    let whole = decode(framing, &[bytes]);
    for cut in 0..=bytes.len() {
        let (a, b) = bytes.split_at(cut);
        assert_eq!(decode::<T>(framing, &[a, b]), whole, "cut at {cut}");
    }
    assert_eq!(decode::<T>(framing, &bytes.chunks(1).collect::<Vec<_>>()), whole);
    whole
}

fn texts(body: &str) -> Vec<String> {
    let items = items::<Event<String>>(Framing::EventText, body);
    items
        .into_iter()
        .map(|item| item.expect("an event").data)
        .collect()
}

#[test]
fn events_end_at_an_empty_line() {
    // The examples of the WHATWG HTML standard, section 9.2.6.
    assert_eq!(texts("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
    let body = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
    assert_eq!(texts(body), ["first event", "second event"]);
    assert_eq!(texts("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
    assert_eq!(texts("data:test\n\ndata: test\n\n"), ["test", "test"]);
}

#[test]
fn lines_end_in_any_way_and_characters_may_be_split() {
    for line in ["\n", "\r", "\r\n"] {
        let body =
            format!("\u{feff}data: é€😀{line}data: b{line}{line}event: x{line}{line}data: c{line}{line}");
        assert_eq!(texts(&body), ["é€😀\nb", "c"], "{line:?}");
    }
}

#[test]
fn an_event_has_its_fields() {
    let body = "retry: 1500\nevent: made\nid: 7\nunknown: x\ndata: {\"a\": 1}\n\n\
                retry: soon\ndata: 2\n\nid: a\0b\ndata: 3\n\nid\ndata: 4\n\n";
    let items = items::<Event<Json>>(Framing::EventJson, body);
    let events: Vec<Event<Json>> = items.into_iter().map(|item| item.expect("an event")).collect();
    let first = Event {
        data: serde_json::json!({"a": 1}),
        event: Some("made".to_owned()),
        id: Some("7".to_owned()),
        retry: Some(Duration::from_millis(1500)),
    };
    assert_eq!(events[0], first);
    let rest: Vec<_> = events[1..]
        .iter()
        .map(|event| (event.event.as_deref(), event.id.as_deref(), event.retry))
        .collect();
    assert_eq!(
        rest,
        [
            (None, Some("7"), None),
            (None, Some("7"), None),
            (None, None, None)
        ]
    );
}

#[test]
fn done_ends_a_stream() {
    let items = items::<Event<Json>>(Framing::EventJson, "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n");
    assert_eq!(items.len(), 1);
}

#[test]
fn an_event_may_be_an_object_of_its_fields() {
    let body =
        "event: made\ndata: {\"a\": 1}\nid: 7\n\nevent: done\ndata: [DONE]\n\ndata: [DONE]\n\ndata: 3\n\n";
    let items = items::<Json>(Framing::EventObject, body);
    let expected = [
        serde_json::json!({"event": "made", "data": {"a": 1}, "id": "7"}),
        serde_json::json!({"event": "done", "data": "[DONE]", "id": "7"}),
    ];
    assert_eq!(items, expected.map(Ok));
    let text = decode::<Json>(Framing::EventObjectText, &[b"data: 3\n\n"]);
    assert_eq!(text, [Ok(serde_json::json!({"data": "3"}))]);
}

#[test]
fn each_line_of_json_is_an_item() {
    let body = "{\"a\": \"\\u000a\u{2028}\"}\r\n\n 2 \n\u{1e}[3]\n\"last\"";
    let items = items::<Json>(Framing::Lines, body);
    let expected = [
        serde_json::json!({"a": "\n\u{2028}"}),
        serde_json::json!(2),
        serde_json::json!([3]),
        serde_json::json!("last"),
    ];
    assert_eq!(items, expected.map(Ok));
}

#[test]
fn an_item_that_cannot_be_decoded_does_not_end_the_sequence() {
    let items = items::<i64>(Framing::Lines, "1\ntwo\n3\n");
    assert_eq!((&items[0], &items[2]), (&Ok(1), &Ok(3)));
    assert!(matches!(&items[1], Err(ItemError::Undecodable { text, .. }) if text == "two"));
}

#[test]
fn an_item_above_the_limit_ends_the_sequence() {
    for (framing, body) in [
        (Framing::Lines, "1\n\"123456789012345678\"\n2\n"),
        (
            Framing::EventJson,
            "data: 1\n\ndata: 12345678\ndata: 12345678\n\ndata: 2\n\n",
        ),
    ] {
        let mut decoder = ItemDecoder::<Json>::new(framing).limit(16);
        decoder.push(body.as_bytes());
        assert_eq!(decoder.next(), Some(Ok(serde_json::json!(1))));
        assert!(!decoder.is_over());
        assert_eq!(decoder.next(), Some(Err(ItemError::TooLarge { limit: 16 })));
        assert_eq!((decoder.next(), decoder.is_over()), (None, true));
    }
}

/// An operation that returns a sequence.
struct Watch<C = ()>(Call, C);
static WATCH: OperationDescriptor = OperationDescriptor::new(
    "watch",
    "GET",
    "/watch",
    Version::UNVERSIONED,
    "text/event-stream",
)
.framing(Framing::EventJson);
crate::runtime::stream_operation!(Watch, Event<RestoreJob>, ApiError);

#[test]
fn a_whole_body_is_decoded_to_all_items() {
    let watch = Watch(Call::new(&WATCH), ());
    let reply = |content_type: &str, body: &str| {
        let headers =
            HeaderMap::from_iter([(http::header::CONTENT_TYPE, content_type.parse().expect("a value"))]);
        watch.decode(StatusCode::OK, &headers, body.as_bytes())
    };
    let items = reply("text/event-stream", "data: {\"id\": \"a\"}\n\n")
        .expect("a stream")
        .body
        .items;
    assert_eq!(items[0].data.id.as_str(), "a");
    let json = reply("application/json", "{}").expect_err("one value");
    assert_eq!(
        json.undecodable.as_deref(),
        Some("it is `application/json`, not `text/event-stream`")
    );
    let mut decoder = watch.decoder();
    decoder.push(b"data: {\"id\": \"b\"}\n\n");
    assert!(decoder.next().is_some_and(|item| item.is_ok()));
}
