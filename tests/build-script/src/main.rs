//! Uses the module that the build script generated.

/// The API of `openapi.yaml`.
#[allow(dead_code, clippy::all)]
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

// Declares the module `folder`.
include!(concat!(env!("OUT_DIR"), "/modules.rs"));

use api::pets::GetPet;
use api::{Model, Operation};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in lines()? {
        println!("{line}");
    }
    Ok(())
}

/// Builds a request, and validates a response whose name is too long.
fn lines() -> Result<[String; 2], Box<dyn std::error::Error>> {
    let call = GetPet::new("7");
    let request = call.request("https://example.com/v1")?;
    let body = br#"{"name": "a name that is longer than 20 characters"}"#;
    let response = call.decode(http::StatusCode::OK, &http::HeaderMap::new(), body);
    let pet = response.map_err(|failure| failure.to_string())?.body;
    let violations = pet
        .validate()
        .err()
        .map_or(0, |violations| violations.iter().count());
    Ok([
        format!("{} {}", request.method(), request.uri()),
        format!("{violations} violation"),
    ])
}

#[test]
fn a_folder_is_a_module() {
    use folder::Operation;
    let call = folder::pets::GetPet::new("7");
    let request = call.request("https://example.com").expect("a request");
    assert_eq!(request.uri(), "https://example.com/pets/7");
}

#[test]
fn a_build_script_generates_a_module() {
    let lines = lines().expect("the request and the response are valid");
    assert_eq!(lines, ["GET https://example.com/v1/pets/7", "1 violation"]);
}
