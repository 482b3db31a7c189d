//! The sandbox from outside: every door driven over the wire.

#[cfg(test)]
mod department;
#[cfg(test)]
mod mailbox;
#[cfg(test)]
mod person;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod signin;
#[cfg(test)]
mod world;
