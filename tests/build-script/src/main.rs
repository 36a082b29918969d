//! Uses the module that the build script generated.

/// The API of `openapi.yaml`.
#[allow(dead_code, clippy::all)]
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

use api::unversioned::pets::GetPet;
use api::{Model, Operation};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let call = GetPet::new("7");
    let request = call.request("https://example.com/v1")?;
    println!("{} {}", request.method(), request.uri());
    let body = br#"{"name": "a name that is longer than 20 characters"}"#;
    let response = call.decode(http::StatusCode::OK, &http::HeaderMap::new(), body);
    let pet = response.map_err(|failure| failure.to_string())?.body;
    println!("{} violation", pet.validate().err().map_or(0, |violations| violations.iter().count()));
    Ok(())
}
