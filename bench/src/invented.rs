//! Invented people, and what happens to them.

use domain::citizen::Profile;
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};

/// ESIA's numbers of invented people begin here: above those of the sandbox.
pub(crate) const FIRST: i64 = 7_000_000_000;

/// Who each of them is.
pub(crate) fn profile() -> Profile {
    Profile {
        last_name: "Испытуемый".to_owned(),
        first_name: "Замер".to_owned(),
        middle_name: None,
        birth_date: None,
        snils: None,
        email: None,
        mobile: None,
        documents: vec![],
        posts: vec![],
    }
}

/// What happens to them.
pub(crate) fn fact() -> NewFact {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "bench".to_owned() });
    NewFact { application: None, actor: ActorRef::PLATFORM, body }
}
