//! The manifests that the asker gives, carries or receives.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use domain::manifest::Manifest;
use std::collections::BTreeSet;
use store::{ManifestPage, ManifestPlace, Side};

/// A page of the manifests on whose sides the asker works, after a place among them: what is urgent first, then those whose papers wait
/// longest. What is closed is not among them.
pub async fn list(
    cx: &Cx,
    actor: &Actor,
    after: Option<ManifestPlace>,
    limit: u64,
) -> Result<ManifestPage, CaseError> {
    let sides = sides_of(actor)?;
    let mut pages = Vec::with_capacity(sides.len());
    for (side, place) in sides {
        pages.push(cx.store.manifests_at((side, place), after, limit).await?);
    }
    let place = |one: &Manifest| Some((one.made_at, ManifestPlace::of(one)));
    let mut page =
        ManifestPage::together(pages, limit, |one| ManifestPlace::of(one).order(), place);
    // Who works on two sides of one finds it once.
    page.items.dedup_by_key(|one| one.id);
    Ok(page)
}

/// Where the asker stands.
fn sides_of(actor: &Actor) -> Result<BTreeSet<(Side, &DepartmentCode)>, CaseError> {
    let mut sides = BTreeSet::new();
    for duty in &person(actor)?.duties {
        let Some(place) = &duty.organisation else { continue };
        match duty.role {
            DutyRole::OfficeOperator | DutyRole::DepartmentOfficer => {
                sides.extend([(Side::From, place), (Side::To, place)]);
            }
            DutyRole::Courier => sides.extend([(Side::Couriers, place)]),
            _ => {}
        }
    }
    if sides.is_empty() { Err(CaseError::Forbidden) } else { Ok(sides) }
}
