//! Giving a person a code that they tell on the telephone, so that it is known who calls.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::again::again;
use domain::access::Actor;
use domain::consultation::CallCode;
use domain::time::Moment;

/// A code, and until when it may be told.
#[derive(Debug, Clone)]
pub struct CodeOffer {
    /// Shown once; only its digest is kept.
    pub code: CallCode,
    /// Until when it counts, if it is not told before.
    pub expires_at: Moment,
}

/// Gives the person who asks a code; the one before does not count any more.
pub async fn offer_code(cx: &Cx, actor: &Actor) -> Result<CodeOffer, CaseError> {
    let citizen = person(actor)?.citizen;
    // The digits may be another's at this moment: then others are drawn.
    let offer = async || {
        let code = CallCode::new(&*cx.entropy);
        let mut tx = cx.begin().await?;
        let expires_at = tx.offer_call_code(citizen, &code).await?;
        tx.commit().await?;
        Ok(CodeOffer { code, expires_at })
    };
    again(offer).await
}
