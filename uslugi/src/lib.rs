#![doc = include_str!("../README.md")]

mod clients;
pub mod commands;
pub mod config;
mod departments;
mod housekeeping;
pub mod inspect;
mod journal;
pub mod keys;
pub mod platform;
pub mod say;
#[cfg_attr(not(feature = "sandbox"), path = "stand_ins_left_out.rs")]
mod stand_ins;
mod telemetry;
mod terms;
pub mod tour;
mod wiring;

pub use config::Config;
pub use platform::{Platform, Roles};

/// Installs the process's one TLS provider. Called first in `main` and in tests; a second call changes
/// nothing.
pub fn install_tls() {
    // An error means that it is installed already.
    let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
