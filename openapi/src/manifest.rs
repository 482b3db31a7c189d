//! Manifests (реестр передачи): papers that couriers carry between offices (МФЦ) and departments, and who has signed for them.

use crate::closed::{Actor, ManifestState, PapersDirection, PapersState, SignatureAct};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An organisation or a kind of papers, by its code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// Its code in the catalog.
    #[schema(example = "mfc-podolsk")]
    pub code: String,
    /// Its name.
    #[schema(example = "МФЦ Подольска")]
    pub title: String,
}

/// A set of papers (комплект) in a manifest. It says nothing of whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManifestItemView {
    /// Its identifier.
    #[schema(example = "mfi_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// The number of the application, which stands on the papers.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// Which papers.
    pub papers: Named,
    /// Whether it goes before the others.
    pub urgent: bool,
    /// How far it is: `waiting` to be given, `given` away, `carried` by a courier, `received`, or `left_out` (it was not there, and waits in
    /// another manifest, or is not carried any more).
    #[schema(value_type = PapersState)]
    pub state: String,
}

/// A signature of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignatureView {
    /// What was signed: `give` and `receive` at the two places, `take` and `deliver` by the courier.
    #[schema(value_type = SignatureAct)]
    pub act: String,
    /// In which role.
    #[schema(value_type = Actor)]
    pub role: String,
    /// For which organisation.
    pub organisation: Named,
    /// For how many sets of papers.
    pub sets: usize,
    /// When it was signed, by the clock of the device, where that was without a network and the clock can be right; absent else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<DateTime<FixedOffset>>,
    /// When the platform had it.
    pub recorded_at: DateTime<FixedOffset>,
}

/// Papers on their way between two places, and who has signed for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManifestView {
    /// Its identifier.
    #[schema(example = "mft_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// The number people read; absent until somebody has signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "R-2026-0000017-9")]
    pub number: Option<String>,
    /// Which way the papers go.
    #[schema(value_type = PapersDirection)]
    pub direction: String,
    /// From which organisation.
    pub from: Named,
    /// To which organisation.
    pub to: Named,
    /// Whose couriers carry them.
    pub couriers: Named,
    /// How far it is: papers are gathered (`open`), were `given` away, are `carried`, or everything was signed (`closed`).
    #[schema(value_type = ManifestState)]
    pub state: String,
    /// Since when there is something in it.
    pub made_at: DateTime<FixedOffset>,
    /// The sets of papers; urgent ones first.
    pub items: Vec<ManifestItemView>,
    /// Who has signed, the first first.
    pub signatures: Vec<SignatureView>,
    /// What the asker can sign now.
    #[schema(value_type = Vec<SignatureAct>)]
    pub acts: Vec<String>,
}

/// A page of manifests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManifestList {
    /// The manifests, urgent ones first, and of each those gathered first.
    pub items: Vec<ManifestView>,
    /// The `cursor` of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A signature that is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureRequest {
    /// What is signed.
    pub act: SignatureAct,
    /// The sets of papers that are there, by their identifiers. What is not named when papers are given or taken waits for the next manifest.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<String>,
    /// When it was signed, where the device was without a network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<DateTime<FixedOffset>>,
}
