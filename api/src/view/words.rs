//! Whatever a view writes into a closed field is in the document's list of it, and the list holds nothing else (issue 6, D21).

use super::application::original_state;
use super::consultation::about;
use super::event::CONSULTANT;
use super::manifest::{act_word, direction, item_state, manifest_state};
use super::service::{source, unit};
use super::upload::{defect, state};
use super::{OTHER, assurance, delivery_state, finding_kind, outcome, verdict};
use domain::application::{Channel, OriginalState};
use domain::assurance::Assurance;
use domain::consultation::About;
use domain::id::{ApplicationId, CitizenId};
use domain::manifest::{Act, ItemState, ManifestState};
use domain::notice::{self, DeliveryState};
use domain::precheck::{FindingKind, Sufficiency};
use domain::process::{Direction, Outcome, Role};
use domain::service::DocumentSource;
use domain::term::TermUnit;
use domain::upload::{FileDefect, UploadState};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

fn listed(document: &Value, name: &str) -> BTreeSet<String> {
    let list = document["components"]["schemas"][name]["enum"].as_array();
    list.unwrap_or_else(|| panic!("no list {name}"))
        .iter()
        .map(|one| one.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn closed_fields_hold_the_words_of_the_document_and_no_other() {
    let document: Value = serde_json::from_str(openapi::DOCUMENT).unwrap();
    let found =
        [FindingKind::Missing, FindingKind::Invalid, FindingKind::Unmet, FindingKind::Unknown];
    let went =
        [DeliveryState::Ready, DeliveryState::Accepted, DeliveryState::Failed, DeliveryState::Dead];
    let suffice = [Sufficiency::Sufficient, Sufficiency::Insufficient, Sufficiency::Unknown];
    let sources = [DocumentSource::Profile, DocumentSource::Register, DocumentSource::Upload];
    let units = [TermUnit::WorkingDay, TermUnit::CalendarDay, TermUnit::Hour];
    let states = [
        UploadState::Receiving,
        UploadState::Checking,
        UploadState::Accepted,
        UploadState::Rejected,
    ];
    let manifests =
        [ManifestState::Open, ManifestState::Given, ManifestState::Carried, ManifestState::Closed];
    let citizen = CitizenId::from_uuid(Uuid::nil());
    let application = ApplicationId::from_uuid(Uuid::nil());
    let told = [About::Nothing, About::Application(application), About::Caller(citizen)];
    let papers = [
        ItemState::Waiting,
        ItemState::Given,
        ItemState::Carried,
        ItemState::Received,
        ItemState::LeftOut,
    ];
    let written: [(&str, Vec<&str>); 18] = [
        ("OriginalState", OriginalState::ALL.map(original_state).to_vec()),
        ("ConsultedAbout", told.map(about).to_vec()),
        ("PapersDirection", [Direction::ToDepartment, Direction::ToOffice].map(direction).to_vec()),
        ("ManifestState", manifests.map(manifest_state).to_vec()),
        ("PapersState", papers.map(item_state).to_vec()),
        ("SignatureAct", Act::ALL.map(act_word).to_vec()),
        ("Outcome", Outcome::ALL.map(outcome).to_vec()),
        ("FiledThrough", Channel::ALL.map(Channel::name).to_vec()),
        ("Actor", Role::ALL.map(Role::name).into_iter().chain([CONSULTANT, OTHER]).collect()),
        ("Verdict", suffice.map(verdict).to_vec()),
        ("FindingKind", found.map(finding_kind).to_vec()),
        ("NoticeChannel", notice::Channel::ALL.map(notice::Channel::name).to_vec()),
        ("DeliveryState", went.map(delivery_state).to_vec()),
        ("Assurance", [Assurance::Simplified, Assurance::Confirmed].map(assurance).to_vec()),
        ("TermUnit", units.map(unit).to_vec()),
        ("DocumentSource", sources.map(source).to_vec()),
        ("UploadState", states.map(state).to_vec()),
        ("FileDefect", FileDefect::ALL.map(defect).to_vec()),
    ];
    for (name, words) in written {
        let words: BTreeSet<String> = words.into_iter().map(str::to_owned).collect();
        assert_eq!(words, listed(&document, name), "{name}");
    }
}
