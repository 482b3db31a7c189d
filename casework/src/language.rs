//! The language a person is written to in.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::text::Lang;

/// Keeps the language the person who asks chose: notices from now on are in it.
pub async fn choose(cx: &Cx, actor: &Actor, lang: Lang) -> Result<(), CaseError> {
    let citizen = person(actor)?.citizen;
    let mut tx = cx.begin().await?;
    tx.choose_language(citizen, lang).await?;
    Ok(tx.commit().await?)
}
