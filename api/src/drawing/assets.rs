//! The style, the script and the mark: built in, under an address that changes with them, so that browsers may keep
//! them for ever.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The style of all pages.
pub(crate) const STYLE: &str = include_str!("../../assets/style.css");
/// The script that makes a page live.
pub(crate) const SCRIPT: &str = include_str!("../../assets/live.js");
/// The mark, as browsers show it beside the title.
pub(crate) const MARK: &str = include_str!("../../assets/mark.svg");

/// Where the assets are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Assets {
    style: String,
    script: String,
    icon: String,
    /// What the addresses change with.
    #[serde(skip)]
    hash: String,
}

impl Assets {
    pub(super) fn new() -> Self {
        let mut hash = Sha256::new();
        for part in [STYLE, SCRIPT, MARK] {
            hash.update(part);
        }
        let hash: String = hex::encode(hash.finalize()).chars().take(16).collect();
        Self {
            style: format!("/assets/{hash}/style.css"),
            script: format!("/assets/{hash}/live.js"),
            icon: format!("/assets/{hash}/mark.svg"),
            hash,
        }
    }

    /// Whether an address was made of this hash.
    pub(crate) fn are_of(&self, hash: &str) -> bool {
        self.hash == hash
    }
}

#[cfg(test)]
mod tests {
    use super::SCRIPT;
    use domain::application::ApplicationFact;

    #[test]
    fn a_live_page_listens_to_every_kind_of_event() {
        for kind in ApplicationFact::KINDS {
            assert!(SCRIPT.contains(&format!("\"{kind}\"")), "live.js does not listen to {kind}");
        }
    }
}
