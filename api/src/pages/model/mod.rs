//! What each page is drawn from: plain data in the reader's language, made of views and catalog texts.

pub(super) mod application;
pub(super) mod cabinet;
pub(super) mod call;
pub(super) mod chat;
pub(super) mod checklist;
mod date_parts;
pub(super) mod decision;
pub(super) mod desk;
pub(super) mod desk_case;
pub(super) mod file;
pub(super) mod filled;
pub(super) mod form;
pub(super) mod form_frame;
pub(super) mod hands;
pub(super) mod inquiry;
pub(super) mod manifest;
pub(super) mod may;
pub(super) mod oversight;
pub(super) mod problem;
pub(super) mod reception;
pub(super) mod reference;
pub(super) mod review;
pub(super) mod service;
pub(super) mod stages;
pub(super) mod status;
pub(super) mod styleguide;
pub(super) mod tiles;
pub(super) mod verdict;
pub(super) mod verify;
pub(super) mod waiting;
pub(super) mod window;

#[cfg(test)]
mod samples;
