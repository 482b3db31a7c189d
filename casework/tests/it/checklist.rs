//! Checklists: what a person does before they apply, each step after those before it (SC5.1).

use crate::late_notice::lay_over;
use crate::world::World;
use casework::CaseError;
use casework::checklist::{Look, Mark, mark, read};
use domain::access::Actor;
use domain::checklist::Standing;

/// Proves SC5.1: progress is a person's own, steps come in their order, and what the platform sees nobody has to say.
#[tokio::test]
async fn a_checklist_is_gone_through_step_by_step() {
    let world = World::new().await;
    lay_over(&world, "");
    let service = "well-queue".parse().unwrap();
    let says = async |step: &str, says| mark(&world.cx, &world.anna, (&service, step), says).await;
    let waits = |steps: &[&str]| Standing::Waits(steps.iter().map(ToString::to_string).collect());
    let begun = read(&world.cx, &world.anna, &service).await.unwrap();
    let expected =
        [Standing::Open, Standing::Known, waits(&["choose-place"]), waits(&["ask-neighbours"])];
    assert_eq!(begun.standings, expected);

    let early = says("ask-neighbours", Mark::Done).await.unwrap_err();
    assert!(matches!(early, CaseError::StepWaits { ref steps } if *steps == ["choose-place"]));
    let seen = says("have-passport", Mark::Undone).await.unwrap_err();
    assert!(matches!(seen, CaseError::StepKnown), "{seen:?}");
    assert!(matches!(says("apply", Mark::Done).await.unwrap_err(), CaseError::StepKnown));
    let none = says("dance", Mark::Done).await.unwrap_err();
    assert!(matches!(none, CaseError::NotFound("step")), "{none:?}");

    says("choose-place", Mark::Done).await.unwrap();
    // Said twice, it is done once.
    says("choose-place", Mark::Done).await.unwrap();
    let done = says("ask-neighbours", Mark::Done).await.unwrap();
    assert_eq!(done.standings[3], Standing::Open);
    let other: Look = read(&world.cx, &world.boris, &service).await.unwrap();
    assert_eq!(other.standings, expected, "another's progress is another's");
    let back = says("choose-place", Mark::Undone).await.unwrap();
    assert_eq!(back.standings, expected, "what comes after is not done either");
}

/// Nobody has a checklist who is not signed in, and a service without one has none.
#[tokio::test]
async fn a_checklist_is_a_persons_own() {
    let world = World::new().await;
    lay_over(&world, "");
    let nobody = read(&world.cx, &Actor::Anonymous, &"well-queue".parse().unwrap()).await;
    assert!(matches!(nobody, Err(CaseError::SignInFirst)), "{nobody:?}");
    for (service, missing) in [("employment-certificate", true), ("never-heard-of", false)] {
        let none = read(&world.cx, &world.anna, &service.parse().unwrap()).await.unwrap_err();
        assert_eq!(matches!(none, CaseError::NotFound("checklist")), missing, "{none:?}");
    }
}
