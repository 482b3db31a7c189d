#![doc = include_str!("../README.md")]

mod app;
mod cursor;
mod drawing;
mod extract;
mod failure;
mod gauges;
mod handlers;
mod hub;
mod lang;
mod methods;
mod middleware;
mod pages;
mod reference;
mod routes;
mod server;
mod view;

pub use app::{App, FeedLimits, Settings};
pub use drawing::{PageError, Pages};
pub use gauges::Gauges;
pub use reference::{AUTHORIZED as REFERENCE_AUTHORIZED, CLIENT as REFERENCE_CLIENT};
pub use routes::document;
pub use server::{Running, start, start_measures};
