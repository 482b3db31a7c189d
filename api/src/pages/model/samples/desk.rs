//! A case on the desk, with everything there can be about it.

use super::super::application::CasePage;
use super::super::decision::decision;
use super::super::desk_case::{DeskCasePage, desk_case};
use super::{ATTACK, World};
use casework::HeldDecision;
use casework::decision::{Preview, RequestedDecision};
use casework::read::{Case, DeskCase, Filed, RuleLook, Told};
use domain::citizen::Profile;
use domain::id::DecisionId;
use domain::job::Entry;
use domain::notice::Words;
use domain::process::Role;
use domain::rule::Verdict;
use domain::text::Lang;
use serde_json::{Value, json};

impl World {
    /// A case as it is, without doubts.
    pub(super) fn desk_page(&self, case: &Case, page: CasePage, form: &Value) -> DeskCasePage {
        let of = DeskCase {
            filed: Filed {
                form: form.clone(),
                applicant: Self::profile(),
                uploads: Vec::new(),
                before: None,
            },
            now: Self::profile(),
            told: Vec::new(),
            rules: Vec::new(),
            held: None,
            case: case.clone(),
        };
        desk_case(&of, page, (None, self.now), (self.pages.texts(), Lang::Ru)).unwrap()
    }

    /// A decision that is on its way.
    pub(super) fn held(&self, case: &Case) -> HeldDecision {
        HeldDecision {
            id: DecisionId::new(self.now, &self.entropy),
            application: case.application.id,
            entry: Entry(case.application.stage_entry),
            made: "refuse".parse().unwrap(),
            reason: Some("no_benefits".parse().unwrap()),
            role: Role::DepartmentOfficer,
            officer: self.citizen,
            leaves_at: self.now,
        }
    }

    /// A case beside a register that tells something else, one that has not answered, and rules of each verdict.
    pub(super) fn on_desk(&self, case: &Case, held: Option<HeldDecision>, lang: Lang) -> String {
        let rule = |rule: &str, reads: &[&str], verdict| RuleLook {
            rule: rule.to_owned(),
            reads: reads.iter().map(|path| (*path).to_owned()).collect(),
            verdict,
            held_at_filing: true,
        };
        let missing = vec!["registers.employment.benefits".to_owned()];
        let answer = json!({"status": "removed", "center": {"name": ATTACK}});
        let of = DeskCase {
            filed: case.filed.clone().unwrap(),
            now: Profile { last_name: ATTACK.to_owned(), ..Self::profile() },
            told: vec![
                Told { register: "employment".parse().unwrap(), answer: Some((answer, self.now)) },
                Told { register: "employment".parse().unwrap(), answer: None },
            ],
            rules: vec![
                rule(
                    "registered-now",
                    &["form.certificate_kind", "registers.employment.status"],
                    Verdict::Unsatisfied,
                ),
                rule("benefits-paid", &[], Verdict::Unknown { missing, fault: None }),
            ],
            held,
            case: case.clone(),
        };
        let page = self.case_page(case, lang);
        let drawn =
            desk_case(&of, page, (Some(self.citizen), self.now), (self.pages.texts(), lang))
                .unwrap();
        self.draw(lang, "desk-case.html", &drawn)
    }

    pub(super) fn decision(&self, case: &Case, lang: Lang) -> String {
        let asked = RequestedDecision {
            made: "refuse".parse().unwrap(),
            reason: Some("no_benefits".parse().unwrap()),
            version: case.application.version,
        };
        let letter = Words {
            subject: ATTACK.to_owned(),
            body: format!("Здравствуйте!\n\n{ATTACK}"),
            short: String::new(),
            lang: Lang::Ru,
        };
        let preview = Preview { letters: vec![letter], document: true };
        let page = self.case_page(case, lang);
        let drawn = decision(case, page, (&asked, preview), 60, lang).unwrap();
        self.draw(lang, "desk-decision.html", &drawn)
    }
}
