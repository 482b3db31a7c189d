//! The linter: proves that a catalog is whole, so that nothing is found missing while it runs.
//!
//! Every thing a file names exists; a published service has all it promises; a form asks nothing
//! that a register or the profile knows (order 600); every field has a hint, every reason of refusal
//! its explanation, norm and remedy (DM-07…DM-09).

use crate::catalog::Catalog;
use crate::mistake::Mistake;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;

mod at_window;
mod checklist;
mod co_applicant;
mod consultations;
mod form;
mod papers;
mod process;
mod rules;
mod service;
mod tables;
mod texts;
mod waiting_list;

/// Everything wrong with a catalog whose files could be read.
#[must_use]
pub fn lint(catalog: &Catalog) -> Vec<Mistake> {
    let mut found = Found { catalog, file: String::new(), mistakes: Vec::new() };
    texts::lint(&mut found);
    tables::lint(&mut found);
    consultations::lint(&mut found);
    for (file, process) in catalog.process_files() {
        file.clone_into(&mut found.file);
        process::lint(&mut found, process);
    }
    for entry in catalog.versions() {
        entry.file.clone_into(&mut found.file);
        service::lint(&mut found, entry);
        checklist::lint(&mut found, entry);
        form::lint(&mut found, entry);
        rules::lint(&mut found, entry);
    }
    found.mistakes
}

/// Whether somebody decides for a department: of its own, or of an organisation that acts for it.
fn has_officers(catalog: &Catalog, department: &DepartmentCode) -> bool {
    let mut theirs = catalog
        .departments()
        .filter(|one| one.code == *department || one.part_of.as_ref() == Some(department));
    theirs.any(|one| one.roles.contains(&DutyRole::DepartmentOfficer))
}

/// The mistakes found so far, and the file looked at.
struct Found<'a> {
    catalog: &'a Catalog,
    file: String,
    mistakes: Vec<Mistake>,
}

impl Found<'_> {
    /// Notes a mistake at a place of the file looked at.
    fn wrong(&mut self, pointer: &str, reason: impl AsRef<str>) {
        let mistake = self.catalog.mistake(&self.file, pointer, reason.as_ref());
        self.mistakes.push(mistake);
    }
}
