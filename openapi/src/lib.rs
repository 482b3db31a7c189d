#![doc = include_str!("../README.md")]

pub mod access_record;
pub mod application;
pub mod chat;
pub mod checklist;
pub mod client;
pub mod closed;
pub mod consultation;
pub mod draft;
pub mod event;
pub mod examples;
pub mod exchange;
pub mod inquiry;
pub mod manifest;
pub mod notice;
pub mod oversight;
pub mod person;
pub mod precheck;
pub mod problem;
pub mod reception;
pub mod result;
pub mod service;
pub mod status;
pub mod upload;
pub mod verify;

pub use client::{Client, ClientError};
pub use problem::{Code, FieldProblem, Problem};

/// The document as committed, with the drift check behind it.
pub const DOCUMENT: &str = include_str!("../openapi.json");
