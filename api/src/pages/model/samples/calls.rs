//! Calls and what was passed on, in every state.

use super::super::call::{Calls, CodePage, OpenCall, Standing, Typed, call, log_row};
use super::super::desk::Missed;
use super::super::inquiry::{Inquiries, row};
use super::{ATTACK, World};
use crate::pages::dates::time_of_day;
use crate::view;
use casework::consultation::{Consulted, Look};
use chrono::TimeDelta;
use domain::consultation::{About, AnswerText, Consultation, Inquiry};
use domain::id::{CitizenId, ConsultationId, InquiryId};
use domain::text::Lang;
use domain::time::{in_moscow, moscow_day};
use std::sync::Arc;

impl World {
    pub(super) fn of_calls(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let begin = |typed| self.draw(lang, "calls.html", &self.calls(typed, lang));
        let number = Typed {
            number: ATTACK.to_owned(),
            number_missed: Some(Missed::Unknown),
            ..Typed::default()
        };
        let code = Typed { code_missed: Some("call_code_too_many"), ..Typed::default() };
        let show = |open: bool, said| {
            let call_open = self.consultation(About::Caller(self.citizen));
            let over = call_open.end(&"visit".parse().unwrap(), self.now).unwrap();
            let look = self.look(if open { call_open } else { over });
            let shown = view::consultation(&look, lang);
            let standing = Standing { going: open, notable: open, today: moscow_day(self.now) };
            let page = call(shown, (standing, said), &|| "0".repeat(32), lang);
            self.draw(lang, "call.html", &page)
        };
        let until = in_moscow(self.now);
        let fresh = CodePage::with("1234 5678".to_owned(), until);
        let none = CodePage { code: None, until: None };
        vec![
            ("calls", begin(Typed::default())),
            ("calls-number", begin(number)),
            ("calls-code", begin(code)),
            ("call", show(true, Some("call_said_asked"))),
            ("call-over", show(false, None)),
            ("call-code", self.draw(lang, "call-code.html", &none)),
            ("call-code-given", self.draw(lang, "call-code.html", &fresh)),
            ("inquiries", self.draw(lang, "inquiries.html", &self.inquiries(lang))),
            (
                "inquiries-none",
                self.draw(
                    lang,
                    "inquiries.html",
                    &Inquiries {
                        said: Some("inquiry_said_before"),
                        typed: Some(ATTACK.to_owned()),
                        ..Inquiries::new(Vec::new(), None, None)
                    },
                ),
            ),
        ]
    }

    fn calls(&self, typed: Typed, lang: Lang) -> Calls {
        let open = self.consultation(About::Nothing);
        let noted = open.end(&"visit".parse().unwrap(), self.now).unwrap();
        let own = Some(open.consultant);
        let rows = [(&open, None), (&noted, own)];
        let row =
            |(of, asker)| log_row(view::consultation_log(&self.catalog, of, asker, lang), lang);
        Calls {
            key: "0".repeat(32),
            script: view::script(&self.catalog, lang),
            typed,
            open: Some(OpenCall {
                href: "/calls/cns_1".to_owned(),
                since: time_of_day(in_moscow(self.now)),
            }),
            rows: rows.into_iter().map(row).collect(),
            next: Some("1.cns_1".to_owned()),
            noted: true,
        }
    }

    fn consultation(&self, about: About) -> Consultation {
        Consultation {
            id: ConsultationId::new(self.now, &self.entropy),
            organisation: "call-centre".parse().unwrap(),
            consultant: CitizenId::new(self.now, &self.entropy),
            about,
            begun_at: self.now,
            ended_at: None,
            topic: None,
        }
    }

    fn look(&self, consultation: Consultation) -> Look {
        let (granted, waits) = (self.granted().application, self.case(&[], Vec::new()).application);
        let answered = self.inquiry().answered(&AnswerText::of(ATTACK).unwrap(), self.now);
        let told =
            |application, inquiry, usually_on| Consulted { application, usually_on, inquiry };
        let cases = vec![
            told(waits.clone(), None, Some(moscow_day(self.now))),
            told(waits, Some(self.inquiry()), None),
            told(granted, answered.ok(), None),
        ];
        Look {
            cases: if consultation.topic.is_none() { cases } else { Vec::new() },
            consultation,
            catalog: Arc::clone(&self.catalog),
            now: self.now,
        }
    }

    pub(super) fn inquiry(&self) -> Inquiry {
        let of = self.case(&[], Vec::new()).application;
        Inquiry {
            id: InquiryId::new(self.now, &self.entropy),
            application: of.id,
            number: of.number,
            citizen: of.citizen,
            topic: "progress".parse().unwrap(),
            to: "minsocrazvitiya".parse().unwrap(),
            asked_at: self.now,
            answer_by: self.now + TimeDelta::days(1),
            answer: None,
        }
    }

    fn inquiries(&self, lang: Lang) -> Inquiries {
        let words = (moscow_day(self.now), self.pages.texts(), lang);
        let shown = || view::inquiry(&self.catalog, &self.inquiry(), lang);
        let rows = vec![
            row(shown(), "/desk", Some((ATTACK, "inquiry_too_long")), words),
            row(shown(), "/window", None, words),
        ];
        Inquiries::new(rows, Some("1.inq_1".to_owned()), Some("1.inq_1".to_owned()))
    }
}
