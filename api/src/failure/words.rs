//! What a refused procedure says of itself, in both languages.

use casework::CaseError;
use domain::application::{
    BadAssignment, BadCheck, BadComparison, BadInquiry, BadMove, BadRating, BadSubmission,
};
use domain::consultation::{BadAnswer, BadEnding, LONGEST_ANSWER};
use domain::manifest::{BadSignature, MOST_ITEMS};
use domain::text::{Lang, Text};
use domain::time::{day_in_words, moscow_day};

/// What went wrong this time; nothing where it is ours to mend, or where `errors` says it field by field.
pub(super) fn words(error: &CaseError) -> Option<Text> {
    let ru = match error {
        CaseError::SignInFirst => "сначала войдите".to_owned(),
        CaseError::Forbidden => "для этого нужны права, которых у вас нет".to_owned(),
        CaseError::NotFound(_) => "такого нет, или оно не ваше".to_owned(),
        CaseError::NoService(code) => format!("в каталоге нет услуги `{code}`"),
        CaseError::NotOpen(code) => format!("услуга `{code}` пока не принимает заявления"),
        CaseError::NotFiledHere(code) => {
            format!("услугу `{code}` в этом ведомстве не оформляют: направьте человека в МФЦ")
        }
        CaseError::Submission(BadSubmission::Assurance { .. }) => {
            "для этой услуги нужна подтверждённая запись Госуслуг".to_owned()
        }
        CaseError::Move(refused) => of_move(refused)?,
        CaseError::Stale { current } => {
            format!("данные изменились: теперь это версия {current}, прочитайте её и повторите")
        }
        CaseError::Assignment(BadAssignment::NoWorkplace) => {
            "сейчас заявление не ждёт действий сотрудников".to_owned()
        }
        CaseError::Assignment(BadAssignment::Colleague) => {
            "с заявлением уже работает другой сотрудник".to_owned()
        }
        CaseError::Assignment(BadAssignment::NotAColleague) => {
            "этот сотрудник здесь не работает: передать заявление ему нельзя".to_owned()
        }
        CaseError::Assignment(BadAssignment::NotYours) => {
            "вернуть или передать заявление может тот, кто с ним работает".to_owned()
        }
        CaseError::Rating(BadRating::NothingToRate) => {
            "оценить можно услугу, которую оказали или в которой отказали".to_owned()
        }
        CaseError::Rating(BadRating::RatedBefore) => "услуга уже оценена".to_owned(),
        CaseError::Signature(refused) => of_signature(refused),
        CaseError::NoTopic(_)
        | CaseError::TooManyTries
        | CaseError::ConsultationOver
        | CaseError::Ending(_)
        | CaseError::Inquiry(_)
        | CaseError::Answer(_) => of_call(error)?,
        CaseError::DecisionHeld => "по заявлению уже принято решение, оно вот-вот уйдёт".to_owned(),
        CaseError::KeyReused => {
            "с этим ключом уже приходил другой запрос: новому делу нужен новый ключ".to_owned()
        }
        CaseError::ReceptionOver => {
            "приём окончен: начните новый, если посетитель ещё здесь".to_owned()
        }
        CaseError::UploadTooLarge
        | CaseError::TooManyUploads
        | CaseError::UploadOffset { .. }
        | CaseError::UploadLength { .. }
        | CaseError::UploadPartTooSmall
        | CaseError::UploadComplete
        | CaseError::UploadFiled => of_upload(error)?,
        CaseError::StepWaits { steps } => {
            format!("сначала нужно сделать другие шаги: {}", steps.join(", "))
        }
        CaseError::StepKnown => "этот шаг платформа отмечает сама".to_owned(),
        CaseError::UnfitAnswer { reason, .. } => {
            format!("причины `{reason}` нет в паспорте услуги, или такое решение её не называет")
        }
        CaseError::MessageNotReceived => "сначала сообщите, что сообщение получено".to_owned(),
        CaseError::NotAwaited => {
            "заявление ещё не ждёт решения: сообщите его снова позже".to_owned()
        }
        CaseError::MailboxEnds { last } => format!("последнее сообщение в ящике — {last}"),
        CaseError::NumberForCode
        | CaseError::UnfitFacts { .. }
        | CaseError::Visitor(_)
        | CaseError::Insufficient(_)
        | CaseError::Form(_)
        | CaseError::Submission(_)
        | CaseError::Catalog(_)
        | CaseError::Document(_)
        | CaseError::File(_)
        | CaseError::Store(_) => return None,
    };
    Some(Text::new(ru, error.to_string()))
}

fn of_move(refused: &BadMove) -> Option<String> {
    Some(match refused {
        BadMove::Unknown(made) => format!("перехода `{made}` нет"),
        BadMove::NotOpen { made, stage } => {
            format!("переход `{made}` с этапа `{stage}` невозможен")
        }
        BadMove::NotYours(made) => {
            format!("переход `{made}` вам не принадлежит: его делает другая роль")
        }
        BadMove::Colleague => {
            "с заявлением работает другой сотрудник: сначала возьмите его себе".to_owned()
        }
        BadMove::ReasonNeeded(made) => {
            format!("для перехода `{made}` нужна причина из перечня услуги")
        }
        BadMove::ReasonUnknown(reason) => {
            format!("причину `{reason}` этот переход назвать не может")
        }
        BadMove::ReasonClosed { reason, rule } => format!(
            "причина `{reason}` закрыта: при подаче предпроверка подтвердила правило `{rule}`"
        ),
        BadMove::FormNeeded(made) => format!("для перехода `{made}` нужна исправленная форма"),
        BadMove::FormRefused(made) => format!("переход `{made}` делается без формы"),
        BadMove::NotInTurn(made) => {
            format!("переход `{made}` делается по очереди: впереди в листе ожидания есть другие")
        }
        BadMove::Originals(bad) => of_originals(bad),
        BadMove::Checks(bad) => of_checks(bad),
        BadMove::Process(_) | BadMove::Calendar(_) => return None,
    })
}

fn of_originals(bad: &BadComparison) -> String {
    match bad {
        BadComparison::Missing(code) => format!("оригинал `{code}` не сверен"),
        BadComparison::Unasked(code) => {
            format!("`{code}` не из перечня документов для сверки или указан дважды")
        }
        BadComparison::Differs(code) => format!("оригинал `{code}` не совпадает"),
        BadComparison::AllAgree => "все оригиналы совпадают".to_owned(),
        BadComparison::Kept(code) => {
            format!("оригинал `{code}` остаётся в ведомстве: его изымают")
        }
        BadComparison::NotKept(code) => {
            format!("оригинал `{code}` остаётся у заявителя: изъять его нельзя")
        }
    }
}

fn of_checks(bad: &BadCheck) -> String {
    match bad {
        BadCheck::Missing(code) => format!("проверка `{code}` не отмечена"),
        BadCheck::Unasked(code) => {
            format!("`{code}` не из перечня проверок услуги или указана дважды")
        }
        BadCheck::Failed(code) => format!("проверка `{code}` не пройдена"),
        BadCheck::AllPassed => "все проверки пройдены".to_owned(),
    }
}

/// What is refused of a file.
fn of_upload(error: &CaseError) -> Option<String> {
    Some(match error {
        CaseError::UploadTooLarge => "файл больше 20 МБ".to_owned(),
        CaseError::TooManyUploads => {
            "подайте или удалите то, что уже загружено, и загрузите снова".to_owned()
        }
        CaseError::UploadOffset { received } => {
            format!("уже здесь байтов: {received}, продолжите с этого места")
        }
        CaseError::UploadLength { promised } => {
            format!("при начале загрузки было сказано, что в файле байтов: {promised}")
        }
        CaseError::UploadPartTooSmall => {
            "часть файла, кроме последней, не меньше 64 КиБ".to_owned()
        }
        CaseError::UploadComplete => "файл уже загружен целиком".to_owned(),
        CaseError::UploadFiled => "файл уже подан с заявлением".to_owned(),
        _ => return None,
    })
}

/// What is refused of a call, of what is passed on, or of its answer.
fn of_call(error: &CaseError) -> Option<String> {
    Some(match error {
        CaseError::NoTopic(topic) => format!("темы `{topic}` нет"),
        CaseError::TooManyTries => {
            "слишком много неверных кодов: спросите номер заявления".to_owned()
        }
        CaseError::ConsultationOver => {
            "разговор окончен: начните новый, если звонящий ещё на связи".to_owned()
        }
        CaseError::Ending(BadEnding::OtherTopic) => "уже отмечена другая тема".to_owned(),
        CaseError::Ending(BadEnding::TooLate) => {
            "тему отмечают не позже чем через 12 часов после начала разговора".to_owned()
        }
        CaseError::Inquiry(refused) => of_inquiry(refused),
        CaseError::Answer(BadAnswer::Empty) => "напишите ответ".to_owned(),
        CaseError::Answer(BadAnswer::TooLong) => {
            format!("в ответе не больше {LONGEST_ANSWER} знаков")
        }
        CaseError::Answer(BadAnswer::Answered) => "на этот вопрос уже ответили иначе".to_owned(),
        _ => return None,
    })
}

fn of_inquiry(refused: &BadInquiry) -> String {
    match refused {
        BadInquiry::Ended => "заявление завершено: спрашивать уже некого".to_owned(),
        BadInquiry::ApplicantsTurn => "сейчас ждут самого заявителя".to_owned(),
        BadInquiry::Asked(answer_by) => format!(
            "вопрос уже передан, ответят не позднее {}",
            day_in_words(moscow_day(*answer_by), Lang::Ru)
        ),
        BadInquiry::NotPassedOn => "на вопросы этой темы отвечает сам консультант".to_owned(),
    }
}

fn of_signature(refused: &BadSignature) -> String {
    match refused {
        BadSignature::Nothing => "отметьте хотя бы один комплект".to_owned(),
        BadSignature::TooMany => {
            format!(
                "за один раз подписывают не больше {MOST_ITEMS} комплектов: остальные войдут в следующий реестр"
            )
        }
        BadSignature::Gone(item) => {
            format!("комплекта {item} в этом реестре нет или уже нет: откройте реестр заново")
        }
        BadSignature::TooEarly => "сначала должны подписать другие".to_owned(),
        BadSignature::Taken => "это уже подписал другой сотрудник".to_owned(),
        BadSignature::SamePerson => "сдать и принять должны разные люди".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Lang;

    /// Issue 6, D22: what a refusal says is in the language it is asked in.
    #[test]
    fn a_refusal_speaks_both_languages() {
        let made = || "grant".to_owned();
        let all = [
            CaseError::SignInFirst,
            CaseError::Forbidden,
            CaseError::NotFound("application"),
            CaseError::NoService("x".to_owned()),
            CaseError::NotOpen("x".to_owned()),
            CaseError::NotFiledHere("x".to_owned()),
            CaseError::Stale { current: 3 },
            CaseError::DecisionHeld,
            CaseError::KeyReused,
            CaseError::ReceptionOver,
            CaseError::UploadTooLarge,
            CaseError::TooManyUploads,
            CaseError::UploadOffset { received: 3 },
            CaseError::UploadLength { promised: 3 },
            CaseError::UploadPartTooSmall,
            CaseError::UploadComplete,
            CaseError::UploadFiled,
            BadMove::Unknown(made()).into(),
            BadMove::NotOpen { made: made(), stage: "received".to_owned() }.into(),
            BadMove::NotYours(made()).into(),
            BadMove::ReasonNeeded(made()).into(),
            BadMove::ReasonUnknown(made()).into(),
            BadMove::ReasonClosed { reason: made(), rule: made() }.into(),
            BadMove::FormNeeded(made()).into(),
            BadMove::FormRefused(made()).into(),
            BadMove::Originals(BadComparison::Missing(made())).into(),
            BadMove::Checks(BadCheck::Missing(made())).into(),
            BadMove::Checks(BadCheck::Unasked(made())).into(),
            BadMove::Checks(BadCheck::Failed(made())).into(),
            BadMove::Checks(BadCheck::AllPassed).into(),
            BadMove::Originals(BadComparison::Unasked(made())).into(),
            BadMove::Originals(BadComparison::Differs(made())).into(),
            BadMove::Originals(BadComparison::AllAgree).into(),
            BadMove::Originals(BadComparison::Kept(made())).into(),
            BadMove::Originals(BadComparison::NotKept(made())).into(),
        ];
        let russian = |text: &str| text.chars().any(|sign| matches!(sign, 'а'..='я'));
        for error in all {
            let words = words(&error).unwrap();
            assert!(russian(words.pick(Lang::Ru)) && !russian(words.pick(Lang::En)), "{error}");
        }
        assert_eq!(words(&CaseError::Catalog("inside".to_owned())), None);
    }
}
