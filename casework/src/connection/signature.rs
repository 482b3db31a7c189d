//! Signatures of webhooks, as [Standard Webhooks](https://www.standardwebhooks.com) has them: HMAC-SHA256 over identity, time and body.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta};
use domain::time::Moment;
use std::fmt;
use std::str::FromStr;

/// How far the time of a signature may be from ours.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// The version of the scheme that is spoken here.
const VERSION: &str = "v1";

/// A secret that two sides share: `whsec_` and 24 to 64 bytes in base64.
#[derive(Clone)]
pub struct WebhookSecret(hmac::Key);

/// A text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret of webhooks is `whsec_` and 24 to 64 bytes in base64")]
pub struct BadSecret;

impl FromStr for WebhookSecret {
    type Err = BadSecret;

    fn from_str(text: &str) -> Result<Self, BadSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len())).ok_or(BadSecret)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The three headers of a signed message.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// `webhook-id`: the message.
    pub id: &'a str,
    /// `webhook-timestamp`: when it was signed, in seconds of Unix time.
    pub timestamp: &'a str,
    /// `webhook-signature`: signatures between spaces, each with its version and a comma before it.
    pub signature: &'a str,
}

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// None of the signatures is by a secret that is known.
    #[error("no signature is by a secret that is known here")]
    Unknown,
    /// It was signed too long ago, or its time has not come.
    #[error("it was not signed within the last five minutes")]
    Time,
}

impl WebhookSecret {
    /// The signature of a message, as its header has it.
    #[must_use]
    pub fn sign(&self, id: &str, at: Moment, body: &[u8]) -> String {
        let text = signed(id, &at.timestamp().to_string(), body);
        format!("{VERSION},{}", STANDARD.encode(hmac::sign(&self.0, &text)))
    }

    /// Whether one of the signatures is by one of these secrets, and of this time.
    pub fn verify(
        secrets: &[Self],
        headers: Signed<'_>,
        body: &[u8],
        now: Moment,
    ) -> Result<(), BadSignature> {
        let text = signed(headers.id, headers.timestamp, body);
        let given = headers.signature.split(' ').filter_map(|one| one.split_once(','));
        let given = given.filter(|(version, _)| *version == VERSION);
        let mut given = given.filter_map(|(_, signature)| STANDARD.decode(signature).ok());
        let by = |signature: &[u8]| {
            secrets.iter().any(|secret| hmac::verify(&secret.0, &text, signature).is_ok())
        };
        if !given.any(|signature| by(&signature)) {
            return Err(BadSignature::Unknown);
        }
        let at = headers.timestamp.parse().ok();
        let at = at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let near = at.is_some_and(|at| (now - at).abs() <= TOLERANCE);
        if near { Ok(()) } else { Err(BadSignature::Time) }
    }
}

/// What is signed.
fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: &str = "1614265330";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at(seconds: i64) -> Moment {
        DateTime::from_timestamp(1_614_265_330 + seconds, 0).unwrap()
    }

    fn verify(secrets: &[&str], signature: &str, now: i64) -> Result<(), BadSignature> {
        let secrets: Vec<_> = secrets.iter().map(|text| text.parse().unwrap()).collect();
        let headers = Signed { id: ID, timestamp: AT, signature };
        WebhookSecret::verify(&secrets, headers, BODY, at(now))
    }

    #[test]
    fn a_message_is_signed_as_the_specification_has_it() {
        let secret: WebhookSecret = SECRET.parse().unwrap();
        assert_eq!(secret.sign(ID, at(0), BODY), SIGNATURE);
        assert_eq!(verify(&[SECRET], SIGNATURE, 0), Ok(()));
    }

    /// While a secret is replaced, both sides may sign and know by two.
    #[test]
    fn one_good_signature_by_one_known_secret_is_enough() {
        let other = format!("{PREFIX}{}", STANDARD.encode([1; 32]));
        let two = format!("v1,bm9uZQ== v2,xx {SIGNATURE}");
        assert_eq!(verify(&[&other, SECRET], &two, 0), Ok(()));
        assert_eq!(verify(&[&other], &two, 0), Err(BadSignature::Unknown));
        for none in ["", "v1", "v1,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="] {
            assert_eq!(verify(&[SECRET], none, 0), Err(BadSignature::Unknown), "{none}");
        }
    }

    #[test]
    fn a_signature_counts_for_five_minutes() {
        for (now, counts) in [(300, true), (-300, true), (301, false), (-301, false)] {
            assert_eq!(verify(&[SECRET], SIGNATURE, now).is_ok(), counts, "{now}");
        }
        let secret: WebhookSecret = SECRET.parse().unwrap();
        for timestamp in ["", "soon", "99999999999999999999", "-9223372036854775808"] {
            let signature = format!(
                "v1,{}",
                STANDARD.encode(hmac::sign(&secret.0, &signed(ID, timestamp, BODY)))
            );
            let headers = Signed { id: ID, timestamp, signature: &signature };
            let seen = WebhookSecret::verify(std::slice::from_ref(&secret), headers, BODY, at(0));
            assert_eq!(seen, Err(BadSignature::Time), "{timestamp}");
        }
    }

    #[test]
    fn a_secret_is_long_enough_and_never_shown() {
        let of = |bytes: usize| format!("{PREFIX}{}", STANDARD.encode(vec![7; bytes]));
        for (bytes, good) in [(23, false), (24, true), (64, true), (65, false)] {
            assert_eq!(of(bytes).parse::<WebhookSecret>().is_ok(), good, "{bytes}");
        }
        assert!("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse::<WebhookSecret>().is_err());
        let shown = format!("{:?}", SECRET.parse::<WebhookSecret>().unwrap());
        assert_eq!(shown, "WebhookSecret(…)");
    }
}
