//! The notifier as it runs: woken, bounded, quiet in the logs, and ended with grace.

use crate::mail_server::{self, Act};
use crate::world::{ADDRESS, World};
use domain::id::{ApplicationId, DeliveryId};
use domain::job::Job;
use domain::notice::{Channel, DeliveryState};
use domain::time::Clock;
use notifier::{Notifier, Settings, SettingsError};
use std::sync::Arc;
use std::time::Duration;
use store::NoticeView;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const SOON: Duration = Duration::from_secs(10);

async fn until(world: &World, done: impl Fn(&[NoticeView]) -> bool) {
    // Nobody is told that a mail server has accepted a mail.
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    let look = async {
        loop {
            looks.tick().await;
            let notices = world.store.notices_of(world.citizen, None, 100).await.unwrap().items;
            if done(&notices) {
                return;
            }
        }
    };
    timeout(SOON, look).await.unwrap();
}

fn all_accepted(notices: &[NoticeView]) -> bool {
    let mut deliveries = notices.iter().flat_map(|one| &one.deliveries);
    deliveries.all(|one| one.state == DeliveryState::Accepted)
}

#[tokio::test]
async fn a_planned_notice_wakes_the_notifier_and_a_cancelled_one_ends_what_it_has_in_hand() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    let mut settings = World::settings(Some(&url), None);
    // Never by polling: only a wake-up can bring these mails out in time.
    settings.poll = Duration::from_hours(1);
    let notifier = world.notifier(settings);
    let cancel = CancellationToken::new();
    let running = tokio::spawn({
        let (notifier, cancel) = (notifier.clone(), cancel.clone());
        async move { notifier.run(cancel).await }
    });
    tokio::task::yield_now().await;
    for _mail in 0..20 {
        world.plan_mail().await;
    }
    until(&world, |notices| notices.len() == 20 && all_accepted(notices)).await;
    assert_eq!(seen.mails().len(), 20);
    cancel.cancel();
    timeout(SOON, running).await.unwrap().unwrap();
    world.plan_mail().await;
    assert_eq!(world.store.queue_depth().await.unwrap(), (1, 0));
}

#[tokio::test]
async fn two_notifiers_on_one_store_send_each_mail_once() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    for _mail in 0..30 {
        world.plan_mail().await;
    }
    let settings = || World::settings(Some(&url), None);
    let (one, two) = (world.notifier(settings()), world.notifier(settings()));
    let (one, two) = tokio::join!(one.run_once(), two.run_once());
    assert_eq!(one.unwrap() + two.unwrap(), 30);
    let mut mails = seen.mails();
    mails.sort();
    mails.dedup();
    assert_eq!(mails.len(), 30);
}

/// A job whose delivery is not there is none that was sent: it is kept for a person to look at.
#[tokio::test]
async fn a_job_without_a_delivery_is_set_aside_and_holds_up_no_other() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    let now = world.clock.now();
    let application = ApplicationId::new(now, &*world.entropy);
    let delivery = DeliveryId::new(now, &*world.entropy);
    world.enqueue(&Job::SendNotice { delivery, channel: Channel::Email, application }).await;
    world.plan_mail().await;
    world.send_mail(&url).await;
    assert_eq!(seen.mails().len(), 1);
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 1));
}

#[tokio::test]
async fn a_channel_without_settings_waits_and_holds_up_no_other() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    world.plan(&[(Channel::Telegram, "1"), (Channel::Email, ADDRESS)]).await;
    world.send_mail(&url).await;
    let states: Vec<_> =
        world.notice().await.deliveries.iter().map(|one| (one.channel, one.state)).collect();
    let expected =
        [(Channel::Email, DeliveryState::Accepted), (Channel::Telegram, DeliveryState::Ready)];
    assert_eq!((states.as_slice(), seen.mails().len()), (expected.as_slice(), 1));
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_is_named() {
    let world = World::new().await;
    let new = |settings: Settings| {
        let clock = Arc::new(world.clock.clone());
        let made = Notifier::new(settings, world.store.clone(), clock, Arc::clone(&world.entropy));
        made.map(|_notifier| ()).unwrap_err()
    };
    let mail = |url: &str| new(World::settings(Some(url), None)).to_string();
    assert!(mail("http://mail").starts_with("mail.smtp_url: "));
    let mut settings = World::settings(Some("smtp://mail"), None);
    settings.mail.as_mut().unwrap().from = "nobody".into();
    assert_eq!(new(settings), SettingsError::From);
    assert_eq!(new(World::settings(None, Some("ftp://api"))), SettingsError::ApiUrl);
    let mut settings = Settings::new("test");
    settings.lease = Duration::from_mins(1);
    assert!(matches!(new(settings), SettingsError::Lease(_)));
}
