//! What was counted, and how it is said.

use openapi::client::ClientError;
use std::collections::BTreeMap;
use std::thread::available_parallelism;
use std::time::Duration;
use uslugi::say;

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// How long all of it took.
    pub(crate) took: Duration,
    latencies: Vec<Duration>,
    failures: BTreeMap<String, u64>,
}

impl Tally {
    /// A request was answered as it should be.
    pub(crate) fn answered(&mut self, after: Duration) {
        self.latencies.push(after);
    }

    /// A request failed.
    pub(crate) fn failed(&mut self, error: &ClientError) {
        let kind = match error {
            ClientError::Http(_) => "not reached",
            other => other.code().unwrap_or("unexpected"),
        };
        *self.failures.entry(kind.to_owned()).or_default() += 1;
    }

    /// Adds what another client counted.
    pub(crate) fn merge(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        for (kind, count) in other.failures {
            *self.failures.entry(kind).or_default() += count;
        }
    }

    /// Whether nothing failed.
    pub(crate) fn all_answered(&self) -> bool {
        self.failures.is_empty()
    }

    /// How long each answer took, shortest first.
    pub(crate) fn sorted(mut self) -> Vec<Duration> {
        self.latencies.sort_unstable();
        self.latencies
    }

    /// What failed, for people.
    pub(crate) fn errors(&self) -> String {
        if self.failures.is_empty() {
            return "0".to_owned();
        }
        let said: Vec<String> =
            self.failures.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        said.join(", ")
    }
}

/// The value that so many percent do not exceed (nearest rank); zero of nothing.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// For people.
pub(crate) fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// The cores of this machine.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// A row of the table of loads.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) clients: u32,
    pub(crate) people: usize,
    pub(crate) terms: &'a str,
    pub(crate) tally: Tally,
}

impl Row<'_> {
    /// Says the row.
    pub(crate) fn say(mut self) {
        self.tally.latencies.sort_unstable();
        say::line(&self.text());
    }

    fn text(&self) -> String {
        let sorted = &self.tally.latencies;
        let answered = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        let seconds = self.tally.took.as_secs_f64();
        let rate = if seconds > 0.0 { f64::from(answered) / seconds } else { 0.0 };
        let [p50, p95, p99] = [50, 95, 99].map(|percent| millis(percentile(sorted, percent)));
        let generator = if cfg!(debug_assertions) { "debug" } else { "release" };
        format!(
            "| {} | {} | {} | {seconds:.1} | {answered} | {rate:.0} | {p50} | {p95} | {p99} | {} | \
             {} cores, peer 127.0.0.1, generator {generator} | {} |",
            self.name,
            self.clients,
            self.people,
            self.tally.errors(),
            cores(),
            self.terms
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(millis: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        millis.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let hundred = of(1..=100);
        assert_eq!(percentile(&hundred, 50), Duration::from_millis(50));
        assert_eq!(percentile(&hundred, 99), Duration::from_millis(99));
        assert_eq!(percentile(&of([7]), 95), Duration::from_millis(7));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn a_row_counts_what_was_answered_and_what_failed() {
        let mut tally = Tally { took: Duration::from_secs(2), ..Tally::default() };
        (1..=4).for_each(|millis| tally.answered(Duration::from_millis(millis)));
        let mut other = Tally::default();
        other.failed(&ClientError::Unexpected { status: 500 });
        tally.merge(other);
        let row = Row { name: "read", clients: 3, people: 2, terms: "test", tally };
        let text = row.text();
        let wanted = "| read | 3 | 2 | 2.0 | 4 | 2 | 2.0 | 4.0 | 4.0 | 1 unexpected |";
        assert!(text.starts_with(wanted), "{text}");
        assert_eq!(text.matches('|').count(), 13, "{text}");
    }
}
