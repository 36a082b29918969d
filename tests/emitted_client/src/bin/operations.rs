//! Calls operations of every kind with both clients: `operations BASE`, the URL of a scripted server.
//!
//! The test that runs this program checks the received requests.

use std::time::{Duration, Instant};

use operations_of_every_kind::FilePart;
use operations_of_every_kind::client::{CallOptions, Fault, RetryPolicy};
use operations_of_every_kind::api::{
    Conflict, CreateChatBodyRequest, FillFormBodyRequest, PatchThingErrorConflict, Problem, State,
    ThingFormRequest, ThingRequest, UploadFileBodyPurpose, UploadFileBodyRequest,
};
use operations_of_every_kind::api::{errors, responses};
use operations_of_every_kind::search::{SearchRequest, SearchThingsPageRequest};
use operations_of_every_kind::{BlockingClient, Client};
use operations_of_every_kind::{Error, Open};

fn main() {
    let base = std::env::args().nth(1).expect("BASE");
    let builder = BlockingClient::builder()
        .base_url(&base)
        .retry(RetryPolicy::none());
    let client = builder.build().expect("a client");
    unions();
    statuses(&client);
    headers_and_text(&client);
    forms(&client);
    streams(&client);
    search(&client);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(asynchronous(&base));
}

/// A union is made of each of its types.
fn unions() {
    let conflict: PatchThingErrorConflict = Conflict::default().into();
    assert!(matches!(conflict, PatchThingErrorConflict::Conflict(_)));
    let problem: PatchThingErrorConflict = Problem::default().into();
    assert!(matches!(problem, PatchThingErrorConflict::Problem(_)));
}

fn statuses(client: &BlockingClient) {
    let things = client.api();
    let there = things.create_thing(&ThingRequest::new("a")).send().expect("200");
    assert!(matches!(there, responses::CreateThing::Ok(thing) if thing.name == "a"));
    let form = ThingFormRequest::new("b c").tags(vec!["x".to_owned(), "y&".to_owned()]);
    let made = things.create_thing_with_form(&form).send().expect("201");
    assert!(matches!(made, responses::CreateThing::Created(made) if made.id.as_deref() == Some("7")));
    let taken = things.create_thing_with_csv("name\nd").send().expect_err("409");
    let Some(errors::CreateThing::Conflict(conflict)) = taken.typed() else {
        panic!("{taken}");
    };
    assert_eq!(conflict.owner.as_deref(), Some("me"));
    let down = things
        .create_thing_with_bytes(vec![0, 255])
        .send()
        .expect_err("503");
    assert!(down.typed::<errors::CreateThing>().is_none());
    assert_eq!(down.failure().map(|failure| failure.text.as_str()), Some("down"));
    let error: Error = things.get_thing("none").send().expect_err("404");
    assert_eq!(
        error.api_error().and_then(|problem| problem.title.as_deref()),
        Some("none")
    );
}

fn headers_and_text(client: &BlockingClient) {
    let things = client.api();
    let head = things.get_thing("1").reply().expect("a thing").head;
    assert_eq!(head.x_total_count(), Ok(Some(12)));
    assert_eq!(head.x_state(), Ok(Some(Open::Known(State::New))));
    assert_eq!(head.x_tags(), Ok(vec!["a".to_owned(), "b".to_owned()]));
    let error = head.x_fresh().expect_err("not a boolean");
    assert_eq!(error.name(), "x-fresh");
    assert_eq!(things.get_thing_as_text("1").send().expect("a text"), "\"é\"");
    assert_eq!(things.get_thing_as_html("1").send().expect("a text"), "<a/>");
    assert_eq!(things.get_thing_as_image("1").send().expect("bytes"), [137, 80]);
}

fn forms(client: &BlockingClient) {
    let things = client.api();
    let file = FilePart::new(*b"\x89PNG\r\n--part-boundary-0000000000000000").name("a \"b\".png");
    let other = FilePart::new("text")
        .content_type("text/plain")
        .header("X-Extra", "1");
    let body = UploadFileBodyRequest::new(file, UploadFileBodyPurpose::Search);
    let body = body
        .more(vec![other, FilePart::new("")])
        .size(3)
        .tags(vec!["x".into(), "y".into()]);
    let body = body.thing(ThingRequest::new("é")).note("*n*");
    let body = body.labels(vec!["p".into(), "q".into()]);
    things
        .upload_file_with_multipart(&body)
        .send()
        .expect("an upload");
    let image = FilePart::new(*b"\x89PNG").content_type("image/png");
    things
        .upload_file_with_image(image)
        .send()
        .expect("an upload");
    things
        .upload_file_with_image(*b"plain")
        .send()
        .expect("an upload");
    let invalid = body.clone().size(0);
    let refused = things
        .upload_file_with_multipart(&invalid)
        .send()
        .expect_err("size is at least 1");
    assert!(matches!(refused, Error::Invalid(_)), "{refused}");
    let fill: FillFormBodyRequest = serde_json::from_str(
        r#"{"plain": ["a b", "c"], "deep": {"a": [{"b": 1}, {"b": 2}]}, "list": ["x"], "commas": ["a", "b,"],
            "pipes": ["a", "b"], "json": [1, 2], "object": {"a": 1}, "url": "https://a/?b"}"#,
    )
    .expect("a form");
    things.fill_form(&fill).send().expect("a form");
}

/// A request of the method `QUERY` has a body; the query string is one parameter.
fn search(client: &BlockingClient) {
    let body = SearchRequest::new().text("é");
    let page = SearchThingsPageRequest::new().limit(2).after("a b");
    let search = client.search();
    let found = search.search_things(&body).page(&page).send().expect("a stream");
    let texts: Vec<String> = found.map(|thing| thing.expect("a thing").text).collect();
    assert_eq!(texts, ["one", "two"]);
}

fn streams(client: &BlockingClient) {
    let things = client.api();
    let body = |prompt: &str| CreateChatBodyRequest::new().prompt(prompt).stream(true);
    let mut texts = Vec::new();
    for event in things
        .create_chat_as_event_stream(&body("all"))
        .send()
        .expect("a stream")
    {
        let event = event.expect("an event");
        texts.push((event.data.text, event.event, event.id));
    }
    let expected = [
        ("é".to_owned(), None, Some("1".to_owned())),
        ("b\n".to_owned(), Some("more".to_owned()), Some("1".to_owned())),
    ];
    assert_eq!(texts, expected);
    let refused = things
        .create_chat_as_event_stream(&body("many"))
        .send()
        .expect_err("429");
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(429));
    assert_eq!(
        refused.api_error().and_then(|problem| problem.title.as_deref()),
        Some("many")
    );
    let json = things
        .create_chat_as_event_stream(&body("json"))
        .send()
        .expect_err("not a stream");
    assert!(matches!(json, Error::Undecodable(_)), "{json}");
    // The first item arrives before the response ends, and the wait for the second one is limited.
    let slow = client.with_options(CallOptions::default().timeout(Duration::from_millis(400)));
    let begun = Instant::now();
    let mut slow = slow
        .api()
        .create_chat_as_event_stream(&body("slow"))
        .send()
        .expect("a stream");
    assert_eq!(
        slow.next().expect("an item").expect("an event").data.text,
        "first"
    );
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    let late = slow.next().expect("an error").expect_err("too late");
    assert!(
        matches!(&late, Error::Transport(error) if error.fault() == Fault::Timeout),
        "{late}"
    );
    assert!(slow.next().is_none());
    let lines: Vec<_> = things.get_log_as_ndjson().send().expect("lines").collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[1]
            .as_ref()
            .is_err_and(|error| matches!(error, Error::Undecodable(_)))
    );
    assert_eq!(lines[2].as_ref().expect("a line").text, "last");
}

async fn asynchronous(base: &str) {
    let builder = Client::builder().base_url(base).retry(RetryPolicy::none());
    let client = builder.build().expect("a client");
    let things = client.api();
    let body = |prompt: &str| CreateChatBodyRequest::new().prompt(prompt).stream(true);
    let mut stream = things
        .create_chat_as_event_stream(&body("all"))
        .await
        .expect("a stream");
    let mut count = 0;
    while let Some(event) = stream.next().await {
        event.expect("an event");
        count += 1;
    }
    assert_eq!(count, 2);
    let wanted = SearchRequest::new().text("é");
    let page = SearchThingsPageRequest::new().limit(2).after("a b");
    let search = client.search().search_things(&wanted).page(&page);
    let mut found = search.await.expect("a stream");
    assert_eq!(found.next().await.expect("an item").expect("a thing").text, "one");
    let slow = client.with_options(CallOptions::default().timeout(Duration::from_millis(400)));
    let mut slow = slow
        .api()
        .create_chat_as_event_stream(&body("slow"))
        .await
        .expect("a stream");
    assert_eq!(
        slow.next().await.expect("an item").expect("an event").data.text,
        "first"
    );
    let late = slow.next().await.expect("an error").expect_err("too late");
    assert!(
        matches!(&late, Error::Transport(error) if error.fault() == Fault::Timeout),
        "{late}"
    );
    let events = things.list_events().reply().await.expect("a stream");
    let mut events = events.body;
    let first = events.next().await.expect("an event").expect("an object");
    assert!(format!("{first:?}").contains("made"), "{first:?}");
    assert!(
        events.next().await.is_some_and(|event| event.is_ok()),
        "done is an event here"
    );
    assert!(events.next().await.is_none());
    let error = things.get_thing("none").await.expect_err("404");
    assert_eq!(
        error.api_error().and_then(|problem| problem.title.as_deref()),
        Some("none")
    );
}
