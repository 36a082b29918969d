//! Identifies an operation by its method and path template.

/// The method and path template of an operation, without the names of its path parameters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(String);

impl Route {
    /// Creates the route of a method (in any case) and a path template.
    pub fn new(method: &str, path: &str) -> Self {
        let (mut route, mut rest) = (format!("{} ", method.to_ascii_uppercase()), path);
        while let Some((text, after)) = rest.split_once('{') {
            route.push_str(text);
            route.push_str("{}");
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        route.push_str(rest);
        Self(route)
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn routes_ignore_names_of_path_parameters() {
        assert_eq!(
            Route::new("get", "/a/{x}/b/{y}:z"),
            Route::new("GET", "/a/{p}/b/{q}:z")
        );
        assert_ne!(Route::new("get", "/a/{x}"), Route::new("get", "/a/x"));
    }
}
