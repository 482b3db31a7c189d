#![doc = include_str!("../README.md")]

pub mod access_log;
pub mod advance;
pub mod assignment;
pub mod cabinet;
pub mod chat;
pub mod checklist;
pub mod connection;
pub mod consultation;
mod cx;
pub mod decision;
pub mod delay;
pub mod draft;
pub mod error;
pub mod exchange;
pub mod feed;
pub mod figures;
pub mod hold;
pub mod inquiry;
pub mod issue_result;
pub mod language;
pub mod lapse;
pub mod manifest;
pub mod operate;
pub mod plan_notice;
pub mod precheck;
pub mod rate;
pub mod read;
pub mod reception;
pub mod remember_register;
pub mod route;
pub mod status;
mod steps;
pub mod submit;
pub mod terms;
pub mod upload;
pub mod usual;
pub mod verify;
pub mod waiting_list;
pub mod who;

pub use cx::{Cx, Parts};
/// What a draft of a document is made as.
pub use documents::DraftForm;
pub use error::CaseError;
pub use steps::job_end::JobEnd;
// What procedures answer with is the store's own record of it: the edge names it through this crate alone.
pub use store::{
    ConsultationPage, DeliveryView, Draft, DraftSummary, FeedFact, HeldDecision, InquiryPage,
    IssuedDocument, Key, Lag, ManifestPage, ManifestPlace, NoticeView, ResultRecord, Upload, Wake,
};
