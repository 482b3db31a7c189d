//! A damaged cell of a manifest, of the papers in it, or of a signature for them.

use super::NEVER;
use crate::corrupt::is_named;
use crate::manifests::{Case, number, sign, way};
use crate::world::World;
use domain::id::ManifestId;
use domain::manifest::Act;

/// Table, column, a value no writer of ours leaves.
pub(super) const CELLS: &[(&str, &str, &str)] = &[
    ("manifest", "number", "'17'"),
    ("manifest", "direction", "'to_nowhere'"),
    ("manifest", "from_place", "'No Office'"),
    ("manifest", "to_place", "'No Department'"),
    ("manifest", "couriers", "'No Couriers'"),
    ("manifest", "state", "'lost'"),
    ("manifest", "made_at", NEVER),
    ("manifest_item", "number", "'17'"),
    ("manifest_item", "papers", "'No Papers'"),
    ("manifest_item", "state", "'lost'"),
    ("manifest_signature", "act", "'burn'"),
    ("manifest_signature", "items", "'?'"),
    ("manifest_signature", "items", "'[\"mfi_1\"]'"),
    ("manifest_signature", "signed_at", NEVER),
    ("manifest_signature", "recorded_at", NEVER),
];

/// A manifest with one set of papers that was given.
async fn keep(world: &World) -> ManifestId {
    let case = Case::filed(world, 1).await;
    let manifest = case.gathered(world, &way("mfc-podolsk", "mvd")).await;
    let given = sign(world, manifest, Act::Give, &[case.id]).await;
    assert_eq!(given.number, Some(number(1)));
    manifest
}

on_both! {
    async fn every_damaged_cell_of_a_manifest_is_named(world) {
        let manifest = keep(world).await;
        for &(table, column, value) in CELLS {
            let row = manifest.uuid().to_string();
            let row = if table == "manifest_item" { "" } else { &row };
            let read = async || world.store.manifest(manifest).await.map(drop);
            is_named(world, (table, column, value, row), read).await;
        }
    }
}
