//! The applicant's originals: compared with what was filed, one by one, and withheld where the department keeps them.

use super::one_by_one::{Unanswered, one_by_one};
use super::{Application, ApplicationFact};
use crate::process::{Originals, Process};
use crate::service::{DocumentSource, RequiredDocument, Service};
use serde::{Deserialize, Serialize};

/// An original that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Which document of the passport, by its code.
    pub document: String,
    /// Whether it agrees with what was filed.
    pub agrees: bool,
}

/// What an operator says of the applicant's originals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOriginals {
    /// Those that were compared, and go back to the applicant.
    pub compared: Vec<Compared>,
    /// Those that agree and were withheld for the department (изъяты), by their codes.
    pub withheld: Vec<String>,
}

impl SeenOriginals {
    /// None were seen.
    pub const NONE: Self = Self { compared: Vec::new(), withheld: Vec::new() };

    /// What is written of them in the journal.
    pub(super) fn facts(&self, kind: Originals) -> impl Iterator<Item = ApplicationFact> {
        let agreed = |document: &String| Compared { document: document.clone(), agrees: true };
        let agreed = self.withheld.iter().map(agreed);
        let compared = kind.compares().then(|| ApplicationFact::OriginalsCompared {
            documents: self.compared.iter().cloned().chain(agreed).collect(),
        });
        let withheld = (!self.withheld.is_empty())
            .then(|| ApplicationFact::OriginalsWithheld { documents: self.withheld.clone() });
        compared.into_iter().chain(withheld)
    }
}

/// Why a comparison does not go with a move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadComparison {
    /// A document was not compared.
    #[error("the original of `{0}` was not compared")]
    Missing(String),
    /// A document is not among those the passport lets be compared, or is there twice.
    #[error("`{0}` is not a document to be compared, or is given twice")]
    Unasked(String),
    /// The move says that all agree, and one does not.
    #[error("the original of `{0}` does not agree")]
    Differs(String),
    /// The move says that one does not agree, and all do.
    #[error("all originals agree")]
    AllAgree,
    /// The department keeps an original, and it was not withheld.
    #[error("the department keeps the original of `{0}`: it is withheld")]
    Kept(String),
    /// An original was withheld that stays with the applicant.
    #[error("the original of `{0}` stays with the applicant: it is not withheld")]
    NotKept(String),
}

impl From<Unanswered> for BadComparison {
    fn from(wrong: Unanswered) -> Self {
        match wrong {
            Unanswered::Missing(document) => Self::Missing(document),
            Unanswered::Unasked(document) => Self::Unasked(document),
        }
    }
}

impl Application {
    /// The documents whose originals are compared when the result is handed over: those of the passport, and of files those
    /// that were filed.
    pub fn compared<'a>(
        &'a self,
        service: &'a Service,
    ) -> impl Iterator<Item = &'a RequiredDocument> {
        service.documents.iter().filter(|one| self.is_compared(one))
    }

    /// Whether the original of a document is to be compared.
    pub(super) fn is_compared(&self, one: &RequiredDocument) -> bool {
        one.compared && (one.source != DocumentSource::Upload || self.documents.contains(&one.code))
    }

    /// Those of which the department keeps the original.
    pub fn withheld<'a>(
        &'a self,
        service: &'a Service,
    ) -> impl Iterator<Item = &'a RequiredDocument> {
        self.compared(service).filter(|one| one.withheld)
    }

    /// Those that are compared in the stage the application is in.
    pub fn compared_now<'a>(
        &'a self,
        service: &'a Service,
        process: &Process,
    ) -> impl Iterator<Item = &'a RequiredDocument> {
        let compares = process.compares_in(&self.stage);
        self.compared(service).filter(move |_one| compares)
    }

    /// Those that are withheld in the stage the application is in, or were as it ended there.
    pub fn withheld_now<'a>(
        &'a self,
        service: &'a Service,
        process: &Process,
    ) -> impl Iterator<Item = &'a RequiredDocument> {
        let withholds = process.withholds_in(&self.stage);
        self.withheld(service).filter(move |_one| withholds)
    }
}

/// Whether what was seen of the originals goes with a move; nobody can ask for more than is `asked`.
pub(super) fn check<'a>(
    kind: Originals,
    seen: &SeenOriginals,
    asked: impl Iterator<Item = &'a RequiredDocument>,
) -> Result<(), BadComparison> {
    let wanted = |one: &&RequiredDocument| kind.compares() || (kind.withholds() && one.withheld);
    let asked: Vec<_> = asked.filter(wanted).collect();
    let SeenOriginals { compared, withheld } = seen;
    let kept = |code: &str| asked.iter().any(|one| one.code == code && one.withheld);
    if let Some(one) = withheld.iter().find(|one| !kind.withholds() || !kept(one)) {
        return Err(BadComparison::NotKept(one.clone()));
    }
    let answered = compared.iter().map(|one| &one.document).chain(withheld).map(String::as_str);
    match one_by_one(asked.iter().map(|one| one.code.as_str()), answered) {
        // Nothing is compared: what is missing was to be withheld.
        Err(Unanswered::Missing(document)) if !kind.compares() => {
            return Err(BadComparison::Kept(document));
        }
        answered => answered?,
    }
    match (kind, compared.iter().find(|one| !one.agrees)) {
        (Originals::Agree, Some(one)) => return Err(BadComparison::Differs(one.document.clone())),
        (Originals::Differ, None) => return Err(BadComparison::AllAgree),
        _ => {}
    }
    match compared.iter().find(|one| kind.withholds() && kept(&one.document)) {
        Some(one) => Err(BadComparison::Kept(one.document.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The passport and the process the catalog publishes, with one document more to be compared.
    fn service() -> Service {
        let text = include_str!("../../../catalog/services/archive-extract.yaml");
        let mut service: Service = serde_saphyr::from_str(text).unwrap();
        service.documents.truncate(1);
        let mut other = service.documents[0].clone();
        other.code = "kinship".to_owned();
        service.documents.push(other);
        service
    }

    fn compared(all: &[(&str, bool)]) -> SeenOriginals {
        let one = |(code, agrees): &(&str, bool)| Compared {
            document: (*code).to_owned(),
            agrees: *agrees,
        };
        SeenOriginals { compared: all.iter().map(one).collect(), withheld: Vec::new() }
    }

    /// Proves SC2.8: each original is compared, and the move says what came of it.
    #[test]
    fn every_original_is_compared_and_no_other_is_asked_for() {
        let service = service();
        let says = |kind, all: &[(&str, bool)]| {
            check(kind, &compared(all), service.documents.iter().filter(|one| one.compared))
        };
        let (both, one) = ([("passport", true), ("kinship", true)], [("passport", true)]);
        let differs = [("passport", true), ("kinship", false)];
        assert_eq!(says(Originals::Agree, &both), Ok(()));
        assert_eq!(says(Originals::Differ, &differs), Ok(()));
        let missing = BadComparison::Missing("kinship".to_owned());
        for kind in [Originals::Agree, Originals::Differ] {
            assert_eq!(says(kind, &one), Err(missing.clone()));
        }
        assert_eq!(says(Originals::Agree, &differs), Err(BadComparison::Differs("kinship".into())));
        assert_eq!(says(Originals::Differ, &both), Err(BadComparison::AllAgree));
        // Nobody can ask for more than the passport lists, nor for one twice, nor where nothing is compared.
        let unasked = |code: &str| Err(BadComparison::Unasked(code.to_owned()));
        let more = [("passport", true), ("kinship", true), ("diploma", true)];
        assert_eq!(says(Originals::Agree, &more), unasked("diploma"));
        let twice = [("passport", true), ("kinship", true), ("passport", true)];
        assert_eq!(says(Originals::Agree, &twice), unasked("passport"));
        assert_eq!(says(Originals::None, &one), unasked("passport"));
        assert_eq!(says(Originals::None, &[]), Ok(()));
    }

    /// Proves SC2.10: what the department keeps is withheld as the result is handed over, nothing else is, and nothing before.
    #[test]
    fn what_the_department_keeps_is_withheld_and_nothing_else() {
        let mut service = service();
        service.documents[1].withheld = true;
        let says = |kind, all: &[(&str, bool)], withheld: &[&str]| {
            let withheld = withheld.iter().map(|code| (*code).to_owned()).collect();
            let seen = SeenOriginals { withheld, ..compared(all) };
            check(kind, &seen, service.documents.iter().filter(|one| one.compared))
        };
        let (passport, wrong) = ([("passport", true)], [("passport", false)]);
        assert_eq!(says(Originals::Agree, &passport, &["kinship"]), Ok(()));
        assert_eq!(says(Originals::Withhold, &[], &["kinship"]), Ok(()));
        let kept = Err(BadComparison::Kept("kinship".to_owned()));
        let both = [("passport", true), ("kinship", true)];
        assert_eq!(says(Originals::Agree, &both, &[]), kept);
        assert_eq!(says(Originals::Withhold, &[("kinship", true)], &[]), kept);
        let not_kept = |code: &str| Err(BadComparison::NotKept(code.to_owned()));
        assert_eq!(says(Originals::Agree, &[], &["passport", "kinship"]), not_kept("passport"));
        // Nothing is handed over yet: the applicant keeps all of it.
        assert_eq!(says(Originals::Differ, &wrong, &["kinship"]), not_kept("kinship"));
        assert_eq!(says(Originals::Differ, &[("passport", false), ("kinship", true)], &[]), Ok(()));
        let unasked = |code: &str| Err(BadComparison::Unasked(code.to_owned()));
        assert_eq!(says(Originals::Agree, &both, &["kinship"]), unasked("kinship"));
        assert_eq!(says(Originals::Withhold, &passport, &["kinship"]), unasked("passport"));
        assert_eq!(says(Originals::None, &[], &["kinship"]), not_kept("kinship"));
        let missing = Err(BadComparison::Missing("kinship".to_owned()));
        assert_eq!(says(Originals::Agree, &passport, &[]), missing);
        assert_eq!(says(Originals::Withhold, &[], &[]), kept);
    }

    /// Who compares originals has the applicant before them.
    #[test]
    fn only_an_operator_compares_originals() {
        let text = include_str!("../../../catalog/processes/one-visit.yaml");
        let good: Process = serde_saphyr::from_str(text).unwrap();
        assert_eq!(good.defects(), []);
        let spoil = |change: &dyn Fn(&mut crate::process::Move)| {
            let mut process = good.clone();
            let hands = process.moves.iter_mut().find(|one| one.originals == Originals::Agree);
            change(hands.unwrap());
            process.defects()
        };
        let named = [crate::process::Defect::NotAComparison("hand-over".to_owned())];
        assert_eq!(spoil(&|one| one.by.push(crate::process::Role::DepartmentOfficer)), named);
        assert_eq!(spoil(&|one| one.reason = crate::process::ReasonKind::Provision), named);
    }
}
