//! The applicant's originals, compared with what was filed, one by one.

use super::Application;
use super::one_by_one::{Unanswered, one_by_one};
use crate::process::Originals;
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
        service.documents.iter().filter(|one| {
            one.compared
                && (one.source != DocumentSource::Upload || self.documents.contains(&one.code))
        })
    }
}

/// Whether what was compared goes with a move; nobody can ask for more than is `asked`.
pub(super) fn check<'a>(
    kind: Originals,
    compared: &[Compared],
    asked: impl Iterator<Item = &'a RequiredDocument>,
) -> Result<(), BadComparison> {
    let asked = asked.filter(|_| kind != Originals::None).map(|one| one.code.as_str());
    one_by_one(asked, compared.iter().map(|one| one.document.as_str()))?;
    match (kind, compared.iter().find(|one| !one.agrees)) {
        (Originals::Agree, Some(one)) => Err(BadComparison::Differs(one.document.clone())),
        (Originals::Differ, None) => Err(BadComparison::AllAgree),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Process;

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

    fn compared(all: &[(&str, bool)]) -> Vec<Compared> {
        all.iter()
            .map(|(code, agrees)| Compared { document: (*code).to_owned(), agrees: *agrees })
            .collect()
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
