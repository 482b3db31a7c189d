//! Tests of the worker against a scripted department: nothing is lost, nothing is done twice.

use super::{Settings, Worker};
use crate::Inspector;
use crate::script::Reply;
use chrono::TimeDelta;
use domain::process::Outcome;
use domain::time::Clock;
use serde_json::json;
use std::time::Duration;
use store::Job;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use world::{World, away, granted, order, receipt};

mod cancelled;
mod damage;
mod every_process;
mod generated;
mod lapse;
mod upload;
mod world;

/// How often a job of the exchange is tried.
const MOST_ATTEMPTS: usize = 60;

tests::each_engine! {
    /// Proves SC1.2, DM-10, DM-22.10
    async fn an_application_goes_by_itself_from_filing_to_the_document(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        world.script.then([receipt(), order("processing"), granted()]);
        let id = world.files().await;
        world.settles().await;
        assert_eq!(world.application(id).await.stage.as_str(), "received");
        world.next().await;
        world.settles().await;
        let ended = world.application(id).await;
        assert_eq!(ended.outcome, Some(Outcome::Granted));
        assert!(ended.result.is_some());
        assert!(world.clock.now() - ended.filed_at < TimeDelta::hours(4), "within hours of filing");
        assert_eq!(world.depth().await, (0, 0));
    }

    /// A call that never ends holds up its own case only.
    async fn a_department_that_hangs_on_one_case_holds_up_no_other(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let worker = Worker::new(
            world.cx.clone(),
            (world.script.patient(), Inspector::here(None)),
            Settings::default(),
        );
        let cancel = CancellationToken::new();
        world.script.then([Reply::Silence, receipt(), order("needs_officer")]);
        let stuck = world.files().await;
        let running = tokio::spawn({
            let cancel = cancel.clone();
            async move { worker.run(cancel).await }
        });
        let patience = Duration::from_secs(20);
        timeout(patience, world.script.hears(1)).await.unwrap();
        let mut wakes = world.cx.store.wakes();
        let other = world.files().await;
        let other_goes_on = async {
            while world.application(other).await.stage.as_str() != "received" {
                wakes.recv().await.unwrap();
            }
        };
        timeout(patience, other_goes_on).await.unwrap();
        assert_eq!(world.application(stuck).await.stage.as_str(), "registered");
        running.abort();
        cancel.cancel();
    }

    /// A department that is down delays an application and loses none; the message that is sent again is
    /// the same one, so the department can tell the repeat.
    async fn a_department_that_is_down_gets_the_same_message_once_it_is_back(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        world.script.then([away(), Reply::HangUp, Reply::Half, away(), receipt()]);
        let id = world.files().await;
        world.worker.run_once().await.unwrap();
        for attempt in 1..5_u32 {
            assert_eq!(world.application(id).await.stage.as_str(), "registered", "nothing half-done");
            let pause = world.next().await;
            let ceiling = TimeDelta::milliseconds(500 << attempt);
            assert!(pause >= ceiling / 2 && pause <= ceiling, "attempt {attempt}: {pause}");
        }
        assert_eq!(world.application(id).await.stage.as_str(), "received");
        let sent = world.script.asked();
        let bodies: Vec<_> = sent.iter().filter_map(|call| call.split_once("\r\n\r\n")).collect();
        assert_eq!(bodies.len(), 5);
        assert!(bodies[0].1.contains(&format!("\"message_id\":\"{id}-1-1\"")));
        assert!(bodies.iter().all(|(_, body)| *body == bodies[0].1), "to the last byte");
    }

    /// However long an officer takes, waiting is no failure: a hiccup after days costs one more try.
    async fn days_of_waiting_for_an_officer_do_not_use_up_the_tries(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let waiting = MOST_ATTEMPTS + 20;
        let replies = vec![order("needs_officer"); waiting];
        world.script.then([receipt()].into_iter().chain(replies).chain([away(), granted()]));
        let id = world.files().await;
        world.settles().await;
        for _ in 0..=waiting {
            world.next().await;
        }
        assert_eq!(world.depth().await.1, 0, "the hiccup set the case aside");
        world.settles().await;
        assert_eq!(world.application(id).await.outcome, Some(Outcome::Granted));
    }

    /// A refused message is this message's failure: it is tried for two days, and its lane stays open.
    async fn a_message_that_is_refused_for_two_days_is_set_aside_and_not_before(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let refused = Reply::Answer(422, "{}".to_owned());
        world.script.then(vec![refused; MOST_ATTEMPTS]);
        let id = world.files().await;
        let began = world.clock.now();
        world.settles().await;
        while world.depth().await.1 == 0 {
            world.next().await;
        }
        assert_eq!(world.script.asked().len(), MOST_ATTEMPTS);
        let took = world.clock.now() - began;
        assert!(took > TimeDelta::days(1) && took < TimeDelta::days(3), "{took}");
        assert_eq!(world.application(id).await.stage.as_str(), "registered");
        let aside = world.cx.store.queue_set_aside().await.unwrap();
        assert_eq!((aside[0].lane.as_str(), aside[0].count), ("exchange:minsocrazvitiya", 1));
    }

    /// A department with a wrong key, a wrong address or a page in front of it: nothing is set aside, one call
    /// at a time is made, and once it is mended every case goes on.
    async fn a_department_that_answers_wrongly_kills_nothing_and_is_probed_by_one_case_at_a_time(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let wrong = [(401, ""), (403, ""), (404, ""), (302, ""), (200, "<html>")];
        let replies = wrong.map(|(status, body)| Reply::Answer(status, body.to_owned()));
        world.script.then(replies.into_iter().cycle().take(200));
        let mut filed = Vec::new();
        for _ in 0..4 {
            filed.push(world.files().await);
        }
        world.settles().await;
        let first = world.script.asked().len();
        assert!(first <= 4, "the lane was paused");
        for _ in 0..80 {
            let before = world.script.asked().len();
            world.next().await;
            assert!(world.script.asked().len() - before <= 1, "one probe");
        }
        assert_eq!(world.depth().await.1, 0, "nothing was set aside");
        // Mended: everything goes on.
        let whole = json!({
            "department_number": "D-17", "received_at": "2026-11-20T12:00:00+03:00", "state": "needs_officer",
        });
        world.script.then(vec![Reply::Answer(200, whole.to_string()); 500]);
        while world.script.asked().len() < 400 {
            let mut received = 0;
            for id in &filed {
                received += usize::from(world.application(*id).await.stage.as_str() == "received");
            }
            if received == filed.len() {
                return;
            }
            world.next().await;
        }
        panic!("the cases did not go on");
    }

    /// While a department fails, nothing of it is called, and notices and results go on.
    async fn a_failing_department_delays_no_notice(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let application = world.files().await;
        let notice = "result-ready".parse().unwrap();
        world.leaves(&Job::PlanNotice { application, notice, version: 1, to: None }).await;
        world.settles().await;
        let lanes = world.cx.store.queue_lanes().await.unwrap();
        let left: Vec<_> = lanes.iter().map(|lane| (lane.name.as_str(), lane.failing)).collect();
        assert_eq!(left, [("exchange:minsocrazvitiya", true)], "the notice was planned");
    }

    /// A refusal by a reason the service does not know is no decision: the case waits, and people are told.
    async fn a_decision_by_an_invented_reason_changes_nothing_and_waits_to_be_mended(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        let decision = json!({"outcome": "refused", "reason_code": "because"});
        let decided = json!({"state": "decided", "decision": decision}).to_string();
        world.script.then([
            receipt(),
            Reply::Answer(200, decided.clone()),
            Reply::Answer(200, decided),
        ]);
        let id = world.files().await;
        world.settles().await;
        for _ in 0..2 {
            let application = world.application(id).await;
            assert_eq!((application.stage.as_str(), application.outcome), ("received", None));
            assert_eq!(world.depth().await, (1, 0));
            world.next().await;
        }
        world.script.then([granted(), granted()]);
        world.next().await;
        world.settles().await;
        assert_eq!(world.application(id).await.outcome, Some(Outcome::Granted));
    }

    async fn a_register_is_asked_by_snils_alone_and_its_answer_kept(engine) {
        let world = World::at(engine, Some("11223344595")).await;
        world.script.then([Reply::Answer(200, json!({ "status": "removed" }).to_string())]);
        let (citizen, register) = (world.citizen, "employment".parse().unwrap());
        world.leaves(&Job::FetchRegister { citizen, register }).await;
        world.settles().await;
        let told = world.cx.store.registers_of(citizen).await.unwrap();
        assert_eq!(told[0].data, json!({ "status": "removed" }));
        assert_eq!(world.depth().await, (0, 0));
    }

    async fn a_person_without_a_snils_is_asked_about_nowhere(engine) {
        let world = World::at(engine, None).await;
        let (citizen, register) = (world.citizen, "employment".parse().unwrap());
        world.leaves(&Job::FetchRegister { citizen, register }).await;
        world.settles().await;
        assert_eq!((world.script.asked().len(), world.depth().await), (0, (0, 0)));
    }
}
