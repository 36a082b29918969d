//! Trusted certificate authorities, and errors of TLS.

use std::error::Error;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::builder::BuildError;

/// Parses the certificates of a PEM file: at least one, each valid as a trust anchor.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|_| BuildError::Certificates)?;
    // rustls validates certificates when they are added.
    let (_, refused) = RootCertStore::empty().add_parsable_certificates(found.iter().cloned());
    if found.is_empty() || refused > 0 {
        return Err(BuildError::Certificates);
    }
    Ok(found)
}

/// Returns the cryptography provider: the one that the process has installed, otherwise that of a feature.
///
/// # Errors
///
/// No provider is installed, and neither the feature `ring` nor `aws-lc-rs` is enabled.
pub(crate) fn provider() -> Result<Arc<CryptoProvider>, BuildError> {
    let installed = CryptoProvider::get_default().cloned();
    installed.or_else(of_feature).ok_or(BuildError::NoCryptoProvider)
}

#[cfg(feature = "ring")]
fn of_feature() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(all(feature = "aws-lc-rs", not(feature = "ring")))]
fn of_feature() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
fn of_feature() -> Option<Arc<CryptoProvider>> {
    None
}

/// Finds the TLS error in the chain of an error.
pub(crate) fn fault<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    // `source` of an `io::Error` skips the wrapped error itself.
    let io = error.downcast_ref::<std::io::Error>();
    let inner = io.and_then(std::io::Error::get_ref).map(|inner| inner as _);
    let deeper = || inner.or(error.source()).and_then(fault);
    error.downcast_ref().or_else(deeper)
}
