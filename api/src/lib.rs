#![doc = include_str!("../README.md")]

mod app;
mod cursor;
mod extract;
mod failure;
mod handlers;
mod hub;
mod middleware;
mod pages;
mod routes;
mod server;
mod view;

pub use app::{App, Settings};
pub use handlers::ops::Gauges;
pub use hub::FeedLimits;
pub use pages::{PageError, Pages};
pub use routes::document;
pub use server::{Running, start};
