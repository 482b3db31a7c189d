//! Telegram: what is sent, and what each answer leads to.

use crate::bot_api::{self, Answer, refused, sent};
use crate::world::{CHAT, TOKEN, World, is_waiting};
use chrono::TimeDelta;
use domain::chat::{EndCause, TELEGRAM};
use domain::notice::DeliveryState;
use serde_json::json;
use store::Job;

/// One round with these answers to a linked chat; the world after it, and whether the link stands.
async fn tried(answers: &[Answer]) -> (World, bot_api::Seen, bool) {
    let world = World::new().await;
    let (url, seen) = bot_api::start(answers).await;
    world.link_chat().await;
    world.plan_message().await;
    let notifier = world.notifier(World::settings(None, Some(&url)));
    notifier.run_once().await.unwrap();
    let linked = world.store.linked_citizen(TELEGRAM, CHAT).await.unwrap().is_some();
    (world, seen, linked)
}

/// Proves SH-07
#[tokio::test]
async fn a_message_is_sent_as_safe_html_without_a_preview() {
    let (world, seen, linked) = tried(&[sent()]).await;
    assert_eq!(world.delivery().await.state, DeliveryState::Accepted);
    assert!(linked);
    let requests = seen.requests();
    assert_eq!(requests.len(), 1);
    let (path, body) = &requests[0];
    assert_eq!(path.to_lowercase(), format!("/bot{TOKEN}/sendmessage").to_lowercase());
    assert_eq!(body["chat_id"], json!(770_077));
    assert_eq!(body["parse_mode"], json!("HTML"));
    assert_eq!(body["text"], json!("Результат готов &amp; ждёт вас https://uslugi.example/a"));
    assert_eq!(body["link_preview_options"]["is_disabled"], json!(true));
}

/// Issue 6, C20: where the portal confirmed last, the chat says for itself that it is linked.
#[tokio::test]
async fn a_linked_chat_is_greeted_once_and_an_ended_link_is_not() {
    let world = World::new().await;
    let wait = json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 60",
        "parameters": {"retry_after": 60}});
    let (url, seen) = bot_api::start(&[(429, Some(wait)), sent()]).await;
    let link = world.link_chat().await;
    let notifier = world.notifier(World::settings(None, Some(&url)));
    world.enqueue(&Job::GreetChat { link }).await;
    notifier.run_once().await.unwrap();
    assert_eq!(world.store.queue_depth().await.unwrap(), (1, 0), "it waits for Telegram");
    world.clock.advance(TimeDelta::hours(1));
    notifier.run_once().await.unwrap();
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
    let said: Vec<_> = seen.requests().iter().map(|(_, body)| body["text"].clone()).collect();
    assert!(said[1].as_str().unwrap().starts_with("Готово: чат подключён."), "{said:?}");

    world.enqueue(&Job::GreetChat { link }).await;
    let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
    assert!(tx.chat_unreachable(TELEGRAM, CHAT).await.unwrap());
    tx.commit().await.unwrap();
    notifier.run_once().await.unwrap();
    assert_eq!(seen.requests().len(), said.len(), "a chat that is linked no more is left alone");
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_chat_that_is_gone_ends_the_delivery_and_the_link() {
    for (answer, reason) in [
        (refused(403, "Forbidden: bot was blocked by the user"), "the bot is blocked"),
        (refused(403, "Forbidden: user is deactivated"), "the account is deactivated"),
        (refused(400, "Bad Request: chat not found"), "there is no such chat"),
    ] {
        let (world, _, linked) = tried(&[answer]).await;
        assert_eq!(world.delivery().await.state, DeliveryState::Failed);
        assert_eq!(world.outcomes().await, [format!("gone / telegram: {reason}")]);
        assert!(!linked, "the link ends with the chat");
    }
}

#[tokio::test]
async fn a_refused_message_fails_and_the_link_stays() {
    let (world, _, linked) = tried(&[refused(400, "Bad Request: message is too long")]).await;
    assert_eq!(world.delivery().await.state, DeliveryState::Failed);
    assert!(linked);
}

#[tokio::test]
async fn a_bot_that_must_wait_leaves_telegram_alone_for_as_long_as_asked() {
    let wait = json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 60",
        "parameters": {"retry_after": 60}});
    let world = World::new().await;
    let (url, seen) = bot_api::start(&[(429, Some(wait)), sent()]).await;
    world.link_chat().await;
    world.plan_message().await;
    let notifier = world.notifier(World::settings(None, Some(&url)));
    notifier.run_once().await.unwrap();
    assert!(is_waiting(&world.delivery().await));
    assert_eq!(world.outcomes().await, ["away / telegram: asks to wait"]);

    // The pause is the whole bot's: another notice waits as well.
    world.plan_message().await;
    world.clock.advance(TimeDelta::seconds(59));
    assert_eq!(notifier.run_once().await.unwrap(), 0);
    assert_eq!(seen.requests().len(), 1);
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(notifier.run_once().await.unwrap(), 2);
    assert_eq!(world.delivery().await.state, DeliveryState::Accepted);
}

/// Planned while it was linked, and not yet sent: the person has ended the link meanwhile.
#[tokio::test]
async fn a_chat_that_was_unlinked_meanwhile_is_not_written_to() {
    let world = World::new().await;
    let (url, seen) = bot_api::start(&[sent()]).await;
    world.link_chat().await;
    world.plan_message().await;
    let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
    let link = tx.lock_active_chat_link(world.citizen).await.unwrap().unwrap();
    tx.save_chat_link(&link.end(EndCause::Citizen)).await.unwrap();
    tx.commit().await.unwrap();
    world.notifier(World::settings(None, Some(&url))).run_once().await.unwrap();
    assert_eq!(seen.requests().len(), 0);
    assert_eq!(world.delivery().await.state, DeliveryState::Failed);
    assert_eq!(world.outcomes().await, ["never / telegram: the chat is not linked any more"]);
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_line_lost_before_the_answer_may_have_been_a_message() {
    let (world, seen, _) = tried(&[(0, None)]).await;
    let delivery = world.delivery().await;
    assert!(is_waiting(&delivery) && delivery.possible_duplicate, "{delivery:?}");
    assert_eq!(seen.requests().len(), 1);
    assert_eq!(world.outcomes().await, ["unknown / telegram: the line was lost"]);
}

#[tokio::test]
async fn a_refused_token_is_waited_out_and_not_shown() {
    let (world, _, linked) = tried(&[refused(401, "Unauthorized")]).await;
    assert!(is_waiting(&world.delivery().await));
    assert_eq!(world.outcomes().await, ["away / telegram: the token is refused"]);
    assert!(linked);
    let settings = World::settings(Some("smtp://u:secret@localhost"), Some("http://127.0.0.1:1"));
    let shown = format!("{:?}", world.notifier(settings));
    assert!(!shown.contains(TOKEN) && !shown.contains("secret"), "{shown}");
}
