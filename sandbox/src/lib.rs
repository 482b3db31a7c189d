#![doc = include_str!("../README.md")]

mod department;
mod esia;
mod files;
mod handlers;
mod json;
mod mail;
mod pages;
mod params;
pub mod people;
mod register;
mod server;
mod settings;
mod state;

pub use server::{Running, start};
pub use settings::{BadCertificate, Settings, StartError, System};
