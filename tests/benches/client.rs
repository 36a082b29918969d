//! The client against the HTTP client that it uses, on loopback: time of a call, requests per second, memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::v2024_11_13::Client;
use tests::scripted_server::{Sent, Server, Step, response};

const PROJECT: &str = "5f3a1b2c4d5e6f7a8b9c0d1e";
const JOB: &str = "32b6e34b3d91647abb20e7b8";
const VERSIONED: (&str, &str) = ("Content-Type", "application/vnd.atlas.2024-11-13+json");
const BODY: &str = r#"{"deliveryType":"RESTORE","id":"32b6e34b3d91647abb20e7b8","instanceName":"Flex0","projectId":"5f3a1b2c4d5e6f7a8b9c0d1e","snapshotId":"32b6e34b3d91647abb20e7b8","status":"RUNNING","targetDeploymentItemName":"Target"}"#;

/// Sent by both clients, so that the requests are the same.
const AGENT: &str = "bench";

/// Callers at the same time.
const CALLERS: usize = 64;

fn script(_: usize, sent: &Sent) -> Step {
    if sent.target == "/api/oauth/token" {
        return response(200, &[], r#"{"access_token": "token", "expires_in": 3600}"#);
    }
    if let Some((_, query)) = sent.target.split_once('?') {
        let page = query.rsplit_once("pageNum=").map_or("", |(_, page)| page);
        let item = |n| format!(r#"{{"id":"{page:0>22}{n:02}","status":"COMPLETED"}}"#);
        let items: Vec<_> = (0..100).map(item).collect();
        return response(
            200,
            &[VERSIONED],
            &format!(r#"{{"results":[{}]}}"#, items.join(",")),
        );
    }
    response(200, &[VERSIONED], BODY)
}

async fn ours(client: &Client) {
    let job = client
        .flex()
        .get_restore_job(PROJECT, "Flex0", JOB)
        .await
        .expect("an answer");
    std::hint::black_box(job);
}

async fn bare(client: &reqwest::Client, base: &str) {
    let url = format!("{base}/api/atlas/v2/groups/{PROJECT}/flexClusters/Flex0/backup/restoreJobs/{JOB}");
    let request = client
        .get(url)
        .header(
            "Accept",
            "application/vnd.atlas.2024-11-13+json, application/json;q=0.9",
        )
        .header("Authorization", "Bearer token")
        .header("User-Agent", AGENT)
        .timeout(Duration::from_secs(60));
    let response = request.send().await.expect("an answer");
    std::hint::black_box(response.bytes().await.expect("a body"));
}

/// Returns the median time of a call; calls of both clients alternate, so that the load of the machine is the same.
async fn a_call(client: &Client, http: &reqwest::Client, base: &str) -> [Duration; 2] {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..8000 {
        let start = Instant::now();
        bare(http, base).await;
        times[0].push(start.elapsed());
        let start = Instant::now();
        ours(client).await;
        times[1].push(start.elapsed());
    }
    times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    })
}

/// Returns the requests per second of many callers, who make `calls` together.
async fn throughput<F: Future<Output = ()> + Send + 'static>(
    calls: usize,
    call: impl Fn() -> F + Clone + Send + 'static,
) -> f64 {
    let left = Arc::new(AtomicUsize::new(calls));
    let start = Instant::now();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (left, call) = (left.clone(), call.clone());
            let take = move || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
            tokio::spawn(async move {
                while take().is_ok() {
                    call().await;
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no panic");
    }
    calls as f64 / start.elapsed().as_secs_f64()
}

/// The memory of this process, in KiB; 0 where the system does not report it.
fn memory() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

fn main() {
    // The server is a separate process, whose memory does not count.
    if std::env::args().any(|argument| argument == "--serve") {
        let server = Server::start_forgetful(script);
        println!("{}", server.base());
        std::thread::sleep(Duration::from_secs(3600));
        return;
    }
    let mut child = std::process::Command::new(std::env::current_exe().expect("this program"))
        .arg("--serve")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut base = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("its output"));
    std::io::BufRead::read_line(&mut output, &mut base).expect("its address");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure(base.trim()));
    child.kill().expect("the server ends");
    child.wait().expect("the server has ended");
}

async fn measure(base: &str) {
    let client = Client::builder()
        .base_url(base)
        .user_agent(AGENT)
        .credentials(Credentials::service_account("id", "secret"));
    let client = client.build().expect("a client");
    let http = reqwest::Client::builder()
        .tls_backend_preconfigured(tls())
        .build()
        .expect("a client");

    let [plain, own] = a_call(&client, &http, base).await;
    let more = (own.as_secs_f64() / plain.as_secs_f64() - 1.0) * 100.0;
    println!("a call: {plain:?} bare, {own:?} ours, {more:+.1} %");

    let [plain, own] = throughputs(&client, &http, base).await;
    let fewer = (own / plain - 1.0) * 100.0;
    println!("{CALLERS} callers: {plain:.0} requests a second bare, {own:.0} ours, {fewer:+.1} %");

    let before = memory();
    let calling = client.clone();
    throughput(100_000, move || {
        let client = calling.clone();
        async move { ours(&client).await }
    })
    .await;
    println!("100,000 calls: {:+} KiB", memory() - before);

    let before = memory();
    let count = list(&client).await;
    println!(
        "a listing of 1,000 pages, {count} items: {:+} KiB",
        memory() - before
    );
}

/// Requests a second of many callers, bare and ours: the best of five.
async fn throughputs(client: &Client, http: &reqwest::Client, base: &str) -> [f64; 2] {
    let mut best = [0.0_f64; 2];
    for _ in 0..5 {
        let (http, base) = (http.clone(), base.to_owned());
        let plain = throughput(10_000, move || {
            let (http, base) = (http.clone(), base.clone());
            async move { bare(&http, &base).await }
        })
        .await;
        let client = client.clone();
        let own = throughput(10_000, move || {
            let client = client.clone();
            async move { ours(&client).await }
        })
        .await;
        best = [best[0].max(plain), best[1].max(own)];
    }
    best
}

/// Reads a list of 1,000 pages; returns the number of its items.
async fn list(client: &Client) -> usize {
    let mut items = client
        .flex()
        .list_restore_jobs(PROJECT, "Flex0")
        .items()
        .max_pages(1000);
    let mut count = 0;
    while let Some(Ok(_)) = items.next().await {
        count += 1;
    }
    count
}

fn tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().expect("versions");
    config
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
