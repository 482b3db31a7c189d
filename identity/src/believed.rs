//! Tokens whose signature held when it was checked: checking one anew with every request costs more than reading what
//! is asked for. What a token says is looked at each time, its time and its grant too; and a key that is gone takes its
//! tokens with it, since the key a token names is looked up each time.

use crate::recent::Recent;
use domain::oidc::Digest;

/// Digests of tokens; never a token.
#[derive(Debug, Default)]
pub(crate) struct Believed(Recent<[u8; 32], ()>);

impl Believed {
    /// Whether the signature of exactly this token held.
    pub(crate) fn holds(&self, token: &str) -> bool {
        self.0.recall(Digest::of(token).bytes()).is_some()
    }

    /// Remembers that it holds.
    pub(crate) fn remember(&self, token: &str) {
        self.0.remember(*Digest::of(token).bytes(), ());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_believed_whole() {
        let believed = Believed::default();
        believed.remember("header.claims.signature");
        assert!(believed.holds("header.claims.signature"));
        for token in
            ["headeq.claims.signature", "header.claimt.signature", "header.claims.signaturf"]
        {
            assert!(!believed.holds(token), "{token}");
        }
    }
}
