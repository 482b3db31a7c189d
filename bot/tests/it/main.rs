//! The bot over HTTP: against npm `telegram-test-api` (nobody here wrote it) and a scripted platform.
//!
//! Needs Node 18 or newer and `npm ci` in `bot/tests/peer`.

#[cfg(test)]
mod kill;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod platform;
#[cfg(test)]
mod stories;
