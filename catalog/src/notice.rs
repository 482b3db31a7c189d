//! Texts of notices: a subject and a body for mail, a short text for the messenger.

use crate::mistake::Mistake;
use crate::places::Places;
use domain::codes::NoticeCode;
use domain::text::{Lang, Text};
use domain::time::day_in_words;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a notice may speak of, with the samples the linter renders it by. No identifier of a person
/// is among them: СНИЛС, passport and names never travel by mail.
#[must_use]
pub fn sample_values() -> Map<String, Value> {
    let sample = |(name, value): (&str, Value)| (name.to_owned(), value);
    let samples = [
        ("number", "50-2026-0000017-4".into()),
        ("service_title", "Выдача справок центрами занятости населения".into()),
        ("stage_title", "Ведомство рассматривает заявление".into()),
        ("stage_hint", "Ведомство получило заявление и принимает решение.".into()),
        // How many visits the process needs: what is said of coming depends on it.
        ("visits", 0.into()),
        // A day, `2026-11-24`: the filter `day` writes it out in the language of the notice.
        ("expected_on", "2026-11-24".into()),
        // Who provides the service: where what was filed at the department itself is collected.
        ("department_title", "Главное архивное управление Московской области".into()),
        // The office (МФЦ) the applicant comes to, and until when the stage lasts.
        ("office_title", "МФЦ городского округа Подольск".into()),
        ("office_address", "Подольск, Учебная улица, дом 3".into()),
        ("office_hours", "пн–сб 8:00–20:00".into()),
        ("originals", "Паспорт гражданина Российской Федерации, свидетельство о браке".into()),
        // Those of them that the department keeps.
        ("withheld", "Прежний охотничий билет".into()),
        ("stage_due_on", "2026-12-24".into()),
        // The place on the waiting list.
        ("place", 14.into()),
        // What the applicant does about each check that was not passed.
        ("to_correct", "Загрузите другую фотографию.".into()),
        ("reason_title", "Не состоит на учёте".into()),
        ("reason_explanation", "На день решения вы не состоите на учёте.".into()),
        ("reason_remedy", "Подайте заявление на справку о периодах учёта.".into()),
        ("link", "https://uslugi.example/applications/50-2026-0000017-4".into()),
    ];
    samples.into_iter().map(sample).collect()
}

/// The texts of a notice, by their names in its file.
pub(crate) const PARTS: [&str; 3] = ["subject", "body", "short"];

/// The most work one text may take, in the template engine's instructions.
const FUEL: u64 = 20_000;

/// A notice as its file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFile {
    /// As processes name it: kebab-case.
    pub code: NoticeCode,
    /// The values it may use; all of them must be given.
    pub values: Vec<String>,
    /// The subject of the mail.
    pub subject: Text,
    /// The text of the mail, plain.
    pub body: Text,
    /// The text for the messenger.
    pub short: Text,
}

/// A notice written out for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The subject of the mail: one line.
    pub subject: String,
    /// The text of the mail.
    pub body: String,
    /// The text for the messenger.
    pub short: String,
}

/// Why a notice cannot be written out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// A value the notice declares was not given.
    #[error("notice `{notice}` needs the value `{value}`")]
    Missing {
        /// Which kind of message.
        notice: NoticeCode,
        /// What it has no value for.
        value: String,
    },
    /// The template does not work out.
    #[error("notice `{notice}`: {message}")]
    Template {
        /// Which kind of message.
        notice: NoticeCode,
        /// What the template engine says; it names no values.
        message: String,
    },
}

/// A notice ready to be written out.
#[derive(Debug, Clone)]
pub struct Notice {
    file: NoticeFile,
    /// Russian, then English.
    texts: [Environment<'static>; 2],
}

impl Notice {
    /// As processes name it.
    #[must_use]
    pub const fn code(&self) -> &NoticeCode {
        &self.file.code
    }

    /// The values that must be given, from [`sample_values`].
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.file.values
    }

    /// Writes the notice out. Values are taken as they are: nothing in them is a template.
    pub fn render(&self, lang: Lang, values: &Value) -> Result<Message, NoticeError> {
        let subject = self.render_part("subject", lang, values)?;
        Ok(Message {
            // A line break here would begin a header of the mail.
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            body: self.render_part("body", lang, values)?,
            short: self.render_part("short", lang, values)?.trim().to_owned(),
        })
    }

    /// Writes out one of [`PARTS`], with the values the notice declares and no others.
    pub(crate) fn render_part(
        &self,
        part: &str,
        lang: Lang,
        values: &Value,
    ) -> Result<String, NoticeError> {
        let mut given = Map::new();
        for name in &self.file.values {
            let value = values.get(name).filter(|value| !value.is_null()).ok_or_else(|| {
                NoticeError::Missing { notice: self.file.code.clone(), value: name.clone() }
            })?;
            given.insert(name.clone(), value.clone());
        }
        let failed = |error: &minijinja::Error| NoticeError::Template {
            notice: self.file.code.clone(),
            message: told(error),
        };
        let [russian, english] = &self.texts;
        let texts = match lang {
            Lang::Ru => russian,
            Lang::En => english,
        };
        let text = texts.get_template(part).map_err(|error| failed(&error))?;
        text.render(Serde(&Value::Object(given))).map_err(|error| failed(&error))
    }

    /// Prepares the texts of a file; every text that does not parse is a mistake.
    pub(crate) fn compile(
        name: &str,
        file: NoticeFile,
        places: &Places,
    ) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let known = sample_values();
        for (index, value) in file.values.iter().enumerate() {
            if !known.contains_key(value) {
                let at = places.find(&format!("/values/{index}"));
                let known: Vec<_> = known.keys().map(String::as_str).collect();
                let reason = format!("value `{value}` is unknown: there are {}", known.join(", "));
                mistakes.push(Mistake::at(name, at, reason));
            }
        }
        let mut language = |lang: Lang| {
            let mut texts = environment(lang);
            for (part, text) in
                [("subject", &file.subject), ("body", &file.body), ("short", &file.short)]
            {
                let prepared = texts.add_template_owned(part, text.pick(lang).to_owned());
                let wrong = match prepared.and_then(|()| texts.get_template(part)) {
                    Ok(text) => undeclared(&text, &file.values),
                    Err(error) => vec![told(&error)],
                };
                let at = places.find(&format!("/{part}/{}", lang.tag()));
                mistakes.extend(wrong.into_iter().map(|why| Mistake::at(name, at, why)));
            }
            texts
        };
        let texts = [language(Lang::Ru), language(Lang::En)];
        if mistakes.is_empty() { Ok(Self { file, texts }) } else { Err(mistakes) }
    }
}

/// What a text speaks of without its notice declaring it: also where the samples do not lead, such as behind an `if`.
fn undeclared(text: &minijinja::Template<'_, '_>, declared: &[String]) -> Vec<String> {
    let mut names: Vec<_> = text.undeclared_variables(false).into_iter().collect();
    names.retain(|name| !declared.contains(name));
    names.sort_unstable();
    names.into_iter().map(|name| format!("`{name}` is not among the notice's values")).collect()
}

fn environment(lang: Lang) -> Environment<'static> {
    let mut texts = Environment::new();
    texts.set_undefined_behavior(UndefinedBehavior::Strict);
    texts.set_fuel(Some(FUEL));
    texts.add_filter("day", move |day: &str| {
        day.parse().map(|day| day_in_words(day, lang)).map_err(|_not_a_day: chrono::ParseError| {
            let what = "the filter `day` takes a day such as 2026-11-24";
            minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, what)
        })
    });
    texts
}

fn told(error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(" (line {line} of the text)")).unwrap_or_default();
    match error.detail() {
        Some(detail) => format!("{}: {detail}{line}", error.kind()),
        None => format!("{}{line}", error.kind()),
    }
}
