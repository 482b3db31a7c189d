//! Invented people, and what happens to them.

use domain::citizen::Profile;
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};

/// ESIA's numbers of invented people begin here: above those of the sandbox.
pub(crate) const FIRST: i64 = 7_000_000_000;

/// Who each of them is.
pub(crate) fn profile() -> Profile {
    Profile::named("Испытуемый", "Замер")
}

/// What happens to them.
pub(crate) fn fact() -> NewFact {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "bench".to_owned() });
    NewFact { application: None, actor: ActorRef::PLATFORM, body }
}
