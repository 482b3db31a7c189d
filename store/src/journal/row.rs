//! A fact and its row: hashed is what the row holds.

use crate::chain::Chain;
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, fact, micros, moment};
use domain::id::{ApplicationId, CitizenId, FactId};
use domain::journal::{Fact, FactActor, FactBody, FactHash, Head, NewFact, StoredFact};
use domain::time::Moment;
use sea_orm::Set;

/// Gives a fact its place after `head`: the fact, and its row with the hash over the bytes of that row.
pub(super) fn after(
    head: &Head,
    (citizen, id, at): (CitizenId, FactId, Moment),
    new: NewFact,
    position: Option<i64>,
    chain: &Chain,
) -> Result<(Fact, fact::ActiveModel), StoreError> {
    let json = |error: serde_json::Error| StoreError::Refused(error.to_string());
    let actor = serde_json::to_string(&new.actor).map_err(json)?;
    let body = serde_json::to_string(&new.body).map_err(json)?;
    let stored = StoredFact {
        scheme: chain.scheme(),
        citizen,
        sequence: head.sequence + 1,
        id,
        application: new.application,
        at: micros(at),
        actor: &actor,
        body: &body,
        previous: &head.hash.0,
    };
    let no_key = || StoreError::Refused("the current key of the journal is not there".to_owned());
    let hash = stored.hash(|key, bytes| chain.mac(key, bytes)).ok_or_else(no_key)?;
    let (version, key) = stored.scheme.stored();
    let row = fact::ActiveModel {
        citizen_id: Set(citizen.uuid()),
        sequence: Set(stored.sequence),
        id: Set(id.uuid()),
        application_id: Set(new.application.map(ApplicationId::uuid)),
        at: Set(stored.at),
        previous: Set(head.hash.0.clone()),
        hash: Set(hash.0.clone()),
        position: Set(position),
        hash_scheme: Set(version),
        hash_key: Set(key),
        actor: Set(actor.clone()),
        body: Set(body.clone()),
    };
    let fact = Fact {
        id,
        citizen,
        sequence: head.sequence + 1,
        application: new.application,
        at,
        actor: new.actor.into(),
        body: new.body,
        previous: head.hash.clone(),
        hash,
    };
    Ok((fact, row))
}

/// Reads a row.
pub(crate) fn parse(row: fact::Model) -> Result<Fact, Corrupt> {
    let cell = Cell { table: "fact", row: &row.id };
    Ok(Fact {
        id: FactId::from_uuid(row.id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        sequence: row.sequence,
        application: row.application_id.map(ApplicationId::from_uuid),
        at: moment(&cell, "at", row.at)?,
        actor: FactActor::parse(&row.actor).map_err(|bad| cell.corrupt("actor", bad))?,
        body: FactBody::parse(&row.body).map_err(|bad| cell.corrupt("body", bad))?,
        previous: FactHash(row.previous.clone()),
        hash: FactHash(row.hash.clone()),
    })
}
