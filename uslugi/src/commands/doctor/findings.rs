//! What was found, said line by line.

use crate::say;

/// How many things were found, of each kind.
#[derive(Debug, Default)]
pub(super) struct Findings {
    good: usize,
    soon: usize,
    wrong: usize,
}

impl Findings {
    /// Something is as it should be.
    pub(super) fn good(&mut self, what: &str, found: &str) {
        self.good += 1;
        say::line(&format!("  ok    {what}: {found}"));
    }

    /// Something is to be looked after, and not wrong yet.
    pub(super) fn soon(&mut self, what: &str, found: &str) {
        self.soon += 1;
        say::line(&format!("  SOON  {what}: {found}"));
    }

    /// Something is wrong.
    pub(super) fn wrong(&mut self, what: &str, found: &str) {
        self.wrong += 1;
        say::line(&format!("  WRONG {what}: {found}"));
    }

    /// Good, or wrong with what to do next.
    pub(super) fn tell<T, E>(&mut self, what: &str, found: Result<T, E>, next: &str)
    where
        T: ToString,
        E: std::fmt::Display,
    {
        match found {
            Ok(good) => self.good(what, &good.to_string()),
            Err(error) if next.is_empty() => self.wrong(what, &format!("{error:#}")),
            Err(error) => self.wrong(what, &format!("{error:#}. {next}")),
        }
    }

    /// Says how much of each kind there was; how much is wrong.
    pub(super) fn sum_up(&self) -> usize {
        let Self { good, soon, wrong } = self;
        say::line(&format!("{good} ok, {soon} to be looked after soon, {wrong} wrong"));
        *wrong
    }
}
