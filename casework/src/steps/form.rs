//! Forms: their shape, whether the service is open, and the check that pre-check, filing and correcting share.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::{co_applicant, uploads};
use catalog::{DueOption, Entry};
use chrono::Datelike;
use domain::access::Person;
use domain::assurance::Assurance;
use domain::citizen::{Citizen, Profile};
use domain::id::CitizenId;
use domain::precheck::{self, ASSURANCE, FORM, Precheck};
use domain::rule::{CompiledRule, Facts, Verdict};
use domain::text::Lang;
use domain::time::{Moment, moscow_day};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::{RegisterFacts, Upload};

/// The most a form may hold, in bytes of JSON.
pub const MAX_FORM: usize = 64 * 1024;

/// What the profile and the registers tell of a person, read once: any number of forms and options is judged by it, in memory.
#[derive(Debug)]
pub struct Known {
    citizen: Citizen,
    assurance: Assurance,
    facts: Facts,
    /// The files of the forms it was asked to look at.
    files: Vec<Upload>,
}

/// A rule as it stands for an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLook {
    /// The rule's id.
    pub rule: String,
    /// What it reads: `form.purpose`, `registers.employment.status`.
    pub reads: Vec<String>,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Whether it held when the application was filed: the reasons that it excludes are closed.
    pub held_at_filing: bool,
}

impl Known {
    /// Reads what is known of a person now.
    pub(crate) async fn of(cx: &Cx, person: &Person) -> Result<Self, CaseError> {
        let (mut known, _registers) = Self::about(cx, person.citizen).await?;
        known.assurance = person.assurance;
        if person.served.as_ref().is_some_and(|served| served.window.direct_reason.is_some()) {
            known.forget_contacts();
        }
        Ok(known)
    }

    /// The same of an applicant, for one who decides on their case; and what the registers told, as it is.
    pub(crate) async fn about(
        cx: &Cx,
        citizen: CitizenId,
    ) -> Result<(Self, Vec<RegisterFacts>), CaseError> {
        let known = cx.store.citizen_with_registers(citizen).await?;
        let (citizen, registers) = known.ok_or(CaseError::NotFound("citizen"))?;
        let facts = facts(&citizen, &registers, cx.clock.now());
        let assurance = citizen.assurance;
        Ok((Self { assurance, citizen, facts, files: Vec::new() }, registers))
    }

    /// The same, with the files that a form names: as they are now.
    pub(crate) async fn with_files(
        mut self,
        cx: &Cx,
        entry: &Entry,
        form: &Value,
    ) -> Result<Self, CaseError> {
        self.look_at_files(cx, entry, form).await?;
        Ok(self)
    }

    /// Looks at the files that a form names: a check of it speaks of them as they are now.
    pub async fn look_at_files(
        &mut self,
        cx: &Cx,
        entry: &Entry,
        form: &Value,
    ) -> Result<(), CaseError> {
        self.files = uploads::named(cx, &entry.attached(form)).await?;
        // A form may name anything; what is another's is not there.
        self.files.retain(|file| file.citizen == self.citizen.id);
        Ok(())
    }

    /// No form starts with contacts at a department's window: its officers have none of an applicant's (G4.1).
    fn forget_contacts(&mut self) {
        for contact in ["email", "mobile"] {
            if let Some(known) = self.facts.citizen.get_mut(contact) {
                *known = Value::Null;
            }
        }
    }

    /// The files that were looked at.
    #[must_use]
    pub fn files(&self) -> &[Upload] {
        &self.files
    }

    /// The rules of a service, as they stand for a filed form. What pre-check itself found of form and account at filing holds.
    pub(crate) fn rules(&self, entry: &Entry, form: &Value, cleared: &[String]) -> Vec<RuleLook> {
        let facts = Facts { form: form.clone(), ..self.facts.clone() };
        let own = |id: &&String| *id == FORM || *id == ASSURANCE;
        let holding: Vec<String> = cleared.iter().filter(own).cloned().collect();
        let look = |(rule, verdict): (&CompiledRule, Verdict)| RuleLook {
            rule: rule.rule().id.clone(),
            reads: rule.facts().collect(),
            verdict,
            held_at_filing: cleared.contains(&rule.rule().id),
        };
        entry.rules.verdicts(&facts, &holding).into_iter().map(look).collect()
    }

    /// Checks a form by a passport.
    pub fn check(&self, entry: &Entry, form: &Value) -> Result<Precheck, CaseError> {
        Ok(self.checked(entry, form)?.0)
    }

    /// The same, with the form as it was meant: what is filed.
    pub(crate) fn checked(
        &self,
        entry: &Entry,
        form: &Value,
    ) -> Result<(Precheck, Value), CaseError> {
        shape(form)?;
        let form = entry.tidy(form);
        let mut findings = entry.check_form(&form);
        findings.extend(uploads::findings(&entry.attached(&form), &self.files, self.citizen.id));
        findings.extend(co_applicant::findings(entry, &form, &self.citizen.profile));
        let facts = Facts { form, ..self.facts.clone() };
        let checked =
            precheck::precheck(&entry.service, &entry.rules, findings, self.assurance, &facts);
        Ok((checked, facts.form))
    }

    /// The options of the choice at a pointer, each with whether it is due to this person (DM-22.6).
    #[must_use]
    pub fn due_options(
        &self,
        entry: &Entry,
        form: &Value,
        pointer: &str,
        lang: Lang,
    ) -> Vec<DueOption> {
        let facts = Facts { form: entry.tidy(form), ..self.facts.clone() };
        entry.due_options(pointer, lang, self.assurance, facts)
    }

    /// The steps of a service's checklist that the profile or a register says are done.
    pub(crate) fn steps_done(&self, entry: &Entry) -> BTreeSet<String> {
        entry.steps_done(&self.facts)
    }

    /// What a form starts with: what the profile already says.
    #[must_use]
    pub fn prefill(&self, entry: &Entry) -> Value {
        entry.prefill(&self.facts.citizen)
    }

    /// What ESIA told of the person at their last sign-in.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.citizen.profile
    }

    /// The record it was read from.
    pub(crate) fn into_citizen(self) -> Citizen {
        self.citizen
    }
}

/// SHA-256 of a form, lower-case hex: what the journal holds of it.
pub(crate) fn sha256(form: &Value) -> String {
    hex::encode(Sha256::digest(form.to_string()))
}

/// A service that is announced only cannot be applied for.
pub(crate) fn open(entry: &Entry) -> Result<(), CaseError> {
    if entry.is_open() { Ok(()) } else { Err(CaseError::NotOpen(entry.service.code.to_string())) }
}

/// A form is a JSON object of bounded size.
pub(crate) fn shape(form: &Value) -> Result<(), CaseError> {
    if !form.is_object() {
        return Err(CaseError::Form("is not a JSON object"));
    }
    let size = serde_json::to_vec(form).map_or(usize::MAX, |bytes| bytes.len());
    if size > MAX_FORM { Err(CaseError::Form("is larger than 64 KiB")) } else { Ok(()) }
}

fn facts(citizen: &Citizen, registers: &[RegisterFacts], now: Moment) -> Facts {
    let registers: Map<String, Value> =
        registers.iter().map(|told| (told.register.to_string(), told.data.clone())).collect();
    Facts {
        citizen: profile(citizen, now),
        form: Value::Null,
        registers: Value::Object(registers),
        today: moscow_day(now),
    }
}

/// The profile as rules and prefilling see it.
fn profile(citizen: &Citizen, now: Moment) -> Value {
    let of = &citizen.profile;
    let contact = |contact: &Option<domain::citizen::Contact>| {
        contact.as_ref().filter(|one| one.verified).map(|one| one.value.clone())
    };
    let today = moscow_day(now);
    let age = of.birth_date.map(|born| {
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        today.year() - born.year() - i32::from(before_birthday)
    });
    json!({
        "last_name": of.last_name,
        "first_name": of.first_name,
        "middle_name": of.middle_name,
        "birth_date": of.birth_date,
        "age": age,
        "assurance": citizen.assurance,
        "has_snils": of.checked_snils().is_some(),
        "has_passport": of.documents.iter().any(|one| one.kind == "RF_PASSPORT"),
        "email": contact(&of.email),
        "mobile": contact(&of.mobile),
    })
}
