//! One call to ESIA: in time, of bounded size, and its failures told apart.

use super::UpstreamFault;
use serde::de::DeserializeOwned;

/// No answer of ESIA's comes near this.
const LARGEST: usize = 1024 * 1024;

/// An answer, whatever its status.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The answer, if it is one of success.
    pub(super) fn success(self) -> Result<Self, UpstreamFault> {
        if self.status == 200 { Ok(self) } else { Err(UpstreamFault::Status(self.status)) }
    }

    /// The body as JSON of a shape; `what` names it in the error.
    pub(super) fn json<T: DeserializeOwned>(&self, what: &'static str) -> Result<T, UpstreamFault> {
        serde_json::from_slice(&self.body).map_err(|_shape| UpstreamFault::Shape(what))
    }
}

/// Why there is no answer.
fn away(error: &reqwest::Error) -> UpstreamFault {
    UpstreamFault::Away(match error {
        error if error.is_connect() => "it cannot be reached",
        error if error.is_timeout() => "it took too long",
        _ => "the line was lost",
    })
}

/// Makes a call.
pub(super) async fn fetch(request: reqwest::RequestBuilder) -> Result<Answer, UpstreamFault> {
    let mut response = request.send().await.map_err(|error| away(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| away(&error))? {
        if body.len().saturating_add(chunk.len()) > LARGEST {
            return Err(UpstreamFault::Shape("an answer without end"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}
