//! One service of the catalog: its passport, with form and rules ready to be asked.

use crate::attached::{Attached, attached};
use crate::co_applicant;
use crate::facts::FactSchemas;
use crate::form::check::check;
use crate::form::due::{DueOption, due};
use crate::form::fields::{Condition, FieldView, conditions, fields, visible};
use crate::form::hard::hard;
use crate::form::kept::{asked, kept};
use crate::form::prefill::prefill;
use crate::form::tidy::tidy;
use crate::form::{all_fields, compile, remove};
use crate::mistake::Mistake;
use crate::office;
use crate::places::Places;
use crate::waiting_list;
use chrono::NaiveDate;
use domain::assurance::Assurance;
use domain::co_applicant::Named;
use domain::codes::{DepartmentCode, MoveCode};
use domain::precheck::{CompiledRules, Finding, FindingKind};
use domain::process::{Awaiting, Branch, Effect, Move, Outcome, Process, Stage};
use domain::rule::{Facts, Verdict};
use domain::service::{Service, Status};
use domain::text::{Lang, Text};
use domain::waiting_list::ListName;
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeSet;

/// A service ready to be asked.
#[derive(Debug)]
pub struct Entry {
    /// The passport.
    pub service: Service,
    /// Eligibility and pre-check, compiled from CEL.
    pub rules: CompiledRules,
    pub(crate) file: String,
    validator: Validator,
    conditions: Vec<Condition>,
    facts: FactSchemas,
}

impl Entry {
    /// What a stage is called in this service: the end that grants it, by what is ready.
    #[must_use]
    pub fn stage_title<'a>(&'a self, stage: &'a Stage) -> &'a Text {
        let ready = self.service.result.ready.as_ref();
        ready.filter(|_| stage.outcome == Some(Outcome::Granted)).unwrap_or(&stage.title)
    }

    /// What a move of its process is called in this service: the decision to grant it, by what is given.
    #[must_use]
    pub fn move_title<'a>(&'a self, process: &Process, made: &'a Move) -> &'a Text {
        let grants = |awaited: &Awaiting| awaited.granted == made.code;
        let effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
        let decides = effects.filter_map(Effect::awaiting).any(grants);
        self.service.result.give.as_ref().filter(|_| decides).unwrap_or(&made.title)
    }

    /// Prepares a passport; everything that does not compile is a mistake with its place.
    pub(crate) fn compile(
        file: &str,
        service: Service,
        places: &Places,
    ) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut wrong = |pointer: String, reason: String| {
            mistakes.push(Mistake::at(file, places.find(&pointer), reason));
        };
        let schema = service.form.schema.clone();
        let schema = if schema.is_null() { Value::Bool(true) } else { schema };
        let validator = compile(&schema)
            .map_err(|(at, why)| wrong(format!("/form/schema{at}"), format!("form schema: {why}")))
            .ok();
        let conditions = conditions(&service.form)
            .map_err(|(field, why)| {
                let reason = format!("visibility rule of `{field}`: {why}");
                wrong("/form/layout".to_owned(), reason);
            })
            .ok();
        let rules = CompiledRules::compile(&service)
            .map_err(|errors| {
                for error in errors {
                    wrong(place_of_rule(&service, &error.rule), error.to_string());
                }
            })
            .ok();
        let facts = FactSchemas::of(&service)
            .map_err(|(at, why)| wrong(at, format!("schema of facts: {why}")))
            .ok();
        match (validator, conditions, rules, facts) {
            (Some(validator), Some(conditions), Some(rules), Some(facts)) => {
                Ok(Self { service, rules, file: file.to_owned(), validator, conditions, facts })
            }
            _ => Err(mistakes),
        }
    }

    /// Where the facts of a department's decision are not what the result document needs, as a JSON pointer into them; nothing where they
    /// fit.
    #[must_use]
    pub fn unfit_facts(&self, department: &DepartmentCode, facts: &Value) -> Option<String> {
        self.facts.unfit(department, facts)
    }

    /// Whether one may apply for it here.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.service.status == Status::Published
    }

    /// What may be said of its conditions: nothing is stated or promised of a service that is only announced.
    #[must_use]
    pub fn published(&self) -> Option<&Service> {
        self.is_open().then_some(&self.service)
    }

    /// The form as it was meant, however it was typed: dates, numbers, phones and addresses in the shapes their fields ask for, no
    /// invisible signs, no answers of spaces. What is checked and filed is this.
    #[must_use]
    pub fn tidy(&self, form: &Value) -> Value {
        tidy(&self.service.form.schema, form)
    }

    /// What is wrong with a filled form, in words for the applicant; empty when it is well filled.
    #[must_use]
    pub fn check_form(&self, form: &Value) -> Vec<Finding> {
        check(&self.validator, &self.service.form.schema, form)
    }

    /// The form with what the profile gives; `citizen` is the profile as JSON. A value the form
    /// would not take is left out.
    #[must_use]
    pub fn prefill(&self, citizen: &Value) -> Value {
        let mut form = self.tidy(&prefill(&self.service.form.prefill, citizen));
        for finding in self.check_form(&form) {
            if finding.kind == FindingKind::Invalid
                && let Some(pointer) = finding.pointer
            {
                remove(&mut form, &pointer);
            }
        }
        form
    }

    /// Every field in the layout's order. An announced service has none.
    #[must_use]
    pub fn fields(&self, lang: Lang) -> Vec<FieldView> {
        fields(&self.service.form, lang)
    }

    /// The fields to show while the form is filled so, each `required` as it is now: a field may
    /// be needed by one choice and not by another.
    #[must_use]
    pub fn visible_fields(&self, form: &Value, lang: Lang) -> Vec<FieldView> {
        let shown = |field: &FieldView| visible(field, &self.conditions, form);
        let mut found: Vec<FieldView> = self.fields(lang).into_iter().filter(shown).collect();
        for field in &mut found {
            let mut without = form.clone();
            remove(&mut without, &field.pointer);
            field.required = self.check_form(&without).iter().any(|finding| {
                finding.kind == FindingKind::Missing
                    && finding.pointer.as_deref() == Some(field.pointer.as_str())
            });
        }
        found
    }

    /// The options of the choice at `pointer`, each with whether it is due to this person (DM-22.6).
    #[must_use]
    pub fn due_options(
        &self,
        pointer: &str,
        lang: Lang,
        assurance: Assurance,
        facts: Facts,
    ) -> Vec<DueOption> {
        due((&self.service, &self.rules), pointer, lang, assurance, facts)
    }

    /// The hardest values for the template of the result, made of a sample: the longest names and texts without a space, letters of many
    /// scripts, and everything absent that may be.
    #[must_use]
    pub fn hard_samples(&self, sample: &Value) -> Vec<Value> {
        hard(&self.fields(Lang::Ru), sample)
    }

    /// The form as the department gets it: without the applicant's contacts (`x-contact` fields, at any depth). What a group held
    /// besides them stays.
    #[must_use]
    pub fn form_for_department(&self, form: &Value) -> Value {
        let mut form = form.clone();
        for (pointer, _) in self.contacts() {
            remove(&mut form, &pointer);
        }
        form
    }

    /// The form as a co-applicant reads it: without the applicant's contacts and files.
    #[must_use]
    pub fn form_for_co_applicant(&self, form: &Value) -> Value {
        let mut shown = self.form_for_department(form);
        for file in self.attached(form) {
            remove(&mut shown, &file.pointer);
        }
        shown
    }

    /// The office (МФЦ) the applicant chose to come to, where the form asks for one.
    #[must_use]
    pub fn chosen_office(&self, form: &Value) -> Option<DepartmentCode> {
        office::chosen(&self.service.form.schema, form)
    }

    /// The steps of the checklist that what is known of a person says are done.
    #[must_use]
    pub fn steps_done(&self, facts: &Facts) -> BTreeSet<String> {
        let steps = self.service.checklist.iter();
        let done = steps
            .filter(|step| step.done_when.as_ref().is_some_and(|when| self.holds(when, facts)));
        done.map(|step| step.code.clone()).collect()
    }

    /// On which waiting list a filled form puts its case, where the service has one.
    #[must_use]
    pub fn waiting_list(&self, form: &Value) -> Option<ListName> {
        waiting_list::name(&self.service, form)
    }

    /// Whom a filled form names as the co-applicant, where the service has one.
    #[must_use]
    pub fn co_applicant(&self, form: &Value) -> Option<Named> {
        co_applicant::named(&self.service, form)
    }

    /// What tells that list from the others of the service, in words: the choices of the form that it goes by.
    #[must_use]
    pub fn waits_by(&self, form: &Value) -> Text {
        let by = || self.service.waiting_list.iter().flat_map(|list| &list.by);
        let words = |lang| {
            let fields = self.fields(lang);
            let chosen = |pointer: &String| {
                let field = fields.iter().find(|field| field.pointer == *pointer)?;
                let value = form.pointer(pointer)?;
                field.option(value).map(|option| option.title.clone())
            };
            by().filter_map(chosen).collect::<Vec<_>>().join(", ")
        };
        Text::new(words(Lang::Ru), words(Lang::En))
    }

    /// The first way whose condition holds of a form; one that speaks of what the form does not say is passed over. Of a
    /// linted process one always is found.
    #[must_use]
    pub fn way<'a>(&self, ways: &'a [Branch], form: &Value) -> Option<&'a MoveCode> {
        let facts = Facts {
            citizen: Value::Null,
            form: form.clone(),
            registers: Value::Null,
            today: NaiveDate::default(),
        };
        let taken = |way: &&Branch| way.when.as_ref().is_none_or(|when| self.holds(when, &facts));
        ways.iter().find(taken).map(|way| &way.made)
    }

    /// Whether a condition in CEL is known to hold.
    fn holds(&self, when: &str, facts: &Facts) -> bool {
        let condition = self.rules.language().condition(when);
        condition.is_ok_and(|condition| condition.evaluate(facts) == Verdict::Satisfied)
    }

    /// What a corrected form changes although it was accepted; `failed` are the checks that were not passed.
    #[must_use]
    pub fn kept(&self, failed: &[String], before: &Value, after: &Value) -> Vec<Finding> {
        kept(&self.service, failed, (before, after))
    }

    /// Whether a field is corrected when some checks failed: where none did, every one is.
    #[must_use]
    pub fn is_to_correct(&self, failed: &[String], pointer: &str) -> bool {
        failed.is_empty() || asked(&self.service, failed).any(|one| one == pointer)
    }

    /// The files that a filled form names, in the order of its fields.
    #[must_use]
    pub fn attached(&self, form: &Value) -> Vec<Attached> {
        attached(&self.service.form.schema, form)
    }

    /// The e-mail address the applicant named for notices: the first filled `x-contact` field of format `email`.
    #[must_use]
    pub fn named_email<'a>(&self, form: &'a Value) -> Option<&'a str> {
        self.contacts()
            .filter(|(_, field)| field.get("format").and_then(Value::as_str) == Some("email"))
            .find_map(|(pointer, _)| form.pointer(&pointer)?.as_str())
    }

    /// Whether a field asks for a contact of the applicant.
    pub(crate) fn is_contact(&self, pointer: &str) -> bool {
        self.contacts().any(|(contact, _)| contact == pointer)
    }

    /// The fields of the form that are contacts of the applicant, by pointer.
    fn contacts(&self) -> impl Iterator<Item = (String, &Value)> {
        all_fields(&self.service.form.schema).into_iter().filter(|(_, field)| is_contact(field))
    }
}

/// Whether a field asks for a contact of the applicant.
fn is_contact(field: &Value) -> bool {
    field.get("x-contact") == Some(&Value::Bool(true))
}

/// Where a rule stands in the passport; a rule that is not there is looked for at its reason.
fn place_of_rule(service: &Service, id: &str) -> String {
    let within = |list: &str, index: usize, end: &str| format!("/{list}/{index}{end}");
    let rules = [("eligibility", &service.eligibility), ("precheck", &service.precheck)];
    for (list, rules) in rules {
        // The last of its name: of two, the second is the mistake.
        if let Some(index) = rules.iter().rposition(|rule| rule.id == id) {
            return within(list, index, "/when");
        }
    }
    let reasons = service.refusals.lists().map(|(name, list)| (format!("refusals/{name}"), list));
    for (list, reasons) in reasons {
        let names =
            |reason: &domain::service::CodedReason| reason.cleared_by.as_deref() == Some(id);
        if let Some(index) = reasons.iter().position(names) {
            return within(&list, index, "/cleared_by");
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;
    use serde_json::json;

    /// The first way whose condition holds is taken, and the last where none does, or the form does not say.
    #[test]
    fn a_way_is_chosen_by_what_the_form_says() {
        let catalog = Catalog::embedded().unwrap();
        let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
        let way = |when: Option<&str>, made: &str| Branch {
            when: when.map(str::to_owned),
            made: made.parse().unwrap(),
        };
        let ways = [
            way(Some("form.depth > 50"), "deep"),
            way(Some("form.depth > 10"), "middling"),
            way(None, "shallow"),
        ];
        let taken = |form: Value| entry.way(&ways, &form).unwrap().to_string();
        assert_eq!(taken(json!({"depth": 51})), "deep");
        assert_eq!(taken(json!({"depth": 50})), "middling");
        assert_eq!(taken(json!({"depth": 10})), "shallow");
        assert_eq!(taken(json!({})), "shallow");
        assert_eq!(taken(json!({"depth": "deep"})), "shallow");
        assert_eq!(entry.way(&ways[..1], &json!({})), None);
    }
}
