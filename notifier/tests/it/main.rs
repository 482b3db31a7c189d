//! The notifier against scripted peers: a mail server and a Bot API.

#[cfg(test)]
mod bot_api;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_server;
#[cfg(test)]
mod running;
#[cfg(test)]
mod telegram;
#[cfg(test)]
mod world;
