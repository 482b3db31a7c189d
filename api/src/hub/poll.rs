//! Looking without wake-ups: the heads of all watched journals, 500 a statement, at a bounded rate.

use super::Hub;
use std::time::Duration;

/// How many journals a statement asks about.
const CHUNK: usize = 500;
/// The shortest pause between two statements of one round when a round has several: at most five a second, whatever
/// the number of feeds.
const PAUSE: Duration = Duration::from_millis(200);

impl Hub {
    /// A round over every watched journal. A fact whose wake-up was lost is handed out by the next round, which takes
    /// `poll`, or 0.2 s for every 500 watched citizens if that is longer.
    pub(super) async fn poll(&self) {
        let citizens = self.registry.citizens();
        let pause = pause(self.poll, citizens.len());
        for chunk in citizens.chunks(CHUNK) {
            self.compare(chunk).await;
            tokio::time::sleep(pause).await;
        }
        if citizens.is_empty() {
            tokio::time::sleep(self.poll).await;
        }
    }

    /// Looks for those of these citizens who have facts that were not handed out.
    pub(super) async fn compare(&self, citizens: &[domain::id::CitizenId]) {
        match casework::feed::heads(&self.cx, citizens).await {
            Ok(heads) => self.look_for(self.registry.behind(&heads)).await,
            Err(error) => tracing::debug!(%error, "live feeds could not poll; they try again"),
        }
    }
}

/// The pause after each statement of a round over so many journals.
fn pause(poll: Duration, watched: usize) -> Duration {
    match u32::try_from(watched.div_ceil(CHUNK)) {
        Ok(0 | 1) => poll,
        Ok(statements) => (poll / statements).max(PAUSE),
        Err(_too_many) => PAUSE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_statements_is_bounded_whatever_the_number_of_feeds() {
        let poll = Duration::from_secs(1);
        assert_eq!(pause(poll, 1), poll);
        assert_eq!(pause(poll, 500), poll);
        assert_eq!(pause(poll, 1_000), poll / 2);
        assert_eq!(pause(poll, 10_000), PAUSE, "twenty statements in four seconds");
        assert_eq!(pause(poll, usize::MAX), PAUSE);
    }
}
