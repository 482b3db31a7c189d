//! The database's clock: a node whose own clock is wrong counts by it all the same.

use crate::world::Kind;
use chrono::TimeDelta;
use domain::notice::{Channel, LIFETIME, Target, Words};
use domain::text::Lang;
use domain::time::{Clock, ManualClock, SystemClock};
use std::sync::Arc;
use store::{DatabaseClock, NewNotice};

on_both! {
    async fn a_node_whose_wall_clock_is_eighty_hours_ahead_goes_by_the_databases_time(world) {
        let truth = SystemClock.now();
        let wall = ManualClock::at(truth + TimeDelta::hours(80));
        let clock = DatabaseClock::open(&world.store, Arc::new(wall.clone())).await.unwrap();
        match world.kind {
            Kind::Sqlite => assert_eq!(clock.now(), wall.now(), "its machine's is all there is"),
            Kind::Postgres => {
                let first = clock.now();
                assert!((first - truth).abs() < TimeDelta::minutes(1), "{first}");
                // A step of the wall clock is not seen; time goes on by itself.
                wall.advance(TimeDelta::days(-9));
                let second = clock.now();
                assert!(second >= first && second - first < TimeDelta::minutes(1), "{second}");
            }
        }
        let off = clock.set_anew(&world.store).await.unwrap();
        assert!(off.abs() < TimeDelta::seconds(5), "{off}");
    }

    /// Notices are worth sending for 72 hours: what the database's clock says of that counts.
    async fn a_node_that_is_eighty_hours_ahead_gives_up_no_notice(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await;
        let wall = ManualClock::at(SystemClock.now() + TimeDelta::hours(80));
        let clock = DatabaseClock::open(&world.store, Arc::new(wall.clone())).await.unwrap();
        let mut tx = world.store.begin(&SystemClock, &world.entropy).await.unwrap();
        let target = Target { channel: Channel::Telegram, address: "7".into() };
        let notice = NewNotice {
            citizen,
            application: application.id,
            code: "result-ready".parse().unwrap(),
            version: 1,
            words: Words { subject: "а".into(), body: "б".into(), short: "в".into(), lang: Lang::Ru },
            targets: vec![target],
            expires_at: tx.now() + LIFETIME,
        };
        tx.plan_notice(&notice).await.unwrap();
        tx.commit().await.unwrap();
        let expired = world.store.has_expired_deliveries(clock.now()).await.unwrap();
        assert_eq!(expired, world.kind == Kind::Sqlite, "there its machine's clock is all there is");
        assert!(world.store.has_expired_deliveries(wall.now()).await.unwrap(), "or this proves nothing");
    }

    async fn two_nodes_with_different_wall_clocks_agree_on_a_lease(world) {
        if world.kind == Kind::Sqlite {
            return; // One machine, one clock.
        }
        let ahead = ManualClock::at(SystemClock.now() + TimeDelta::hours(80));
        let behind = ManualClock::at(SystemClock.now() - TimeDelta::hours(80));
        let another = world.another().await;
        let ahead = DatabaseClock::open(&world.store, Arc::new(ahead)).await.unwrap();
        let behind = DatabaseClock::open(&another, Arc::new(behind)).await.unwrap();
        let lasting = std::time::Duration::from_mins(30);
        for (store, clock, owner, taken) in [
            (&world.store, &behind, "behind", true),
            (&another, &ahead, "ahead", false),
            (&another, &behind, "behind", true),
        ] {
            let mut tx = store.begin(clock, &world.entropy).await.unwrap();
            assert_eq!(tx.take_lease("sweep", owner, lasting).await.unwrap(), taken, "{owner}");
            tx.commit().await.unwrap();
        }
    }
}
