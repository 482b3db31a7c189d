//! Receptions: an operator of an office files for a visitor who stands before them (SC4, G5.6).

use crate::world::{World, form, id_of, key, with};
use casework::CaseError;
use casework::reception::begin::{At, begin};
use casework::reception::{end::end, read, resume::resume, serve::serve};
use casework::submit::{Filing, submit};
use chrono::Duration;
use domain::access::{Actor, Person};
use domain::access_log::Reader;
use domain::application::Channel;
use domain::assurance::Assurance;
use domain::codes::DepartmentCode;
use domain::duty::{Duty, DutyRole};
use domain::id::ReceptionId;
use domain::journal::ActorRef;
use domain::process::{Role, Scenario};
use domain::reception::{LONGEST, Reception, VisitorCard};
use domain::time::{Clock, moscow_day};
use serde_json::json;

/// An operator of these offices.
fn operator(of: &Actor, offices: &[&str]) -> Actor {
    let duty = |office: &&str| Duty::of_post(DutyRole::OfficeOperator, office.parse().unwrap());
    with(of, offices.iter().map(duty).collect())
}

/// Somebody whom nobody here knows.
fn stranger() -> VisitorCard {
    VisitorCard {
        snils: "087-654-303 00".into(),
        last_name: "Синицына".into(),
        first_name: "Алёна".into(),
        middle_name: "Игоревна".into(),
        birth_date: "07.03.1961".into(),
        document_series: "4606".into(),
        document_number: "000111".into(),
        issued_on: "12.04.2006".into(),
        issued_by: "Отделом внутренних дел".into(),
    }
}

async fn received(world: &World, by: &Actor, card: &VisitorCard) -> Reception {
    begin(&world.cx, by, &At::Office(None), card, None).await.unwrap()
}

async fn visitor_of(world: &World, by: &Actor, id: ReceptionId) -> Actor {
    Actor::Person(serve(&world.cx, by, id).await.unwrap().person)
}

fn pointers(refused: CaseError) -> Vec<&'static str> {
    let CaseError::Visitor(bad) = refused else { panic!("{refused:?}") };
    bad.into_iter().map(|one| one.pointer).collect()
}

fn certificate() -> Filing {
    Filing::Form { service: "employment-certificate".parse().unwrap(), form: form() }
}

/// Proves SC4, G5.6: what is filed at a window is an application like any other, by its traditional process, with the
/// office that took it; the operator brought it about, and it is the visitor's.
#[tokio::test]
async fn what_is_filed_at_a_window_is_an_application_of_the_visitors() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let filed = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let office: DepartmentCode = "mfc-podolsk".parse().unwrap();
    assert_eq!((filed.citizen, filed.channel), (reception.visitor, Channel::Office));
    assert_eq!(
        (filed.filing_place.as_ref(), filed.office.as_ref()),
        (Some(&office), Some(&office))
    );
    let catalog = world.cx.catalog();
    let process = catalog.process_at(&filed.process, filed.process_version).unwrap();
    assert_eq!(process.scenario, Scenario::Traditional);
    assert!(process.visits_required >= 2, "P-01");
    // What is kept is what the facts say.
    assert_eq!(world.application(filed.id).await, filed);
    let journal = world.journal(&visitor).await;
    let by = ActorRef { role: Role::OfficeOperator, person: Some(id_of(&operator)) };
    assert_eq!(journal[0].actor, by.into());
    let look = read::read(&world.cx, &operator, reception.id).await.unwrap();
    assert_eq!(look.applications.iter().map(|(one, _)| one).collect::<Vec<_>>(), [&filed]);
    assert_eq!(look.visitor.unwrap().0.esia_oid, None);
}

/// Proves SC4, SH-05: who was received without an account finds what was filed when they sign in. The record is theirs by СНИЛС,
/// given name and day of birth; an account with another of them is another's.
#[tokio::test]
async fn who_signs_in_later_finds_what_was_filed_at_the_window() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let filed = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let told = stranger().read(moscow_day(world.clock.now())).unwrap().profile;
    let younger =
        domain::citizen::Profile {
            birth_date: None, first_name: "Ольга".into(), ..told.clone()
        };
    let married = domain::citizen::Profile { last_name: "Чижова".into(), ..told };
    let signs_in = async |oid, level, profile| {
        // Of accounts with one СНИЛС the one that was used last is found at the window.
        world.clock.advance(Duration::seconds(1));
        let mut tx = world.cx.begin().await.unwrap();
        let citizen = tx.remember_citizen(oid, level, profile).await.unwrap();
        tx.commit().await.unwrap();
        citizen
    };
    let other = signs_in(71, Assurance::Confirmed, &younger).await;
    assert_ne!(other.id, reception.visitor, "another given name");
    let unproved = signs_in(72, Assurance::Simplified, &married).await;
    assert_ne!(unproved.id, reception.visitor, "nobody has checked that СНИЛС");
    let own = signs_in(73, Assurance::Confirmed, &married).await;
    assert_eq!((own.id, own.esia_oid), (reception.visitor, Some(73)));
    assert_eq!(own.profile.last_name, "Чижова");
    let person = Actor::Person(Person::new(own.id, own.assurance));
    let mine = casework::read::mine(&world.cx, &person, None, 10).await.unwrap();
    assert_eq!(mine.items, [filed]);
    // At the next sign-in it is the same record, and at the next window too: by ESIA's word from now on.
    assert_eq!(signs_in(73, Assurance::Confirmed, &married).await.id, own.id);
    let before = begin(&world.cx, &operator, &At::Office(None), &stranger(), None).await;
    assert_eq!(pointers(before.unwrap_err()), ["/snils"], "the name of before the wedding");
    let card = VisitorCard { last_name: "ЧИЖОВА".into(), ..stranger() };
    assert_eq!(received(&world, &operator, &card).await.visitor, own.id);
}

/// A person who has signed in before is the same at the window; what ESIA told of them is not changed by what an operator types.
#[tokio::test]
async fn who_has_an_account_is_known_at_the_window() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let mut tx = world.cx.begin().await.unwrap();
    let profile = stranger().read(moscow_day(world.clock.now())).unwrap().profile;
    let profile = domain::citizen::Profile { documents: vec![], ..profile };
    let known = tx.remember_citizen(80, Assurance::Confirmed, &profile).await.unwrap();
    tx.commit().await.unwrap();
    let reception = received(&world, &operator, &stranger()).await;
    assert_eq!(reception.visitor, known.id);
    let serving = serve(&world.cx, &operator, reception.id).await.unwrap();
    assert_eq!((serving.citizen.profile, serving.citizen.esia_oid), (profile, Some(80)));
    assert_eq!(serving.person.assurance, Assurance::Confirmed, "the operator saw the document");
    // Another name is another's number: that somebody asked is told to whose it is, and what is recorded is told to nobody.
    let other = VisitorCard { first_name: "Ольга".into(), ..stranger() };
    world.clock.advance(Duration::hours(2));
    assert_eq!(
        pointers(begin(&world.cx, &operator, &At::Office(None), &other, None).await.unwrap_err()),
        ["/snils"]
    );
    let own = Actor::Person(Person::new(known.id, Assurance::Confirmed));
    let readings = casework::access_log::list(&world.cx, &own, None, 9).await.unwrap();
    assert_eq!(readings.items.len(), 2, "served once, and asked for once more");
    // One's own record is a colleague's to serve.
    let own = Actor::Person(domain::access::Person {
        citizen: known.id,
        ..operator.person().unwrap().clone()
    });
    let refused = begin(&world.cx, &own, &At::Office(None), &stranger(), None).await.unwrap_err();
    assert_eq!(pointers(refused), ["/snils"]);
}

/// Who is served cannot be made to do more than apply: an operator does not withdraw, rate, read documents or link chats for them.
#[tokio::test]
async fn an_operator_applies_for_a_visitor_and_does_nothing_else() {
    let world = World::new().await;
    let operator = operator(&world.anna, &["mfc-podolsk"]);
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let filed = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let cx = &world.cx;
    assert!(matches!(
        casework::read::case(cx, &visitor, filed.id).await,
        Err(CaseError::NotFound(_))
    ));
    let forbidden = |error: CaseError| assert!(matches!(error, CaseError::Forbidden), "{error:?}");
    forbidden(casework::cabinet::notices(cx, &visitor, None, 9).await.unwrap_err());
    forbidden(casework::cabinet::results(cx, &visitor, None, 9).await.unwrap_err());
    forbidden(casework::access_log::list(cx, &visitor, None, 9).await.unwrap_err());
    forbidden(begin(cx, &visitor, &At::Office(None), &stranger(), None).await.unwrap_err());
    // What was done is the visitor's to take back, as long as it may be.
    let own = Actor::Person(Person::new(reception.visitor, Assurance::Confirmed));
    let case = casework::read::case(cx, &own, filed.id).await.unwrap();
    assert!(!case.moves.is_empty());
}

/// A reception is one operator's, at one of their offices, for one visitor at a time and an hour at most; each use of it is a reading
/// that the visitor sees.
#[tokio::test]
async fn a_reception_is_bounded_and_seen_by_the_visitor() {
    let world = World::new().await;
    let nobody =
        begin(&world.cx, &world.boris, &At::Office(None), &stranger(), None).await.unwrap_err();
    assert!(matches!(nobody, CaseError::Forbidden));
    let two = operator(&world.boris, &["mfc-podolsk", "mfc-kolomna"]);
    let which = begin(&world.cx, &two, &At::Office(None), &stranger(), None).await.unwrap_err();
    assert_eq!(pointers(which), ["/office"]);
    let elsewhere = "mfc-balashikha".parse().unwrap();
    let refused =
        begin(&world.cx, &two, &At::Office(Some(elsewhere)), &stranger(), None).await.unwrap_err();
    assert!(matches!(refused, CaseError::Forbidden));
    let kolomna: DepartmentCode = "mfc-kolomna".parse().unwrap();
    let first = begin(&world.cx, &two, &At::Office(Some(kolomna.clone())), &stranger(), None)
        .await
        .unwrap();
    visitor_of(&world, &two, first.id).await;
    let visitor = Actor::Person(Person::new(first.visitor, Assurance::Confirmed));
    let readings = casework::access_log::list(&world.cx, &visitor, None, 9).await.unwrap();
    let reader = Reader::Official {
        person: id_of(&two),
        role: DutyRole::OfficeOperator,
        organisation: kolomna,
    };
    assert_eq!(readings.items.iter().map(|one| &one.reading.reader).collect::<Vec<_>>(), [&reader]);
    // Another operator's, and one of an office where the duty has ended, are none.
    let colleague = operator(&world.anna, &["mfc-kolomna"]);
    let left = operator(&world.boris, &["mfc-podolsk"]);
    for other in [&colleague, &left, &world.boris] {
        let hidden = serve(&world.cx, other, first.id).await.unwrap_err();
        assert!(matches!(hidden, CaseError::NotFound(_)), "{hidden:?}");
    }
    // The next visitor ends it; and an hour does.
    let second = received(&world, &left, &stranger()).await;
    let over = |refused: CaseError| assert!(matches!(refused, CaseError::ReceptionOver));
    over(serve(&world.cx, &two, first.id).await.unwrap_err());
    assert_eq!(read::open(&world.cx, &left).await.unwrap().unwrap().id, second.id);
    world.clock.advance(LONGEST);
    over(serve(&world.cx, &left, second.id).await.unwrap_err());
    assert_eq!(read::open(&world.cx, &left).await.unwrap(), None);
    let look = read::read(&world.cx, &left, second.id).await.unwrap();
    assert_eq!((look.visitor, look.applications), (None, vec![]));
    // The visitor is still there: it goes on as a new one, the same day.
    let third = resume(&world.cx, &left, second.id).await.unwrap();
    assert_eq!((third.visitor, third.begun_at), (second.visitor, world.clock.now()));
    for again in [second.id, third.id] {
        assert_eq!(resume(&world.cx, &left, again).await.unwrap().id, third.id);
    }
    // Gone on with again and again, it is over a working day after the visitor came.
    world.clock.advance(Duration::hours(10));
    let fourth = resume(&world.cx, &left, third.id).await.unwrap();
    assert_eq!(fourth.first_at, second.begun_at);
    world.clock.advance(Duration::hours(1));
    over(resume(&world.cx, &left, fourth.id).await.unwrap_err());
    // Who has left is not gone on with.
    let fifth = received(&world, &left, &stranger()).await;
    end(&world.cx, &left, fifth.id).await.unwrap();
    end(&world.cx, &left, fifth.id).await.unwrap();
    over(serve(&world.cx, &left, fifth.id).await.unwrap_err());
    over(resume(&world.cx, &left, fifth.id).await.unwrap_err());
}

/// One stranger at many windows at once is one record; one click sent twice is one reception.
#[tokio::test]
async fn one_visitor_at_many_windows_at_once_is_one_record() {
    let world = World::new().await;
    let windows = (0..8_u128).map(|number| {
        let citizen = world.anna.person().unwrap().clone();
        (number, citizen)
    });
    let mut waits = Vec::new();
    for (number, like) in windows {
        let mut tx = world.cx.begin().await.unwrap();
        let profile = domain::citizen::Profile::named("Оператор", "Песочницы");
        let oid = 900 + i64::try_from(number).unwrap();
        let made = tx.remember_citizen(oid, Assurance::Confirmed, &profile).await.unwrap();
        tx.commit().await.unwrap();
        let own = Actor::Person(domain::access::Person { citizen: made.id, ..like });
        let cx = if number % 2 == 0 { world.cx.clone() } else { world.beside().await };
        waits.push(tokio::spawn(async move {
            let by = operator(&own, &["mfc-podolsk"]);
            let key = key(&format!("window-{number}"), "card");
            let first = begin(&cx, &by, &At::Office(None), &stranger(), Some(&key)).await.unwrap();
            let again = begin(&cx, &by, &At::Office(None), &stranger(), Some(&key)).await.unwrap();
            assert_eq!(first.id, again.id);
            first.visitor
        }));
    }
    let mut visitors = Vec::new();
    for wait in waits {
        visitors.push(wait.await.unwrap());
    }
    visitors.dedup();
    assert_eq!(visitors.len(), 1, "{visitors:?}");
}

/// Going on is clicked in several windows at once, on two nodes: all of them come to one reception, which nothing has ended.
#[tokio::test]
async fn a_visitor_who_is_gone_on_with_twice_at_once_has_one_reception() {
    let world = World::new().await;
    let beside = world.beside().await;
    let by = operator(&world.boris, &["mfc-podolsk"]);
    let mut before = received(&world, &by, &stranger()).await.id;
    for _turn in 0..8 {
        world.clock.advance(LONGEST);
        let (one, other, third) = tokio::join!(
            resume(&world.cx, &by, before),
            resume(&beside, &by, before),
            resume(&world.cx, &by, before),
        );
        let all = [one.unwrap().id, other.unwrap().id, third.unwrap().id];
        assert_eq!(all, [all[0]; 3]);
        assert_eq!(read::open(&world.cx, &by).await.unwrap().unwrap().id, all[0]);
        before = all[0];
    }
}

/// Proves the cut-off hours of SERVICES §1: 16:00 on the portal, 18:00 at an office.
#[tokio::test]
async fn an_office_registers_until_six() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    // A Friday, 17:30 in Moscow.
    world.clock.set("2026-11-20T14:30:00Z".parse().unwrap());
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let at_window = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let by_phone =
        submit(&world.cx, &world.anna, &certificate(), Channel::Api, None).await.unwrap();
    let days = [at_window.registered_on, by_phone.registered_on].map(|day| day.to_string());
    assert_eq!(days, ["2026-11-20", "2026-11-23"]);
    // Half past six is too late there as well.
    world.clock.advance(Duration::hours(1));
    let later = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, later.id).await;
    let late = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    assert_eq!(late.registered_on.to_string(), "2026-11-23");
}

/// A draft that was begun at home is filed at the window, and one that was begun there is the visitor's to go on with.
#[tokio::test]
async fn a_draft_goes_between_home_and_window() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let service = "employment-certificate".parse().unwrap();
    let draft =
        casework::draft::begin(&world.cx, &visitor, &service, Some(json!({})), None).await.unwrap();
    let own = Actor::Person(Person::new(reception.visitor, Assurance::Confirmed));
    let saved = casework::draft::save(&world.cx, &own, draft.id, form(), draft.version).await;
    let version = saved.unwrap().version;
    let filing = Filing::Draft { draft: draft.id, version, form: None };
    let filed = submit(&world.cx, &visitor, &filing, Channel::Portal, None).await.unwrap();
    assert_eq!(filed.channel, Channel::Office);
    assert!(casework::cabinet::drafts(&world.cx, &visitor).await.unwrap().is_empty());
}

/// A mistyped card is corrected by the next one, until something is filed by it.
#[tokio::test]
async fn a_mistyped_card_is_typed_anew_until_something_is_filed() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let mistyped =
        VisitorCard {
            birth_date: "07.03.1967".into(), first_name: "Алина".into(), ..stranger()
        };
    let first = received(&world, &operator, &mistyped).await;
    let second = received(&world, &operator, &stranger()).await;
    assert_eq!(first.visitor, second.visitor);
    let serving = serve(&world.cx, &operator, second.id).await.unwrap();
    assert_eq!(serving.citizen.profile.first_name, "Алёна");
    let visitor = visitor_of(&world, &operator, second.id).await;
    submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let refused =
        begin(&world.cx, &operator, &At::Office(None), &mistyped, None).await.unwrap_err();
    assert_eq!(pointers(refused), ["/snils"]);
}

/// Proves SC4, SH-05 for who had an unconfirmed account first: nothing was filed with it, and when it is confirmed it becomes the account
/// of what was filed at the window, drafts and all.
#[tokio::test]
async fn an_account_that_is_confirmed_later_finds_what_was_filed_at_the_window() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let told = stranger().read(moscow_day(world.clock.now())).unwrap().profile;
    let bare = domain::citizen::Profile { snils: None, ..told.clone() };
    let signs_in = async |level, profile| {
        let mut tx = world.cx.begin().await.unwrap();
        let citizen = tx.remember_citizen(90, level, profile).await.unwrap();
        tx.commit().await.unwrap();
        Person::new(citizen.id, level)
    };
    let before = Actor::Person(signs_in(Assurance::Simplified, &bare).await);
    let service = "employment-certificate".parse().unwrap();
    let draft = casework::draft::begin(&world.cx, &before, &service, Some(form()), None).await;
    let draft = draft.unwrap().id;
    let new = casework::upload::NewUpload { name: "книжка.pdf".into(), size: None };
    let file = casework::upload::begin(&world.cx, &before, &new, None).await.unwrap().id;
    let reception = received(&world, &operator, &stranger()).await;
    assert_ne!(reception.visitor, id_of(&before));
    let visitor = visitor_of(&world, &operator, reception.id).await;
    let filed = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await.unwrap();
    let own = Actor::Person(signs_in(Assurance::Confirmed, &told).await);
    assert_eq!(id_of(&own), reception.visitor);
    let mine = casework::read::mine(&world.cx, &own, None, 10).await.unwrap();
    assert_eq!(mine.items, [filed]);
    assert!(casework::draft::read(&world.cx, &own, draft).await.is_ok());
    assert!(casework::upload::read(&world.cx, &own, file).await.is_ok());
    // And from then on it is one record.
    assert_eq!(id_of(&Actor::Person(signs_in(Assurance::Confirmed, &told).await)), id_of(&own));
}

/// What was ended while files were on their way is not filed.
#[tokio::test]
async fn nothing_is_filed_in_a_reception_that_is_over() {
    let world = World::new().await;
    let operator = operator(&world.boris, &["mfc-podolsk"]);
    let reception = received(&world, &operator, &stranger()).await;
    let visitor = visitor_of(&world, &operator, reception.id).await;
    end(&world.cx, &operator, reception.id).await.unwrap();
    let refused = submit(&world.cx, &visitor, &certificate(), Channel::Api, None).await;
    assert!(matches!(refused, Err(CaseError::ReceptionOver)), "{refused:?}");
}
