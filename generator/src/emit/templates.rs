//! The templates of files that are text for the most part. Each is compiled once, however many crates a process emits.

use minijinja::{Environment, Value};
use std::sync::LazyLock;

/// Templates with their names.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name)))),*]
    };
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    for (name, text) in templates![
        "Cargo.toml.jinja",
        "README.md.jinja",
        "about.md",
        "guide.rs.jinja",
        "inspect.rs"
    ] {
        environment
            .add_template(name, text)
            .expect("the template is part of this crate");
    }
    environment
});

/// Returns the text of the template `name` with `values`.
pub(super) fn render(name: &str, values: Value) -> String {
    let template = TEMPLATES
        .get_template(name)
        .and_then(|template| template.render(values));
    template.expect("the template is part of this crate")
}
