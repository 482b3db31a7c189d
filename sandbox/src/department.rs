//! The stand-in of departments' systems: takes orders, decides by its own register or by an officer, never
//! sees contacts.

pub(crate) mod decision;
pub(crate) mod documents;
pub(crate) mod order;
pub(crate) mod shelf;

use crate::settings::StartError;
use documents::Documents;
use shelf::Shelf;
use std::{path::Path, time::Duration};

/// The department: its shelf of orders and how long it thinks.
pub(crate) struct Department {
    pub(crate) shelf: Shelf,
    /// The files that came with the orders.
    pub(crate) documents: Documents,
    delay: chrono::Duration,
}

impl Department {
    /// Reads the orders taken before.
    pub(crate) fn open(dir: &Path, delay: Duration) -> Result<Self, StartError> {
        let delay = chrono::Duration::from_std(delay).unwrap_or(chrono::Duration::MAX);
        let shelf = Shelf::open(&dir.join("orders"))?;
        Ok(Self { shelf, documents: Documents::open(&dir.join("documents"))?, delay })
    }
}
