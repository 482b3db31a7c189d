//! `uslugi duty`: grants duties, shows them, ends them. The СНИЛС is read from standard input, so that it is in no
//! list of processes and no history of a shell.

use crate::config::Config;
use crate::keys::Keys;
use crate::{say, wiring};
use anyhow::{Context, bail, ensure};
use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use domain::duty::Duty;
use domain::entropy::{Entropy, OsEntropy};
use domain::id::DutyId;
use domain::snils::Snils;
use domain::time::{Clock, Moment, SystemClock, moscow};
use std::sync::Arc;
use store::{DatabaseClock, GrantedDuty, Store};

/// Shows the duties of the person whose СНИЛС is given.
pub async fn list(config: Config) -> anyhow::Result<()> {
    let person = read_snils()?;
    let (store, clock) = open(&config).await?;
    let duties = store.duties_of(&person).await?;
    for one in &duties {
        say::line(&shown(one, clock.now()));
    }
    say::line(&format!("granted here: {}; posts that ESIA tells of count besides", duties.len()));
    Ok(store.close().await?)
}

/// Grants a duty to the person whose СНИЛС is given. The organisation must be one of the catalog.
pub async fn grant(config: Config, duty: Duty) -> anyhow::Result<()> {
    duty.check()?;
    if let Some(organisation) = &duty.organisation {
        let catalog = wiring::catalog(&config)?.current();
        let codes = || catalog.departments().map(|one| one.code.as_str()).collect::<Vec<_>>();
        ensure!(
            catalog.department(organisation).is_some(),
            "there is no organisation `{organisation}`: use one of {}",
            codes().join(", ")
        );
    }
    let person = read_snils()?;
    let (store, clock) = open(&config).await?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let mut tx = store.begin(&clock, &entropy).await?;
    ensure!(
        duty.from.is_some() || duty.to.is_none_or(|to| to > tx.now()),
        "the last day of the duty is past: it would never count. Give a later --to; for a duty of the past, --from too"
    );
    let id = tx.grant_duty(&person, &duty).await?;
    tx.commit().await?;
    say::line(&format!("{id} {duty} was granted by {}", duty.granted_by));
    Ok(store.close().await?)
}

/// Ends a duty now.
pub async fn end(config: Config, id: DutyId, by: &str) -> anyhow::Result<()> {
    ensure!((1..=200).contains(&by.trim().chars().count()), "say by what it is ended: --by");
    let (store, clock) = open(&config).await?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let mut tx = store.begin(&clock, &entropy).await?;
    if !tx.end_duty(id, by).await? {
        bail!("{id}: there is no such duty, or it was ended before");
    }
    tx.commit().await?;
    say::line(&format!(
        "{id} was ended by {by}; it counts for nothing from now on, in running sessions too"
    ));
    Ok(store.close().await?)
}

/// The beginning of a day in Moscow.
#[must_use]
pub fn day_begins(day: NaiveDate) -> Option<Moment> {
    let local = moscow().from_local_datetime(&day.and_time(NaiveTime::MIN)).single()?;
    Some(local.with_timezone(&Utc))
}

/// The end of a day in Moscow: the beginning of the next.
#[must_use]
pub fn day_ends(day: NaiveDate) -> Option<Moment> {
    day_begins(day.checked_add_signed(TimeDelta::days(1))?)
}

fn shown(one: &GrantedDuty, now: Moment) -> String {
    let day = |at: Moment| at.with_timezone(&moscow()).date_naive();
    let from = one.duty.from.map_or_else(String::new, |at| format!(" from {}", day(at)));
    let last = |at: Moment| day(at - TimeDelta::microseconds(1));
    let to = one.duty.to.map_or_else(String::new, |at| format!(" to {}", last(at)));
    let state = match (&one.ended_by, one.counts_at(now)) {
        (Some(by), _) => format!("ended by {by}"),
        (None, true) => "counts".to_owned(),
        (None, false) => "does not count today".to_owned(),
    };
    format!("{}  {}{from}{to}  granted by {}  {state}", one.id, one.duty, one.duty.granted_by)
}

fn read_snils() -> anyhow::Result<Snils> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("standard input")?;
    let text = line.trim();
    ensure!(!text.is_empty(), "give the person's СНИЛС on standard input: echo … | uslugi duty …");
    // The text itself is not repeated: what was mistyped is still somebody's number.
    text.parse().ok().context("this is no СНИЛС: eleven digits with the right check sum")
}

async fn open(config: &Config) -> anyhow::Result<(Store, DatabaseClock)> {
    let keys = Keys::open(config, &OsEntropy).context("the keys")?;
    let store = wiring::store(config, &keys).await?;
    let clock = DatabaseClock::open(&store, Arc::new(SystemClock)).await?;
    Ok((store, clock))
}
