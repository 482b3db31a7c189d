//! Applications, as the applicant and the department's officers see them.

use crate::inquiry::InquiryView;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// An application to file: a form of a service, or a draft at a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationRequest {
    /// The service; with `form`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "employment-certificate")]
    pub service: Option<String>,
    /// The form; with `service`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub form: Option<Value>,
    /// The draft to file; with `draft_version`, instead of `service` and `form`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// The version of the draft the applicant saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_version: Option<i64>,
}

/// A request for a service, as its applicant or an officer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApplicationView {
    /// Its identifier.
    pub id: String,
    /// The number people read.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// Code of what was applied for.
    pub service: String,
    /// The service's name.
    pub service_title: String,
    /// Where it was filed: `portal`, `api`, `bot`, `office` (at the window of an МФЦ), `department` (at the department itself, in an
    /// exceptional case).
    #[schema(value_type = crate::closed::FiledThrough)]
    pub channel: String,
    /// Where the case is now, and since when.
    pub stage: StageView,
    /// When it was filed.
    pub filed_at: DateTime<FixedOffset>,
    /// The day it counts as registered: a day to come, when it was filed after the cut-off hour and nobody has taken it up yet.
    pub registered_on: NaiveDate,
    /// The day the answer is due at the latest. It comes later by as long as the term stands still.
    pub expected_on: NaiveDate,
    /// Whether that day may still change by a few days: the production calendar of its year is not published yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected_on_provisional: bool,
    /// Whether the term stands still now, so that the day will come later: the applicant is waited for, or the case is on a waiting list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub term_stands_still: bool,
    /// Whether it is late: `near`, its stage is nearly out of its term; `over`, the day of the answer has passed without one. Found soon
    /// after; absent where it is not late, or has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::Lateness>)]
    pub lateness: Option<String>,
    /// The day by which four of five such cases are decided, by those decided last; only the applicant sees it, while it goes on and that
    /// day is not over; not in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usually_on: Option<NaiveDate>,
    /// Since when it stands still for a technical reason of the platform's; absent while it goes on. Nothing is
    /// asked of the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delayed_since: Option<DateTime<FixedOffset>>,
    /// How it ended: `granted`, `refused`, `withdrawn`, `annulled` (the result is good for nothing), `unclaimed` (nobody came for
    /// it), `lapsed` (the applicant did not do their part in its time); absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::Outcome>)]
    pub outcome: Option<String>,
    /// Why it was refused, annulled, or returned to be corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<crate::service::ReasonView>,
    /// Its result document; only the applicant sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultLink>,
    /// How the applicant rated the service, from 1 to 5; only the applicant sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5)]
    pub rating: Option<u8>,
    /// Whether the applicant may rate the service: it was provided or refused, and not rated yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_be_rated: bool,
    /// The code by which, with the number, anybody is told how it stands; only for the applicant by the platform's own clients, and for the
    /// office that filed it while the applicant is there; not in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "abcd-2345-efgh")]
    pub status_code: Option<String>,
    /// How many visits the scenario needs (P-01).
    pub visits_required: u8,
    /// What the applicant corrects: every check of the office that was not passed. Empty once it is corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_correct: Vec<CorrectionView>,
    /// The office (МФЦ) at whose window it was filed, if at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_place: Option<OfficeView>,
    /// Why it was filed at the department itself, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_filing: Option<DirectFilingView>,
    /// The office (МФЦ) the applicant comes to, where the service has one visit or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeView>,
    /// As what the one who asks applied: `applicant`, or `co_applicant` (also while they are only asked to confirm); absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::AppliedAs>)]
    pub applied_as: Option<String>,
    /// Who applies together with the applicant, where the service is applied for by two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_applicant: Option<CoApplicantView>,
    /// The waiting list it is on, if it is on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_list: Option<WaitingListView>,
    /// Who of the workplace works on it; only those who work there see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AssigneeView>,
    /// What was asked about it by telephone last, and the answer; for those who applied, not in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry: Option<InquiryView>,
    /// How the original of each document stands that is compared with what was filed, in the order of the passport; for those who applied, the
    /// office and the department, not in a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<OriginalStateView>,
    /// The moves open to the one who asks.
    pub moves: Vec<MoveView>,
    /// The form as it stands; only for the applicant and, without contacts, for the office that checks it; not in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub form: Option<Value>,
    /// The same in words, in the order of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerView>,
    /// Its version. The `ETag` holds it together with the language the answer is in.
    pub version: i64,
}

/// Who applies together with the applicant. Nothing is sent to the department before they have confirmed the form as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoApplicantView {
    /// What they are called in this service.
    #[schema(example = "Второй заявитель")]
    pub title: String,
    /// Whether they have confirmed the form as it stands.
    pub confirmed: bool,
    /// When they did; not in a list of applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<DateTime<FixedOffset>>,
    /// Who named them, in full; only for the co-applicant, and not in a list of applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
}

/// How a case waits for what there is less of than people need, such as a quota. Only the first of a list is offered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingListView {
    /// What the list is of, for people.
    #[schema(example = "Лист ожидания квоты")]
    pub title: String,
    /// Its place, from 1. It becomes less as others leave, and more only when another is put before it for a coded reason.
    #[schema(minimum = 1, example = 14)]
    pub place: u32,
    /// What tells the list from the others of the service, in words; not in a list of applications.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// How many are on it, this one among them; not in a list of applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Since when it waits; not in a list of applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<DateTime<FixedOffset>>,
    /// Why it was put before the others or back among them, if it was; not in a list of applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<crate::service::ReasonView>,
    /// Every place it has had there, oldest first; not in a list of applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceView>,
}

/// A place on a waiting list, and since when it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceView {
    /// Since when.
    pub at: DateTime<FixedOffset>,
    /// Which, from 1.
    #[schema(minimum = 1)]
    pub place: u32,
}

/// An answer of a form, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerView {
    /// Where it stands in the form (RFC 6901).
    #[schema(example = "/period_from")]
    pub pointer: String,
    /// The question.
    pub title: String,
    /// The answer: the name of what was chosen, a day in words, a text as it was typed.
    #[schema(example = "2 января 2026")]
    pub value: String,
    /// The answer before the last correction, where that changed it; empty where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// Where a case stands, by its process and by the federal portal's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageView {
    /// By the process, e.g. `registered`.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What happens now and next.
    pub hint: String,
    /// The status id of the federal portal's cabinet.
    pub epgu_status_id: u16,
    /// Whose turn it is; absent when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::Actor>)]
    pub owner: Option<String>,
    /// When the stage is to be left; absent when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<FixedOffset>>,
}

/// Where a result document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultLink {
    /// Its identifier.
    pub id: String,
    /// Its address, relative to the platform's.
    pub href: String,
}

/// Who works on a case, for their colleagues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssigneeView {
    /// Whether it is the one who asks.
    pub own: bool,
    /// Their name in full.
    pub name: String,
}

/// A move that may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoveView {
    /// Its code in the process of the application, as `move` of a request names it.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The reasons it takes one of; empty when it takes none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<crate::service::ReasonView>,
    /// Whether it is made with the corrected form (`form` of the request).
    #[serde(default)]
    pub takes_form: bool,
    /// The documents whose originals are compared before it is made, one by one; empty when none are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compares: Vec<OriginalView>,
    /// The documents whose originals the department keeps: they are withheld as it is made. Empty when none are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholds: Vec<OriginalView>,
    /// What is checked of the application before it is made, one by one; empty when nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckView>,
}

/// Something an office looks at before the applicant is asked to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckView {
    /// The check's code in the passport of the service.
    #[schema(example = "photo-fits")]
    pub check: String,
    /// What must be so.
    pub title: String,
    /// The norm it rests on.
    pub norm: String,
    /// What the applicant is told to do where it is not so.
    pub remedy: String,
}

/// A check that was not passed, and what the applicant does about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CorrectionView {
    /// The check's code in the passport of the service.
    #[schema(example = "photo-fits")]
    pub check: String,
    /// What must be so.
    pub title: String,
    /// What to do.
    pub remedy: String,
    /// The norm it rests on.
    pub norm: String,
    /// The fields of the form that may be changed for it (RFC 6901); the others stay as they are.
    pub fields: Vec<String>,
}

/// A place where people are received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfficeView {
    /// As a form names it, where it asks for an office.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// When it is open.
    pub hours: String,
}

/// A filing at the department itself: in exceptional cases only, for a reason of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectFilingView {
    /// The department, by its code.
    #[schema(example = "arkhiv")]
    pub department: String,
    /// Its name.
    pub department_title: String,
    /// Why it is there, by the code of the reason.
    #[schema(example = "infirm")]
    pub reason: String,
    /// The reason in words.
    #[schema(example = "Приём на дому или в больнице")]
    pub reason_title: String,
}

/// A document whose original is compared with what was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginalView {
    /// The document's code in the passport of the service.
    pub document: String,
    /// Its name.
    pub title: String,
}

/// How the original of a document stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginalStateView {
    /// The document's code in the passport of the service.
    #[schema(example = "labour_book")]
    pub document: String,
    /// Its name.
    pub title: String,
    /// `pending`: it is compared when the applicant comes; `matched` or `mismatched`: it was, and was not withheld; `withheld`: it was
    /// withheld for the department, which may have stood by a result that it differs from.
    #[schema(value_type = crate::closed::OriginalState)]
    pub state: String,
}

/// A page of applications, newest first. The next page is in the `Link` header and here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApplicationList {
    /// The applications.
    pub items: Vec<ApplicationView>,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A move to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveRequest {
    /// The move's code.
    #[serde(rename = "move")]
    #[schema(example = "withdraw")]
    pub code: String,
    /// The coded reason, where the move takes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The corrected form, whole, where the move takes one (`takes_form`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub form: Option<Value>,
    /// Each original that was compared, where the move takes them (`compares`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub originals: Vec<ComparedOriginal>,
    /// Each original that was withheld for the department, by its document's code (`withholds`). Where originals are compared it agrees, and
    /// is not named in `originals`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100, example = json!(["labour_book"]))]
    pub withheld: Vec<String>,
    /// Each check that was made, where the move takes them (`checks`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub checks: Vec<MadeCheck>,
}

impl MoveRequest {
    /// A move that carries nothing.
    #[must_use]
    pub fn of(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            reason: None,
            form: None,
            originals: Vec::new(),
            withheld: Vec::new(),
            checks: Vec::new(),
        }
    }
}

/// Who works on a case from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRequest {
    /// `take`: the asker, if nobody does; `take_over`: the asker, whoever did; `put_back`: anybody may take it again;
    /// `hand_over`: a colleague.
    pub act: crate::closed::AssignmentAct,
    /// To whom it is handed over; with `hand_over` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colleague: Option<String>,
}

/// Somebody who works at the same place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColleagueView {
    /// Their identifier.
    pub id: String,
    /// Their name in full.
    pub name: String,
}

/// Colleagues, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColleagueList {
    /// The colleagues.
    pub items: Vec<ColleagueView>,
}

/// A check that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeCheck {
    /// The check's code in the passport of the service.
    #[schema(example = "photo-fits")]
    pub check: String,
    /// Whether it is passed.
    pub passed: bool,
}

/// An original that was compared with what was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparedOriginal {
    /// The document's code in the passport of the service.
    #[schema(example = "kinship")]
    pub document: String,
    /// Whether it agrees with what was filed.
    pub agrees: bool,
}

/// The history of an application, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Timeline {
    /// What happened.
    pub items: Vec<crate::event::EventView>,
}

/// How an applicant rates a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingRequest {
    /// The mark: 1 is the worst, 5 the best.
    #[schema(minimum = 1, maximum = 5, example = 5)]
    pub score: u8,
}
