use openapi_crate::{CliError, Generator};

fn main() -> Result<(), CliError> {
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    Generator::new("openapi.yaml").module("api").out(out).write()?;
    Ok(())
}
