//! The life of an application, proved: what every test here starts from.

use super::{Application, Channel, Decision, Submission};
use crate::assurance::Assurance;
use crate::calendar::{Calendar, CalendarFile};
use crate::entropy::SeededEntropy;
use crate::id::{ApplicationId, CitizenId};
use crate::number::ApplicationNumber;
use crate::process::{Process, Role};
use crate::service::Service;
use crate::time::{Moment, moscow};
use chrono::{NaiveDateTime, NaiveTime, Utc};
use serde_json::{Value, json};

mod assign;
mod inquired;
mod late;
mod reasons;
mod shapes;
mod terms;
mod walk;

const EVERYONE: [Role; 5] = [
    Role::Citizen,
    Role::OfficeOperator,
    Role::DepartmentOfficer,
    Role::DepartmentSystem,
    Role::Platform,
];

/// The calendar of the catalog.
fn russia() -> Calendar {
    let file: CalendarFile =
        serde_saphyr::from_str(include_str!("../../../catalog/calendars/ru.yaml")).unwrap();
    file.calendar(&[]).unwrap()
}

/// A moment by the clock on the wall in Moscow.
fn at(text: &str) -> Moment {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    local.and_local_timezone(moscow()).unwrap().with_timezone(&Utc)
}

/// A service that refuses intake for `cleared`, unless pre-check satisfied `rule`, and for `open`
/// always; provision for `late`; and annuls for `false`.
fn service() -> Service {
    let reason = |code: &str, cleared_by: Value| {
        json!({
            "code": code, "title": {"ru": code}, "explanation": {"ru": code}, "norm": "210-ФЗ",
            "remedy": {"ru": code}, "cleared_by": cleared_by,
        })
    };
    serde_json::from_value(json!({
        "code": "tested", "version": 3, "title": {"ru": "Проверка"}, "summary": {"ru": "Проверка"},
        "description": {"ru": "Проверка"}, "department": "tested", "level": "regional",
        "topics": [], "audience": [], "synonyms": [], "minimum_assurance": "confirmed",
        "term": {"amount": 10, "unit": "working_day"}, "process": "tested", "fee_kopecks": 0,
        "documents": [], "result": {"title": {"ru": "Справка"}}, "norms": [],
        "refusals": {
            "intake": [reason("cleared", json!("rule")), reason("open", Value::Null)],
            "provision": [reason("late", Value::Null)],
            "annulment": [reason("false", Value::Null)],
        },
        "notice_on_submit": "registered",
    }))
    .unwrap()
}

fn submission() -> Submission {
    let entropy = SeededEntropy::new(5);
    Submission {
        id: ApplicationId::new(Moment::UNIX_EPOCH, &entropy),
        citizen: CitizenId::new(Moment::UNIX_EPOCH, &entropy),
        assurance: Assurance::Confirmed,
        number: ApplicationNumber::new(2026, 17),
        channel: Channel::Portal,
        window: None,
        office: None,
        documents: Vec::new(),
        form_sha256: "0".repeat(64),
        cleared: vec!["rule".to_owned()],
        cutoff: NaiveTime::from_hms_opt(16, 0, 0).unwrap(),
    }
}

/// Files an application of the tested service.
fn filed(process: &Process, calendar: &Calendar, now: Moment) -> Decision {
    Application::submit(submission(), &service(), process, calendar, now).unwrap()
}
