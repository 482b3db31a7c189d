//! Every page, with something in it.

use super::super::cabinet::{
    Applications, Documents, List, Notices, Owner, Profile, Readers, access_row, document, draft,
    notice,
};
use super::super::chat::{ChatPage, link};
use super::super::checklist::{own as own_steps, strangers};
use super::super::desk::{Desk, Missed, OfficersDesk, Search};
use super::super::oversight::{self, Oversight};
use super::super::reference::{self, Act};
use super::super::tiles::{Found, Group, Home, own, situation, tile, way};
use super::super::verify::{Ask, Unverified, known};
use super::super::{problem, service, styleguide};
use super::{ATTACK, World};
use crate::pages::dates::day;
use crate::pages::handlers::{Kept, Question};
use crate::pages::shell::Shell;
use crate::reference::Reference;
use crate::view;
use casework::checklist::Look;
use casework::read::Case;
use casework::{DeliveryView, DraftSummary, IssuedDocument, NoticeView, ResultRecord};
use domain::application::{Application, Lateness};
use domain::assurance::Assurance;
use domain::chat::{Chat, ChatLink};
use domain::checklist::Standing;
use domain::citizen::Contact;
use domain::codes::ServiceCode;
use domain::id::{ApplicationId, DeliveryId, DraftId, NoticeId, ResultId};
use domain::notice::{Channel, DeliveryState, Words};
use domain::precheck::{Precheck, Sufficiency};
use domain::process::Role;
use domain::text::{Lang, Text};
use domain::time::{in_moscow, moscow_day};
use openapi::Problem;
use openapi::access_record::AccessRecordView;
use openapi::oversight::{ChannelFilingsView, DirectFilingsView, FilingsView};
use openapi::problem::Code;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

impl World {
    /// Every page with something in it: its name in the gallery, and the page.
    pub(super) fn gallery(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let mut all = self.of_the_catalog(lang);
        all.extend(self.of_cases(lang));
        all.extend(self.checklists(lang));
        all.extend(self.of_the_window(lang));
        all.extend(self.of_papers(lang));
        all.extend(self.of_calls(lang));
        all.extend(self.of_the_rest(lang));
        all.extend(self.of_the_reference(lang));
        all
    }

    fn of_the_reference(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let read = |base| Reference::of(openapi::DOCUMENT, base).unwrap();
        let all = &read("https://uslugi.example");
        let act = |client| Act { client, desk_max_age: 43_200 };
        let filing = reference::operation(all, "submit_application", act(Some("reference")));
        let reading = reference::operation(all, "find_services", act(None));
        let first =
            |sandbox: Option<&Url>| reference::first_token("https://uslugi.example", sandbox);
        let sandbox = "http://127.0.0.1:8081/".parse().unwrap();
        vec![
            ("reference", self.draw(lang, "reference.html", &reference::index(all, act(None)))),
            ("reference-filing", self.draw(lang, "reference-operation.html", &filing)),
            ("reference-reading", self.draw(lang, "reference-operation.html", &reading)),
            ("reference-shapes", self.draw(lang, "reference-shapes.html", &reference::shapes(all))),
            ("first-token", self.draw(lang, "reference-first-token.html", &first(None))),
            (
                "first-token-here",
                self.draw(lang, "reference-first-token.html", &first(Some(&sandbox))),
            ),
            ("authorized", self.draw(lang, "reference-authorized.html", &())),
        ]
    }

    pub(super) fn draw<P: Serialize>(&self, lang: Lang, name: &str, page: &P) -> String {
        let drawn = self.pages.page(lang, name, &Shell::sample(ATTACK), page);
        drawn.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn bare<P: Serialize>(&self, lang: Lang, page: &P) -> String {
        self.pages.page(lang, "problem.html", &Shell::bare(None), page).unwrap()
    }

    fn of_the_catalog(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let (catalog, texts) = (&*self.catalog, self.pages.texts());
        let mine = vec![self.reviewed(vec![Role::Citizen]).application, self.granted().application];
        let tiles =
            || catalog.entries().map(|one| tile(catalog, one, &mine, texts, lang)).collect();
        let facets = catalog.facets();
        let situations =
            || catalog.life_situations().iter().map(|one| situation(one, lang)).collect();
        let (own, _) = own(catalog, (&mine, self.now), ATTACK, lang);
        let home = Home {
            own,
            more: 2,
            tiles: tiles(),
            later: tiles(),
            topics: facets.topics.iter().filter_map(|one| way("topic", one, lang)).collect(),
            situations: situations(),
        };
        let groups = vec![Group {
            title: texts.pick("facet_situations", lang).to_owned(),
            ways: situations(),
        }];
        let found = Found { q: ATTACK.to_owned(), heading: None, tiles: tiles(), count: 6, groups };
        let nothing =
            Found { q: "zzz".to_owned(), heading: None, tiles: vec![], count: 0, groups: vec![] };
        let card = service::card(catalog, self.entry(), (&mine, None, Some(2)), texts, lang);
        let later = catalog.service(&"kindergarten-enrolment".parse().unwrap()).unwrap();
        let later = service::card(catalog, later, (&[], None, None), texts, lang);
        vec![
            ("home", self.draw(lang, "home.html", &home)),
            ("services", self.draw(lang, "services.html", &found)),
            ("services-nothing", self.draw(lang, "services.html", &nothing)),
            ("service", self.draw(lang, "service.html", &card)),
            ("service-later", self.draw(lang, "service.html", &later)),
        ]
    }

    /// One that is nearly late, and one that is.
    fn late(&self, lang: Lang) -> Oversight {
        let of = |lateness| Application {
            lateness: Some(lateness),
            ..self.reviewed(vec![]).application
        };
        let texts = (self.pages.texts(), lang);
        let late = [of(Lateness::Near), of(Lateness::Over)];
        let rows =
            late.iter().filter_map(|one| oversight::row(&self.catalog, one, texts, self.now));
        let filed = FilingsView {
            service: self.entry().service.code.to_string(),
            service_title: ATTACK.to_owned(),
            applications: 21,
            by_channel: vec![ChannelFilingsView { channel: "portal".to_owned(), applications: 20 }],
            direct: 1,
            direct_by_reason: vec![DirectFilingsView {
                reason: "infirm".to_owned(),
                reason_title: ATTACK.to_owned(),
                applications: 1,
            }],
            on_paper: 1,
        };
        let next = Some("after".to_owned());
        Oversight { rows: rows.collect(), next, filings: vec![filed] }
    }

    fn of_cases(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let typed =
            json!({"certificate_kind": "registration_periods", "purpose": ATTACK, "email": "нет"});
        let enough =
            Precheck { verdict: Sufficiency::Sufficient, findings: vec![], satisfied: vec![] };
        let wrong = self.insufficient();
        let page = |case: &Case| self.case_page(case, lang);
        let going_on = self.reviewed(vec![Role::Citizen]);
        let officer = self.reviewed(vec![Role::DepartmentOfficer]);
        let mine = vec![going_on.application.clone(), self.granted().application];
        let rows = mine
            .iter()
            .filter_map(|one| self.list("/desk", lang).row((one, Role::Citizen), None))
            .collect();
        let (count, search) = (Some(2), Search::default());
        let desk = Desk { rows, count, whose: "mine", none: true, next: None, search };
        let desk = OfficersDesk { desk, receives: true, left: true };
        let missed = |why| {
            let desk = Desk::missed(ATTACK, why);
            self.draw(lang, "desk.html", &OfficersDesk { desk, receives: false, left: false })
        };
        let form = |form: &Value, checked: Option<&Precheck>| {
            self.draw(lang, "apply.html", &self.form(form, checked, lang))
        };
        vec![
            ("apply", form(&typed, None)),
            ("apply-wrong", form(&typed, Some(&wrong))),
            ("apply-enough", form(&json!({}), Some(&enough))),
            ("review", self.draw(lang, "review.html", &self.review(&typed, &enough, lang))),
            ("application", self.draw(lang, "application.html", &page(&going_on))),
            ("application-granted", self.draw(lang, "application.html", &page(&self.granted()))),
            ("application-refused", self.draw(lang, "application.html", &page(&self.refused()))),
            (
                "application-waiting",
                self.draw(lang, "application.html", &self.on_list(vec![Role::Citizen], lang)),
            ),
            ("application-live", self.draw(lang, "application-live.html", &page(&going_on))),
            ("cabinet", self.draw(lang, "cabinet.html", &self.cabinet(&mine, lang))),
            ("cabinet-live", self.draw(lang, "cabinet-live.html", &self.cabinet(&[], lang))),
            ("cabinet-documents", self.draw(lang, "cabinet-documents.html", &self.documents(lang))),
            ("cabinet-notices", self.draw(lang, "cabinet-notices.html", &self.notices(lang))),
            ("cabinet-access", self.draw(lang, "cabinet-access.html", &self.readers(lang))),
            ("cabinet-profile", self.draw(lang, "cabinet-profile.html", &self.own_profile(lang))),
            ("desk", self.draw(lang, "desk.html", &desk)),
            ("oversight", self.draw(lang, "oversight.html", &self.late(lang))),
            ("oversight-none", self.draw(lang, "oversight.html", &Oversight::default())),
            ("desk-no-number", missed(Missed::Form)),
            ("desk-misread", missed(Missed::CheckDigit)),
            ("desk-unknown", missed(Missed::Unknown)),
            ("desk-case", self.on_desk(&officer, None, lang)),
            ("desk-case-held", self.on_desk(&officer, Some(self.held(&officer)), lang)),
            ("desk-case-decided", self.on_desk(&self.refused(), None, lang)),
            ("desk-decision", self.decision(&officer, lang)),
        ]
    }

    fn checklists(&self, lang: Lang) -> [(&'static str, String); 2] {
        let service: ServiceCode = "high-tech-care".parse().unwrap();
        let standings = [
            Standing::Done,
            Standing::Known,
            Standing::Open,
            Standing::Open,
            Standing::Open,
            Standing::Waits(vec!["examinations".to_owned()]),
            Standing::Waits(vec!["commission".to_owned(), "choose-clinic".to_owned()]),
            Standing::Waits(vec!["get-referral".to_owned()]),
        ];
        let look =
            Look { service, standings: standings.into(), catalog: Arc::clone(&self.catalog) };
        let view = view::checklist(&look, lang).unwrap();
        let begun = own_steps(view.clone());
        [
            ("checklist", self.draw(lang, "checklist.html", &strangers(view))),
            ("checklist-begun", self.draw(lang, "checklist.html", &begun)),
        ]
    }

    fn of_the_rest(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let verified = casework::verify::Verified {
            number: "50-2026-0000123-8/1".to_owned(),
            title: Text::new("Справка", "Certificate"),
            issued_at: self.now,
            annulled: true,
            sha256: "a".repeat(64),
            holder: "О***а А.".to_owned(),
            matches: Some(false),
            code: ATTACK.to_owned(),
        };
        let question = Question {
            grant: "grn_1".to_owned(),
            client: ATTACK.to_owned(),
            scopes: vec!["узнать ваши имя и дату рождения"],
            account: "О***а А.".to_owned(),
        };
        let refusal =
            Problem::new(Code::Stale, lang).detail(ATTACK).error("/form/x", "missing", ATTACK);
        let problem = problem::page(&refusal, self.pages.texts(), lang);
        let failed = |reason: &str| {
            let page = json!({"reason": reason, "again": "/login"});
            self.draw(lang, "login-failed.html", &page)
        };
        let kept = Kept {
            action: "/services/employment-certificate/apply",
            fields: vec![("/purpose", ATTACK)],
            sign_in: "/login?return_to=%2Flogin%2Fdone".to_owned(),
            anew: false,
        };
        let asked = |missed| Ask { typed: ATTACK.to_owned(), missed: Some(missed) };
        vec![
            ("chat", self.draw(lang, "chat.html", &self.chat(lang))),
            ("chat-live", self.draw(lang, "chat-live.html", &self.chat(lang))),
            ("verify", self.draw(lang, "verify.html", &asked(Unverified::Unknown))),
            ("verify-number", self.draw(lang, "verify.html", &asked(Unverified::Number))),
            ("verified", self.draw(lang, "verified.html", &known(verified, lang))),
            ("consent", self.draw(lang, "consent.html", &question)),
            ("problem", self.draw(lang, "problem.html", &problem)),
            ("problem-bare", self.bare(lang, &problem)),
            ("styleguide", self.draw(lang, "styleguide.html", &styleguide::page())),
            ("problem-kind", self.draw(lang, "problem-kind.html", &problem)),
            ("signed-in", self.draw(lang, "signed-in.html", &())),
            ("signed-out", self.draw(lang, "signed-out.html", &kept)),
            ("login-failed", failed("away")),
            ("login-closed", failed("closed")),
            ("login-nameless", failed("nameless")),
            ("login-odd", failed("odd")),
            ("login-other-browser", failed("other_browser")),
            ("login-stale", failed("stale")),
            ("login-untrusted", failed("untrusted")),
        ]
    }

    fn list<'a>(&'a self, place: &'a str, lang: Lang) -> List<'a> {
        let (catalog, texts) = (&*self.catalog, self.pages.texts());
        List { catalog, place, today: moscow_day(self.now), texts, lang }
    }

    fn owner(&self, part: &'static str, lang: Lang) -> Owner {
        Owner {
            name: World::profile().full_name(),
            account: self.pages.texts().pick("account_confirmed", lang).to_owned(),
            confirmed: true,
            part,
        }
    }

    fn cabinet(&self, mine: &[Application], lang: Lang) -> Applications {
        let held = DraftSummary {
            id: DraftId::new(self.now, &self.entropy),
            service: self.entry().service.code.clone(),
            created_at: self.now,
            updated_at: self.now,
        };
        let form = json!({"certificate_kind": ATTACK});
        let list = self.list("/applications", lang);
        Applications {
            owner: self.owner("applications", lang),
            rows: mine
                .iter()
                .filter_map(|one| list.row((one, Role::Citizen), Some(&form)))
                .collect(),
            older: Some("1.app_1".to_owned()),
            drafts: vec![draft(&self.catalog, &held, lang)],
        }
    }

    fn documents(&self, lang: Lang) -> Documents {
        let of = self.granted().application;
        let record = ResultRecord {
            id: ResultId::new(self.now, &self.entropy),
            application: of.id,
            citizen: self.citizen,
            number: "50-2026-0000123-8/1".to_owned(),
            verify_code: "abcdefghjkmnpqrstuvw".to_owned(),
            sha256: "0".repeat(64),
            size: 1,
            issued_at: self.now,
        };
        let (service, service_version) = (of.service, of.service_version);
        let issued = IssuedDocument { record, service, service_version };
        Documents {
            owner: self.owner("documents", lang),
            rows: vec![document(&self.catalog, &issued, lang)],
            older: Some("1.res_1".to_owned()),
        }
    }

    fn notices(&self, lang: Lang) -> Notices {
        let told = NoticeView {
            id: NoticeId::new(self.now, &self.entropy),
            application: ApplicationId::new(self.now, &self.entropy),
            code: "result-ready".parse().unwrap(),
            words: Words {
                subject: ATTACK.to_owned(),
                body: format!("Справка готова.\n\n{ATTACK}"),
                short: String::new(),
                lang: Lang::Ru,
            },
            created_at: self.now,
            deliveries: vec![DeliveryView {
                id: DeliveryId::new(self.now, &self.entropy),
                channel: Channel::Email,
                state: DeliveryState::Accepted,
                attempts: 1,
                possible_duplicate: false,
                final_at: None,
            }],
        };
        Notices {
            owner: self.owner("notices", lang),
            rows: vec![notice(&told, self.pages.texts(), lang)],
            older: None,
        }
    }

    fn readers(&self, lang: Lang) -> Readers {
        let record = |reader: &str, application: Option<&str>| AccessRecordView {
            id: "acc_1".to_owned(),
            reader: reader.to_owned(),
            name: ATTACK.to_owned(),
            role: None,
            application: application.map(str::to_owned),
            number: application.map(|_| "50-2026-0000123-8".to_owned()),
            reason: "Ведомство рассматривает заявление.".to_owned(),
            first_at: in_moscow(self.now),
            last_at: in_moscow(self.now + chrono::TimeDelta::minutes(35)),
        };
        let rows = [record("official", Some("app_1")), record("client", None)];
        Readers {
            owner: self.owner("profile", lang),
            rows: rows.map(|one| access_row(one, lang)).into(),
            older: Some("1.acc_1".to_owned()),
        }
    }

    fn own_profile(&self, lang: Lang) -> Profile {
        let contact = |verified| Contact { value: ATTACK.to_owned(), verified };
        Profile {
            owner: self.owner("profile", lang),
            born: Some(day(moscow_day(self.now), lang)),
            email: Some(contact(true)),
            mobile: Some(contact(false)),
            bot: true,
            linked: None,
        }
    }

    fn chat(&self, lang: Lang) -> ChatPage {
        let offered = ChatLink::offer(self.citizen, Assurance::Confirmed, self.now, &self.entropy);
        let chat = Chat { channel: "telegram".to_owned(), id: "501".to_owned() };
        let claimed = offered.claim(chat, self.now).unwrap();
        ChatPage {
            bot: true,
            linked: None,
            link: Some(link(&claimed, self.now, lang)),
            href: Some("https://t.me/x?start=code".to_owned()),
            early: true,
        }
    }
}
