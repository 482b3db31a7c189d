//! Verifying the journal of everybody: every fact in the order of positions, the root at every checkpoint, then the end
//! of every citizen's journal. A page is held at once, however many facts there are.

use super::feed::Mark;
use super::hand_over::HandOver;
use super::verify::{Row, Wrong};
use crate::error::StoreError;
use crate::tx::Store;
use domain::id::CitizenId;
use domain::journal::{Checkpoint, CheckpointKind, FactHash, Fault};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use std::collections::VecDeque;
use uuid::Uuid;

/// What was verified, and the first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many facts were looked at.
    pub facts: u64,
    /// How many citizens' journals end as they should.
    pub citizens: u64,
    /// The position of the last fact looked at.
    pub position: i64,
    /// How many checkpoints hold.
    pub checkpoints: u64,
    /// What is wrong, if anything is.
    pub wrong: Option<Wrong>,
}

/// How many citizens are held at once.
const CITIZENS: u64 = 2_000;

/// What the root must be at a position, and what says so.
#[derive(Debug)]
struct Expected {
    mark: Mark,
    by: &'static str,
}

impl Store {
    /// Verifies all facts up to the present, or those after the last of `trusted` when it is given. The signatures
    /// of the checkpoints are for the caller to check. `progress` hears (position, last position) after each page.
    ///
    /// An error only if the store cannot be read, or the record of the hand-over is damaged.
    pub async fn verify_all(
        &self,
        checkpoints: &[Checkpoint],
        from: Option<&Checkpoint>,
        mut progress: impl FnMut(i64, i64) + Send,
    ) -> Result<Verified, StoreError> {
        let last = self.place_facts().await?;
        let hand_over = self.hand_over().await?;
        let mark =
            from.map_or(Mark::BEGINNING, |from| Mark { position: from.position, root: from.root });
        let mut walk = Walk {
            verified: Verified {
                facts: 0,
                citizens: 0,
                position: mark.position,
                checkpoints: 0,
                wrong: None,
            },
            expected: expected(hand_over, checkpoints, mark.position),
            agreed: mark.position,
            mark,
        };
        let met = match recorded(hand_over, checkpoints) {
            Err(fault) => Err(at(None, fault)),
            Ok(()) => match walk.facts(self, hand_over, last, &mut progress).await? {
                Err(wrong) => Err(wrong),
                Ok(()) => walk.ends(self).await?,
            },
        };
        Ok(Verified { wrong: met.err(), ..walk.verified })
    }
}

/// Whether the record of the hand-over is there and is what the checkpoints began with.
fn recorded(hand_over: Option<HandOver>, checkpoints: &[Checkpoint]) -> Result<(), Fault> {
    let over = hand_over.ok_or(Fault::HandOver("is missing"))?;
    let first = checkpoints.iter().find(|one| one.kind == CheckpointKind::HandOver);
    let agrees = first.is_none_or(|one| (one.position, one.root) == (over.position, over.root));
    if agrees { Ok(()) } else { Err(Fault::HandOver("is another than the checkpoints began with")) }
}

fn expected(
    hand_over: Option<HandOver>,
    checkpoints: &[Checkpoint],
    after: i64,
) -> VecDeque<Expected> {
    let over = hand_over.map(|over| Expected {
        mark: Mark { position: over.position, root: over.root },
        by: "the hand-over",
    });
    let given = checkpoints.iter().map(|one| Expected {
        mark: Mark { position: one.position, root: one.root },
        by: "the next checkpoint",
    });
    let mut all: Vec<_> =
        over.into_iter().chain(given).filter(|one| one.mark.position > after).collect();
    all.sort_by_key(|one| one.mark.position);
    all.into()
}

/// A fact below the first position: readers of one journal would see it, and the walk over positions does not.
async fn outside(store: &Store) -> Result<Option<Wrong>, StoreError> {
    let which = "f.position <= $1 AND f.position >= $2 ORDER BY f.position";
    let page = Row::page(&store.read, which, [0.into(), i64::MIN.into()]).await?;
    Ok(page.first().map(Row::outside))
}

fn at(position: Option<i64>, fault: Fault) -> Wrong {
    Wrong { citizen: None, sequence: None, position, fault }
}

/// A verification under way.
#[derive(Debug)]
struct Walk {
    verified: Verified,
    expected: VecDeque<Expected>,
    /// The last position at which the root was as expected.
    agreed: i64,
    mark: Mark,
}

impl Walk {
    /// Every fact, in the order of positions.
    async fn facts(
        &mut self,
        store: &Store,
        hand_over: Option<HandOver>,
        last: i64,
        progress: &mut (impl FnMut(i64, i64) + Send),
    ) -> Result<Result<(), Wrong>, StoreError> {
        loop {
            let which = "f.position > $1 AND f.position <= $2 ORDER BY f.position";
            let values = [self.mark.position.into(), last.into()];
            let page = Row::page(&store.read, which, values).await?;
            if page.is_empty() {
                break;
            }
            for row in &page {
                let met = self.fact(store, hand_over, row);
                if met.is_err() {
                    return Ok(met);
                }
            }
            progress(self.mark.position, last);
        }
        Ok(match self.expected.front() {
            None => Ok(()),
            Some(one) => Err(at(Some(self.mark.position + 1), Fault::Ends(one.mark.position))),
        })
    }

    fn fact(&mut self, store: &Store, hand_over: Option<HandOver>, row: &Row) -> Result<(), Wrong> {
        let due = self.mark.position + 1;
        if row.position != Some(due) {
            return Err(at(Some(due), Fault::Position));
        }
        row.check(&store.chain, hand_over)?;
        self.mark = Mark { position: due, root: self.mark.root.with(due, &row.hash) };
        self.verified.facts += 1;
        self.verified.position = due;
        let agreed = self.agreed;
        while let Some(one) = self.expected.pop_front_if(|one| one.mark.position == due) {
            if one.mark.root != self.mark.root {
                let (after, by) = (agreed, one.by);
                return Err(at(Some(due), Fault::Root { after, by }));
            }
            self.verified.checkpoints += 1;
            self.agreed = due;
        }
        Ok(())
    }

    /// What the walk over positions did not come by: facts below the first, then the end of every citizen's journal.
    async fn ends(&mut self, store: &Store) -> Result<Result<(), Wrong>, StoreError> {
        if let Some(wrong) = outside(store).await? {
            return Ok(Err(wrong));
        }
        let mut after = Uuid::nil();
        loop {
            let page = End::page(&store.read, after).await?;
            let Some(last) = page.last() else { return Ok(Ok(())) };
            after = last.id;
            for end in page {
                if let Err(wrong) = end.check() {
                    return Ok(Err(wrong));
                }
                self.verified.citizens += 1;
            }
        }
    }
}

/// What a citizen's record says of the end of their journal, beside the last fact there is.
#[derive(Debug, FromQueryResult)]
struct End {
    id: Uuid,
    journal_sequence: i64,
    journal_head: String,
    sequence: Option<i64>,
    hash: Option<String>,
}

impl End {
    async fn page(sql: &impl ConnectionTrait, after: Uuid) -> Result<Vec<Self>, StoreError> {
        let text = format!(
            "SELECT c.id, c.journal_sequence, c.journal_head, f.sequence, f.hash FROM citizen c \
             LEFT JOIN fact f ON f.citizen_id = c.id AND f.sequence = \
             (SELECT MAX(l.sequence) FROM fact l WHERE l.citizen_id = c.id) \
             WHERE c.id > $1 ORDER BY c.id LIMIT {CITIZENS}"
        );
        let values = [after.into()];
        let statement = Statement::from_sql_and_values(sql.get_database_backend(), text, values);
        Ok(Self::find_by_statement(statement).all(sql).await?)
    }

    fn check(&self) -> Result<(), Wrong> {
        let last = (self.sequence.unwrap_or(0), self.hash.clone().unwrap_or(FactHash::zero().0));
        if last == (self.journal_sequence, self.journal_head.clone()) {
            return Ok(());
        }
        let citizen = Some(CitizenId::from_uuid(self.id));
        let sequence = Some(self.journal_sequence);
        Err(Wrong { citizen, sequence, position: None, fault: Fault::Head })
    }
}
