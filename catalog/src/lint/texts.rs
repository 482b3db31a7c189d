//! Every text people read is there in Russian and in English.

use super::Found;

pub(super) fn lint(found: &mut Found<'_>) {
    let catalog = found.catalog;
    for (file, places) in catalog.places() {
        file.clone_into(&mut found.file);
        for pointer in places.pointers() {
            if let Some(text) = pointer.strip_suffix("/ru")
                && !places.has(&format!("{text}/en"))
            {
                found.wrong(pointer, "has no English beside it");
            }
        }
    }
}
