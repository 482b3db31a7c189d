//! The running catalog, which a broken folder cannot harm.

use crate::catalog::Catalog;
use crate::mistake::Mistake;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// The catalog in use. Whoever took it keeps what they took; the next one gets the new one.
#[derive(Debug)]
pub struct Live(RwLock<Arc<Catalog>>);

impl Live {
    /// Begins with this catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self(RwLock::new(Arc::new(catalog)))
    }

    /// The catalog in use now.
    #[must_use]
    pub fn current(&self) -> Arc<Catalog> {
        // A catalog is replaced whole or not at all, so a poisoned lock guards a good one.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the catalog of a folder into use. With any mistake in it, what is in use stays.
    ///
    /// A version of a service or process that is in use may not vanish or be rewritten: cases go on
    /// by the version they began with.
    pub fn try_replace(&self, folder: &Path) -> Result<(), Vec<Mistake>> {
        let new = Catalog::from_dir(folder)?;
        let lost = self.current().lost_in(&new);
        if !lost.is_empty() {
            return Err(lost);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(())
    }
}
