//! The store, proved on both engines: what it keeps, what it refuses, what it finds damaged.

#[cfg(test)]
#[macro_use]
mod world;

#[cfg(test)]
mod access_log;
#[cfg(test)]
mod applications;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod bucket;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod corrupt;
#[cfg(test)]
mod cuts;
#[cfg(test)]
mod damaged;
#[cfg(test)]
mod deliveries;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod forgery;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod inquiries;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod journal_hand_over;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod lease;
#[cfg(test)]
mod live_feed;
#[cfg(test)]
mod mailboxes;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod projection;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod queue_damage;
#[cfg(test)]
mod queue_move;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod reseal;
#[cfg(test)]
mod results;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod sqlite;
#[cfg(test)]
mod workplaces;
