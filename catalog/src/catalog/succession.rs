//! One catalog after another: what cases in progress stand by must not vanish.

use super::Catalog;
use crate::entry::Entry;
use crate::mistake::Mistake;
use std::collections::BTreeMap;

impl Catalog {
    /// What cases may stand by here and would not find in `new`.
    pub(crate) fn lost_in(&self, new: &Self) -> Vec<Mistake> {
        let mut lost = Vec::new();
        for entry in self.versions() {
            let Entry { service, file, .. } = entry;
            if new.service_at(&service.code, service.version).is_none() {
                let reason = format!(
                    "version {} of `{}` is in use and may not vanish",
                    service.version, service.code
                );
                lost.push(Mistake::of(file, reason));
            }
        }
        for (file, process) in self.processes.values().flat_map(BTreeMap::values) {
            let Some(next) = new.process_at(&process.code, process.version) else {
                let reason = format!(
                    "version {} of `{}` is in use and may not vanish",
                    process.version, process.code
                );
                lost.push(Mistake::of(file, reason));
                continue;
            };
            for stage in process.stages.iter().filter(|stage| next.stage(&stage.code).is_none()) {
                let reason = format!(
                    "stage `{}` of version {} is in use: take a new version to remove it",
                    stage.code, process.version
                );
                lost.push(Mistake::of(file, reason));
            }
        }
        lost
    }
}
