//! Spans of `tracing`: one for each call, and inside it one for each attempt.

use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// A span: its name, its parent, and its fields.
#[derive(Clone, Debug, Default)]
struct Span {
    name: &'static str,
    parent: Option<u64>,
    fields: Vec<(String, String)>,
}

impl Span {
    fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Records spans in the order in which they begin.
#[derive(Clone, Default)]
struct Recorder {
    next: Arc<AtomicU64>,
    spans: Arc<Mutex<Vec<Span>>>,
    entered: Arc<Mutex<Vec<u64>>>,
}

impl Recorder {
    fn add(&self, id: u64, record: impl FnOnce(&mut dyn tracing::field::Visit)) {
        let mut spans = self.spans.lock().expect("a lock");
        let span = &mut spans[usize::try_from(id).expect("an index") - 1];
        record(
            &mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                span.fields.push((field.to_string(), format!("{value:?}")));
            },
        );
    }
}

impl tracing::Subscriber for Recorder {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        let id = self.next.fetch_add(1, Ordering::SeqCst) + 1;
        let parent = self.entered.lock().expect("a lock").last().copied();
        let name = span.metadata().name();
        self.spans.lock().expect("a lock").push(Span {
            name,
            parent,
            fields: Vec::new(),
        });
        self.add(id, |visit| span.record(visit));
        tracing::span::Id::from_u64(id)
    }
    fn record(&self, id: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        self.add(id.into_u64(), |visit| values.record(visit));
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, id: &tracing::span::Id) {
        self.entered.lock().expect("a lock").push(id.into_u64());
    }
    fn exit(&self, _: &tracing::span::Id) {
        self.entered.lock().expect("a lock").pop();
    }
}

/// Returns the spans of one call.
fn recorded(call: impl FnOnce()) -> Vec<Span> {
    let recorder = Recorder::default();
    tracing::subscriber::with_default(recorder.clone(), call);
    recorder.spans.lock().expect("a lock").clone()
}

#[test]
fn a_call_is_a_span_with_a_span_for_each_attempt() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => refusal(503, "BUSY", &[("X-Request-Id", "first")]),
            1 => Step::WriteAndClose(Vec::new()),
            _ => response(200, &[VERSIONED, ("X-Request-Id", "third")], RUNNING),
        });
        let client = Either::plain(kind, &server);
        let spans = recorded(|| {
            client.read().expect("a job");
        });
        let names: Vec<_> = spans.iter().map(|span| (span.name, span.parent)).collect();
        assert_eq!(
            names,
            [
                ("call", None),
                ("request", Some(1)),
                ("request", Some(1)),
                ("request", Some(1))
            ]
        );
        let call = &spans[0];
        assert_eq!(
            call.field("operation"),
            Some("\"getGroupFlexClusterBackupRestoreJob\"")
        );
        assert_eq!(call.field("version"), Some("2024-11-13"));
        assert_eq!(call.field("attempts"), Some("3"));
        assert_eq!(
            (call.field("status"), call.field("request_id")),
            (Some("200"), Some("\"third\""))
        );
        let attempts: Vec<_> = spans[1..]
            .iter()
            .map(|span| {
                (
                    span.field("attempt"),
                    span.field("status"),
                    span.field("request_id"),
                )
            })
            .collect();
        assert_eq!(
            attempts,
            [
                (Some("1"), Some("503"), Some("\"first\"")),
                (Some("2"), None, None),
                (Some("3"), Some("200"), Some("\"third\"")),
            ]
        );
    }
}

#[test]
fn the_span_of_a_failed_call_has_status_and_request_id_of_the_last_response() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(404, "RESTORE_JOB_NOT_FOUND", &[("X-Request-Id", "only")]));
        let client = Either::plain(kind, &server);
        let spans = recorded(|| {
            client.read().expect_err("404");
        });
        let call = &spans[0];
        assert_eq!(
            (call.field("status"), call.field("request_id")),
            (Some("404"), Some("\"only\""))
        );
        assert_eq!((spans.len(), call.field("attempts")), (2, Some("1")));
    }
}
