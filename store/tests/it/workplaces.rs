//! Workplaces: what an organisation holds, page by page, by an index; and what nobody holds yet.

use crate::explain::plan;
use crate::world::{Kind, World};
use chrono::TimeDelta;
use domain::application::{Application, Holder};
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;
use domain::process::{Outcome, Role};
use domain::time::Clock;
use store::FiledForm;

fn held_by(organisation: &str) -> Holder {
    Holder {
        role: Role::DepartmentOfficer,
        organisation: Some(organisation.parse().unwrap()),
        queue: "department".to_owned(),
    }
}

async fn keep(world: &World, application: &Application) {
    let mut tx = world.begin().await;
    tx.insert_application(application, &FiledForm(serde_json::json!({}))).await.unwrap();
    tx.commit().await.unwrap();
}

async fn page(world: &World, organisation: &DepartmentCode, size: u64) -> Vec<ApplicationId> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let role = Role::DepartmentOfficer;
        let page = world.store.applications_held(role, organisation, after, size).await.unwrap();
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

on_both! {
    async fn a_workplace_shows_what_it_holds_by_its_deadline_whatever_the_version(world) {
        let citizen = world.citizen(1).await;
        let now = world.clock.now();
        let mut own = Vec::new();
        for n in 0..7 {
            let application = Application {
                holder: Some(held_by("one")),
                // Filed later and due sooner; two at the same moment.
                stage_due_at: Some(now + TimeDelta::hours(10 - i64::try_from(n / 2).unwrap())),
                service_version: u32::try_from(n + 1).unwrap(),
                ..world.drawn(citizen, n + 1)
            };
            keep(world, &application).await;
            own.push(application);
        }
        keep(world, &Application { holder: Some(held_by("two")), ..world.drawn(citizen, 50) }).await;
        let ended = Application { outcome: Some(Outcome::Granted), stage_due_at: None, ..world.drawn(citizen, 51) };
        keep(world, &ended).await;
        own.sort_by_key(|one| (one.stage_due_at, one.id));
        let expected: Vec<_> = own.iter().map(|one| one.id).collect();
        for size in [1, 2, 3, 7, 100] {
            assert_eq!(page(world, &"one".parse().unwrap(), size).await, expected, "{size} a page");
        }
        assert_eq!(page(world, &"two".parse().unwrap(), 9).await.len(), 1);
        assert_eq!(page(world, &"three".parse().unwrap(), 9).await, []);
        let read = world.store.application(expected[0]).await.unwrap().unwrap();
        assert_eq!(read.holder, Some(held_by("one")));
    }

    async fn what_goes_on_without_a_holder_is_found_and_nothing_else(world) {
        let citizen = world.citizen(1).await;
        let old = world.filed(citizen, 1).await;
        keep(world, &Application { holder: Some(held_by("one")), ..world.drawn(citizen, 2) }).await;
        keep(world, &Application { outcome: Some(Outcome::Granted), ..world.drawn(citizen, 3) }).await;
        assert_eq!(world.store.applications_unheld(None, 9).await.unwrap(), [old.id]);
        assert_eq!(world.store.applications_unheld(Some(old.id), 9).await.unwrap(), []);
    }

    /// A hundred thousand applications, a tenth of them held: a page is a step into an index.
    async fn a_workplace_is_one_page_of_an_index_however_many_applications_there_are(world) {
        let citizen = world.citizen(1).await;
        world.filed(citizen, 1).await;
        let id = match world.kind {
            Kind::Sqlite => "randomblob(16)",
            Kind::Postgres => "gen_random_uuid()",
        };
        let fill = format!(
            "INSERT INTO application (id, number, citizen_id, service, service_version, process, process_version, \
             channel, stage, stage_entry, stage_since, stage_due_at, filed_at, registered_on, due_at, cleared, \
             revision, version, outcome, holder_role, holder_organisation, queue) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
             SELECT {id}, 'n' || n.i, a.citizen_id, a.service, 1, a.process, 1, a.channel, a.stage, 1, n.i, n.i, n.i, \
             a.registered_on, n.i, a.cleared, 1, 1, CASE WHEN n.i % 10 = 0 THEN NULL ELSE 'granted' END, \
             CASE WHEN n.i % 10 = 0 THEN 'department_officer' END, \
             CASE WHEN n.i % 10 = 0 THEN 'office' || (n.i % 50) END, 'department' FROM n, \
             (SELECT * FROM application LIMIT 1) a"
        );
        assert_eq!(world.behind(&fill).await, 100_000);
        world.behind("ANALYZE").await;
        let zero = match world.kind {
            Kind::Sqlite => "x'00000000000000000000000000000000'",
            Kind::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
        };
        let page = format!(
            "SELECT * FROM application WHERE holder_role = 'department_officer' \
             AND holder_organisation = 'office20' AND (stage_due_at, id) > (500, {zero}) \
             ORDER BY stage_due_at, id LIMIT 51"
        );
        let unheld = "SELECT id FROM application WHERE holder_role IS NULL AND outcome IS NULL ORDER BY id LIMIT 100";
        for (statement, index) in [(page.as_str(), "application_held"), (unheld, "application_unheld")] {
            let plan = plan(world, statement).await;
            assert!(plan.contains(index), "{statement}\n{plan}");
            assert!(!plan.contains("Seq Scan") && !plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
