//! Sign-in, end to end within this crate: against the sandbox ESIA, and against one that lies.

#[cfg(test)]
mod authorize;
#[cfg(test)]
mod bearer;
#[cfg(test)]
mod client;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod esia;
#[cfg(test)]
mod liar;
#[cfg(test)]
mod listen;
#[cfg(test)]
mod parties;
#[cfg(test)]
mod place;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod sandbox_login;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod world;
