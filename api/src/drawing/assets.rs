//! The style, the script, the typeface and the pictures: built in, under an address that changes with them, so that
//! browsers may keep them for ever.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The style of all pages, in the order it applies: tokens first, paper last.
const STYLE: &str = concat!(
    include_str!("../../assets/style/tokens.css"),
    include_str!("../../assets/style/base.css"),
    include_str!("../../assets/style/frame.css"),
    include_str!("../../assets/style/controls.css"),
    include_str!("../../assets/style/parts.css"),
    include_str!("../../assets/style/pages.css"),
    include_str!("../../assets/style/reference.css"),
    include_str!("../../assets/style/print.css"),
);
/// The script that makes a page live.
const SCRIPT: &str = include_str!("../../assets/live.js");
/// The script by which the API reference tries operations.
const REFERENCE: &str = include_str!("../../assets/reference.js");
/// The script by which sets of papers are ticked with a scanner.
const PAPERS: &str = include_str!("../../assets/papers.js");
/// The mark, as browsers show it beside the title.
pub(crate) const MARK: &str = include_str!("../../assets/mark.svg");
/// The line icons, each a symbol with a name.
const ICONS: &str = include_str!("../../assets/icons.svg");
/// Golos Text (SIL Open Font License 1.1, `assets/fonts/OFL.txt`), its Cyrillic and its Latin letters.
const CYRILLIC: &[u8] = include_bytes!("../../assets/fonts/golos-text-cyrillic.woff2");
const LATIN: &[u8] = include_bytes!("../../assets/fonts/golos-text-latin.woff2");

/// An asset: its name in the address, its media type, its bytes.
pub(crate) type Asset = (&'static str, &'static str, &'static [u8]);

/// Every asset.
const ALL: [Asset; 8] = [
    ("style.css", "text/css; charset=utf-8", STYLE.as_bytes()),
    ("live.js", "text/javascript; charset=utf-8", SCRIPT.as_bytes()),
    ("reference.js", "text/javascript; charset=utf-8", REFERENCE.as_bytes()),
    ("papers.js", "text/javascript; charset=utf-8", PAPERS.as_bytes()),
    ("mark.svg", "image/svg+xml", MARK.as_bytes()),
    ("icons.svg", "image/svg+xml", ICONS.as_bytes()),
    ("golos-text-cyrillic.woff2", "font/woff2", CYRILLIC),
    ("golos-text-latin.woff2", "font/woff2", LATIN),
];

/// The asset of a name.
pub(crate) fn asset(name: &str) -> Option<Asset> {
    ALL.into_iter().find(|(own, ..)| *own == name)
}

/// The names of the line icons, in the order they are drawn in.
pub(crate) fn icon_names() -> impl Iterator<Item = &'static str> {
    ICONS.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

/// The tokens of colour, in the order they are said in.
pub(crate) fn colour_names() -> impl Iterator<Item = &'static str> {
    let light = STYLE.split("@media").next().unwrap_or_default();
    let named = light.lines().filter_map(|line| line.trim().strip_prefix("--"));
    let coloured = named.filter(|line| line.contains(": #"));
    coloured.filter_map(|line| line.split(':').next())
}

/// Where the assets are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Assets {
    style: String,
    script: String,
    reference: String,
    papers: String,
    icon: String,
    icons: String,
    /// The letters most pages begin with: asked for beforehand.
    font: String,
    /// What the addresses change with.
    #[serde(skip)]
    hash: String,
}

impl Assets {
    pub(super) fn new() -> Self {
        let mut hash = Sha256::new();
        for (_, _, bytes) in ALL {
            hash.update(bytes);
        }
        let hash: String = hex::encode(hash.finalize()).chars().take(16).collect();
        let at = |name: &str| format!("/assets/{hash}/{name}");
        Self {
            style: at("style.css"),
            script: at("live.js"),
            reference: at("reference.js"),
            papers: at("papers.js"),
            icon: at("mark.svg"),
            icons: at("icons.svg"),
            font: at("golos-text-cyrillic.woff2"),
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
    use super::*;
    use domain::application::ApplicationFact;
    use std::collections::BTreeSet;

    #[test]
    fn a_live_page_listens_to_every_kind_of_event() {
        for kind in ApplicationFact::KINDS {
            assert!(SCRIPT.contains(&format!("\"{kind}\"")), "live.js does not listen to {kind}");
        }
    }

    /// Issue 6, C15: the letters of every page weigh at most 60 KiB.
    #[test]
    fn the_typeface_is_light() {
        assert!(CYRILLIC.len() + LATIN.len() <= 60 * 1024);
    }

    /// Issue 6, C15: colours are said once, in the tokens, and each has its dark twin or is the same in both.
    #[test]
    fn only_tokens_name_colours() {
        let tokens = include_str!("../../assets/style/tokens.css");
        let said: BTreeSet<&str> = tokens
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.split(':').next())
            .collect();
        for (place, _) in STYLE.match_indices("var(--") {
            let name = STYLE[place + 6..].split([')', ',']).next().unwrap();
            assert!(said.contains(name), "--{name} is no token");
        }
        // Paper has colours of its own: it is white, whatever the screen is.
        let coloured = STYLE.trim_start_matches(tokens).split("@media print").next().unwrap();
        let named = coloured.match_indices('#').map(|(place, _)| &coloured[place..place + 4]);
        let found: Vec<_> =
            named.filter(|text| text[1..].chars().all(|c| c.is_ascii_hexdigit())).collect();
        assert_eq!(found, Vec::<&str>::new(), "colours that no token names");
        let dark = tokens.split("prefers-color-scheme: dark").nth(1).unwrap();
        let same = ["on-deep", "sun", "sun-soft", "paper"];
        for name in colour_names().filter(|name| !same.contains(name)) {
            assert!(dark.contains(&format!("--{name}:")), "--{name} has no dark twin");
        }
    }

    /// Every icon a page names is drawn.
    #[test]
    fn every_icon_of_a_page_is_drawn() {
        let drawn: BTreeSet<&str> = icon_names().collect();
        assert!(drawn.len() > 15);
        for (name, source) in super::super::engine::TEMPLATES {
            for rest in source.split("parts.icon(\"").skip(1) {
                let icon = rest.split('"').next().unwrap();
                assert!(drawn.contains(icon), "{name}: no icon {icon}");
            }
        }
    }
}
