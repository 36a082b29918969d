//! API keys against Apache, an independent implementation of HTTP digest authentication, in front of Prism.
//!
//! Two proxies record the requests to Apache, and those that Apache forwards.

use super::clients::{Sender, Settings};
use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2024_11_13::flex::{
    CreateRestoreJob, GetRestoreJob, ListRestoreJobs, RestoreJobRequest,
};
use atlas_restore_jobs::v2025_03_12::collection::GetCollection;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tests::services::{self, Absent, Apache, Exchange, KEYS, Prism, Server};

const PROJECT: &str = "32b6e34b3d91647abb20e7b8";

/// Proxy, Apache, proxy, Prism: starting at the client.
struct Chain {
    outer: Server,
    inner: Server,
    _apache: Apache,
    _prism: Arc<Prism>,
}

impl Chain {
    /// Starts it with nonces that are valid for `lifetime` seconds.
    fn start(lifetime: u32) -> Result<Self, Absent> {
        let prism = Prism::start()?;
        let port = prism.port();
        let inner = Server::start(move |request| services::forward(port, request, &[]));
        let apache = Apache::start(inner.port(), lifetime)?;
        let port = apache.port();
        let outer = Server::start(move |request| services::forward(port, request, &[]));
        Ok(Self {
            outer,
            inner,
            _apache: apache,
            _prism: prism,
        })
    }

    fn senders(&self, private: &str) -> [Sender; 2] {
        Sender::both(&Settings {
            url: self.outer.url(),
            credentials: Credentials::login(KEYS.public, private),
            roots: None,
        })
    }
}

/// Returns status, nonce and count of each exchange; empty without credentials.
fn proofs(exchanges: &[Exchange]) -> Vec<(u16, String, String)> {
    let proof = |exchange: &Exchange| {
        let header = exchange.request.header("authorization").unwrap_or_default();
        let value = |name: &str| {
            let mut fields = header.split(", ").filter_map(|field| field.split_once('='));
            let found = fields.find(|(own, _)| *own == name);
            found.map_or_else(String::new, |(_, value)| value.trim_matches('"').to_owned())
        };
        (exchange.response.status, value("nonce"), value("nc"))
    };
    exchanges.iter().map(proof).collect()
}

fn list() -> ListRestoreJobs {
    ListRestoreJobs::new(PROJECT, "Flex0").include_count(false)
}

#[test]
fn one_challenge_is_enough_for_many_requests() {
    let Some(chain) = services::needed(Chain::start(300)) else {
        return;
    };
    let body = RestoreJobRequest::new(
        PROJECT.parse().expect("an id"),
        "Ärger&Söhne".parse().expect("a name"),
    );
    for sender in chain.senders(KEYS.private) {
        // The first request has a body, which has to be complete after the challenge.
        let created = sender
            .send(&CreateRestoreJob::new(PROJECT, "Flex0", &body))
            .expect("a job");
        assert!(created.body.id.is_some());
        sender.send(&list()).expect("a page");
        sender
            .send(&GetRestoreJob::new(PROJECT, "Flex0", PROJECT))
            .expect("a job");
        let namespace = GetCollection::new(PROJECT, "Cluster0", PROJECT, "db.a/b c?ä");
        sender.send(&namespace).expect("a collection");

        let proofs = proofs(&chain.outer.take());
        let nonce = proofs.last().expect("a request").1.clone();
        let expected = [
            (401, "", ""),
            (200, &*nonce, "00000001"),
            (200, &nonce, "00000002"),
            (200, &nonce, "00000003"),
            (200, &nonce, "00000004"),
        ];
        let expected = expected.map(|(status, nonce, count)| (status, nonce.to_owned(), count.to_owned()));
        assert_eq!(proofs, expected);

        let let_in = chain.inner.take();
        assert_eq!(let_in.len(), 4);
        let (request, wanted) = (&let_in[0].request, serde_json::to_vec(&body).expect("JSON"));
        assert_eq!(
            String::from_utf8_lossy(&request.body),
            String::from_utf8_lossy(&wanted)
        );
        assert_eq!(
            request.header("content-type"),
            Some("application/vnd.atlas.2024-11-13+json")
        );
        let rejected = let_in
            .iter()
            .find(|it| it.response.header("sl-violations").is_some());
        assert!(rejected.is_none(), "{rejected:?}");
    }
}

#[test]
fn a_wrong_key_is_refused_and_stays_secret() {
    let Some(chain) = services::needed(Chain::start(300)) else {
        return;
    };
    let secret = "11111111-2222-4333-8444-555555555555";
    for sender in chain.senders(secret) {
        let error = sender.send(&list()).expect_err("a wrong key");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert!(!format!("{error} {error:?}").contains(secret));
        let sent = chain.outer.take();
        let statuses: Vec<_> = sent.iter().map(|exchange| exchange.response.status).collect();
        assert_eq!(statuses, [401, 401], "asked once, and tried once");
        assert!(
            sent.iter()
                .all(|exchange| !format!("{:?}", exchange.request).contains(secret))
        );
        assert_eq!(chain.inner.take().len(), 0);
    }
}

#[test]
fn a_nonce_that_has_ended_is_replaced_without_notice() {
    let Some(chain) = services::needed(Chain::start(1)) else {
        return;
    };
    for sender in chain.senders(KEYS.private) {
        sender.send(&list()).expect("a page");
        thread::sleep(Duration::from_millis(2500));
        sender.send(&list()).expect("a page");
        let sent = chain.outer.take();
        let stale = sent[2].response.header("www-authenticate").unwrap_or_default();
        assert!(stale.contains("stale=true"), "{stale}");
        let proofs = proofs(&sent);
        let outline: Vec<_> = proofs
            .iter()
            .map(|(status, _, count)| (*status, count.as_str()))
            .collect();
        assert_eq!(
            outline,
            [(401, ""), (200, "00000001"), (401, "00000002"), (200, "00000001")]
        );
        assert_ne!(proofs[1].1, proofs[3].1);
        assert_eq!(chain.inner.take().len(), 2);
    }
}
