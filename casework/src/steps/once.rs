//! Doing something once for an idempotency key: the same key with the same body gives the same answer.

use crate::cx::Cx;
use crate::error::CaseError;
use serde::de::DeserializeOwned;
use store::{Earlier, Key};

/// What came of a request that may be a repeat.
#[derive(Debug)]
pub(crate) enum Once<Made, Answer> {
    /// It was made now.
    Made(Made),
    /// It was made before: the answer kept under the key.
    Before(Answer),
}

/// Makes something, unless the key says that it was made before. `make` keeps its answer by `Tx::keep_answer` in the
/// transaction of what it makes, which refuses a key that is kept already; whatever it fails with, a request with the same
/// key that came first answers for it. Nobody looks for that one before: nearly every request is the first.
pub(crate) async fn once<Made, Answer: DeserializeOwned>(
    cx: &Cx,
    key: Option<&Key>,
    make: impl AsyncFnOnce() -> Result<Made, CaseError>,
) -> Result<Once<Made, Answer>, CaseError> {
    match make().await {
        Ok(done) => Ok(Once::Made(done)),
        // Who does not answer would be waited for once more. A repeat learns what came of it.
        Err(error) if error.is_away() => Err(error),
        Err(error) => {
            cx.store.settled().await;
            earlier(cx, key).await?.map(Once::Before).ok_or(error)
        }
    }
}

/// What a key remembers, if it came before with the same body.
pub(crate) async fn earlier<Answer: DeserializeOwned>(
    cx: &Cx,
    key: Option<&Key>,
) -> Result<Option<Answer>, CaseError> {
    let Some(key) = key else { return Ok(None) };
    match cx.store.earlier(key).await? {
        Earlier::Nothing => Ok(None),
        Earlier::Answer(answer) => Ok(Some(answer)),
        Earlier::OtherBody => Err(CaseError::KeyReused),
    }
}
