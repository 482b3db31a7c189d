//! Walks at random through processes at random: any role, any move, any moment.

use super::shapes::linted_process;
use super::{EVERYONE, at, filed, russia, service, submission};
use crate::application::{Advance, Application, ApplicationFact, Assignment, BadHistory, BadMove};
use crate::codes::ReasonCode;
use crate::entropy::SeededEntropy;
use crate::id::{CitizenId, ResultId};
use crate::process::{Process, ReasonKind, Role};
use crate::service::Service;
use crate::time::{Moment, moscow_day};
use chrono::TimeDelta;
use proptest::prelude::*;

/// A try: which move, in what role, with which reason, after how long, with a document or without.
#[derive(Debug, Clone)]
struct Try {
    which: prop::sample::Index,
    role: usize,
    reason: usize,
    minutes: i64,
    document: bool,
    /// Who of a workplace takes the case, puts it back, or hands it over before.
    assigned: usize,
}

/// What a move may be given as its reason: nothing, a closed one, an open one, the other list's, an
/// invented one.
const REASONS: [Option<&str>; 6] =
    [None, Some("cleared"), Some("open"), Some("late"), Some("false"), Some("invented")];

fn some_try() -> impl Strategy<Value = Try> {
    let move_of = (any::<prop::sample::Index>(), 0..EVERYONE.len(), 0..REASONS.len());
    (move_of, 0..4_000_i64, any::<bool>(), 0..12_usize).prop_map(
        |((which, role, reason), minutes, document, assigned)| Try {
            which,
            role,
            reason,
            minutes,
            document,
            assigned,
        },
    )
}

fn ask(code: &str, role: Role, reason: Option<&str>) -> Advance {
    let reason = reason.map(|code| code.parse().unwrap());
    Advance { reason, ..Advance::of(code.parse().unwrap(), role) }
}

/// A document that comes with a move.
fn document() -> (ResultId, String) {
    (ResultId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(9)), "1".repeat(64))
}

/// Whether the rules of the house let a move be made; said again here, in other words.
fn may(process: &Process, now: &Application, asked: &Advance) -> bool {
    let Some(one) = process.moves.iter().find(|one| one.code == asked.made) else { return false };
    let reason = asked.reason.as_ref().map(ReasonCode::as_str);
    let fits = match one.reason {
        ReasonKind::None => reason.is_none(),
        ReasonKind::Intake => reason == Some("open"),
        ReasonKind::Provision => reason == Some("late"),
        ReasonKind::Annulment => reason == Some("false"),
        ReasonKind::Precedence => reason == Some("sooner"),
    };
    let stage = process.stages.iter().find(|stage| stage.code == now.stage).unwrap();
    stage.outcome.is_none()
        && one.from.contains(&now.stage)
        && one.by.contains(&asked.role)
        && fits
        && !(asked.result.is_some() && now.result.is_some())
}

/// A state without an end has an owner, a queue, a deadline and an exit; a final one has none.
fn is_sound(process: &Process, state: &Application) -> Result<(), TestCaseError> {
    let place = process.stage(&state.stage).expect("the stage is one of the process");
    let exits = process.open_moves(&state.stage, &EVERYONE).count();
    prop_assert_eq!(state.outcome, place.outcome);
    let held = state.holder.as_ref().map(|one| (one.role, one.queue.as_str()));
    prop_assert_eq!(held, place.owner.zip(place.queue.as_deref()));
    prop_assert!(state.assignee.is_none() || place.owner.is_some_and(Role::has_a_workplace));
    if state.outcome.is_some() {
        prop_assert!(exits == 0 && state.stage_due_at.is_none() && place.owner.is_none());
    } else {
        prop_assert!(place.owner.is_some() && exits > 0, "nobody's turn at {}", state.stage);
        prop_assert!(place.queue.as_ref().is_some_and(|queue| !queue.is_empty()));
        let due = state.stage_due_at;
        prop_assert!(due.is_some_and(|due| due > state.stage_since), "no deadline: {:?}", due);
    }
    Ok(())
}

/// Two colleagues who take, put back and hand over.
fn assigned(
    state: &Application,
    dice: usize,
    now: Moment,
) -> Option<(Application, Option<ApplicationFact>)> {
    let entropy = SeededEntropy::new(13);
    let people = [(); 2].map(|()| CitizenId::new(Moment::UNIX_EPOCH, &entropy));
    let (by, other) = (people[dice % 2], people[1 - dice % 2]);
    let asked =
        [Assignment::Take, Assignment::TakeOver, Assignment::PutBack, Assignment::HandOver(other)];
    // A third of the time nobody does anything.
    state.clone().assign(*asked.get(dice / 2)?, by, now).ok()
}

fn folded(facts: &[(ApplicationFact, Moment)]) -> Application {
    let filing = submission();
    // Through JSON, as the journal keeps them.
    let text = serde_json::to_string(facts).unwrap();
    let read: Vec<(ApplicationFact, Moment)> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, facts);
    Application::fold(filing.id, filing.citizen, read.iter().map(|(fact, at)| (Some(fact), *at)))
        .unwrap()
}

/// Every move, by every role, with every reason: made exactly when it may be.
fn only_what_may_be(
    process: &Process,
    service: &Service,
    state: &Application,
    now: Moment,
) -> Result<(), TestCaseError> {
    let calendar = russia();
    for one in &process.moves {
        for role in EVERYONE {
            for reason in REASONS {
                let asked = ask(one.code.as_str(), role, reason);
                let made = state.clone().advance(&asked, service, process, &calendar, now);
                prop_assert_eq!(made.is_ok(), may(process, state, &asked), "{:?}", asked);
                match made {
                    Ok(_) => prop_assert!(state.outcome.is_none(), "a final state moved"),
                    Err(refused) if !one.by.contains(&role) => {
                        prop_assert_eq!(refused, BadMove::NotYours(one.code.to_string()));
                    }
                    Err(_) => {}
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The theorem of the house: the state is the fold of its facts after every step, a refused move
    /// leaves no trace, nothing reachable is without owner, queue, deadline and exit unless it is
    /// final, and what is final accepts nothing.
    /// Proves G4.4, RO-01, RO-03
    #[test]
    fn whatever_anybody_tries_the_state_is_the_fold_of_its_facts_and_never_stuck(
        process in linted_process(),
        started in 0_i64..4_000_000,
        tries in prop::collection::vec(some_try(), 1..24),
    ) {
        prop_assert_eq!(process.defects(), []);
        let (calendar, service) = (russia(), service());
        let mut now = at("2017-01-09 00:00") + TimeDelta::minutes(started);
        let filing = filed(&process, &calendar, now);
        let mut state = filing.application;
        let mut facts: Vec<_> = filing.facts.into_iter().map(|fact| (fact, now)).collect();
        let born = state.clone();
        for one in tries {
            now += TimeDelta::minutes(one.minutes);
            if let Some((after, fact)) = assigned(&state, one.assigned, now) {
                facts.extend(fact.map(|fact| (fact, now)));
                state = after;
            }
            let made = &one.which.get(&process.moves).code;
            let asked = ask(made.as_str(), EVERYONE[one.role], REASONS[one.reason]);
            let asked = Advance { result: one.document.then(document), ..asked };
            let allowed = may(&process, &state, &asked);
            let answer = state.clone().advance(&asked, &service, &process, &calendar, now);
            prop_assert_eq!(answer.is_ok(), allowed, "{:?} from {}: {:?}", asked, state.stage, answer);
            if let Ok(decision) = answer {
                let entered = process.stage(&decision.application.stage).unwrap();
                prop_assert_eq!(&decision.effects, &entered.on_enter);
                facts.extend(decision.facts.into_iter().map(|fact| (fact, now)));
                state = decision.application;
            }
            prop_assert_eq!(&folded(&facts), &state);
            prop_assert_eq!(state.version, i64::try_from(facts.len()).unwrap());
            is_sound(&process, &state)?;
        }
        // What was promised at filing is promised to the end.
        prop_assert_eq!(
            (state.filed_at, &state.cleared),
            (born.filed_at, &born.cleared)
        );
        // The term stands still while the applicant is waited for, and never ends sooner.
        prop_assert!(state.due_at >= born.due_at);
        prop_assert!(state.registered_on <= born.registered_on);
        if state.outcome.is_some() {
            prop_assert!(state.registered_on <= moscow_day(state.stage_since), "decided before it was registered");
        }
        only_what_may_be(&process, &service, &state, now)?;
    }

    /// A history that was cut, doubled or shuffled is no history.
    #[test]
    fn a_history_with_a_fact_lost_doubled_or_misplaced_does_not_fold(
        process in linted_process(), steps in prop::collection::vec(any::<prop::sample::Index>(), 1..9),
        place in any::<prop::sample::Index>(),
    ) {
        let (calendar, service) = (russia(), service());
        let now = at("2026-03-02 12:00");
        let filing = filed(&process, &calendar, now);
        let (mut state, mut facts) = (filing.application, filing.facts);
        for step in steps {
            let open: Vec<_> = process.open_moves(&state.stage, &EVERYONE).collect();
            if open.is_empty() { break; }
            let one = step.get(&open);
            let reason = match one.reason {
                ReasonKind::None => None,
                ReasonKind::Intake => Some("open"),
                ReasonKind::Provision => Some("late"),
                ReasonKind::Annulment => Some("false"),
                ReasonKind::Precedence => Some("sooner"),
            };
            let asked = ask(one.code.as_str(), one.by[0], reason);
            let decision = state.advance(&asked, &service, &process, &calendar, now).unwrap();
            facts.extend(decision.facts);
            state = decision.application;
        }
        let fold = |facts: &[ApplicationFact]| {
            Application::fold(state.id, state.citizen, facts.iter().map(|fact| (Some(fact), now)))
        };
        prop_assert_eq!(fold(&facts), Ok(state.clone()));
        // A fact of a kind nobody here knows, anywhere after the filing: the version counts it, no more.
        let known = facts.iter().map(|fact| (Some(fact), now));
        let mut with_unknown: Vec<_> = known.collect();
        with_unknown.insert(1 + place.index(facts.len()), (None, now));
        let folded = Application::fold(state.id, state.citizen, with_unknown).unwrap();
        prop_assert_eq!(folded.version, state.version + 1);
        prop_assert_eq!(Application { stage_entry: 0, version: 0, ..folded },
            Application { stage_entry: 0, version: 0, ..state.clone() });
        prop_assert_eq!(Application::fold(state.id, state.citizen, [(None, now)]),
            Err(BadHistory::NotSubmitted));
        let place = place.index(facts.len());
        let mut doubled = facts.clone();
        doubled.insert(place, facts[place].clone());
        prop_assert!(fold(&doubled).is_err());
        let mut lost = facts.clone();
        lost.remove(place);
        // Without its last fact a history is a shorter one; anywhere else the loss shows.
        let shows = fold(&lost).is_err();
        prop_assert!(shows || place + 1 == facts.len());
    }
}

proptest! {
    /// A delay is told once, changes no stage, and ends when its work is given back, or with the next move.
    #[test]
    fn a_delay_is_told_once_and_ends_with_its_cause_or_the_next_move(process in linted_process()) {
        let (calendar, now) = (russia(), at("2026-11-20 10:00"));
        let filed = filed(&process, &calendar, now).application;
        let (delayed, fact) = filed.clone().delay(now).unwrap();
        prop_assert_eq!(fact, ApplicationFact::Delayed {});
        prop_assert_eq!((delayed.delayed_since, delayed.version), (Some(now), filed.version + 1));
        prop_assert_eq!((&delayed.stage, delayed.stage_entry), (&filed.stage, filed.stage_entry));
        prop_assert_eq!(delayed.clone().delay(now), None);
        let (resumed, fact) = delayed.clone().resume(now).unwrap();
        prop_assert_eq!((fact, resumed.delayed_since), (ApplicationFact::Resumed {}, None));
        prop_assert_eq!(resumed.resume(now), None);
        for one in process.moves.iter().filter(|one| one.from.contains(&delayed.stage) && !one.form) {
            let reason = match one.reason {
                ReasonKind::None => None,
                ReasonKind::Intake => Some("open"),
                ReasonKind::Provision => Some("late"),
                ReasonKind::Annulment => Some("false"),
                ReasonKind::Precedence => Some("sooner"),
            };
            let asked = ask(one.code.as_str(), one.by[0], reason);
            let moved = delayed.clone().advance(&asked, &service(), &process, &calendar, now).unwrap();
            prop_assert_eq!(moved.application.delayed_since, None);
        }
    }
}
