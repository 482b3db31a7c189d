//! The whole flow of linking, on a real store.

use super::*;
use crate::cx::{Cx, Parts};
use ::tests::{Engine, Place};
use chrono::{NaiveTime, TimeDelta};
use domain::access::Person;
use domain::application::Cutoffs;
use domain::assurance::Assurance;
use domain::chat::{Chat, LinkState, TELEGRAM};
use domain::citizen::Profile;
use domain::entropy::{Entropy, SeededEntropy};
use domain::id::CitizenId;
use domain::journal::{CitizenFact, FactBody};
use domain::time::{ManualClock, Moment};
use std::sync::Arc;
use store::{KeyRing, MasterKey, Settings, Store};

/// A platform with two citizens and a clock moved by hand.
struct World {
    cx: Cx,
    clock: ManualClock,
    anna: Actor,
    boris: Actor,
    _place: Place,
}

impl World {
    async fn new() -> Self {
        let place = Place::new(Engine::asked()).unwrap();
        let folder = place.folder.path();
        let keys = KeyRing::only(MasterKey::new([5; 32]));
        let settings = Settings::new(place.store_url(), keys);
        let store = Store::open(&settings).await.unwrap();
        store.migrate().await.unwrap();
        let clock = ManualClock::at(Moment::UNIX_EPOCH + TimeDelta::days(20_000));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(11));
        let cx = Cx::from(Parts {
            files: store.files(&store::FilePlace::Folder(folder.join("files"))).unwrap(),
            store,
            catalog: Arc::new(catalog::Live::new(catalog::Catalog::embedded().unwrap())),
            renderer: Arc::new(documents::Renderer::new()),
            clock: Arc::new(clock.clone()),
            entropy,
            public_url: "http://localhost".into(),
            cutoffs: Cutoffs { online: NaiveTime::MIN, office: NaiveTime::MIN },
            connections: crate::connection::Connections::default(),
            decisions_held: std::time::Duration::from_mins(1),
        });
        let anna = citizen(&cx, 1, "Рябинина", "Анна").await;
        let boris = citizen(&cx, 2, "Осинин", "Борис").await;
        Self { cx, clock, anna, boris, _place: place }
    }

    /// The whole way: offered, claimed, confirmed on both sides.
    async fn link(&self, actor: &Actor, to: &Chat) {
        let offer = begin(&self.cx, actor).await.unwrap();
        claim(&self.cx, &Actor::Bot, offer.code.expose(), to.clone()).await.unwrap();
        confirm_in_browser(&self.cx, actor, offer.link).await.unwrap();
        let link = confirm_in_chat(&self.cx, &Actor::Bot, offer.link, to).await.unwrap();
        assert!(link.is_active());
    }

    async fn owner_of(&self, chat: &Chat) -> Option<CitizenId> {
        let linked = self.cx.store.linked_citizen(&chat.channel, &chat.id).await.unwrap();
        linked.map(|(citizen, _)| citizen)
    }

    /// What the citizen's journal tells of chats; the chain is checked on the way.
    async fn journal_of(&self, actor: &Actor) -> Vec<String> {
        let facts = self.cx.store.facts_after(id_of(actor), 0, 100).await.unwrap();
        self.cx.store.verify_journal(id_of(actor)).await.unwrap().unwrap();
        let told = |body: &FactBody| match body {
            FactBody::Citizen(CitizenFact::ChatLinked { .. }) => "linked".to_owned(),
            FactBody::Citizen(CitizenFact::ChatUnlinked { cause, .. }) => cause.clone(),
            other => other.kind().to_owned(),
        };
        facts.iter().map(|fact| told(&fact.body)).collect()
    }
}

async fn citizen(cx: &Cx, oid: i64, last: &str, first: &str) -> Actor {
    let profile = Profile::named(last, first);
    let mut tx = cx.begin().await.unwrap();
    let citizen = tx.remember_citizen(oid, Assurance::Confirmed, &profile).await.unwrap();
    tx.commit().await.unwrap();
    Actor::Person(Person::new(citizen.id, Assurance::Confirmed))
}

fn id_of(actor: &Actor) -> CitizenId {
    actor.person().unwrap().citizen
}

fn chat(id: &str) -> Chat {
    Chat { channel: TELEGRAM.to_owned(), id: id.to_owned() }
}

/// Proves SH-06: the chat is the citizen's only after both sides confirmed, and the journal tells so.
#[tokio::test]
async fn a_chat_is_linked_when_both_sides_confirm_and_not_before() {
    let world = World::new().await;
    let offer = begin(&world.cx, &world.anna).await.unwrap();
    assert_eq!(offer.code.expose().len(), 43, "fits the 64 characters of a start parameter");
    let claimed = claim(&world.cx, &Actor::Bot, offer.code.expose(), chat("501")).await.unwrap();
    assert_eq!((claimed.masked_name.as_str(), claimed.link.number), ("Р***а А.", offer.number));
    assert_eq!(world.owner_of(&chat("501")).await, None);

    confirm_in_chat(&world.cx, &Actor::Bot, offer.link, &chat("501")).await.unwrap();
    assert_eq!(world.owner_of(&chat("501")).await, None, "one side binds nothing");
    confirm_in_browser(&world.cx, &world.anna, offer.link).await.unwrap();
    confirm_in_browser(&world.cx, &world.anna, offer.link).await.unwrap();

    let anna = id_of(&world.anna);
    let linked = world.cx.store.linked_citizen("telegram", "501").await.unwrap();
    assert_eq!(linked, Some((anna, Assurance::Confirmed)));
    let chat_of = world.cx.store.chat_of(anna).await.unwrap();
    assert_eq!(chat_of, Some(("telegram".into(), "501".into())));
    assert_eq!(world.journal_of(&world.anna).await, ["linked"], "confirming twice is one fact");
}

#[tokio::test]
async fn a_code_is_good_for_one_chat_even_when_two_bring_it_at_once() {
    let world = World::new().await;
    let offer = begin(&world.cx, &world.anna).await.unwrap();
    let code = offer.code.expose();
    let bot = Actor::Bot;
    let (first, second) = tokio::join!(
        claim(&world.cx, &bot, code, chat("501")),
        claim(&world.cx, &bot, code, chat("502")),
    );
    let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(
        matches!(refused.as_slice(), [ChatError::Refused(LinkRefusal::Used)]),
        "one wins, one is told that the code was used: {refused:?}"
    );
}

#[tokio::test]
async fn a_late_unknown_or_replaced_code_is_refused_clearly() {
    let world = World::new().await;
    let cx = &world.cx;
    let bring = async |code: &str| claim(cx, &Actor::Bot, code, chat("501")).await.unwrap_err();
    let late = begin(&world.cx, &world.anna).await.unwrap();
    world.clock.advance(TimeDelta::minutes(5));
    let refused = bring(late.code.expose()).await;
    assert!(matches!(refused, ChatError::Refused(LinkRefusal::Expired)), "{refused:?}");

    let replaced = begin(&world.cx, &world.anna).await.unwrap();
    begin(&world.cx, &world.anna).await.unwrap();
    for code in [replaced.code.expose(), "AAAA"] {
        let refused = bring(code).await;
        assert!(matches!(refused, ChatError::Case(CaseError::NotFound("code"))), "{refused:?}");
    }
}

#[tokio::test]
async fn nobody_confirms_or_sees_the_link_of_another() {
    let world = World::new().await;
    let (cx, bot) = (&world.cx, Actor::Bot);
    let offer = begin(cx, &world.anna).await.unwrap();
    let not_claimed = confirm_in_browser(cx, &world.anna, offer.link).await.unwrap_err();
    assert!(matches!(not_claimed, ChatError::Refused(LinkRefusal::NotClaimed)));
    claim(cx, &bot, offer.code.expose(), chat("501")).await.unwrap();

    let hidden = [
        status(cx, &world.boris, offer.link).await,
        confirm_in_browser(cx, &world.boris, offer.link).await,
        confirm_in_chat(cx, &bot, offer.link, &chat("502")).await,
    ];
    for answer in hidden {
        assert!(matches!(answer, Err(ChatError::Case(CaseError::NotFound(_)))), "{answer:?}");
    }
    let own = status(cx, &world.anna, offer.link).await.unwrap();
    assert!(matches!(own.state, LinkState::Claimed { confirmed: None, .. }));

    let person = confirm_in_chat(cx, &world.anna, offer.link, &chat("501")).await.unwrap_err();
    assert!(matches!(person, ChatError::Case(CaseError::Forbidden)), "the bot's half is the bot's");
    let nobody = begin(cx, &Actor::Anonymous).await.unwrap_err();
    assert!(matches!(nobody, ChatError::Case(CaseError::SignInFirst)));
}

#[tokio::test]
async fn a_new_link_ends_the_old_ones_of_the_chat_and_of_the_citizen() {
    let world = World::new().await;
    let (anna, boris) = (id_of(&world.anna), id_of(&world.boris));
    world.link(&world.anna, &chat("501")).await;
    world.link(&world.anna, &chat("502")).await;
    assert_eq!(world.owner_of(&chat("501")).await, None);
    assert_eq!(world.owner_of(&chat("502")).await, Some(anna));

    world.link(&world.boris, &chat("502")).await;
    assert_eq!(world.owner_of(&chat("502")).await, Some(boris));
    assert_eq!(world.cx.store.chat_of(anna).await.unwrap(), None);
    let told = world.journal_of(&world.anna).await;
    assert_eq!(told, ["linked", "relinked", "linked", "relinked"]);
}

#[tokio::test]
async fn a_link_ends_by_the_citizens_word_or_when_the_chat_blocks_us() {
    let world = World::new().await;
    world.link(&world.anna, &chat("501")).await;
    assert!(current(&world.cx, &world.anna).await.unwrap().is_some());
    unlink(&world.cx, &world.anna).await.unwrap();
    assert!(current(&world.cx, &world.anna).await.unwrap().is_none());
    let again = unlink(&world.cx, &world.anna).await.unwrap_err();
    assert!(matches!(again, ChatError::Case(CaseError::NotFound(_))));

    world.link(&world.anna, &chat("501")).await;
    let mut tx = world.cx.begin().await.unwrap();
    assert!(tx.chat_unreachable("telegram", "501").await.unwrap());
    assert!(!tx.chat_unreachable("telegram", "501").await.unwrap(), "once");
    tx.commit().await.unwrap();
    assert_eq!(world.owner_of(&chat("501")).await, None);
    let told = world.journal_of(&world.anna).await;
    assert_eq!(told, ["linked", "citizen", "linked", "blocked"]);
}
