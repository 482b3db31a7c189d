//! What the applicant thinks of a service that was provided or refused: said once, after the end.

use super::{Application, ApplicationFact};
use crate::process::Outcome;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// A mark of one to five, five being the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

/// A number that is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score is a whole number from 1 to 5")]
pub struct BadScore;

impl TryFrom<u8> for Score {
    type Error = BadScore;

    fn try_from(mark: u8) -> Result<Self, BadScore> {
        if (1..=5).contains(&mark) { Ok(Self(mark)) } else { Err(BadScore) }
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

/// Why a service cannot be rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRating {
    /// It goes on, or was taken back: nothing was provided yet, or at all.
    #[error("the service was neither provided nor refused")]
    NothingToRate,
    /// It was rated already, otherwise.
    #[error("the service was rated already")]
    RatedBefore,
}

impl Application {
    /// Whether its applicant may still rate the service.
    #[must_use]
    pub const fn may_be_rated(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Granted | Outcome::Refused)) && self.rating.is_none()
    }

    /// Rates the service; the state after it and its fact. The same mark again changes nothing.
    pub fn rate(
        self,
        score: Score,
        now: Moment,
    ) -> Result<(Self, Option<ApplicationFact>), BadRating> {
        match self.rating {
            Some(before) if before == score => return Ok((self, None)),
            Some(_) => return Err(BadRating::RatedBefore),
            None => {}
        }
        if !self.may_be_rated() {
            return Err(BadRating::NothingToRate);
        }
        let fact = ApplicationFact::Rated { score };
        let rated = self.after(&fact, now).map_err(|_out_of_order| BadRating::NothingToRate)?;
        Ok((rated, Some(fact)))
    }
}
