//! Mail: what arrives, and what each answer of the server leads to.

use crate::mail_server::{self, Act};
use crate::world::{ADDRESS, World, is_waiting};
use domain::notice::{Channel, DeliveryState};
use mail_parser::{MessageParser, MimeHeaders};

/// Proves SH-07
#[tokio::test]
async fn a_mail_in_russian_arrives_whole() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    world.plan_mail().await;
    let delivery = world.send_mail(&url).await;
    assert_eq!(delivery.state, DeliveryState::Accepted);
    assert_eq!(delivery.final_at, Some(world.notice().await.created_at));

    let mails = seen.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].is_ascii() && mails[0].lines().all(|line| line.len() <= 998));
    let mail = MessageParser::default().parse(&mails[0]).unwrap();
    assert_eq!(mail.subject(), Some("Результат по заявлению готов"));
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Госуслуги области"));
    assert_eq!(from.address(), Some("no-reply@uslugi.example"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some(ADDRESS));
    assert_eq!(mail.message_id(), Some(format!("{}@uslugi.example", delivery.id).as_str()));
    let automatic = mail.header("Auto-Submitted").and_then(|one| one.as_text());
    assert_eq!(automatic, Some("auto-generated"));
    let planned = world.notice().await.created_at;
    assert_eq!(mail.date().unwrap().to_timestamp(), planned.timestamp());
    let plain = mail.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(
        plain,
        "Здравствуйте!\n\nДокумент <готов>:\nhttps://uslugi.example/a\n\nЭто письмо отправлено автоматически, отвечать на него не нужно.\n"
    );
    let page = mail.html_part(0).unwrap();
    assert!(page.content_type().is_some_and(|one| one.subtype() == Some("html")));
    let page = mail.body_html(0).unwrap();
    assert!(page.contains("Документ &lt;готов&gt;:<br>"), "{page}");
    assert!(page.contains("<a href=\"https://uslugi.example/a\">"), "{page}");
}

/// Does one round of sending with this script; what came of the one mail.
async fn tried(script: &[Act]) -> (World, usize) {
    let world = World::new().await;
    let (url, seen) = mail_server::start(script).await;
    world.plan_mail().await;
    world.send_mail(&url).await;
    (world, seen.mails().len())
}

#[tokio::test]
async fn a_refusal_of_the_recipient_is_for_good_and_the_reason_names_nobody() {
    let refusal = "550 5.1.1 <anna.ryabinina@example.ru> unknown";
    let (world, mails) = tried(&[Act::Recipient(refusal)]).await;
    assert_eq!((world.delivery().await.state, mails), (DeliveryState::Failed, 0));
    assert_eq!(world.outcomes().await, ["never / smtp: 550 at recipient"]);
}

#[tokio::test]
async fn a_refusal_of_the_text_is_for_good() {
    let (world, _) = tried(&[Act::Text("554 5.6.0 cannot be shown")]).await;
    assert_eq!(world.delivery().await.state, DeliveryState::Failed);
    assert_eq!(world.outcomes().await, ["never / smtp: 554 at text"]);
}

/// Issue 6, B12: a relay that refuses our host, our address or our sign-in says nothing of the recipient.
#[tokio::test]
async fn a_refusal_of_us_is_tried_again_until_it_is_mended() {
    for (script, reason) in [
        (
            Act::Recipient("554 5.7.1 relay access denied"),
            "alarm / smtp: 554 at recipient: it refuses us",
        ),
        (
            Act::Recipient("530 5.7.0 authentication required"),
            "alarm / smtp: 530 at recipient: it refuses us",
        ),
        (
            Act::Text("550 5.7.26 unauthenticated sender"),
            "alarm / smtp: 550 at text: it refuses us",
        ),
        (
            Act::Recipient("550 relay not permitted"),
            "alarm / smtp: 550 at recipient: it refuses us",
        ),
        (Act::Sender("550 5.1.8 sender unknown"), "away / smtp: 550 at sender"),
        (Act::Sender("530 authentication required"), "away / smtp: 530 at sender"),
        (
            Act::Greeting("554 5.7.1 your host is on a list"),
            "away / smtp: 554 at greeting: it refuses us",
        ),
    ] {
        let world = World::new().await;
        world.plan_mail().await;
        let (url, _) = mail_server::start(&[script]).await;
        world.send_mail(&url).await;
        assert_eq!(world.outcomes().await, [reason], "{script:?}");
        // Most of a day later somebody has mended it.
        for _ in 0..20 {
            world.wait_out();
            assert!(is_waiting(&world.send_mail(&url).await), "{script:?}");
        }
        let (url, seen) = mail_server::start(&[Act::Accept]).await;
        world.wait_out();
        assert_eq!(world.send_mail(&url).await.state, DeliveryState::Accepted, "{script:?}");
        assert_eq!(seen.mails().len(), 1);
    }
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again_and_is_no_duplicate() {
    for (script, reason) in [
        (Act::Recipient("450 4.2.1 come back"), "later / smtp: 450 at recipient"),
        (Act::Recipient("421 4.3.2 going away"), "away / smtp: 421 at recipient"),
        (Act::Text("421 4.3.2 going away"), "later / smtp: 421 at text"),
        (Act::Greeting("554 no service"), "away / smtp: 554 at greeting: it refuses us"),
        (Act::Greeting("not even SMTP"), "away / smtp: no answer at greeting"),
        (Act::CloseBeforeText, "away / smtp: no answer at data"),
    ] {
        let (world, _) = tried(&[script]).await;
        assert!(is_waiting(&world.delivery().await), "{script:?}");
        assert!(!world.delivery().await.possible_duplicate, "{script:?}");
        assert_eq!(world.outcomes().await, [reason], "{script:?}");

        let (url, seen) = mail_server::start(&[Act::Accept]).await;
        world.send_mail(&url).await;
        assert_eq!(seen.mails().len(), 0, "not before its time");
        world.wait_out();
        assert_eq!(world.send_mail(&url).await.state, DeliveryState::Accepted, "{script:?}");
        assert_eq!(seen.mails().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for_until_the_notice_expires() {
    let world = World::new().await;
    world.plan_mail().await;
    // A port that was free a moment ago: nobody listens there.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("smtp://{free}");
    let mut delivery = world.send_mail(&url).await;
    assert_eq!(world.outcomes().await, ["away / smtp: no answer at connect"]);
    for _hour in 0..73 {
        world.wait_out();
        delivery = world.send_mail(&url).await;
    }
    assert_eq!(delivery.state, DeliveryState::Dead);
    assert!(delivery.attempts >= 70, "{delivery:?}");
    assert!(!delivery.possible_duplicate);
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
}

/// Proves the ambiguous case: the server may have taken the mail, so the copy says it is one.
#[tokio::test]
async fn a_line_lost_after_the_final_dot_is_sent_again_as_the_same_mail() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::CloseAfterDot, Act::Accept]).await;
    world.plan_mail().await;
    let delivery = world.send_mail(&url).await;
    assert!(is_waiting(&delivery) && delivery.possible_duplicate, "{delivery:?}");
    assert_eq!(world.outcomes().await, ["unknown / smtp: no answer after the final dot"]);

    world.wait_out();
    let delivery = world.send_mail(&url).await;
    assert_eq!(delivery.state, DeliveryState::Accepted);
    assert!(delivery.possible_duplicate);
    let mails = seen.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1], "to the byte: Message-ID, date and all");
}

#[tokio::test]
async fn an_address_that_is_none_fails_without_a_connection() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    for address in ["", "anna", "anna@example.ru\r\nBcc: all@example.ru", "анна@example.ru"] {
        world.plan(&[(Channel::Email, address)]).await;
        let delivery = world.send_mail(&url).await;
        assert_eq!(delivery.state, DeliveryState::Failed, "{address}");
    }
    assert_eq!(seen.mails().len(), 0);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_meanwhile_costs_nothing() {
    let world = World::new().await;
    let script = [Act::AcceptAndClose, Act::AcceptAndClose, Act::Accept];
    let (url, seen) = mail_server::start(&script).await;
    let mut settings = World::settings(Some(&url), None);
    if let Some(mail) = &mut settings.mail {
        mail.connections = 1;
    }
    for _mail in 0..5 {
        world.plan_mail().await;
    }
    let notifier = world.notifier(settings);
    assert_eq!(notifier.run_once().await.unwrap(), 5);
    assert_eq!(seen.mails().len(), 5);
    let notices = world.store.notices_of(world.citizen, None, 10).await.unwrap().items;
    assert!(notices.iter().all(|one| one.deliveries[0].attempts == 1));
    assert!(notices.iter().all(|one| one.deliveries[0].state == DeliveryState::Accepted));
}
