//! What the sandbox is started with, and why it may refuse to start.

use std::{path::PathBuf, time::Duration};
use url::Url;

/// How the sandbox is set up. No `Debug`: it holds a key.
#[derive(Clone)]
pub struct Settings {
    /// Where HTTP listens, `127.0.0.1:8081`; port 0 takes any free port.
    pub http_bind: String,
    /// Where the mailbox listens, `127.0.0.1:2525`; port 0 takes any free port.
    pub smtp_bind: String,
    /// What browsers and the platform call the sandbox; by default the bound address.
    pub public_url: Option<Url>,
    /// Where the key, the mails and the orders live through a restart.
    pub data_dir: PathBuf,
    /// The systems registered with the sandbox ESIA.
    pub systems: Vec<System>,
    /// How many residents there are besides the sixteen, for measurements.
    pub residents: u32,
    /// How long the department thinks before it decides.
    pub department_delay: Duration,
    /// The bearer key of the register and of the department's system.
    pub key: String,
}

/// A system registered with ESIA, as its technological portal knows it.
#[derive(Debug, Clone)]
pub struct System {
    /// The `client_id`.
    pub mnemonic: String,
    /// The certificate the system signs its requests for, DER.
    pub certificate_der: Vec<u8>,
    /// Hosts a sign-in may return to: `host` (any port) or `host:port`.
    pub redirect_hosts: Vec<String>,
}

/// Why a certificate cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    /// Not one DER certificate.
    #[error("not a DER X.509 certificate")]
    Unreadable,
    /// The sandbox has no verifier for keys of this kind.
    #[error("its key algorithm {0} has no verifier here; ECDSA on P-256 has")]
    Algorithm(String),
    /// An elliptic curve other than P-256.
    #[error("its curve {0} has no verifier here; P-256 has")]
    Curve(String),
}

/// Why the sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder of `data_dir` cannot be read or written.
    #[error("cannot keep the sandbox's data in {}", path.display())]
    Data {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of `data_dir` does not hold what it should.
    #[error("{}: {problem}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The key that signs tokens cannot be made.
    #[error("the key that signs ESIA tokens cannot be made")]
    SigningKey,
    /// A registered system's certificate cannot be used.
    #[error("certificate of the system `{mnemonic}`: {source}")]
    Certificate {
        /// Whose certificate.
        mnemonic: String,
        /// What is wrong with it.
        source: BadCertificate,
    },
    /// Two systems share a mnemonic.
    #[error("two systems are registered as `{0}`")]
    SameMnemonic(String),
    /// The address cannot name a sandbox.
    #[error("public_url `{0}` must be http or https with a host")]
    PublicUrl(Url),
    /// The key for registers and department is empty, so anyone would pass.
    #[error("the key for registers and the department must not be empty")]
    EmptyKey,
    /// The embedded people or templates are wrong: a mistake of the sandbox itself.
    #[error("embedded data: {0}")]
    Embedded(String),
}
