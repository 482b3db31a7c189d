//! The stand-in of departments' systems: takes orders, decides by its own register or by an officer, never
//! sees contacts.

mod decision;
mod desk;
mod door;
mod order;
mod shelf;

use crate::settings::StartError;
use actix_web::web::{self, ServiceConfig};
use shelf::Shelf;
use std::{path::Path, time::Duration};

/// The department: its shelf of orders and how long it thinks.
pub(crate) struct Department {
    shelf: Shelf,
    delay: chrono::Duration,
}

impl Department {
    /// Reads the orders taken before.
    pub(crate) fn open(dir: &Path, delay: Duration) -> Result<Self, StartError> {
        let delay = chrono::Duration::from_std(delay).unwrap_or(chrono::Duration::MAX);
        Ok(Self { shelf: Shelf::open(&dir.join("orders"))?, delay })
    }
}

/// The addresses of the department.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/department", web::get().to(desk::page))
        .route("/departments/{department}/orders", web::post().to(door::take))
        .route("/departments/{department}/orders/{message_id}", web::get().to(door::show))
        .route("/department/orders/{message_id}/decision", web::post().to(desk::decide));
}
