//! Looking for a citizen's new facts: one query for all their feeds, rendered once in each language.

use super::Hub;
use super::line::render;
use casework::CaseError;
use domain::id::CitizenId;
use domain::text::Lang;
use futures::{StreamExt, stream};
use std::sync::Arc;

/// How many facts are read at once.
pub(super) const PAGE: u64 = 100;
/// Queries for the new facts of a citizen: one for a wake-up, and one for what polling finds, however many feeds read.
const LOOKS: &str = "live_feeds_looks_total";
/// How many citizens are looked for at once: a burst leaves connections to the requests.
const AT_ONCE: usize = 4;

impl Hub {
    /// Looks for each of these citizens' facts. An error if the database was away for some; one whose facts cannot be
    /// read hears nothing new, and holds up nobody else.
    pub(super) async fn look_for(
        &self,
        citizens: impl IntoIterator<Item = CitizenId>,
    ) -> Result<(), CaseError> {
        let looks = stream::iter(citizens).map(|citizen| self.look(citizen));
        let mut looks = looks.buffer_unordered(AT_ONCE);
        let mut all = Ok(());
        while let Some(looked) = looks.next().await {
            match looked {
                Err(error) if error.is_away() => all = Err(error),
                Err(error) => tracing::warn!(%error, "a live feed cannot be read"),
                Ok(()) => {}
            }
        }
        all
    }

    /// Hands out what is new of a citizen.
    async fn look(&self, citizen: CitizenId) -> Result<(), CaseError> {
        while let Some((upto, langs)) = self.registry.reading(citizen) {
            metrics::counter!(LOOKS).increment(1);
            let facts = casework::feed::after(&self.cx, citizen, upto, PAGE).await?;
            let Some(newest) = facts.last().map(|told| told.fact.sequence) else { break };
            let catalog = self.cx.catalog();
            let in_lang = |lang: Lang| (lang, render(&catalog, &facts, lang));
            let lines: Vec<_> = langs.into_iter().map(in_lang).collect();
            self.registry.hand(citizen, newest, &lines);
            if facts.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                break;
            }
        }
        Ok(())
    }

    /// A page of a citizen's facts for one feed: a replay.
    pub(super) async fn page(
        &self,
        citizen: CitizenId,
        after: i64,
        lang: Lang,
    ) -> Result<Arc<[super::line::EventLine]>, CaseError> {
        let facts = casework::feed::after(&self.cx, citizen, after, PAGE).await?;
        Ok(render(&self.cx.catalog(), &facts, lang))
    }
}
