//! A path of our own that a person may be sent to after sign-in; never another site.

use serde::Serialize;
use std::{fmt, str::FromStr};

/// A path, with its query, of this site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LocalPath(String);

/// A text that is not a path of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a path of this site: it begins with one `/` and holds no `\\`, no control or space character"
)]
pub struct BadPath;

/// Room for an authorization request with a long `state`; browsers and proxies disagree about longer ones.
const LONGEST: usize = 16 * 1024;

impl LocalPath {
    /// The front page.
    #[must_use]
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPath {
    type Err = BadPath;

    /// Browsers read `//host`, `/\host` and `/<tab>/host` as another site: none of them passes.
    fn from_str(text: &str) -> Result<Self, BadPath> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_graphic() && c != '\\';
        let good = text.len() <= LONGEST
            && path.starts_with('/')
            && !path.contains("//")
            && text.chars().all(plain);
        if good { Ok(Self(text.to_owned())) } else { Err(BadPath) }
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_passes() {
        for good in ["/", "/a/b?c=http%3A%2F%2Fx", "/oauth2/authorize?x=a//b"] {
            assert!(good.parse::<LocalPath>().is_ok(), "{good}");
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "/a//b",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
            "/путь",
            &long,
        ] {
            assert_eq!(bad.parse::<LocalPath>(), Err(BadPath), "{bad}");
        }
    }
}
