//! Links to files inside responses.

use super::WireName;

/// A field of a response that contains the link to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The path of the link; a step into a list means each of its items.
    pub link: Vec<WireName>,
    /// The sibling field with the name of the file, or of what the file is part of.
    pub name: Option<WireName>,
    /// The sibling field with the name of the private endpoint that the link requires.
    pub endpoint: Option<WireName>,
    /// The sibling fields with name and value of a header that the file server requires.
    pub header: Option<(WireName, WireName)>,
    /// The path of a field that replaces this link if it has a value.
    pub unless: Option<Vec<WireName>>,
    /// Hashes of the files.
    pub hashes: Option<FileHashes>,
}

/// A list of file hashes inside a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashes {
    /// The path of the list.
    pub list: Vec<WireName>,
    /// The field of an item that contains the file name.
    pub file: WireName,
    /// The field of an item that contains the hash, in hexadecimal digits.
    pub hash: WireName,
    /// The field of an item that names the algorithm.
    pub algorithm: WireName,
}
