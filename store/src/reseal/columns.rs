//! Every sealed column: the key of its rows, and the place its values are sealed for. A column that is not here is
//! never sealed anew: `tests/it/reseal.rs` looks for such in the schema.

use crate::identity::{login, signing_key};
use crate::seal::Place;
use crate::{
    applicants, chat, citizens, co_applicants, drafts, forms, inquiries, messages, notices,
    registers, uploads,
};
use domain::id::{
    ApplicationId, ChatLinkId, CitizenId, DeliveryId, DraftId, InquiryId, KeyId, NoticeId, UploadId,
};
use sea_orm::{DbErr, QueryResult, Value};
use uuid::Uuid;

/// A cell that names a row, or part of one that does.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Id(Uuid),
    Text(String),
    Number(i64),
}

/// What kind of cell that is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Id,
    Text,
    Number,
}

impl Kind {
    pub(super) fn read(self, row: &QueryResult, at: usize) -> Result<Part, DbErr> {
        Ok(match self {
            Self::Id => Part::Id(row.try_get_by_index(at)?),
            Self::Text => Part::Text(row.try_get_by_index(at)?),
            Self::Number => Part::Number(row.try_get_by_index(at)?),
        })
    }
}

impl From<Part> for Value {
    fn from(part: Part) -> Self {
        match part {
            Part::Id(id) => id.into(),
            Part::Text(text) => text.into(),
            Part::Number(number) => number.into(),
        }
    }
}

/// A sealed column.
pub(super) struct Column {
    pub(super) table: &'static str,
    pub(super) cell: &'static str,
    /// The columns of the primary key, in its order.
    pub(super) key: &'static [(&'static str, Kind)],
    /// What else the place is made of.
    pub(super) also: &'static [(&'static str, Kind)],
    /// The place of the row with this key (and these other cells); `None` for cells of other kinds.
    pub(super) place: fn(&[Part]) -> Option<Place>,
}

impl Column {
    /// `table.column`.
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.table, self.cell)
    }
}

const ID: &[(&str, Kind)] = &[("id", Kind::Id)];

const fn by_id(
    table: &'static str,
    column: &'static str,
    place: fn(&[Part]) -> Option<Place>,
) -> Column {
    Column { table, cell: column, key: ID, also: &[], place }
}

/// All of them.
pub(super) const COLUMNS: &[Column] = &[
    by_id("signing_key", "private_pem", |row| Some(signing_key::place(KeyId::from_uuid(id(row)?)))),
    by_id("citizen", "profile", |row| Some(citizens::place(CitizenId::from_uuid(id(row)?)))),
    by_id("chat_link", "chat", |row| Some(chat::place(ChatLinkId::from_uuid(id(row)?)))),
    by_id("draft", "form", |row| Some(drafts::place(DraftId::from_uuid(id(row)?)))),
    by_id("upload", "name", |row| Some(uploads::place(UploadId::from_uuid(id(row)?)))),
    by_id("inquiry", "answer", |row| Some(inquiries::place(InquiryId::from_uuid(id(row)?)))),
    by_id("notice", "words", |row| Some(notices::words_place(NoticeId::from_uuid(id(row)?)))),
    by_id("delivery", "address", |row| {
        Some(notices::address_place(DeliveryId::from_uuid(id(row)?)))
    }),
    Column {
        table: "applicant",
        cell: "profile",
        key: &[("application_id", Kind::Id)],
        also: &[],
        place: |row| Some(applicants::place(ApplicationId::from_uuid(id(row)?))),
    },
    Column {
        table: "co_applicant",
        cell: "profile",
        key: &[("application_id", Kind::Id)],
        also: &[],
        place: |row| Some(co_applicants::place(ApplicationId::from_uuid(id(row)?))),
    },
    Column {
        table: "application_form",
        cell: "form",
        key: &[("application_id", Kind::Id), ("revision", Kind::Number)],
        also: &[],
        place: |row| match row {
            [Part::Id(id), Part::Number(revision)] => {
                Some(forms::place(ApplicationId::from_uuid(*id), *revision))
            }
            _ => None,
        },
    },
    Column {
        table: "message",
        cell: "data",
        key: &[("id", Kind::Text)],
        also: &[("application_id", Kind::Id)],
        place: |row| match row {
            [Part::Text(id), Part::Id(application)] => {
                Some(messages::place(ApplicationId::from_uuid(*application), id))
            }
            _ => None,
        },
    },
    Column {
        table: "register_fact",
        cell: "data",
        key: &[("citizen_id", Kind::Id), ("register", Kind::Text)],
        also: &[],
        place: |row| match row {
            [Part::Id(citizen), Part::Text(register)] => {
                Some(registers::place(CitizenId::from_uuid(*citizen), register))
            }
            _ => None,
        },
    },
    Column {
        table: "login_attempt",
        cell: "verifier",
        key: &[("state", Kind::Id)],
        also: &[],
        place: |row| Some(login::place(id(row)?)),
    },
];

fn id(row: &[Part]) -> Option<Uuid> {
    match row {
        [Part::Id(id)] => Some(*id),
        _ => None,
    }
}
