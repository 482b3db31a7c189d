//! Every story, in one program: the platform is linked once, not once for each file.

mod access;
mod access_log;
mod architecture;
mod away;
mod bad_input;
mod browser;
mod catalog;
mod chat;
mod clients;
mod crash;
mod decisions;
mod doctor;
mod duties;
mod duty_command;
#[cfg(test)]
mod examples;
mod feeds;
mod first_token;
mod fuzz;
mod journal_command;
mod keys;
mod language;
mod late_filing;
mod nodes;
mod numbers;
mod one_visit;
mod own_things;
mod pages;
mod poison;
mod queue_command;
mod rating;
mod reference;
mod river;
mod sign_in;
mod startup;
mod two_keys;
