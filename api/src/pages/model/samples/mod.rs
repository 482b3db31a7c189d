//! Every template drawn in both languages, from the embedded catalog and an invented person whose name
//! is an attack.

mod calls;
mod desk;
mod gallery;
mod papers;
mod tests;
mod window;

use super::application::{CasePage, page as case_page};
use super::filled::Filled;
use super::form::{Applicant, Drawn, Due, FormPage, sections};
use super::form_frame::{DraftMark, FormFrame};
use super::review::{self, Review, ReviewPage};
use super::service::{self, FilledIn};
use super::verdict::Verdict;
use super::waiting::waiting;
use crate::drawing::Pages;
use casework::read::{Case, Filed};
use catalog::{Catalog, DueOption};
use chrono::TimeDelta;
use domain::application::{Advance, Application, ApplicationFact, Channel, Submission};
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::SeededEntropy;
use domain::id::{ApplicationId, CitizenId, FactId, ResultId};
use domain::journal::{ActorRef, Fact, FactBody, FactHash};
use domain::number::ApplicationNumber;
use domain::precheck::{Finding, FindingKind, Precheck, Sufficiency};
use domain::process::Role;
use domain::status_code::StatusCode;
use domain::text::{Lang, Text};
use domain::time::{Moment, in_moscow, moscow_day};
use openapi::application::{PlaceView, WaitingListView};
use serde_json::{Value, json};
use std::sync::Arc;

/// What must never come out of a page as it went in.
const ATTACK: &str = "<script>alert(1)</script>\"'&";

struct World {
    pages: Pages,
    catalog: Arc<Catalog>,
    entropy: SeededEntropy,
    citizen: CitizenId,
    now: Moment,
}

impl World {
    fn new() -> Self {
        let entropy = SeededEntropy::new(5);
        let now = "2026-11-20T09:30:00Z".parse().unwrap();
        Self {
            pages: Pages::new().unwrap(),
            catalog: Arc::new(Catalog::embedded().unwrap()),
            citizen: CitizenId::new(now, &entropy),
            entropy,
            now,
        }
    }

    fn entry(&self) -> &catalog::Entry {
        self.catalog.service(&"employment-certificate".parse().unwrap()).unwrap()
    }

    fn profile() -> Profile {
        Profile {
            birth_date: "1991-04-17".parse().ok(), ..Profile::named("Озерцова", ATTACK)
        }
    }

    /// A case that went through these moves.
    fn case(&self, moves: &[(&str, Role, Option<&str>)], roles: Vec<Role>) -> Case {
        let (entry, process) =
            (self.entry(), self.catalog.process(&self.entry().service.process).unwrap());
        let submission = Submission {
            id: ApplicationId::new(self.now, &self.entropy),
            citizen: self.citizen,
            assurance: Assurance::Confirmed,
            number: ApplicationNumber::new(2026, 123),
            channel: Channel::Portal,
            window: None,
            office: None,
            documents: Vec::new(),
            form_sha256: String::new(),
            cleared: vec![],
            cutoff: "16:00:00".parse().unwrap(),
        };
        let calendar = self.catalog.calendar();
        let filed =
            Application::submit(submission, &entry.service, process, calendar, self.now).unwrap();
        let mut facts: Vec<(Role, ApplicationFact)> =
            filed.facts.into_iter().map(|fact| (Role::Citizen, fact)).collect();
        let mut application = filed.application;
        for (made, role, reason) in moves {
            let result = (*made == "issue")
                .then(|| (ResultId::new(self.now, &self.entropy), "0".repeat(64)));
            let reason = reason.map(|code| code.parse().unwrap());
            let asked = Advance { reason, result, ..Advance::of(made.parse().unwrap(), *role) };
            let made =
                application.advance(&asked, &entry.service, process, calendar, self.now).unwrap();
            facts.extend(made.facts.into_iter().map(|fact| (*role, fact)));
            application = made.application;
        }
        let moves =
            process.open_moves(&application.stage, &roles).map(|one| one.code.clone()).collect();
        let facts = facts
            .into_iter()
            .zip(1..)
            .map(|((role, body), sequence)| Fact {
                id: FactId::new(self.now, &self.entropy),
                citizen: self.citizen,
                sequence,
                application: Some(application.id),
                at: self.now,
                actor: ActorRef { role, person: None }.into(),
                body: FactBody::Application(body),
                previous: FactHash::zero(),
                hash: FactHash::zero(),
            })
            .collect();
        let form = json!({"certificate_kind": "unemployed_status", "purpose": ATTACK});
        let filed = Filed { form, applicant: Self::profile(), uploads: Vec::new(), before: None };
        let catalog = Arc::clone(&self.catalog);
        let (filed, status_code) = (Some(filed), Some(StatusCode::of(&[7; 12])));
        Case { facts, filed, status_code, ..Case::bare(application, (roles, moves), catalog) }
    }

    /// A case on a waiting list, as a page draws it.
    fn on_list(&self, roles: Vec<Role>, lang: Lang) -> CasePage {
        let since = in_moscow(self.now);
        let place = |(days, place)| PlaceView { at: since + TimeDelta::days(days), place };
        let list = WaitingListView {
            title: ATTACK.to_owned(),
            place: 2,
            by: ATTACK.to_owned(),
            length: Some(3),
            joined_at: Some(since),
            reason: None,
            places: [(0, 3), (1, 1), (3, 2)].map(place).to_vec(),
        };
        CasePage {
            waiting: Some(waiting(list, lang)),
            ..self.case_page(&self.reviewed(roles), lang)
        }
    }

    fn reviewed(&self, roles: Vec<Role>) -> Case {
        let way =
            [("dispatch", Role::Platform, None), ("acknowledge", Role::DepartmentSystem, None)];
        self.case(&way, roles)
    }

    fn granted(&self) -> Case {
        let way = [
            ("dispatch", Role::Platform, None),
            ("acknowledge", Role::DepartmentSystem, None),
            ("grant", Role::DepartmentOfficer, None),
            ("issue", Role::Platform, None),
        ];
        self.case(&way, vec![Role::Citizen])
    }

    fn refused(&self) -> Case {
        let way = [
            ("dispatch", Role::Platform, None),
            ("acknowledge", Role::DepartmentSystem, None),
            ("refuse", Role::DepartmentOfficer, Some("not_registered")),
        ];
        self.case(&way, vec![Role::Citizen])
    }

    fn case_page(&self, case: &Case, lang: Lang) -> CasePage {
        case_page(case, moscow_day(self.now), self.pages.texts(), lang).unwrap()
    }

    fn form(&self, form: &Value, checked: Option<&Precheck>, lang: Lang) -> FormPage {
        let (entry, texts) = (self.entry(), self.pages.texts());
        let filled = Filled::of(&entry.fields(lang), form);
        let verdict = checked.map(|checked| Verdict::of(checked, lang));
        let unmet = || Finding {
            kind: FindingKind::Unmet,
            rule: "benefits-paid".to_owned(),
            pointer: None,
            title: None,
            message: Text::new("Пособие вам не начислялось.", "No benefits were paid to you."),
            remedy: None,
            norm: None,
        };
        let option = |value: &str, due| {
            let findings = if due == Sufficiency::Insufficient { vec![unmet()] } else { vec![] };
            let option = DueOption { value: value.into(), title: value.to_owned(), due, findings };
            (("/certificate_kind".to_owned(), value.to_owned()), option)
        };
        let due = Due::from([
            option("unemployed_status", Sufficiency::Sufficient),
            option("benefit_amount", Sufficiency::Insufficient),
            option("registration_periods", Sufficiency::Unknown),
        ]);
        let drawn = Drawn {
            failed: &[],
            entry,
            filled: &filled,
            verdict: verdict.as_ref(),
            due: &due,
            uploads: &[],
            below: "",
            texts,
            lang,
        };
        FormPage {
            kept: Vec::new(),
            frame: self.frame(lang),
            applicant: Applicant::of(&Self::profile(), lang),
            sections: sections(drawn),
            takes_files: false,
            verdict,
            notice: Some(texts.pick("apply_saved", lang).to_owned()),
            documents: service::documents(&entry.service, texts, lang, None),
        }
    }

    fn frame(&self, lang: Lang) -> FormFrame {
        FormFrame {
            service: self.entry().service.code.to_string(),
            title: self.entry().service.title.pick(lang).to_owned(),
            action: "/drafts/drf_1".to_owned(),
            key: "key".to_owned(),
            correction: None,
            draft: Some(DraftMark { id: "drf_1".to_owned(), version: 2 }),
        }
    }

    fn review(&self, form: &Value, checked: &Precheck, lang: Lang) -> ReviewPage {
        let (entry, texts) = (self.entry(), self.pages.texts());
        let (catalog, person) = (&*self.catalog, &Self::profile());
        let filled = &Filled::of(&entry.fields(lang), form);
        let made = &filled.form(entry, lang);
        let of = Review {
            catalog,
            entry,
            form: made,
            files: &[],
            failed: &[],
            checked,
            person,
            filled_in: FilledIn::ByThemself,
            texts,
            lang,
        };
        review::page(of, filled.pairs(), self.frame(lang))
    }

    fn insufficient(&self) -> Precheck {
        let form = json!({"certificate_kind": "x", "email": "нет"});
        let mut findings = self.entry().check_form(&form);
        findings.push(Finding {
            kind: FindingKind::Unmet,
            rule: "known-to-register".to_owned(),
            pointer: None,
            title: None,
            message: Text::new(ATTACK, ATTACK),
            remedy: Some(Text::new("Встаньте на учёт.", "Register first.")),
            norm: Some("565-ФЗ".to_owned()),
        });
        Precheck { verdict: Sufficiency::Insufficient, findings, satisfied: vec![] }
    }
}
