//! Receptions: a visitor before an operator at the window of an office (МФЦ), or before an officer of a department.

use crate::application::{ApplicationView, DirectFilingView, OfficeView};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A visitor, as their documents tell: typed as it stands there. Dates as people write them, numbers in groups or without.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceptionRequest {
    /// At whose window; needed of an operator who works at several offices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "mfc-podolsk")]
    pub office: Option<String>,
    /// Why a department receives the visitor and not an office; only an officer of a department sends it, and then no `office`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_filing: Option<DirectFilingRequest>,
    /// СНИЛС.
    #[schema(example = "112-233-445 95")]
    pub snils: String,
    /// Фамилия; empty for who has none.
    #[schema(example = "Синицына")]
    pub last_name: String,
    /// Имя; empty for who has none.
    #[schema(example = "Алёна")]
    pub first_name: String,
    /// Отчество, if there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(example = "Игоревна")]
    pub middle_name: String,
    /// The day of birth.
    #[schema(example = "1961-03-07")]
    pub birth_date: String,
    /// The passport they show: that of a citizen of the Russian Federation.
    pub document: VisitorDocument,
}

/// An exceptional case in which a department receives an applicant itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectFilingRequest {
    /// Which department; needed of an officer of several that file something themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "arkhiv")]
    pub department: Option<String>,
    /// The reason, by its code in the catalog's list.
    #[schema(example = "infirm")]
    pub reason: String,
}

/// The passport a visitor shows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitorDocument {
    /// Four digits.
    #[schema(example = "4606")]
    pub series: String,
    /// Six digits.
    #[schema(example = "000111")]
    pub number: String,
    /// The day it was issued.
    #[schema(example = "2006-04-12")]
    pub issued_on: String,
    /// By whom it was issued.
    #[schema(example = "Отделом внутренних дел")]
    pub issued_by: String,
}

/// A reception. While it goes on, the operator acts for the visitor with the header `Reception`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceptionView {
    /// Its identifier.
    pub id: String,
    /// At the window of which office, if at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeView>,
    /// At which department and why, if not at an office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_filing: Option<DirectFilingView>,
    /// When it began.
    pub begun_at: DateTime<FixedOffset>,
    /// When it is over at the latest.
    pub until: DateTime<FixedOffset>,
    /// How long the visitor has been at the window, in seconds; once it is over, how long they were there.
    pub seconds: i64,
    /// Who stands there; absent once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorView>,
    /// What was filed in it, newest first; absent once it is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<ApplicationView>,
}

/// Who stands at the window.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitorView {
    /// «Фамилия Имя Отчество».
    #[schema(example = "Синицына Алёна Игоревна")]
    pub name: String,
    /// The day of birth; absent where ESIA does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Whether they have signed in here before. Otherwise the record is what operators typed, until they do.
    pub has_signed_in: bool,
}

macro_rules! hides_people {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

hides_people!(ReceptionRequest, VisitorDocument, VisitorView);
