//! Counting in batches is equal to a recount, wherever the batches are cut.

use super::*;
use crate::application::Channel;
use crate::entropy::SeededEntropy;
use crate::number::ApplicationNumber;
use crate::time::Moment;
use proptest::prelude::*;

/// What happens: to which application, what (0 files it, 1 corrects it, others move it), and a code.
type Step = (usize, u8, u8);

fn stage(number: u8) -> StageCode {
    ["registered", "sent", "received", "granted"][usize::from(number % 4)].parse().unwrap()
}

fn office(number: u8) -> Option<DepartmentCode> {
    ["mfc-north", "mfc-south"].get(usize::from(number % 3)).map(|code| code.parse().unwrap())
}

fn filed(number: u8) -> ApplicationFact {
    ApplicationFact::Submitted {
        number: ApplicationNumber::new(2026, 1),
        service: if number.is_multiple_of(2) { "one" } else { "two" }.parse().unwrap(),
        service_version: 1 + u32::from(number % 3),
        process: "electronic".parse().unwrap(),
        process_version: 1,
        channel: if number.is_multiple_of(4) { Channel::Department } else { Channel::Api },
        filing_place: None,
        direct_reason: number.is_multiple_of(4).then(|| "infirm".parse().unwrap()),
        office: office(number),
        stage: stage(number),
        stage_due_at: None,
        registered_on: NaiveDate::from_ymd_opt(2026, 11, 1 + u32::from(number % 5)).unwrap(),
        due_at: Moment::UNIX_EPOCH,
        cleared: vec![],
        form_sha256: String::new(),
        holder: None,
        warn_at: None,
    }
}

fn fact((_who, what, code): Step) -> ApplicationFact {
    match what {
        0 => filed(code),
        1 => ApplicationFact::Corrected {
            revision: 2,
            cleared: vec![],
            form_sha256: String::new(),
            office: office(code),
        },
        _ => ApplicationFact::Moved {
            made: "any".parse().unwrap(),
            from: stage(code.wrapping_add(1)),
            to: stage(code),
            stage_due_at: None,
            reason: None,
            outcome: None,
            holder: None,
            warn_at: None,
        },
    }
}

/// The counts of a whole story, looked at anew: of each application its filing, its last stage and last named office.
fn recount(story: &[Step]) -> BTreeMap<Counted, i64> {
    let mut counts = BTreeMap::new();
    for who in 0..4 {
        let own: Vec<_> =
            story.iter().filter(|step| step.0 == who).map(|step| fact(*step)).collect();
        let is_filing = |fact: &ApplicationFact| matches!(fact, ApplicationFact::Submitted { .. });
        let Some(filing) = own.iter().rposition(is_filing) else { continue };
        let ApplicationFact::Submitted {
            registered_on,
            service,
            service_version,
            channel,
            direct_reason,
            office,
            stage,
            ..
        } = &own[filing]
        else {
            continue;
        };
        let last = own[filing..].iter().rev().find_map(|fact| match fact {
            ApplicationFact::Moved { to, .. } => Some(to),
            _ => None,
        });
        let office_of = |fact: &ApplicationFact| match fact {
            ApplicationFact::Corrected { office, .. } => office.clone(),
            _ => None,
        };
        let at = Counted {
            day: *registered_on,
            service: service.clone(),
            service_version: *service_version,
            channel: Some(*channel),
            direct_reason: direct_reason.clone(),
            office: own[filing..].iter().rev().find_map(office_of).or_else(|| office.clone()),
            stage: last.unwrap_or(stage).clone(),
        };
        *counts.entry(at).or_default() += 1;
    }
    counts
}

proptest! {
    #[test]
    fn at_every_cursor_the_counts_are_those_of_a_recount(
        story in prop::collection::vec((0..4_usize, 0..4_u8, any::<u8>()), 0..40),
        sizes in prop::collection::vec(1..7_usize, 40),
    ) {
        let ids = {
            let entropy = SeededEntropy::new(1);
            [(); 4].map(|()| ApplicationId::new(Moment::UNIX_EPOCH, &entropy))
        };
        let (mut places, mut counts, mut cursor) = (BTreeMap::new(), BTreeMap::new(), 0);
        for size in sizes {
            let batch: Vec<_> = story.iter().skip(cursor).take(size).collect();
            cursor += batch.len();
            let mut counting = Counting::from(places.clone());
            for step in batch {
                counting.add(ids[step.0], &fact(*step));
            }
            for (at, change) in counting.changes() {
                prop_assert_ne!(change, 0);
                *counts.entry(at).or_default() += change;
            }
            counts.retain(|_at, count| *count != 0);
            places.extend(counting.moved().map(|(id, at)| (id, at.clone())));
            prop_assert_eq!(&counts, &recount(&story[..cursor]));
        }
    }
}

#[test]
fn what_was_never_filed_is_counted_nowhere() {
    let id = ApplicationId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(2));
    let mut counting = Counting::default();
    counting.add(id, &fact((0, 2, 1)));
    counting.add(id, &fact((0, 1, 1)));
    assert_eq!((counting.changes().len(), counting.moved().count()), (0, 0));
}
