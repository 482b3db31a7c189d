//! Ending a consultation: what it was about is noted.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::again::again;
use crate::steps::consultation::own;
use domain::access::Actor;
use domain::codes::TopicCode;
use domain::consultation::Consultation;
use domain::id::ConsultationId;

/// Ends a consultation of the asker's with its topic. The same topic again changes nothing.
pub async fn end(
    cx: &Cx,
    actor: &Actor,
    id: ConsultationId,
    topic: &TopicCode,
) -> Result<Consultation, CaseError> {
    if cx.catalog().consultations().topic(topic).is_none() {
        return Err(CaseError::NoTopic(topic.to_string()));
    }
    let end = async || {
        let consultation = own(cx, actor, id).await?;
        let ended = consultation.end(topic, cx.clock.now())?;
        if ended != consultation {
            let mut tx = cx.begin().await?;
            tx.end_consultation(&ended).await?;
            tx.commit().await?;
        }
        Ok(ended)
    };
    again(end).await
}
