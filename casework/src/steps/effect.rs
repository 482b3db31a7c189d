//! The effect a job belongs to: shared by the verbs that do the work of a stage.

use crate::error::CaseError;
use domain::application::Application;
use domain::job::Entry;
use domain::process::{Effect, Process};

/// What a job's stage asks for, as far as `pick` takes it; `None` if the application has left that stage: then there
/// is nothing to do any more.
///
/// A job of the entry the application is at, whose stage starts no such work, means that the catalog was changed
/// under a running case: an error that names the place. Work of before entries were recorded may outlive its stage,
/// and then there is nothing to do.
pub(crate) fn due<'a, T>(
    process: &'a Process,
    application: &Application,
    entry: Entry,
    (name, pick): (&str, impl Fn(&'a Effect) -> Option<T>),
) -> Result<Option<T>, CaseError> {
    if !entry.is(application.stage_entry) {
        return Ok(None);
    }
    match process.effect(&application.stage, pick) {
        Some(found) => Ok(Some(found)),
        None if entry.is_unrecorded() => Ok(None),
        None => {
            let (code, version, stage) = (&process.code, process.version, &application.stage);
            Err(CaseError::Catalog(format!("stage `{stage}` of {code} v{version} has no `{name}`")))
        }
    }
}
