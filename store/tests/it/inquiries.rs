//! Inquiries: one waits about an application at a time, each is listed to whoever is to answer, and what is answered is sealed.

use crate::world::World;
use chrono::TimeDelta;
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::consultation::{AnswerText, Inquiry};
use domain::id::InquiryId;
use domain::time::Clock as _;
use sea_orm::{ConnectionTrait as _, Statement};
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// A question about an application to an organisation, that is answered within a day; kept nowhere yet.
pub(crate) fn asked(world: &World, application: &Application, to: &str) -> Inquiry {
    let now = world.clock.now();
    Inquiry {
        id: InquiryId::new(now, &*world.entropy),
        application: application.id,
        number: application.number,
        citizen: application.citizen,
        topic: "progress".parse().unwrap(),
        to: to.parse().unwrap(),
        asked_at: now,
        answer_by: now + TimeDelta::days(1),
        answer: None,
    }
}

/// Keeps it.
pub(crate) async fn kept(world: &World, of: &Inquiry) -> Result<(), StoreError> {
    kept_in(world, &world.store, of).await
}

async fn kept_in(world: &World, store: &Store, of: &Inquiry) -> Result<(), StoreError> {
    let mut tx = world.begin_in(store).await;
    tx.keep_inquiry(of).await?;
    tx.commit().await
}

/// Answers it, as the platform does it: it is held.
pub(crate) async fn answered(world: &World, of: &Inquiry, text: &str) -> Inquiry {
    let mut tx = world.begin().await;
    let held = tx.hold_inquiry(of.id).await.unwrap().unwrap();
    let answered = held.answered(&AnswerText::of(text).unwrap(), tx.now()).unwrap();
    tx.keep_answered(&answered).await.unwrap();
    tx.commit().await.unwrap();
    answered
}

/// Every page of what an organisation has to answer, one after another.
async fn waiting(world: &World, to: &str, size: u64) -> Vec<InquiryId> {
    let to: DepartmentCode = to.parse().unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.inquiries_to(&to, after, size).await.unwrap();
        assert!(page.items.len() <= usize::try_from(size).unwrap());
        assert!(page.items.iter().all(|one| one.to == to && one.answer.is_none()));
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

/// The bytes of every answer, as the database holds them.
async fn at_rest(world: &World) -> Vec<Option<Vec<u8>>> {
    let connection = world.connection().await;
    let asked = Statement::from_string(
        connection.get_database_backend(),
        "SELECT answer FROM inquiry ORDER BY asked_at",
    );
    let rows = connection.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get("", "answer").unwrap()).collect()
}

on_both! {
    async fn one_question_about_an_application_waits_at_a_time(world) {
        let anna = world.citizen(1).await;
        let (one, two) = (world.filed(anna, 1).await, world.filed(anna, 2).await);
        let first = asked(world, &one, "mvd");
        kept(world, &first).await.unwrap();
        assert_eq!(world.store.inquiry(first.id).await.unwrap(), Some(first.clone()), "kept as asked");
        let second = asked(world, &one, "czn");
        let told = kept(world, &second).await;
        assert!(matches!(told, Err(StoreError::Conflict)), "{told:?}");
        kept(world, &asked(world, &two, "mvd")).await.unwrap();
        assert_eq!(world.begin().await.open_inquiry(one.id).await.unwrap(), Some(first.clone()));
        answered(world, &first, "Ждём архив.").await;
        assert_eq!(world.begin().await.open_inquiry(one.id).await.unwrap(), None);
        kept(world, &second).await.unwrap();
        assert_eq!(world.begin().await.open_inquiry(one.id).await.unwrap(), Some(second));
    }

    async fn of_two_who_ask_at_once_one_is_first(world) {
        let application = world.filed(world.citizen(1).await, 1).await;
        let other = world.another().await;
        let (one, two) = (asked(world, &application, "mvd"), asked(world, &application, "mvd"));
        let (one, two) =
            tokio::join!(kept_in(world, &world.store, &one), kept_in(world, &other, &two));
        let late = [&one, &two].into_iter().filter(|told| matches!(told, Err(StoreError::Conflict)));
        assert_eq!((late.count(), one.is_ok() != two.is_ok()), (1, true), "{one:?} {two:?}");
        assert_eq!(waiting(world, "mvd", 9).await.len(), 1);
    }

    async fn the_last_question_is_the_newest_answered_or_not(world) {
        let anna = world.citizen(1).await;
        let (one, two) = (world.filed(anna, 1).await, world.filed(anna, 2).await);
        assert_eq!(world.store.last_inquiry(one.id).await.unwrap(), None);
        for round in 1..=3 {
            let inquiry = asked(world, &one, "mvd");
            kept(world, &inquiry).await.unwrap();
            let last = async || world.store.last_inquiry(one.id).await.unwrap();
            assert_eq!(last().await.as_ref(), Some(&inquiry), "round {round}");
            world.clock.advance(TimeDelta::hours(1));
            let answered = answered(world, &inquiry, &format!("Ответ {round}.")).await;
            assert_eq!(answered.answer.as_ref().map(|answer| answer.at), Some(world.clock.now()));
            assert_eq!(last().await, Some(answered), "round {round}");
        }
        assert_eq!(world.store.last_inquiry(two.id).await.unwrap(), None, "nobody asked about it");
        let nobody = InquiryId::new(world.clock.now(), &*world.entropy);
        assert_eq!(world.store.inquiry(nobody).await.unwrap(), None);
        assert_eq!(world.begin().await.hold_inquiry(nobody).await.unwrap(), None);
    }

    /// What is due first stands first, whenever it was asked; what was answered and what others answer is not there.
    async fn who_answers_is_shown_what_is_due_first_without_gap_or_repeat(world) {
        let anna = world.citizen(1).await;
        let mut all = Vec::new();
        for serial in 1..=9_u64 {
            let application = world.filed(anna, serial).await;
            // Three are due at one moment, and the later they were asked, the sooner.
            let due = TimeDelta::days(9 - i64::try_from(serial / 3).unwrap());
            let inquiry = asked(world, &application, "mvd");
            let inquiry = Inquiry { answer_by: inquiry.asked_at + due, ..inquiry };
            kept(world, &inquiry).await.unwrap();
            all.push(inquiry);
        }
        let others = asked(world, &world.filed(anna, 20).await, "czn");
        kept(world, &others).await.unwrap();
        all.sort_by_key(|one| (one.answer_by, one.id.uuid()));
        let ids = |of: &[Inquiry]| of.iter().map(|one| one.id).collect::<Vec<_>>();
        for size in [1, 2, 3, 4, 8, 9, 100] {
            assert_eq!(waiting(world, "mvd", size).await, ids(&all), "{size} a page");
        }
        assert_eq!(waiting(world, "czn", 4).await, [others.id]);
        assert_eq!(waiting(world, "zags", 4).await, []);
        // One that is answered leaves the list, and the next page goes on after its place.
        let mvd = "mvd".parse().unwrap();
        let first = world.store.inquiries_to(&mvd, None, 4).await.unwrap();
        assert_eq!(first.next, Some((all[3].answer_by, all[3].id)));
        answered(world, &all[3], "Готово.").await;
        let rest = world.store.inquiries_to(&mvd, first.next, 9).await.unwrap();
        assert_eq!((ids(&rest.items), rest.next), (ids(&all[4..]), None));
        all.remove(3);
        assert_eq!(waiting(world, "mvd", 3).await, ids(&all));
    }

    async fn an_answer_is_sealed_where_it_stands_and_opens_nowhere_else(world) {
        let anna = world.citizen(1).await;
        let text = "Рябинина может прийти";
        let mut inquiries = Vec::new();
        for (serial, said) in [(1, text), (2, text), (3, "Ждём.")] {
            let inquiry = asked(world, &world.filed(anna, serial).await, "mvd");
            kept(world, &inquiry).await.unwrap();
            inquiries.push(answered(world, &inquiry, said).await);
            world.clock.advance(TimeDelta::minutes(1));
        }
        let sealed: Vec<_> = at_rest(world).await.into_iter().flatten().collect();
        assert_eq!(sealed.len(), 3);
        let reads = |bytes: &[u8]| bytes.windows(8).any(|part| part == &text.as_bytes()[..8]);
        assert!(reads(text.as_bytes()) && !sealed.iter().any(|bytes| reads(bytes)));
        assert!(sealed[0] != sealed[1], "the same text is sealed anew each time");
        assert_eq!(world.store.inquiry(inquiries[0].id).await.unwrap().as_ref(), Some(&inquiries[0]));
        // Another's answer in its place.
        let other = format!("SELECT answer FROM inquiry WHERE number = '{}'", inquiries[2].number);
        let moved = format!("UPDATE inquiry SET answer = ({other}) WHERE number = '{}'", inquiries[0].number);
        assert_eq!(world.behind(&moved).await, 1);
        let told = world.store.inquiry(inquiries[0].id).await;
        assert!(matches!(told, Err(StoreError::Corrupt(_))), "{told:?}");
    }

    async fn of_those_who_answer_at_once_one_is_first(world) {
        let inquiry = asked(world, &world.filed(world.citizen(1).await, 1).await, "mvd");
        kept(world, &inquiry).await.unwrap();
        let mut answering = JoinSet::new();
        for one in 0..4 {
            let (clock, entropy, store) = (world.clock.clone(), world.entropy.clone(), world.store.clone());
            answering.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                let held = tx.hold_inquiry(inquiry.id).await.unwrap().unwrap();
                let text = AnswerText::of(&format!("Ответ {one}.")).unwrap();
                let first = held.answered(&text, tx.now());
                if let Ok(answered) = &first {
                    tx.keep_answered(answered).await.unwrap();
                }
                tx.commit().await.unwrap();
                first.ok()
            });
        }
        let first: Vec<_> = answering.join_all().await.into_iter().flatten().collect();
        let [first] = &first[..] else { panic!("{first:?}") };
        assert_eq!(world.store.inquiry(inquiry.id).await.unwrap().as_ref(), Some(first));
    }

    /// What has no answer yet is written by no call that keeps answers.
    async fn an_unanswered_question_stays_as_it_is(world) {
        let inquiry = asked(world, &world.filed(world.citizen(1).await, 1).await, "mvd");
        kept(world, &inquiry).await.unwrap();
        let mut tx = world.begin().await;
        tx.keep_answered(&inquiry).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(at_rest(world).await, [None]);
        assert_eq!(world.store.inquiry(inquiry.id).await.unwrap(), Some(inquiry));
    }
}
