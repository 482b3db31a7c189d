//! PKCE, S256 only: proof that who brings the code is who asked for it.

use super::refusal::{Code, Refusal};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Reads the challenge of an authorization request.
pub(crate) fn challenge(given: Option<&str>, method: Option<&str>) -> Result<String, Refusal> {
    let refused = |detail: &str| Err(Refusal::new(Code::NoChallenge, detail));
    let Some(challenge) = given else {
        return refused("The parameter [code_challenge] was not given.");
    };
    if method != Some("S256") {
        return refused("The parameter [code_challenge_method] must be S256.");
    }
    match BASE64_URL_SAFE_NO_PAD.decode(challenge) {
        Ok(hash) if hash.len() == 32 => Ok(challenge.to_owned()),
        _ => refused("The parameter [code_challenge] is not base64url of a SHA-256."),
    }
}

/// Checks the verifier against the challenge.
pub(crate) fn verify(verifier: Option<&str>, challenge: &str) -> Result<(), Refusal> {
    let refused = |detail: &str| Err(Refusal::new(Code::WrongVerifier, detail));
    let Some(verifier) = verifier else {
        return refused("The parameter [code_verifier] was not given.");
    };
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return refused("The parameter [code_verifier] must be 43 to 128 unreserved characters.");
    }
    let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if hash == challenge {
        Ok(())
    } else {
        refused("The parameter [code_verifier] does not match [code_challenge].")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_published_pair_matches() {
        assert_eq!(challenge(Some(CHALLENGE), Some("S256")).unwrap(), CHALLENGE);
        assert!(verify(Some(VERIFIER), CHALLENGE).is_ok());
    }

    #[test]
    fn absent_plain_short_long_and_wrong_are_refused() {
        for (given, method) in [
            (None, Some("S256")),
            (Some(CHALLENGE), None),
            (Some(CHALLENGE), Some("plain")),
            (Some("short"), Some("S256")),
        ] {
            assert_eq!(challenge(given, method).unwrap_err().code, Code::NoChallenge);
        }
        let long = "a".repeat(129);
        let spaced = format!("{} b", "a".repeat(50));
        for verifier in [None, Some(&VERIFIER[..42]), Some(CHALLENGE), Some(&long), Some(&spaced)] {
            let refusal = verify(verifier, CHALLENGE).unwrap_err();
            assert_eq!(refusal.code, Code::WrongVerifier);
        }
    }
}
