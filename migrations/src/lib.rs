#![doc = include_str!("../README.md")]

mod m0001_river;
mod m0002_identity;
mod m0003_notices;
mod m0004_chat;
mod m0005_queue;
mod m0006_exchange;
mod m0007_journal;
mod m0008_deliveries;
mod m0009_seals;
mod m0010_access;
mod m0011_housekeeping;
mod m0012_lists;
mod m0013_language;
mod m0014_decisions;
mod m0015_access_log;
mod m0016_rating;
mod m0017_offices;
mod m0018_odd_work;
mod m0019_uploads;
mod m0020_counted_office;
mod m0021_checks;
mod m0022_assignees;
mod m0023_decided;
mod m0024_receptions;
mod m0025_waiting_lists;
mod m0026_checklists;
mod m0027_co_applicants;
mod m0028_terms;
mod m0029_mailboxes;
mod m0030_manifests;
mod m0031_consultations;
mod m0032_urgent_manifests;
mod m0033_direct_filings;
mod m0034_counted_channel;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_river::Migration),
            Box::new(m0002_identity::Migration),
            Box::new(m0003_notices::Migration),
            Box::new(m0004_chat::Migration),
            Box::new(m0005_queue::Migration),
            Box::new(m0006_exchange::Migration),
            Box::new(m0007_journal::Migration),
            Box::new(m0008_deliveries::Migration),
            Box::new(m0009_seals::Migration),
            Box::new(m0010_access::Migration),
            Box::new(m0011_housekeeping::Migration),
            Box::new(m0012_lists::Migration),
            Box::new(m0013_language::Migration),
            Box::new(m0014_decisions::Migration),
            Box::new(m0015_access_log::Migration),
            Box::new(m0016_rating::Migration),
            Box::new(m0017_offices::Migration),
            Box::new(m0018_odd_work::Migration),
            Box::new(m0019_uploads::Migration),
            Box::new(m0020_counted_office::Migration),
            Box::new(m0021_checks::Migration),
            Box::new(m0022_assignees::Migration),
            Box::new(m0023_decided::Migration),
            Box::new(m0024_receptions::Migration),
            Box::new(m0025_waiting_lists::Migration),
            Box::new(m0026_checklists::Migration),
            Box::new(m0027_co_applicants::Migration),
            Box::new(m0028_terms::Migration),
            Box::new(m0029_mailboxes::Migration),
            Box::new(m0030_manifests::Migration),
            Box::new(m0031_consultations::Migration),
            Box::new(m0032_urgent_manifests::Migration),
            Box::new(m0033_direct_filings::Migration),
            Box::new(m0034_counted_channel::Migration),
        ]
    }
}
