//! A manifest (реестр передачи): papers that one place hands over to another through couriers, and who has signed for them.
//!
//! One who gives signs, a courier signs that they took them and that they delivered them, and one who receives signs. Each signature
//! names the papers it is for, so that signatures given without a network can arrive late, in another order, or twice, and mean the same.

mod number;
mod sign;
#[cfg(test)]
mod tests;

pub use number::{BadManifestNumber, ManifestNumber};
pub use sign::{BadSignature, Signed, Signing};

use crate::codes::{DepartmentCode, PapersCode};
use crate::id::{ApplicationId, CitizenId, ManifestId, ManifestItemId};
use crate::number::ApplicationNumber;
use crate::process::{Direction, Role};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// The most sets of papers one signature is for: what a courier can carry and both can count. More may wait to be given.
pub const MOST_ITEMS: usize = 100;

/// How far a manifest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManifestState {
    /// Papers are gathered in it, and nobody has signed.
    Open,
    /// Who gives the papers has signed.
    Given,
    /// A courier or the receiver has signed for them, and something of it is still awaited.
    Carried,
    /// Everything in it has arrived or was left out, and the courier has signed that it was delivered.
    Closed,
}

/// How far a set of papers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// It waits to be given away.
    Waiting,
    /// Who gives it has signed.
    Given,
    /// A courier has signed for it.
    Carried,
    /// The receiver has signed for it.
    Received,
    /// It was not given after all: it waits in another manifest, or is not carried any more.
    LeftOut,
}

/// A set of papers (комплект) in a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestItem {
    /// Its identifier.
    pub id: ManifestItemId,
    /// Of which application.
    pub application: ApplicationId,
    /// The application's number, which stands on the papers.
    pub number: ApplicationNumber,
    /// Which papers.
    pub papers: PapersCode,
    /// Whether it goes before others.
    pub urgent: bool,
    /// How far it is.
    pub state: ItemState,
}

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// One at the place the papers come from gives them away.
    Give,
    /// A courier takes them.
    Take,
    /// A courier delivers them.
    Deliver,
    /// One at the place the papers go to receives them.
    Receive,
}

impl Act {
    /// Each, in the order in which papers go.
    pub const ALL: [Self; 4] = [Self::Give, Self::Take, Self::Deliver, Self::Receive];
}

/// A signature of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What was signed.
    pub act: Act,
    /// By whom.
    pub by: CitizenId,
    /// For which sets of papers.
    pub items: Vec<ManifestItemId>,
    /// When their device says they signed, where it was without a network and what it says can be so.
    pub signed_at: Option<Moment>,
    /// When the platform had it.
    pub recorded_at: Moment,
}

/// Papers on their way between two places, and who has signed for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its identifier.
    pub id: ManifestId,
    /// The number people read; given with the first signature.
    pub number: Option<ManifestNumber>,
    /// Which way the papers go.
    pub direction: Direction,
    /// From which organisation.
    pub from: DepartmentCode,
    /// To which organisation.
    pub to: DepartmentCode,
    /// Whose couriers carry them.
    pub couriers: DepartmentCode,
    /// How far it is.
    pub state: ManifestState,
    /// Whether it goes before others: papers in it do that have not arrived.
    pub urgent: bool,
    /// Since when there is something in it.
    pub made_at: Moment,
    /// The sets of papers.
    pub items: Vec<ManifestItem>,
    /// Who has signed, the first first.
    pub signatures: Vec<Signature>,
}

impl Manifest {
    /// The side whose act it is: a role, and of which organisation.
    #[must_use]
    pub const fn side(&self, act: Act) -> (Role, &DepartmentCode) {
        match act {
            Act::Give => (self.direction.giver(), &self.from),
            Act::Take | Act::Deliver => (Role::Courier, &self.couriers),
            Act::Receive => (self.direction.receiver(), &self.to),
        }
    }

    /// Whether an act can be signed now.
    #[must_use]
    pub fn awaits(&self, act: Act) -> bool {
        let any = |states: &[ItemState]| self.items.iter().any(|one| states.contains(&one.state));
        let on_the_way = [ItemState::Given, ItemState::Carried];
        match act {
            Act::Give => self.state == ManifestState::Open && any(&[ItemState::Waiting]),
            Act::Take => self.state > ManifestState::Open && !self.is_signed(act) && self.has_any(),
            Act::Deliver => self.is_signed(Act::Take) && !self.is_signed(act) && self.has_any(),
            Act::Receive => self.state > ManifestState::Open && any(&on_the_way),
        }
    }

    /// Whether somebody has signed an act.
    fn is_signed(&self, act: Act) -> bool {
        self.signatures.iter().any(|one| one.act == act)
    }

    /// Whether anything in it is or was carried.
    fn has_any(&self) -> bool {
        self.items.iter().any(|one| one.state != ItemState::LeftOut)
    }
}
