//! The manifest of the emitted crate: the settings, otherwise facts of the document.

use crate::ir::Package;
use crate::validate::Info;

/// Default keywords of a package.
const KEYWORDS: [&str; 3] = ["api", "client", "openapi"];

/// Combines the settings with the information of the first document.
pub(super) fn lower(settings: &Package, info: Option<&Info>) -> Package {
    let license = info.and_then(license);
    let homepage = info.and_then(|info| info.homepage.clone());
    let keywords = match settings.keywords.is_empty() {
        true => KEYWORDS.map(str::to_owned).to_vec(),
        false => settings.keywords.clone(),
    };
    Package {
        license: settings.license.clone().or(license),
        repository: settings.repository.clone(),
        homepage: settings
            .homepage
            .clone()
            .or(homepage.filter(|url| Package::is_url(url))),
        keywords,
    }
}

/// Returns the license as an SPDX expression; `None` if it is not in the SPDX license list.
fn license(info: &Info) -> Option<String> {
    let stated = [&info.license_identifier, &info.license_name];
    let mut stated = stated.into_iter().flatten().filter(|text| !text.is_empty());
    stated.find_map(|text| Package::license(text))
}
