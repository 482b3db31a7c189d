//! Who read a person's data: one record for each reader, thing and hour.

use chrono::TimeDelta;
use domain::access_log::{Reader, Reading};
use domain::duty::DutyRole;
use domain::id::AccessRecordId;
use domain::time::Clock;

on_both! {
    async fn readings_of_an_hour_are_one_record_and_those_of_the_next_another(world) {
        let (elena, officer) = (world.citizen(1).await, world.citizen(2).await);
        let application = world.filed(elena, 1).await;
        let official = Reader::Official {
            person: officer,
            role: DutyRole::DepartmentOfficer,
            organisation: "minsocrazvitiya".parse().unwrap(),
        };
        let of_case = Reading {
            citizen: elena,
            application: Some((application.id, application.number)),
            reader: official,
        };
        let of_record = Reading {
            application: None,
            reader: Reader::Client { id: "portal".to_owned() },
            ..of_case.clone()
        };
        let now = world.clock.now();
        // The beginning of an hour, so that the readings below fall where they are meant to.
        let into = now.timestamp().rem_euclid(60 * 60);
        world.clock.advance(TimeDelta::seconds(60 * 60 - into));
        for (minutes, reading) in
            [(0, &of_case), (10, &of_case), (5, &of_record), (50, &of_case), (0, &of_record)]
        {
            world.clock.advance(TimeDelta::minutes(minutes));
            let mut tx = world.begin().await;
            let id = AccessRecordId::new(tx.now(), &*world.entropy);
            tx.note_access(id, reading).await.unwrap();
            tx.commit().await.unwrap();
            let now = world.clock.now();
            assert!(world.store.access_is_noted(reading, now).await.unwrap());
            let later = now + TimeDelta::minutes(2);
            assert!(!world.store.access_is_noted(reading, later).await.unwrap(), "noted long ago");
        }
        let all = world.store.access_records_of(elena, None, 10).await.unwrap().items;
        let told: Vec<_> = all
            .iter()
            .map(|one| (&one.reading, (one.last_at - one.first_at).num_minutes()))
            .collect();
        assert_eq!(told.len(), 4, "{told:?}");
        let cases: Vec<_> = told.iter().filter(|(one, _)| **one == of_case).collect();
        assert_eq!(cases.iter().map(|(_, lasted)| *lasted).collect::<Vec<_>>(), [0, 10]);
        let (first, rest) = (world.store.access_records_of(elena, None, 3).await.unwrap(), all.last());
        let rest_of = world.store.access_records_of(elena, first.next, 3).await.unwrap();
        assert_eq!((rest_of.items.first(), rest_of.next), (rest, None));
        assert!(world.store.access_records_of(officer, None, 10).await.unwrap().items.is_empty());
    }
}
