//! The rules of the queue: in which lane a job waits, how pauses grow, and when a job is set aside.
//!
//! A lane is a part of the queue with a capacity of its own: one for each receiver outside, and one for each
//! kind of work inside. What is slow or broken behind one lane delays no other.

use crate::id::ApplicationId;
use crate::job::Job;
use crate::notice::Channel;
use std::time::Duration;

/// Claims in a row that nobody ended (the process was killed, or the job hung) after which a job is set aside; the bot sets
/// an update aside by the same count.
pub const MOST_UNENDED: u32 = 5;

/// From so many claims that nobody ended on, a job is a suspect: a node takes one suspect at a time, so that
/// the jobs beside the one that kills a process are not set aside with it.
pub const SUSPECT: u32 = 2;

impl Job {
    /// The lane it waits in.
    #[must_use]
    pub fn lane(&self) -> String {
        match self {
            Self::SendToDepartment { receiver, .. } | Self::AwaitDecision { receiver, .. } => {
                match receiver {
                    Some(department) => format!("exchange:{department}"),
                    None => "exchange".to_owned(),
                }
            }
            Self::CancelOrder { receiver, .. } => format!("exchange:{receiver}"),
            Self::AnnounceMessage { receiver, .. } => format!("announce:{receiver}"),
            Self::FetchRegister { register, .. } => format!("register:{register}"),
            Self::GenerateResult { .. } => "result".to_owned(),
            Self::MakeDecision { .. } => "decision".to_owned(),
            Self::PlanNotice { .. } => "notice".to_owned(),
            Self::SendNotice { channel, .. } => channel.name().to_owned(),
            Self::GreetChat { .. } => Channel::Telegram.name().to_owned(),
            Self::LapseStage { .. } => "lapse".to_owned(),
            Self::RouteCase { .. } => "route".to_owned(),
            Self::CheckUpload { .. } | Self::DropUpload { .. } => "upload".to_owned(),
            Self::CheckDelay { .. } => "delay".to_owned(),
            Self::RecountList { .. } => "waiting_list".to_owned(),
            Self::FollowPapers { .. } => "papers".to_owned(),
        }
    }

    /// The application it is about, if it is about one.
    #[must_use]
    pub const fn application(&self) -> Option<ApplicationId> {
        match self {
            Self::SendToDepartment { application, .. }
            | Self::AwaitDecision { application, .. }
            | Self::CancelOrder { application, .. }
            | Self::AnnounceMessage { application, .. }
            | Self::GenerateResult { application, .. }
            | Self::MakeDecision { application, .. }
            | Self::PlanNotice { application, .. }
            | Self::SendNotice { application, .. }
            | Self::LapseStage { application, .. }
            | Self::RouteCase { application, .. }
            | Self::FollowPapers { application, .. }
            | Self::CheckDelay { application } => Some(*application),
            Self::GreetChat { .. }
            | Self::RecountList { .. }
            | Self::FetchRegister { .. }
            | Self::CheckUpload { .. }
            | Self::DropUpload { .. } => None,
        }
    }

    /// How many failures of the job itself are borne before it is set aside; with [`BackOff::WORK`] between
    /// them, 60 are about two days. What is the receiver's failure does not count.
    #[must_use]
    pub const fn most_attempts(&self) -> u32 {
        match self {
            // An answer that comes so late helps nobody: the register is asked again at the next sign-in.
            Self::FetchRegister { .. } => 20,
            _ => 60,
        }
    }
}

/// How pauses grow from one failure to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    /// The longest pause after the first failure; each next one is twice as long.
    pub first: Duration,
    /// No pause is longer than this.
    pub longest: Duration,
}

impl BackOff {
    /// Between the tries of a job, and for a lane whose receiver fails: from half a second to an hour.
    pub const WORK: Self = Self { first: Duration::from_secs(1), longest: Duration::from_hours(1) };
    /// Between the tries of a mail or message that the other side put off: servers that put off a first mail
    /// on purpose (greylisting) take it after some minutes.
    pub const SENDING: Self =
        Self { first: Duration::from_secs(30), longest: Duration::from_hours(1) };
    /// Between the answers of the bot to one chat: a person waits for them.
    pub const CHAT: Self = Self { first: Duration::from_secs(1), longest: Duration::from_mins(1) };

    /// The pause after this many failures (from 1). Half of it is taken from `random`, so that what failed
    /// together is not tried again together.
    #[must_use]
    pub fn pause(&self, failures: u32, random: u64) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        let half = self.first.saturating_mul(doubled).min(self.longest) / 2;
        let micros = u64::try_from(half.as_micros()).unwrap_or(u64::MAX).max(1);
        half.saturating_add(Duration::from_micros(random % micros))
    }
}

/// When a job whose receiver failed is due again, measured from now: a fourth of its age, at most ten
/// minutes, so that one message that always fails does not stay the first in its lane, and no count is needed.
#[must_use]
pub fn pause_by_age(age: Duration) -> Duration {
    (age / 4).min(Duration::from_mins(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_half_a_second_to_an_hour_and_never_beyond() {
        let policy = BackOff::WORK;
        for failures in (1..200).chain([u32::MAX]) {
            let ceiling = (500_u64 << failures.min(20)).min(3_600_000);
            for random in [0, 1, 999_999, u64::MAX / 3, u64::MAX] {
                let pause = u64::try_from(policy.pause(failures, random).as_millis()).unwrap();
                assert!((ceiling / 2..=ceiling).contains(&pause), "{failures}: {pause} ms");
            }
        }
        let together: std::collections::BTreeSet<_> =
            (0..20).map(|n| policy.pause(10, n * 7_654_321)).collect();
        assert!(together.len() > 15, "what failed together is not tried again together");
    }

    #[test]
    fn a_message_that_always_fails_waits_longer_the_older_it_is() {
        assert_eq!(pause_by_age(Duration::ZERO), Duration::ZERO);
        assert_eq!(pause_by_age(Duration::from_secs(40)), Duration::from_secs(10));
        assert_eq!(pause_by_age(Duration::from_hours(40)), Duration::from_mins(10));
    }
}
