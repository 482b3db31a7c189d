//! What linking a chat may and may not do.

use super::*;
use crate::entropy::SeededEntropy;

fn chat(id: &str) -> Chat {
    Chat { channel: TELEGRAM.to_owned(), id: id.to_owned() }
}

fn offer() -> ChatLink {
    let entropy = SeededEntropy::new(3);
    let citizen = CitizenId::new(Moment::UNIX_EPOCH, &entropy);
    ChatLink::offer(citizen, Assurance::Confirmed, Moment::UNIX_EPOCH, &entropy)
}

fn at(minutes: i64) -> Moment {
    Moment::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

#[test]
fn a_chat_is_bound_only_when_both_sides_have_confirmed_in_any_order() {
    let claimed = offer().claim(chat("1"), at(1)).unwrap();
    assert!(!claimed.is_active());

    let here = claimed.clone().confirm_in_browser(at(2)).unwrap();
    assert!(!here.is_active());
    assert!(!here.clone().confirm_in_browser(at(3)).unwrap().is_active(), "one side, twice");
    assert!(here.confirm_in_chat(&chat("1"), at(3)).unwrap().is_active());

    let there = claimed.confirm_in_chat(&chat("1"), at(2)).unwrap();
    assert!(!there.is_active());
    let bound = there.confirm_in_browser(at(3)).unwrap();
    assert_eq!(bound.state, LinkState::Active { chat: chat("1"), since: at(3) });
    assert_eq!(bound.clone().confirm_in_browser(at(60)).unwrap(), bound, "again is no harm");
}

#[test]
fn a_code_is_used_once_and_in_time() {
    let claimed = offer().claim(chat("1"), at(1)).unwrap();
    assert_eq!(claimed.clone().claim(chat("2"), at(1)), Err(LinkRefusal::Used));
    assert_eq!(claimed.clone().claim(chat("1"), at(2)), Ok(claimed.clone()), "asked again");
    assert_eq!(
        claimed.clone().end(EndCause::Citizen).claim(chat("2"), at(1)),
        Err(LinkRefusal::Used)
    );
    assert_eq!(offer().claim(chat("1"), at(5)), Err(LinkRefusal::Expired));
    assert_eq!(claimed.clone().confirm_in_browser(at(6)), Err(LinkRefusal::Expired));
    assert!(claimed.is_expired(at(6)) && !claimed.is_expired(at(5)));
}

#[test]
fn a_code_nobody_brought_confirms_nothing_and_another_chat_confirms_nothing() {
    assert_eq!(offer().confirm_in_browser(at(1)), Err(LinkRefusal::NotClaimed));
    let claimed = offer().claim(chat("1"), at(1)).unwrap();
    assert_eq!(claimed.clone().confirm_in_chat(&chat("2"), at(1)), Err(LinkRefusal::OtherChat));
    let over = claimed.end(EndCause::Blocked);
    assert_eq!(over.confirm_in_browser(at(1)), Err(LinkRefusal::Over));
}

#[test]
fn the_number_has_two_digits() {
    let entropy = SeededEntropy::new(9);
    for _ in 0..500 {
        assert!((10..=99).contains(&two_digits(&entropy)));
    }
}
