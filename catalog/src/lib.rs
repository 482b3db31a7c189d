#![doc = include_str!("../README.md")]

mod attached;
pub mod consultations;
pub mod diagram;
pub mod direct_filing;
pub mod lint;
pub mod navigation;
pub mod notice;
mod office;
pub mod organisation;
pub mod papers;

mod catalog;
mod co_applicant;
mod entry;
mod facts;
mod files;
mod form;
mod live;
mod load;
mod mistake;
mod places;
mod read;
mod report;
mod search;
mod waiting_list;

pub use attached::{Attached, may_be_left_out};
pub use catalog::Catalog;
pub use entry::Entry;
pub use form::due::DueOption;
pub use form::fields::{FieldView, OptionView, Visibility, Widget};
pub use form::{as_text, put};
pub use live::Live;
pub use mistake::Mistake;
pub use report::{Report, check_dir};
