//! The templates, ready to be drawn, with the texts they speak.

use super::assets::Assets;
use super::texts::{Texts, counted, fill, said};
use domain::text::Lang;
use minijinja::value::{Serde, Value};
use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, context, escape_formatter,
};
use serde::Serialize;
use std::fmt::Write as _;

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        /// Every template by its name.
        pub(super) const TEMPLATES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../templates/", $name)))),+];
    };
}

templates! {
    "base.html", "parts.html", "home.html", "services.html", "service.html", "stages.html", "checklist.html", "apply.html",
    "cabinet.html", "cabinet-live.html", "cabinet-documents.html", "cabinet-notices.html",
    "cabinet-access.html", "cabinet-profile.html", "chat.html", "chat-live.html", "application.html",
    "application-live.html", "verify.html", "verified.html", "consent.html", "desk.html", "oversight.html",
    "desk-case.html", "desk-decision.html", "window.html", "window-case.html",
    "status.html", "status-known.html", "reception-card.html", "reception.html", "reception-over.html",
    "problem.html", "problem-kind.html", "login-failed.html",
    "manifests.html", "manifest.html", "calls.html", "call.html", "call-code.html", "inquiries.html", "review.html", "signed-in.html", "signed-out.html",
    "styleguide.html", "reference.html", "reference-parts.html", "reference-operation.html",
    "reference-shapes.html", "reference-first-token.html", "reference-authorized.html",
}

/// Why a page could not be drawn: a defect of a template or of the texts, never of the reader.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A template is wrong, or was given too little.
    #[error("template: {0}")]
    Template(#[from] minijinja::Error),
    /// The table of texts cannot be read.
    #[error("texts of pages: {0}")]
    Texts(String),
}

/// Templates, texts and addresses of assets, ready to draw any page in both languages.
#[derive(Debug)]
pub struct Pages {
    engine: Environment<'static>,
    texts: Texts,
    assets: Assets,
}

impl Pages {
    /// Prepares the pages built into the program.
    pub fn new() -> Result<Self, PageError> {
        let mut engine = Environment::new();
        // Else an error would carry the values the page was drawn from, and they are people's.
        engine.set_debug(false);
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_formatter(write);
        engine.add_filter("counted", counted);
        engine.add_filter("said", said);
        engine.add_filter("fill", fill);
        for (name, source) in TEMPLATES {
            engine.add_template(name, source)?;
        }
        let assets = Assets::new();
        engine.add_global("assets", Value::from(Serde(&assets)));
        Ok(Self { engine, texts: Texts::embedded()?, assets })
    }

    /// Draws a page in its frame, the shell.
    pub(crate) fn page(
        &self,
        lang: Lang,
        name: &str,
        shell: &impl Serialize,
        page: &impl Serialize,
    ) -> Result<String, PageError> {
        let shell = Value::from(Serde(shell));
        let page = Value::from(Serde(page));
        let all = context! { t => self.texts.of(lang), lang => lang.tag(), shell, page };
        Ok(self.engine.get_template(name)?.render(all)?)
    }

    /// The texts pages speak.
    pub(crate) const fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Where the assets are.
    pub(crate) const fn assets(&self) -> &Assets {
        &self.assets
    }
}

/// Writes a value: texts escaped for HTML, `/` left as it is, so that addresses stay readable in the source.
/// In a quoted attribute and between tags it has no meaning.
fn write(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => {
            for c in text.chars() {
                match c {
                    '&' => out.write_str("&amp;"),
                    '<' => out.write_str("&lt;"),
                    '>' => out.write_str("&gt;"),
                    '"' => out.write_str("&#34;"),
                    '\'' => out.write_str("&#39;"),
                    other => out.write_char(other),
                }?;
            }
            Ok(())
        }
        _ => escape_formatter(out, state, value),
    }
}
