//! Messages that are on their way to a department.

use super::{Effect, Process, Sending, Stage};
use crate::codes::{DepartmentCode, StageCode};

impl Process {
    /// The sending whose receipt by a department is awaited in a stage; `own` is the service's own department, to which goes what names
    /// no receiver.
    #[must_use]
    pub fn on_its_way(
        &self,
        stage: &StageCode,
        (receiver, own): (&DepartmentCode, &DepartmentCode),
    ) -> Option<&Sending> {
        let mut to_them = self
            .sendings()
            .filter(|(_from, sending)| sending.to.as_ref().unwrap_or(own) == receiver)
            .filter(|(from, sending)| self.way_of(from, sending) == Some(stage));
        to_them.next().map(|(_from, sending)| sending)
    }

    /// Every sending, with the stage that sends.
    pub(super) fn sendings(&self) -> impl Iterator<Item = (&Stage, &Sending)> {
        self.stages.iter().flat_map(|from| {
            from.on_enter.iter().filter_map(Effect::sending).map(move |sending| (from, sending))
        })
    }

    /// The stage in which a message is on its way that a stage sends.
    fn way_of<'a>(&'a self, from: &'a Stage, sending: &Sending) -> Option<&'a StageCode> {
        match &sending.sent {
            Some(sent) => self.find_move(sent).map(|sent| &sent.to),
            None => Some(&from.code),
        }
    }

    /// Whether another message to the same department is on its way where this one is, and its receipt makes another move.
    pub(super) fn has_two_receipts(&self, from: &Stage, of: &Sending) -> bool {
        let way = self.way_of(from, of);
        self.sendings().any(|(stage, other)| {
            other.to == of.to && other.received != of.received && self.way_of(stage, other) == way
        })
    }

    /// Whether a department's decision may be awaited yet, from a stage on, without another message: then one that is told now is early, and
    /// else it is late. (Once it was answered, no message is awaited again: that is proved of every process.)
    #[must_use]
    pub fn awaits_from(
        &self,
        stage: &StageCode,
        (department, own): (&DepartmentCode, &DepartmentCode),
    ) -> bool {
        let theirs = |named: &Option<DepartmentCode>| named.as_ref().unwrap_or(own) == department;
        let receipts: Vec<_> = self
            .sendings()
            .filter(|(_from, one)| theirs(&one.to))
            .map(|(_from, one)| &one.received)
            .collect();
        let reached = self.reach([stage].into_iter(), |one| !receipts.contains(&&one.code));
        let awaits = |stage: &Stage| {
            let mut awaiting = stage.on_enter.iter().filter_map(Effect::awaiting);
            awaiting.any(|one| theirs(&one.from))
        };
        self.stages.iter().any(|stage| reached.contains(&stage.code) && awaits(stage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(code: &str) -> Process {
        let path = format!("{}/../catalog/processes/{code}.yaml", env!("CARGO_MANIFEST_DIR"));
        serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The receipt is awaited where the message is, in as many stages as there are sendings, and from whom it went to.
    #[test]
    fn a_receipt_is_awaited_in_one_stage_and_from_one_department() {
        let (own, other) = ("archive".parse().unwrap(), "other".parse().unwrap());
        for code in [
            "direct",
            "direct-papers",
            "direct-to-office",
            "electronic",
            "one-visit",
            "one-visit-papers",
            "one-visit.v1",
            "traditional",
            "traditional-papers",
            "traditional-papers.v1",
            "traditional-papers.v2",
            "traditional-quota",
            "fast-track",
            "fast-track.v1",
            "joint",
            "quota",
        ] {
            let process = process(code);
            let awaited = |to: &DepartmentCode| {
                let stages = process.stages.iter();
                stages.filter(|stage| process.on_its_way(&stage.code, (to, &own)).is_some()).count()
            };
            let sends = process.stages.iter().flat_map(|stage| &stage.on_enter);
            let sends = sends.filter_map(Effect::sending).count();
            assert_eq!(awaited(&own), sends, "{code}");
            assert_eq!(awaited(&other), 0, "{code}");
        }
    }

    /// Before the papers are there a decision is early; once it is made it is late.
    #[test]
    fn a_decision_is_early_before_it_is_awaited_and_late_after() {
        let own: DepartmentCode = "archive".parse().unwrap();
        for (code, stage, awaits) in [
            ("fast-track", "awaiting-courier", true),
            ("fast-track", "received", true),
            ("fast-track.v1", "awaiting-courier", true),
            ("traditional-papers.v1", "awaiting-courier", true),
            ("traditional-papers", "at-office", false),
            ("electronic", "received", true),
            ("electronic", "decided", false),
            ("one-visit", "at-office", false),
            ("quota", "on-list", false),
            ("joint", "correction-asked", false),
        ] {
            let stage = stage.parse().unwrap();
            assert_eq!(process(code).awaits_from(&stage, (&own, &own)), awaits, "{code} {stage}");
        }
    }
}
