//! The shelf of orders: one file each, in memory too, safe to send twice.

use super::order::{Officer, Order};
use crate::{files, settings::StartError};
use chrono::Datelike;
use domain::time::{self, Moment};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// All orders by message id.
pub(crate) struct Shelf {
    dir: PathBuf,
    orders: Mutex<BTreeMap<String, Order>>,
}

/// How an order was taken.
pub(crate) enum OrderReceipt {
    /// New, or the same message again.
    Order(Box<Order>),
    /// The id is known with another message.
    Conflict,
}

impl Shelf {
    /// Reads every order of the folder.
    pub(crate) fn open(dir: &Path) -> Result<Self, StartError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| StartError::Data { path, source }
        };
        files::folder(dir).map_err(failed(dir))?;
        let mut orders = BTreeMap::new();
        for path in files::listed(dir, "json").map_err(failed(dir))? {
            let bytes = std::fs::read(&path).map_err(failed(&path))?;
            let order: Order = serde_json::from_slice(&bytes).map_err(|error| {
                StartError::Corrupt { path: path.clone(), problem: error.to_string() }
            })?;
            if let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) {
                orders.insert(id.to_owned(), order);
            }
        }
        Ok(Self { dir: dir.to_owned(), orders: Mutex::new(orders) })
    }

    /// Takes a message; it is on the disk before this returns. Blocks.
    pub(crate) fn take(&self, id: &str, message: &Value, now: Moment) -> io::Result<OrderReceipt> {
        let mut orders = self.lock();
        if let Some(known) = orders.get(id) {
            let same = known.message == *message;
            return Ok(if same {
                OrderReceipt::Order(Box::new(known.clone()))
            } else {
                OrderReceipt::Conflict
            });
        }
        let sequence = orders.values().map(|order| order.sequence).max().unwrap_or(0) + 1;
        let order = Order {
            sequence,
            department_number: format!("ЦЗН-{}-{sequence:06}", time::moscow_day(now).year()),
            received_at: now,
            officer: None,
            cancelled_at: None,
            message: message.clone(),
        };
        self.write(id, &order)?;
        orders.insert(id.to_owned(), order.clone());
        Ok(OrderReceipt::Order(Box::new(order)))
    }

    /// Writes an officer's decision, if none was written before. Blocks.
    pub(crate) fn decide(&self, id: &str, officer: Officer) -> io::Result<()> {
        let mut orders = self.lock();
        if let Some(order) = orders.get_mut(id).filter(|order| order.officer.is_none()) {
            let decided = Order { officer: Some(officer), ..order.clone() };
            self.write(id, &decided)?;
            *order = decided;
        }
        Ok(())
    }

    /// Notes that a message was taken back, and when first. Blocks.
    pub(crate) fn cancel(&self, id: &str, now: Moment) -> io::Result<()> {
        let mut orders = self.lock();
        if let Some(order) = orders.get_mut(id).filter(|order| order.cancelled_at.is_none()) {
            let cancelled = Order { cancelled_at: Some(now), ..order.clone() };
            self.write(id, &cancelled)?;
            *order = cancelled;
        }
        Ok(())
    }

    /// The order of this message.
    pub(crate) fn get(&self, id: &str) -> Option<Order> {
        self.lock().get(id).cloned()
    }

    /// All orders with their message ids, newest first.
    pub(crate) fn all(&self) -> Vec<(String, Order)> {
        let mut all: Vec<(String, Order)> =
            self.lock().iter().map(|(id, order)| (id.clone(), order.clone())).collect();
        all.sort_by_key(|(_, order)| std::cmp::Reverse(order.sequence));
        all
    }

    fn write(&self, id: &str, order: &Order) -> io::Result<()> {
        let bytes = serde_json::to_vec_pretty(order)?;
        files::write(&self.dir.join(format!("{id}.json")), &bytes)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
