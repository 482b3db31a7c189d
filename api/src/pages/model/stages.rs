//! How an application for a service goes, in words.

use catalog::Entry;
use catalog::diagram::Names;
use domain::process::{Process, Stage};
use domain::text::Lang;
use serde::Serialize;

/// What the page says.
#[derive(Debug, Serialize)]
pub(crate) struct Stages {
    code: String,
    title: String,
    all: Vec<StageShown>,
}

/// A stage as residents read of it.
#[derive(Debug, Serialize)]
struct StageShown {
    title: String,
    hint: String,
    /// Who acts and how long, or how it ended.
    about: String,
    /// What may follow: a move, who makes it, and where it leads.
    moves: Vec<MoveShown>,
}

/// A move out of a stage.
#[derive(Debug, Serialize)]
struct MoveShown {
    called: String,
    to: String,
}

/// The stages of a process, in its order, as the service calls them.
pub(crate) fn stages(entry: &Entry, process: &Process, lang: Lang) -> Stages {
    let names = Names::of(process, Some(entry));
    let title = |stage: &Stage| names.stage(stage).pick(lang).to_owned();
    let shown = |stage: &Stage| {
        let out = process.moves.iter().filter(|one| one.from.contains(&stage.code));
        let moves = out.map(|one| MoveShown {
            called: names.called(one, lang),
            to: process.stage(&one.to).map(title).unwrap_or_default(),
        });
        StageShown {
            title: title(stage),
            hint: stage.hint.pick(lang).to_owned(),
            about: names.about(stage, lang),
            moves: moves.collect(),
        }
    };
    Stages {
        code: entry.service.code.to_string(),
        title: entry.service.title.pick(lang).to_owned(),
        all: process.stages.iter().map(shown).collect(),
    }
}
