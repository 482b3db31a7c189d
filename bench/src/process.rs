//! CPU time and memory of a process, as Linux counts them.

use anyhow::Context;
use std::time::Duration;

/// How often Linux counts, whatever its own clock: a tick of `/proc/<pid>/stat` is a hundredth of a second.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time a process has used, its threads together.
pub(crate) fn used(pid: u32) -> anyhow::Result<Duration> {
    let place = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&place).with_context(|| format!("--pid: {place}"))?;
    ticks(&stat).map(|ticks| TICK * ticks).with_context(|| format!("{place}: {stat}"))
}

/// Time in user and in system mode. The name before them, in brackets, may hold anything.
fn ticks(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

/// A size of a process in KiB, by its name in `/proc/<pid>/status`: `VmRSS` is its memory now, `VmHWM` the most it had.
pub(crate) fn kib(pid: u32, name: &str) -> anyhow::Result<u64> {
    let place = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&place).with_context(|| place.clone())?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .with_context(|| format!("{place} has no {name}"))?;
    line.trim().trim_end_matches(" kB").parse().with_context(|| format!("{place}: {line}"))
}

/// What was used between two looks, as a share of one core.
pub(crate) fn share(before: Duration, after: Duration, took: Duration) -> f64 {
    after.saturating_sub(before).as_secs_f64() / took.as_secs_f64().max(0.001)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_read_behind_whatever_name() {
        let stat = "42 (a ) name) S 1 42 42 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 5 0 100 1 1";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(ticks("42 (cut"), None);
        let share = share(Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(30));
        assert!((share - 0.1).abs() < 1e-9);
    }
}
