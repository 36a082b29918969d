//! A service with restore jobs: Prism checks requests and makes responses, and a proxy in front of it lets jobs progress.

use super::{Prism, Request, Response, Server, forward, needed};
use serde_json::{Value as Json, json};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The members of jobs that show a state.
const STATES: [&str; 8] = [
    "cancelled",
    "expired",
    "failed",
    "finishedAt",
    "status",
    "deliveryUrl",
    "privateDownloadDeliveryUrls",
    "components",
];

/// A status and the code of an error, for a path.
pub type Refusal = fn(&str) -> Option<(u16, &'static str)>;

/// A service whose jobs are in their final state from a certain read on, or from their cancellation on.
pub struct JobService {
    proxy: Server,
    _prism: Arc<Prism>,
}

impl JobService {
    /// Starts a service whose jobs have the members `end` when they are read for the `looks`-th time; `None` if Prism
    /// is missing, which is reported.
    pub fn start(looks: usize, end: Json) -> Option<Self> {
        Self::over(looks, end, |_| None)
    }

    /// Starts a service that responds to some paths with an error; `None` if Prism is missing, which is reported.
    pub fn refusing(refusal: Refusal) -> Option<Self> {
        Self::over(1, json!({}), refusal)
    }

    fn over(looks: usize, end: Json, refusal: Refusal) -> Option<Self> {
        let prism = needed(Prism::start())?;
        let (port, seen, is_canceled) = (prism.port(), AtomicUsize::new(0), AtomicBool::new(false));
        let proxy = Server::start(move |request| {
            if request.path() == "/api/oauth/token" {
                let token = r#"{"access_token": "token", "token_type": "Bearer", "expires_in": 3600}"#;
                return Ok(Response::json(200, token));
            }
            if let Some((status, code)) = refusal(request.path()) {
                let error = json!({"error": status, "errorCode": code, "detail": "No."});
                return Ok(Response::json(status, error.to_string()));
            }
            let mut response = forward(port, request, &[])?;
            match Kind::of(request) {
                Kind::Creation => response.body = job(&response.body, None),
                Kind::Read => {
                    let reads = seen.fetch_add(1, Ordering::Relaxed) + 1;
                    let is_done = reads >= looks || is_canceled.load(Ordering::Relaxed);
                    response.body = job(&response.body, is_done.then_some(&end));
                }
                Kind::Cancellation => is_canceled.store(true, Ordering::Relaxed),
                Kind::Other => {}
            }
            Ok(response)
        });
        Some(Self { proxy, _prism: prism })
    }

    /// Returns the command with the environment of a program that uses the service.
    pub fn environment<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env_remove("MONGODB_ATLAS_PUBLIC_API_KEY")
            .env_remove("MONGODB_ATLAS_PRIVATE_API_KEY")
            .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_32b6e34b3d91647abb20e7b8")
            .env("MONGODB_ATLAS_CLIENT_SECRET", "a-secret")
            .env("TOKEN", "a-token")
            .env("MONGODB_ATLAS_BASE_URL", self.proxy.url())
    }

    /// Runs a program that uses the service, and returns its output.
    ///
    /// # Panics
    ///
    /// If it cannot be started, or Prism rejects one of its requests.
    pub fn run(&self, command: &mut Command) -> Output {
        let output = self.environment(command).output().expect("the program runs");
        self.methods();
        output
    }

    /// Returns the methods of the requests since the last call, without those for tokens.
    ///
    /// # Panics
    ///
    /// If Prism rejected one of them.
    pub fn methods(&self) -> Vec<String> {
        let exchanges = self.proxy.take().into_iter();
        let methods = exchanges.map(|exchange| {
            let rejected = exchange.response.header("sl-violations");
            assert_eq!(rejected, None, "{:?}", exchange.request);
            (exchange.request.path() != "/api/oauth/token").then_some(exchange.request.method)
        });
        methods.collect::<Vec<_>>().into_iter().flatten().collect()
    }
}

/// What a request does with a job.
enum Kind {
    Creation,
    Read,
    Cancellation,
    Other,
}

impl Kind {
    fn of(request: &Request) -> Self {
        let path = request.path();
        let is_job = path
            .rsplit_once('/')
            .is_some_and(|(before, id)| before.ends_with("estoreJobs") && !id.is_empty());
        match request.method.as_str() {
            "GET" if is_job => Self::Read,
            "DELETE" if is_job => Self::Cancellation,
            "POST" if path.ends_with("estoreJobs") => Self::Creation,
            _ => Self::Other,
        }
    }
}

/// Returns Prism's job without a state, or with the members of its final one.
fn job(body: &[u8], end: Option<&Json>) -> Vec<u8> {
    let mut job: Json = serde_json::from_slice(body).expect("a job");
    let members = job.as_object_mut().expect("an object");
    for name in STATES {
        members.remove(name);
    }
    members.extend(end.and_then(Json::as_object).cloned().unwrap_or_default());
    job.to_string().into_bytes()
}
