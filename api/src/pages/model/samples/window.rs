//! The window of an office with a visitor before it.

use super::{ATTACK, World};
use crate::pages::dates::time_of_day;
use crate::pages::handlers::Kept;
use crate::pages::model::desk::Missed;
use crate::pages::model::reception::{Choice, Choices, Open, Shown, card, reception};
use crate::pages::model::status::{Ask, known};
use crate::pages::posted::Fields;
use crate::view;
use casework::DraftSummary;
use casework::reception::read::Look;
use casework::status::Status;
use domain::access::Person;
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::id::{DraftId, ReceptionId};
use domain::process::Role;
use domain::reception::{Reception, VisitorCard, Window};
use domain::status_code::StatusCode;
use domain::text::Lang;
use domain::time::{in_moscow, moscow_day};
use std::sync::Arc;

impl World {
    /// The pages of a reception.
    pub(super) fn of_the_window(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let kept = Kept {
            action: "/window/receptions/rcp_1/services/archive-extract/apply",
            fields: vec![("/files_of", ATTACK)],
            sign_in: String::new(),
            anew: false,
        };
        let missed = Ask {
            number: ATTACK.to_owned(),
            code: ATTACK.to_owned(),
            missed: Some(Missed::Unknown),
        };
        vec![
            ("reception-card", self.card_of_a_visitor(&Fields::default(), lang)),
            ("reception-card-wrong", self.card_of_a_visitor(&wrongly_filled(), lang)),
            ("reception-card-direct", self.card_of_a_visitor(&directly(), lang)),
            ("reception", self.reception(Some(self.visitor()), &office(), lang)),
            ("reception-over", self.reception(None, &office(), lang)),
            ("reception-direct", self.reception(Some(self.visitor()), &department(), lang)),
            ("status", self.draw(lang, "status.html", &Ask::default())),
            ("status-missed", self.draw(lang, "status.html", &missed)),
            ("status-known", self.status(lang)),
            ("reception-kept", self.draw(lang, "reception-over.html", &kept)),
        ]
    }

    fn card_of_a_visitor(&self, typed: &Fields, lang: Lang) -> String {
        let choice = |value: &str| Choice {
            value: value.to_owned(),
            title: ATTACK.to_owned(),
            hint: Some(ATTACK.to_owned()),
            chosen: false,
        };
        let places = || ["here", "there"].map(choice).to_vec();
        let direct = typed.get("at").is_some();
        let choices = if direct {
            Choices { offices: vec![], departments: places(), reasons: places() }
        } else {
            Choices { offices: places(), ..Choices::default() }
        };
        let open = Open { href: "/window".to_owned(), since: time_of_day(in_moscow(self.now)) };
        let mut bad = match typed.get("snils") {
            None => Vec::new(),
            Some(_) => VisitorCard::default().read(moscow_day(self.now)).unwrap_err(),
        };
        bad.extend(direct.then(casework::reception::begin::no_reason));
        let texts = (self.pages.texts(), lang);
        let page = card((String::new(), Some(open)), &choices, (typed, &bad), texts);
        self.draw(lang, "reception-card.html", &page)
    }

    fn status(&self, lang: Lang) -> String {
        let application = self.reviewed(vec![Role::Citizen]).application;
        let status = Status { application, catalog: Arc::clone(&self.catalog) };
        let shown = view::status(&status, lang).unwrap();
        self.draw(
            lang,
            "status-known.html",
            &known(&status, shown, (moscow_day(self.now), lang)).unwrap(),
        )
    }

    fn visitor(&self) -> (Citizen, Person) {
        let citizen = Citizen {
            id: self.citizen,
            esia_oid: None,
            assurance: Assurance::Confirmed,
            profile: Self::profile(),
            lang: None,
        };
        (citizen, Person::new(self.citizen, Assurance::Confirmed))
    }

    fn reception(&self, visitor: Option<(Citizen, Person)>, window: &Window, lang: Lang) -> String {
        let going_on = self.reviewed(vec![Role::Citizen]).application;
        let code = StatusCode::of(&[7; 12]);
        let look = Look {
            reception: Reception {
                id: ReceptionId::new(self.now, &self.entropy),
                window: window.clone(),
                operator: self.citizen,
                visitor: self.citizen,
                begun_at: self.now,
                first_at: self.now,
                ended_at: None,
                has_left: false,
            },
            applications: visitor.iter().map(|_| (going_on.clone(), code.clone())).collect(),
            visitor,
            now: self.now,
        };
        let draft = DraftSummary {
            id: DraftId::new(self.now, &self.entropy),
            service: self.entry().service.code.clone(),
            created_at: self.now,
            updated_at: self.now,
        };
        let shown = Shown {
            look: &look,
            mine: &[self.reviewed(vec![Role::Citizen]).application],
            drafts: &[draft],
            filed: Some(&going_on.id.to_string()),
            found: (ATTACK, vec![self.entry()]),
        };
        let texts = (self.pages.texts(), lang);
        let places = ("/window/receptions/rcp_1".to_owned(), "uslugi.example".to_owned());
        let page = reception(shown, places, &self.catalog, texts);
        self.draw(lang, "reception.html", &page)
    }
}

fn wrongly_filled() -> Fields {
    let mut typed = Fields::default();
    typed.set("snils", ATTACK.to_owned());
    typed
}

fn directly() -> Fields {
    let mut typed = wrongly_filled();
    typed.set("at", "department".to_owned());
    typed
}

fn office() -> Window {
    Window { place: "mfc-podolsk".parse().unwrap(), direct_reason: None }
}

fn department() -> Window {
    Window { place: "arkhiv".parse().unwrap(), direct_reason: Some("infirm".parse().unwrap()) }
}
