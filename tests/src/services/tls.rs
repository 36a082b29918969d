//! A certificate authority for tests, and the server side of TLS.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

/// A certificate authority that only clients with its certificate trust.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its key.
pub struct Certified {
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Authority {
    /// Creates an authority.
    ///
    /// # Panics
    ///
    /// If the machine has no random numbers.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "An authority of the tests");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// Returns its certificate as PEM, for clients.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Issues a certificate for `host`, valid until the end of the year `until`.
    ///
    /// # Panics
    ///
    /// If the name is not a valid host.
    pub fn certify(&self, host: &str, until: i32) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
        params.not_after = date_time_ymd(until, 12, 31);
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Certified {
            chain: vec![certificate.der().clone()],
            key: key.serialize_der(),
        }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// The server side of TLS.
pub(super) struct Tls(Arc<ServerConfig>);

impl Tls {
    pub(super) fn new(certified: &Certified) -> Self {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certified.key.clone()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(certified.chain.clone(), key);
        Self(Arc::new(config.expect("a certificate with its key")))
    }

    /// Wraps a connection; the handshake starts with the first byte.
    pub(super) fn accept(&self, stream: TcpStream) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
        let connection = ServerConnection::new(Arc::clone(&self.0)).map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    }
}
