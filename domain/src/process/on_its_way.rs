//! Messages that are on their way to a department.

use super::{Effect, Process, Sending};
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
        let sendings = self.stages.iter().flat_map(|from| {
            from.on_enter.iter().filter_map(Effect::sending).map(move |sending| (from, sending))
        });
        let mut to_them = sendings
            .filter(|(_from, sending)| sending.to.as_ref().unwrap_or(own) == receiver)
            .filter(|(from, sending)| match &sending.sent {
                Some(sent) => self.find_move(sent).is_some_and(|sent| sent.to == *stage),
                None => from.code == *stage,
            });
        to_them.next().map(|(_from, sending)| sending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(code: &str) -> Process {
        let path = format!("{}/../catalog/processes/{code}.yaml", env!("CARGO_MANIFEST_DIR"));
        serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The receipt is awaited where the message is, and from whom it went to.
    #[test]
    fn a_receipt_is_awaited_in_one_stage_and_from_one_department() {
        let (own, other) = ("archive".parse().unwrap(), "other".parse().unwrap());
        for code in ["electronic", "one-visit", "traditional", "fast-track", "joint", "quota"] {
            let process = process(code);
            let awaited = |to: &DepartmentCode| {
                let stages = process.stages.iter();
                stages.filter(|stage| process.on_its_way(&stage.code, (to, &own)).is_some()).count()
            };
            let sends = process.stages.iter().flat_map(|stage| &stage.on_enter);
            let sends = sends.filter_map(Effect::sending).count();
            assert_eq!(awaited(&own) > 0, sends > 0, "{code}");
            assert_eq!(awaited(&other), 0, "{code}");
        }
    }
}
