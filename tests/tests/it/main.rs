//! Every story, in one program: the platform is linked once, not once for each file.

mod access;
mod architecture;
mod away;
mod bad_input;
mod browser;
mod catalog;
mod chat;
mod clients;
mod crash;
mod decisions;
mod duties;
mod duty_command;
mod feeds;
mod journal_command;
mod keys;
mod language;
mod nodes;
mod numbers;
mod own_things;
mod pages;
mod poison;
mod queue_command;
mod river;
mod sign_in;
mod startup;
mod two_keys;
