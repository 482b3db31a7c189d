//! What pre-check says in its own words.

use super::{ASSURANCE, Finding, FindingKind};
use crate::text::Text;

/// The account's level is too low.
pub(super) fn low_assurance() -> Finding {
    Finding {
        kind: FindingKind::Unmet,
        rule: ASSURANCE.to_owned(),
        pointer: None,
        title: None,
        message: Text::new(
            "Для этой услуги нужна подтверждённая запись Госуслуг, а ваша пока не подтверждена.",
            "This service needs a confirmed account, and yours is not confirmed yet.",
        ),
        remedy: Some(Text::new(
            "Подтвердите личность на Госуслугах: через приложение банка, электронной подписью или в центре обслуживания. Затем войдите снова.",
            "Confirm your identity on Gosuslugi: in a bank's app, by electronic signature or at a service centre. Then sign in again.",
        )),
        norm: None,
    }
}

/// A condition that waits for a field of the form.
pub(super) fn field_needed() -> (Text, Text) {
    (
        Text::new(
            "Без этого поля нельзя проверить одно из условий услуги.",
            "One condition of the service cannot be checked without this field.",
        ),
        Text::new("Заполните его.", "Fill it in."),
    )
}

/// A condition that cannot be checked with what stands in a field.
pub(super) fn field_unfit() -> (Text, Text) {
    (
        Text::new(
            "С таким значением нельзя проверить одно из условий услуги.",
            "One condition of the service cannot be checked with this value.",
        ),
        Text::new("Проверьте, что введено.", "Check what is entered."),
    )
}

/// A condition that needs what the profile lacks.
pub(super) fn profile_lacks() -> (Text, Text) {
    (
        Text::new(
            "Одно из условий нельзя проверить: в вашем профиле Госуслуг не хватает сведений.",
            "One condition cannot be checked: your Gosuslugi profile lacks some details.",
        ),
        Text::new(
            "Дополните профиль на Госуслугах и войдите снова.",
            "Complete your profile on Gosuslugi and sign in again.",
        ),
    )
}

/// A register is asked by СНИЛС, and the profile has none: no answer can come.
pub(super) fn snils_needed() -> (Text, Text) {
    (
        Text::new(
            "Одно из условий проверяют по СНИЛС, а в вашем профиле Госуслуг его нет.",
            "One condition is checked by SNILS, and your Gosuslugi profile has none.",
        ),
        Text::new(
            "Добавьте СНИЛС в профиль на Госуслугах и войдите снова.",
            "Add your SNILS to your profile on Gosuslugi and sign in again.",
        ),
    )
}

/// A register was asked and has not answered.
pub(super) fn answer_awaited() -> (Text, Text) {
    (
        Text::new(
            "Ждём ответа государственного реестра: по нему проверим одно из условий.",
            "We are waiting for a state register: one condition is checked by its answer.",
        ),
        Text::new(
            "От вас ничего не нужно. Заявление можно подать и сейчас.",
            "Nothing is needed from you. You may apply now as well.",
        ),
    )
}

/// A register answered, and not what the condition needs; or the condition itself is at fault.
pub(super) fn department_checks() -> (Text, Text) {
    (
        Text::new(
            "Одно из условий нельзя проверить заранее: его проверит ведомство.",
            "One condition cannot be checked beforehand: the department will check it.",
        ),
        Text::new(
            "От вас ничего не нужно. Заявление можно подать.",
            "Nothing is needed from you. You may apply.",
        ),
    )
}
