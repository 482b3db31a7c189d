//! Papers of an application that couriers carry: gathered as a stage is entered, and kept where they are as it is left otherwise.

use crate::error::CaseError;
use catalog::Catalog;
use domain::application::Application;
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::{Carrying, Direction, Effect, Stage};
use domain::service::Service;
use store::{Gathered, Tx, Way};

/// Gathers the papers that entering a stage has carried, in the transaction of the move.
pub(crate) async fn carry(
    catalog: &Catalog,
    tx: &mut Tx,
    (application, service): (&Application, &Service),
    effects: &[Effect],
) -> Result<(), CaseError> {
    for carrying in effects.iter().filter_map(Effect::carrying) {
        let lost = |what: &str| {
            CaseError::Catalog(format!("{} has papers carried, and {what}", application.id))
        };
        let papers = catalog.papers(&carrying.papers);
        let papers = papers.ok_or_else(|| lost("the catalog does not know them"))?;
        let office =
            application.office.clone().ok_or_else(|| lost("no office to carry them from"))?;
        let Carrying { couriers, department, .. } = carrying;
        let department = department.as_ref().unwrap_or(&service.department).clone();
        let (from, to) = match papers.to {
            Direction::ToDepartment => (office, department),
            Direction::ToOffice => (department, office),
        };
        let way = Way { direction: papers.to, from, to, couriers: couriers.clone() };
        let gathered = Gathered {
            application: application.id,
            number: application.number,
            papers: carrying.papers.clone(),
            urgent: papers.urgent,
            entry: Entry(application.stage_entry),
        };
        tx.gather(&way, &[gathered]).await?;
    }
    Ok(())
}

/// Keeps papers where they are that no courier has signed for: the case has left the stage in which it waited for them to be taken. Papers
/// for which no case waits go on their way all the same.
pub(crate) async fn keep_here(
    tx: &mut Tx,
    application: ApplicationId,
    left: &Stage,
) -> Result<(), CaseError> {
    let carried = left.on_enter.iter().filter_map(Effect::carrying);
    for carrying in carried.filter(|one| one.taken.is_some()) {
        tx.keep_papers_here(application, &carrying.papers).await?;
    }
    Ok(())
}
