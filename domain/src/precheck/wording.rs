//! What pre-check says in its own words.

use super::{ASSURANCE, Finding, FindingKind};
use crate::service::Rule;
use crate::text::Text;

/// The account's level is too low.
pub(super) fn low_assurance() -> Finding {
    Finding {
        kind: FindingKind::Unmet,
        rule: ASSURANCE.to_owned(),
        pointer: None,
        message: Text::new(
            "Для этой услуги нужна подтверждённая учётная запись, а ваша пока не подтверждена.",
            "This service needs a confirmed account, and yours is not confirmed yet.",
        ),
        remedy: Some(Text::new(
            "Подтвердите личность на Госуслугах: через приложение банка, электронной подписью или в центре обслуживания. Затем войдите снова.",
            "Confirm your identity on Gosuslugi: in a bank's app, by electronic signature or at a service centre. Then sign in again.",
        )),
        norm: None,
    }
}

/// A condition nobody could check. The applicant is told whose facts are missing, not their paths.
pub(super) fn unknown(rule: &Rule, missing: &[String]) -> Finding {
    let lacks = |root: &str| missing.iter().any(|path| path.split('.').next() == Some(root));
    let (message, remedy) = if lacks("form") {
        (
            Text::new(
                "Одно из условий пока нельзя проверить: форма заполнена не полностью.",
                "One condition cannot be checked yet: the form is not complete.",
            ),
            Text::new("Заполните форму до конца.", "Fill in the rest of the form."),
        )
    } else if lacks("citizen") {
        (
            Text::new(
                "Одно из условий пока нельзя проверить: в вашем профиле не хватает сведений.",
                "One condition cannot be checked yet: your profile lacks some details.",
            ),
            Text::new(
                "Дополните профиль на Госуслугах и войдите снова.",
                "Complete your profile on Gosuslugi and sign in again.",
            ),
        )
    } else {
        (
            Text::new(
                "Одно из условий пока нельзя проверить: нет ответа из государственного реестра.",
                "One condition cannot be checked yet: a state register has not answered.",
            ),
            Text::new(
                "От вас ничего не нужно. Повторите проверку немного позже.",
                "Nothing is needed from you. Check again a little later.",
            ),
        )
    };
    Finding {
        kind: FindingKind::Unknown,
        rule: rule.id.clone(),
        pointer: rule.pointer.clone(),
        message,
        remedy: Some(remedy),
        norm: Some(rule.norm.clone()),
    }
}
