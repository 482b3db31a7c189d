//! `uslugi openapi`: the document collected from the handlers, as it is committed.

use anyhow::Context;

/// Prints the document.
pub fn openapi() -> anyhow::Result<()> {
    let text = api::document().to_pretty_json().context("the document has no JSON form")?;
    crate::say::line(&text);
    Ok(())
}
