#![doc = include_str!("../README.md")]

mod applicants;
mod applications;
mod chat;
mod citizens;
mod clock;
mod deliveries;
mod drafts;
mod engine;
mod error;
mod files;
mod forms;
mod idempotency;
mod identity;
mod journal;
mod lease;
mod live;
mod messages;
mod notices;
mod queue;
mod registers;
mod results;
#[expect(unreachable_pub, reason = "the entity derive needs `pub` on what it derives for")]
mod rows;
mod seal;
mod settings;
mod tx;
mod workplaces;

pub use applications::ApplicationPage;
pub use clock::{DatabaseClock, SET_EVERY};
pub use deliveries::{AttemptRecord, DeliveryClaim};
pub use drafts::Draft;
pub use engine::Engine;
pub use error::{Corrupt, StoreError};
pub use files::{FileError, Files, private_folder};
pub use forms::FiledForm;
pub use idempotency::{Earlier, Key};
pub use identity::{Consent, Swept};
pub use live::Wake;
pub use messages::{Message, Receipt};
pub use notices::{DeliveryView, NewNotice, NoticeView};
pub use queue::{Aside, Claim, Job, LaneLook, Paused, QueueFilter, QueueRow, SetAside};
pub use registers::RegisterFacts;
pub use results::ResultRecord;
pub use seal::{MasterKey, Seal};
pub use settings::Settings;
pub use tx::{Store, Tx};
