//! Rows as the tables hold them: private to the store, parsed into domain types at its border.

pub(crate) mod access_grant;
pub(crate) mod access_record;
pub(crate) mod applicant;
pub(crate) mod application;
pub(crate) mod application_count;
pub(crate) mod application_counted;
pub(crate) mod application_form;
pub(crate) mod application_serial;
pub(crate) mod attempt;
pub(crate) mod call_code;
pub(crate) mod call_code_miss;
pub(crate) mod chat_link;
pub(crate) mod checklist_mark;
pub(crate) mod citizen;
pub(crate) mod co_applicant;
pub(crate) mod colleague;
pub(crate) mod consent;
pub(crate) mod consultation;
pub(crate) mod delivery;
pub(crate) mod draft;
pub(crate) mod duty;
pub(crate) mod fact;
pub(crate) mod held_decision;
pub(crate) mod idempotency;
pub(crate) mod inquiry;
pub(crate) mod journal_hand_over;
pub(crate) mod lane;
pub(crate) mod lease;
pub(crate) mod login_attempt;
pub(crate) mod manifest;
pub(crate) mod manifest_item;
pub(crate) mod manifest_signature;
pub(crate) mod master_key;
pub(crate) mod message;
pub(crate) mod notice;
pub(crate) mod placed_message;
pub(crate) mod projection;
pub(crate) mod queue;
pub(crate) mod reception;
pub(crate) mod refresh_token;
pub(crate) mod register_fact;
pub(crate) mod result;
pub(crate) mod session;
pub(crate) mod signing_key;
pub(crate) mod upload;
pub(crate) mod waiting_entry;
pub(crate) mod waiting_list;

mod parse;

pub(crate) use parse::{Cell, after, micros, moment, name_of};
use sea_orm::{EntityTrait, RelationDef};

/// How rows of two tables belong together: by these columns.
pub(crate) fn related<From: EntityTrait, To: EntityTrait>(
    from: From::Column,
    to: To::Column,
) -> RelationDef {
    From::belongs_to(To::default()).from(from).to(to).into()
}
