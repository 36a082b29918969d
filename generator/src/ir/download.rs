//! Links to files inside responses.

use super::WireName;

/// A field of a response that contains the link to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The names that lead to the link; a step into a list means each of its items.
    pub link: Vec<WireName>,
    /// The field next to the link that names the file or what it is a part of.
    pub name: Option<WireName>,
    /// The field next to the link that names the private endpoint through which alone it can be used.
    pub endpoint: Option<WireName>,
    /// The fields next to the link with name and value of a header that the file server requires.
    pub header: Option<(WireName, WireName)>,
    /// The names that lead to a field which replaces this link where it has a value.
    pub unless: Option<Vec<WireName>>,
    /// Hashes of the files.
    pub hashes: Option<FileHashes>,
}

/// A list of file hashes inside a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashes {
    /// The names that lead to the list.
    pub list: Vec<WireName>,
    /// The field of an item that contains the file name.
    pub file: WireName,
    /// The field of an item that contains the hash, in hexadecimal digits.
    pub hash: WireName,
    /// The field of an item that names the algorithm.
    pub algorithm: WireName,
}
