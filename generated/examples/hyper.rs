//! Reads a restore job of a flex cluster with hyper, without the crate's own client:
//! `cargo run --example hyper -- PROJECT CLUSTER JOB`.
//!
//! The crate makes `http::Request`s and decodes responses; everything between is hyper's. The environment variable `TOKEN`
//! contains an access token, `MONGODB_ATLAS_BASE_URL` names another server.

use std::error::Error;

use atlas_restore_jobs::v2024_11_13::flex::GetRestoreJob;
use atlas_restore_jobs::{Failure, Operation};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::AUTHORIZATION;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

type Failed = Box<dyn Error>;
type Hyper = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, cluster, job] = arguments.as_slice() else {
        return Err("usage: hyper PROJECT CLUSTER JOB".into());
    };
    let base = std::env::var("MONGODB_ATLAS_BASE_URL");
    let base = base.unwrap_or_else(|_| "https://cloud.mongodb.com".to_owned());
    let https = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .build();
    let client = Client::builder(TokioExecutor::new()).build(https);

    let job = send(
        &client,
        &base,
        &std::env::var("TOKEN")?,
        &GetRestoreJob::new(project, cluster, job),
    )
    .await?;
    println!("job {:?}: {:?}", job.id, job.status);
    Ok(())
}

/// Sends any operation of the crate. An error status is a [`Failure`] with the error of the API.
async fn send<O>(client: &Hyper, base: &str, token: &str, operation: &O) -> Result<O::ResponseBody, Failed>
where
    O: Operation,
    Failure<O::Error>: Error + 'static,
{
    let mut request = operation.request(base)?.map(|body| Full::new(Bytes::from(body)));
    request
        .headers_mut()
        .insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
    let (head, body) = client.request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(operation.decode(head.status, &head.headers, &body)?.body)
}
