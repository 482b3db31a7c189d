//! Nobody demands what the passport does not list (G4.3): whatever is asked beside it is refused, and changes nothing.

use super::Walk;
use casework::CaseError;
use casework::advance::{RequestedMove, advance};
use domain::access::Actor;
use domain::application::{BadCheck, BadComparison, BadMove, Checked, Compared};

impl Walk<'_> {
    /// Asks for the same move and for something more besides: another original, another check, a reason of nobody's.
    pub(super) async fn demands_more(&self, by: &Actor, asked: &RequestedMove) {
        let before = self.world.application(self.id).await;
        // A document of the passport that is not to be brought (again), and what no passport has.
        let more = if self.chance.once_in(2) {
            "identity-paper".to_owned()
        } else {
            format!("demanded-{}", self.chance.below(1000))
        };
        let mut original = asked.clone();
        original.originals.compared.push(Compared { document: more.clone(), agrees: true });
        let mut withheld = asked.clone();
        withheld.originals.withheld.push(more.clone());
        let mut check = asked.clone();
        check.checked.push(Checked { check: more.clone(), passed: false });
        let reason = RequestedMove { reason: Some(more.parse().unwrap()), ..asked.clone() };
        for demand in [original, withheld, check, reason] {
            let refused = advance(&self.world.cx, by, self.id, demand.clone()).await;
            let names = match &refused {
                Err(CaseError::Move(
                    BadMove::Originals(
                        BadComparison::Unasked(named) | BadComparison::NotKept(named),
                    )
                    | BadMove::Checks(BadCheck::Unasked(named))
                    | BadMove::ReasonUnknown(named),
                )) => named == &more,
                _ => false,
            };
            assert!(names, "{demand:?}: {refused:?}");
        }
        assert_eq!(self.world.application(self.id).await, before, "nothing came of it");
    }
}
