//! Inquiries about applications, in words.

use super::{moment, named_organisation};
use catalog::Catalog;
use domain::application::ApplicationFact;
use domain::codes::TopicCode;
use domain::consultation::Inquiry;
use domain::text::{Lang, Text};
use domain::time::{day_in_words, moscow_day};
use openapi::inquiry::InquiryView;
use openapi::manifest::Named;

/// An inquiry, with its answer once there is one.
pub(crate) fn inquiry(catalog: &Catalog, of: &Inquiry, lang: Lang) -> InquiryView {
    InquiryView {
        id: of.id.to_string(),
        application: of.application.to_string(),
        number: of.number.to_string(),
        topic: topic(catalog, &of.topic, lang),
        to: named_organisation(catalog, &of.to, lang),
        asked_at: moment(of.asked_at),
        answer_by: moment(of.answer_by),
        answered_at: of.answer.as_ref().map(|answer| moment(answer.at)),
        answer: of.answer.as_ref().map(|answer| answer.text.as_str().to_owned()),
    }
}

/// A topic of consultations, by its code and name.
pub(super) fn topic(catalog: &Catalog, code: &TopicCode, lang: Lang) -> Named {
    let title = catalog.consultations().topic(code).map(|one| one.title.pick(lang));
    Named { code: code.to_string(), title: title.unwrap_or(code.as_str()).to_owned() }
}

/// What an inquiry and its answer are told as in the timeline of their application; nothing of other facts.
pub(crate) fn inquired(catalog: &Catalog, fact: &ApplicationFact, lang: Lang) -> Option<String> {
    let said = match fact {
        ApplicationFact::Inquired { inquiry: _, topic: code, to, answer_by } => {
            let about = topic(catalog, code, lang).title;
            let to = named_organisation(catalog, to, lang).title;
            let day = day_in_words(moscow_day(*answer_by), lang);
            Text::new(
                format!(
                    "Вопрос по телефону передан: {to}. Тема: «{about}». Ответят не позднее {day}"
                ),
                format!(
                    "A question by telephone was passed on to {to}: “{about}”. The answer is due by {day}"
                ),
            )
        }
        ApplicationFact::InquiryAnswered { inquiry: _, by } => {
            let by = named_organisation(catalog, by, lang).title;
            Text::new(
                format!("На вопрос по телефону ответили: {by}"),
                format!("The question by telephone was answered by {by}"),
            )
        }
        _ => return None,
    };
    Some(said.pick(lang).to_owned())
}
