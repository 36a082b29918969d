//! The certificates that clients trust: a server with an invalid certificate never receives a request.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::clients::{Sender, Settings};
use atlas_restore_jobs::client::{Credentials, Error, Fault};
use atlas_restore_jobs::v2024_11_13::flex::{ListRestoreJobs, MEDIA_TYPE};
use tests::services::{Authority, Certified, Response, Server};

/// The address of the test servers.
const HOST: &str = "127.0.0.1";

fn server(certified: &Certified) -> Server {
    Server::secure(certified, |_| {
        Ok(Response {
            headers: vec![("Content-Type".to_owned(), MEDIA_TYPE.to_owned())],
            ..Response::json(200, r#"{"results": []}"#)
        })
    })
}

fn calls(server: &Server, roots: Option<&Authority>) -> [Result<usize, Fault>; 2] {
    calls_to(server.url(), roots)
}

/// Returns the result of a call with both clients: the number of items, or the failure of the connection.
fn calls_to(url: String, roots: Option<&Authority>) -> [Result<usize, Fault>; 2] {
    let settings = Settings {
        url,
        credentials: Credentials::login("public", "a-private-key"),
        roots: roots.map(|authority| authority.pem().to_owned()),
    };
    Sender::both(&settings).map(|sender| {
        let call = ListRestoreJobs::new("32b6e34b3d91647abb20e7b8", "Flex0");
        match sender.send(&call) {
            Ok(reply) => Ok(reply.body.results.len()),
            Err(Error::Transport(error)) => {
                assert!(!format!("{error} {error:?}").contains("a-private-key"));
                Err(error.fault())
            }
            Err(other) => panic!("another error: {other:?}"),
        }
    })
}

const REFUSED: [Result<usize, Fault>; 2] = [Err(Fault::Refused); 2];

#[test]
fn a_certificate_of_a_known_authority_is_accepted() {
    let authority = Authority::new();
    let server = server(&authority.certify(HOST, 2999));
    assert_eq!(calls(&server, Some(&authority)), [Ok(0), Ok(0)]);
    assert_eq!(server.take().len(), 2);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = server(&authority.certify(HOST, 2999));
    assert_eq!(
        calls(&server, None),
        REFUSED,
        "the system knows no authority of the tests"
    );
    assert_eq!(calls(&server, Some(&other)), REFUSED);
    assert_eq!(server.take().len(), 0);
}

#[test]
fn a_certificate_of_another_host_or_another_time_is_refused() {
    let authority = Authority::new();
    for (host, until) in [("cloud.mongodb.com", 2999), (HOST, 2020)] {
        let server = server(&authority.certify(host, until));
        assert_eq!(calls(&server, Some(&authority)), REFUSED, "{host}, until {until}");
        assert_eq!(server.take().len(), 0);
    }
}

#[test]
fn a_tls_error_after_the_request_is_not_a_refusal() {
    let (authority, received) = (Authority::new(), Arc::new(AtomicBool::new(false)));
    let receives = received.clone();
    let server = Server::secure(&authority.certify(HOST, 2999), move |_| {
        receives.store(true, Ordering::Relaxed);
        Ok(Response::json(200, r#"{"results": []}"#))
    });
    let url = garbling(server.port(), received);
    assert_eq!(calls_to(url, Some(&authority)), [Err(Fault::Broken); 2]);
    assert_eq!(server.take().len(), 2, "it has received them all the same");
}

/// Returns a proxy that corrupts all bytes of the response after the server has received the request.
fn garbling(port: u16, received: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind((HOST, 0)).expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || -> io::Result<()> {
        for near in listener.incoming() {
            let (near, far) = (near?, TcpStream::connect((HOST, port))?);
            received.store(false, Ordering::Relaxed);
            let (mut request, mut server) = (near.try_clone()?, far.try_clone()?);
            thread::spawn(move || io::copy(&mut request, &mut server));
            let received = received.clone();
            thread::spawn(move || garble(far, near, &received));
        }
        Ok(())
    });
    url
}

fn garble(mut from: TcpStream, mut to: TcpStream, received: &AtomicBool) -> io::Result<()> {
    let mut bytes = [0; 4096];
    loop {
        let count = from.read(&mut bytes)?;
        if count == 0 {
            return Ok(());
        }
        if received.load(Ordering::Relaxed) {
            bytes[..count].fill(b'?');
        }
        to.write_all(&bytes[..count])?;
    }
}
