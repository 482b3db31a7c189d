//! Looking at ESIA without signing anybody in: whether it answers, and whether it knows us.

use super::fetch::fetch;
use super::{LoginError, UpstreamFault, exchange, request};
use crate::encoding::{random_token, random_uuid};
use crate::identity::client_of;
use crate::settings::EsiaSettings;
use domain::entropy::Entropy;
use domain::time::Moment;

/// What ESIA said to a request that can bring nothing: a code that it never gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EsiaLook {
    /// It knows us, and refuses the code alone.
    Knows,
    /// The time of our request is wrong by its clock.
    Clock,
    /// It refuses us, by a code of its list.
    Refuses(String),
}

/// Its code for a code that is not good.
const BAD_CODE: &str = "ESIA-007011";
/// Its code for a time that is not good.
const BAD_TIME: &str = "ESIA-007015";

/// Asks ESIA for the tokens of a code that it never gave. An error if it does not answer as it should.
pub async fn look_at_esia(
    esia: &EsiaSettings,
    now: Moment,
    entropy: &dyn Entropy,
) -> Result<EsiaLook, LoginError> {
    let http =
        client_of(esia).map_err(|_settings| UpstreamFault::Away("no client of it can be made"))?;
    let (code, verifier) = (random_token(entropy), random_token(entropy));
    let signed = request::sign(esia, now, random_uuid(entropy), Some(&code)).await?;
    let post = exchange::token_request(&http, esia, &signed, (&code, &verifier));
    let answer = fetch(post).await?;
    if !(400..500).contains(&answer.status) {
        answer.success()?;
        return Err(UpstreamFault::Shape("tokens for a code that was never given").into());
    }
    Ok(match exchange::refusal_code(&answer.body) {
        code if code == BAD_CODE => EsiaLook::Knows,
        code if code == BAD_TIME => EsiaLook::Clock,
        code => EsiaLook::Refuses(code),
    })
}
