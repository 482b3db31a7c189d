//! A service (услуга) as its passport describes it. The passport is a file of the catalog.

use crate::assurance::Assurance;
use crate::codes::{
    DepartmentCode, NoticeCode, ProcessCode, ReasonCode, RegisterCode, ServiceCode,
};
use crate::process::{Move, Precedence, Process, ReasonKind};
use crate::term::Term;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Whose service it is (PT-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// федеральная.
    Federal,
    /// региональная.
    Regional,
    /// муниципальная.
    Municipal,
}

/// Whether one may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One may apply through the platform.
    #[default]
    Published,
    /// The passport can be read; applying is not open yet and no form is shown.
    Announced,
}

/// A condition a person wrote, with everything needed to explain it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique in the service.
    pub id: String,
    /// CEL over `citizen`, `form`, `registers`, `today`; true means satisfied.
    pub when: String,
    /// What is wrong when it is false.
    pub message: Text,
    /// What to do about it.
    pub remedy: Text,
    /// The norm it rests on.
    pub norm: String,
    /// The field of the form it speaks of, as a JSON pointer, if it speaks of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// A rule above it: only where that one holds is this one asked. Its message and remedy would be beside the
    /// point otherwise, such as another kind of certificate for one who can have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A coded reason from one of the service's closed lists (DM-08, DM-09): why something is refused, annulled, or goes out of turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodedReason {
    /// Its code, unique in the service.
    pub code: ReasonCode,
    /// Its name.
    pub title: Text,
    /// What it means, to the applicant.
    pub explanation: Text,
    /// The norm it rests on.
    pub norm: String,
    /// What to do next.
    pub remedy: Text,
    /// The rule of pre-check that excludes it: once the rule was satisfied, the reason is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_by: Option<String>,
}

/// The reasons of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusals {
    /// отказ в приёме.
    pub intake: Vec<CodedReason>,
    /// отказ в предоставлении.
    pub provision: Vec<CodedReason>,
    /// аннулирование результата, where a process can annul one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annulment: Vec<CodedReason>,
}

impl Refusals {
    /// Every list, by its name in the passport.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[CodedReason]); 3] {
        [("intake", &self.intake), ("provision", &self.provision), ("annulment", &self.annulment)]
    }
}

/// Where a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSource {
    /// The ESIA profile: nothing is asked of the applicant.
    Profile,
    /// A register, asked by the platform (G1.3).
    Register,
    /// The applicant uploads it.
    Upload,
}

/// A document the regulation lists (G4.3: nobody can ask for more).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredDocument {
    /// Its code, unique in the service.
    pub code: String,
    /// Its name.
    pub title: Text,
    /// Where it comes from.
    pub source: DocumentSource,
    /// What ESIA calls the document where it comes from the profile, e.g. `RF_PASSPORT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub esia_type: Option<String>,
    /// Whether the applicant brings it, and an operator compares it with what was filed when the result is handed over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compared: bool,
    /// Whether the department keeps the original (изъятие): the operator withholds it as the result is handed over (SC2.10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// Something an operator of an office looks at before the applicant is asked to come (полнота и правильность).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its code, unique in the service.
    pub code: String,
    /// What must be so.
    pub title: Text,
    /// The norm it rests on.
    pub norm: String,
    /// What the applicant does where it is not so.
    pub remedy: Text,
    /// The fields of the form that are corrected then, as JSON pointers; the others stay as they were filed.
    pub fields: Vec<String>,
}

/// A step on the way to an application (SC5.1): what a person does before they apply, and after what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistStep {
    /// Its code, unique in the service.
    pub code: String,
    /// What is done.
    pub title: Text,
    /// How, in a few sentences.
    pub text: Text,
    /// The steps above it that come before, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// CEL over `citizen`, `registers`, `today`: where it holds, the step is done, and nobody has to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_when: Option<String>,
    /// Whether it is the last one: the application itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applies: bool,
}

/// A waiting list (лист ожидания): what there is less of than people need, such as a quota, goes by it in turn (SC5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingList {
    /// As people read it.
    pub title: Text,
    /// The fields of the form that tell one list from another, as JSON pointers: each set of their values has a list of its own.
    pub by: Vec<String>,
    /// Why a case is put before the others, or back among them.
    pub reasons: PrecedenceReasons,
    /// The notice to one who is further back than before, because another was put before them.
    pub set_back: NoticeCode,
}

/// Reasons for another place on a waiting list, by where they put a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrecedenceReasons {
    /// Before the others.
    pub first: Vec<CodedReason>,
    /// Back among them.
    pub ordinary: Vec<CodedReason>,
}

impl PrecedenceReasons {
    /// Every list, by its name in the passport.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[CodedReason]); 2] {
        [("first", &self.first), ("ordinary", &self.ordinary)]
    }
}

/// Who applies together with the applicant (соавтор), where a service is applied for by two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoApplicant {
    /// As people read it, e.g. «Второй заявитель».
    pub title: Text,
    /// The fields of the form that say who it is.
    pub fields: CoApplicantFields,
    /// The notice by which they are asked to confirm.
    pub invitation: NoticeCode,
}

/// The fields of a form that say who its co-applicant is, as JSON pointers. All of them must be as ESIA tells them: a number mistyped
/// opens nothing to a stranger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoApplicantFields {
    /// СНИЛС, of format `snils`.
    pub snils: String,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// The day of birth, of format `date`.
    pub birth_date: String,
}

impl CoApplicantFields {
    /// Each of them, by its name in the passport.
    #[must_use]
    pub fn all(&self) -> [(&'static str, &str); 4] {
        [
            ("snils", &self.snils),
            ("last_name", &self.last_name),
            ("first_name", &self.first_name),
            ("birth_date", &self.birth_date),
        ]
    }
}

/// The form: JSON Schema 2020-12 and a JSON Forms layout. Empty in announced services only.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// JSON Schema 2020-12 of the form's data. Russian titles, `description` as hint,
    /// English beside them as `x-title-en`, `x-description-en`; enumerations as
    /// `oneOf: [{const, title, x-title-en}]`.
    pub schema: Value,
    /// JSON Forms UI schema: order, groups, rules of visibility.
    pub layout: Value,
    /// JSON pointer of a field → path in the profile it is prefilled from, e.g. `citizen.email`.
    #[serde(default)]
    pub prefill: BTreeMap<String, String>,
}

/// The result document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultTemplate {
    /// As people read it, in Russian and English.
    pub title: Text,
    /// What is said when it is ready, e.g. «Справка готова»; else the end of the process is called as it calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Text>,
    /// What giving it is called on an officer's button, e.g. «Выдать справку».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub give: Option<Text>,
    /// The file of the template, relative to `catalog/templates`; empty in announced services
    /// only.
    #[serde(default)]
    pub template: String,
    /// What the decision of a department must carry where it grants, for the document: JSON Schema 2020-12, by the department. The
    /// decision of one that is not named may carry anything.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<DepartmentCode, Value>,
}

/// A service's passport.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// As processes, addresses and statistics name it: kebab-case.
    pub code: ServiceCode,
    /// The version of the passport: a case goes on by the version it began with.
    pub version: u32,
    /// Whether one may apply.
    #[serde(default)]
    pub status: Status,
    /// What to tell those who would apply to an announced service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Text>,
    /// Why the service keeps to the traditional scenario, where it does (AR-06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// Its name, as people say it.
    pub title: Text,
    /// Its name in the regulation, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_title: Option<Text>,
    /// One sentence for the tile.
    pub summary: Text,
    /// What, for whom, how: a few paragraphs.
    pub description: Text,
    /// Who provides it.
    pub department: DepartmentCode,
    /// Whose service it is.
    pub level: Level,
    /// Topics for navigation.
    pub topics: Vec<String>,
    /// Who it is for, e.g. `unemployed`.
    pub audience: Vec<String>,
    /// What people call it (PT-13).
    pub synonyms: Vec<String>,
    /// The account level needed to apply.
    pub minimum_assurance: Assurance,
    /// The term of the regulation, from registration.
    pub term: Term,
    /// The process it runs by.
    pub process: ProcessCode,
    /// The traditional process (SC4) it runs by when it is filed at the window of an office. Every published service has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_at_office: Option<ProcessCode>,
    /// The traditional process it runs by when it is filed at the department itself, in an exceptional case (AR-05); a service without one
    /// is not filed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_at_department: Option<ProcessCode>,
    /// The fee in kopecks; 0 is free.
    pub fee_kopecks: u32,
    /// What the applicant fills in: JSON Schema and layout.
    #[serde(default)]
    pub form: Form,
    /// Registers the platform asks, instead of asking the applicant.
    #[serde(default)]
    pub registers: Vec<RegisterCode>,
    /// Documents of the regulation.
    pub documents: Vec<RequiredDocument>,
    /// What an office checks of an application, where the process has a check.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// What is done before one applies, step by step, where that takes more than the form (SC5.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<ChecklistStep>,
    /// Who may apply.
    #[serde(default)]
    pub eligibility: Vec<Rule>,
    /// What makes an application sufficient.
    #[serde(default)]
    pub precheck: Vec<Rule>,
    /// The closed lists of refusal reasons.
    #[serde(default)]
    pub refusals: Refusals,
    /// By what order cases wait, where the process has stages on a waiting list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_list: Option<WaitingList>,
    /// Who confirms the application before it goes on, where two apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_applicant: Option<CoApplicant>,
    /// What the applicant gets in the end, and what is printed on it.
    pub result: ResultTemplate,
    /// Notice of registration.
    pub notice_on_submit: NoticeCode,
    /// Notice that the term is over and there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_when_overdue: Option<NoticeCode>,
    /// The norms the service rests on.
    pub norms: Vec<String>,
}

impl Service {
    /// The checks of these codes, in the order of the passport.
    pub fn checks_of<'a>(&'a self, codes: &'a [String]) -> impl Iterator<Item = &'a Check> {
        self.checks.iter().filter(|one| codes.contains(&one.code))
    }

    /// The reasons from which a move of a process takes one.
    #[must_use]
    pub fn reasons(&self, process: &Process, made: &Move) -> &[CodedReason] {
        let to = process.stage(&made.to).and_then(|stage| stage.waiting_list);
        match (made.reason, &self.waiting_list, to) {
            (ReasonKind::Intake, ..) => &self.refusals.intake,
            (ReasonKind::Provision, ..) => &self.refusals.provision,
            (ReasonKind::Annulment, ..) => &self.refusals.annulment,
            (ReasonKind::Precedence, Some(list), Some(Precedence::First)) => &list.reasons.first,
            (ReasonKind::Precedence, Some(list), Some(Precedence::Ordinary)) => {
                &list.reasons.ordinary
            }
            (ReasonKind::None | ReasonKind::Precedence, ..) => &[],
        }
    }

    /// The reasons of every list.
    pub fn all_reasons(&self) -> impl Iterator<Item = &CodedReason> {
        let places = self.waiting_list.iter().flat_map(|list| list.reasons.lists());
        let lists = self.refusals.lists().into_iter().chain(places);
        lists.flat_map(|(_, list)| list)
    }

    /// The reason of this code, in whichever list.
    #[must_use]
    pub fn reason(&self, code: &ReasonCode) -> Option<&CodedReason> {
        self.all_reasons().find(|one| one.code == *code)
    }
}
