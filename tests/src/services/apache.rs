//! Apache with `mod_auth_digest`: an independent implementation of HTTP digest authentication.

use super::Absent;
use super::process::{Running, Scratch};
use std::path::Path;
use std::process::Command;

/// A pair of API keys.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// The public key.
    pub public: &'static str,
    /// The private key.
    pub private: &'static str,
}

/// The keys that Apache accepts.
pub const KEYS: Keys = Keys {
    public: "efghijkl",
    private: "2f3a1b2c-4d5e-4f60-8123-456789abcdef",
};

/// The realm of the Atlas Administration API.
const REALM: &str = "MMS Public API";

/// MD5 of `public:realm:private` of [`KEYS`], in hexadecimal digits: HA1 of RFC 7616, section 3.4.2.
const HA1: &str = "ca608357157164094eec806411340008";

/// The names of its program, and the folders of its modules: Debian, Fedora, Alpine, macOS.
const PROGRAMS: [&str; 4] = ["apache2", "/usr/sbin/apache2", "httpd", "/usr/sbin/httpd"];
const FOLDERS: [&str; 4] = [
    "/usr/lib/apache2/modules",
    "/usr/lib64/httpd/modules",
    "/usr/lib/apache2",
    "/usr/libexec/apache2",
];

const MODULES: [&str; 12] = [
    "mpm_event",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "auth_digest",
    "env",
    "headers",
    "proxy",
    "proxy_http",
    "ratelimit",
    "unixd",
];

/// Apache, in front of another server.
pub struct Apache {
    running: Running,
    _scratch: Scratch,
}

impl Apache {
    /// Starts it as a file server of `folder`, which sends at most `rate` KiB per second.
    ///
    /// # Errors
    ///
    /// Apache or one of its modules is missing.
    pub fn files(folder: &Path, rate: u32) -> Result<Self, Absent> {
        let folder = folder.display();
        Self::launch(|_| {
            format!(
                "DocumentRoot \"{folder}\"
<Directory \"{folder}\">
    Require all granted
    SetOutputFilter RATE_LIMIT
    SetEnv rate-limit {rate}
</Directory>
"
            )
        })
    }

    /// Starts it in front of the server on port `upstream`, with nonces that are valid for `lifetime` seconds.
    ///
    /// # Errors
    ///
    /// Apache or one of its modules is missing.
    pub fn start(upstream: u16, lifetime: u32) -> Result<Self, Absent> {
        Self::launch(|home| {
            std::fs::write(home.join("users"), format!("{}:{REALM}:{HA1}\n", KEYS.public))
                .expect("a file of the test");
            digest_proxy(home, upstream, lifetime)
        })
    }

    /// Starts it with `site` in addition to the settings of every server.
    fn launch(site: impl Fn(&Path) -> String) -> Result<Self, Absent> {
        let mut folders = FOLDERS.map(Path::new).into_iter();
        let folder = folders.find(|folder| folder.join("mod_auth_digest.so").is_file());
        let folder = folder.ok_or_else(|| Absent::new("Apache with mod_auth_digest is not installed"))?;
        let program = PROGRAMS
            .into_iter()
            .find(|name| Command::new(name).arg("-v").output().is_ok())
            .ok_or_else(|| Absent::new("Apache cannot be run, though its modules are there"))?;
        let scratch = Scratch::new("apache");
        let running = Running::start("Apache", &scratch, |port| {
            let config = config(scratch.path(), folder, port) + &site(scratch.path());
            let mut apache = Command::new(program);
            // A single process, so that killing it leaves no other.
            apache
                .args(["-X", "-f"])
                .arg(scratch.write("apache.conf", &config));
            apache
        })?;
        Ok(Self {
            running,
            _scratch: scratch,
        })
    }

    /// Returns the port on which it listens.
    pub fn port(&self) -> u16 {
        self.running.port
    }
}

/// Returns the settings of every server.
fn config(home: &Path, modules: &Path, port: u16) -> String {
    let home = home.display();
    let load: String = MODULES
        .iter()
        // Some modules are built into the program.
        .filter(|name| modules.join(format!("mod_{name}.so")).is_file())
        .map(|name| {
            format!(
                "LoadModule {name}_module \"{}/mod_{name}.so\"\n",
                modules.display()
            )
        })
        .collect();
    format!(
        "{load}ServerRoot \"{home}\"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
DefaultRuntimeDir \"{home}\"
PidFile \"{home}/pid\"
ErrorLog \"{home}/log\"
# Nobody, for where it is started by root; of no effect elsewhere.
User #65534
Group #65534
"
    )
}

/// Returns the settings of a proxy with HTTP digest authentication.
fn digest_proxy(home: &Path, upstream: u16, lifetime: u32) -> String {
    let home = home.display();
    format!(
        "<Location \"/\">
    AuthType Digest
    AuthName \"{REALM}\"
    AuthDigestProvider file
    AuthDigestNonceLifetime {lifetime}
    AuthUserFile \"{home}/users\"
    Require valid-user
    # Who got here is let in behind: Prism takes no digest whose realm has spaces.
    RequestHeader set Authorization \"Bearer checked\"
</Location>
AllowEncodedSlashes NoDecode
ProxyPass \"/\" \"http://127.0.0.1:{upstream}/\" nocanon
"
    )
}
