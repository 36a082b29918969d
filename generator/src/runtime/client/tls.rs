//! Which certificate authorities are trusted.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::builder::BuildError;

/// The certificates of a PEM text; at least one.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(BuildError::Certificates),
    }
}

/// Whether an error comes from a TLS handshake, such as a certificate that is not trusted: no later try does better.
pub(crate) fn is_handshake(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        // An `io::Error` hides what it was made of from `source`.
        let inner = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| is_handshake(inner)) {
            return true;
        }
        next = error.source();
    }
    false
}
