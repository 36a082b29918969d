use openapi_crate::Generator;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // Three lines are all that a build script needs; the code is for `include!` ..
    Generator::new("openapi.yaml").module("api").out(&out).write()?;
    // .. or for the folder of a module, which is usually in `src`.
    Generator::new("openapi.yaml")
        .module("folder")
        .out(out.join("folder"))
        .write()?;
    fs::write(
        out.join("modules.rs"),
        "#[allow(dead_code, clippy::all)]\npub mod folder;\n",
    )?;
    Ok(())
}
