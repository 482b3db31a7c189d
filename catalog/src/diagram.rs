//! A process drawn for reading, as a Mermaid state diagram.

use domain::process::{Outcome, Process};
use domain::text::Lang;
use std::fmt::Write as _;

/// The diagram of a process: stages with their titles, moves with theirs, final stages marked.
#[must_use]
pub fn mermaid(process: &Process, lang: Lang) -> String {
    let mut drawing = String::from("stateDiagram-v2\n");
    let mut line = |text: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(drawing, "    {text}");
    };
    for stage in &process.stages {
        let name = node(stage.code.as_str());
        line(format!("state \"{}\" as {name}", label(stage.title.pick(lang))));
    }
    line(format!("[*] --> {}", node(process.initial.as_str())));
    for one in &process.moves {
        for from in &one.from {
            let (from, to) = (node(from.as_str()), node(one.to.as_str()));
            line(format!("{from} --> {to}: {}", label(one.title.pick(lang))));
        }
    }
    for stage in &process.stages {
        if let Some(outcome) = stage.outcome {
            let word = match (outcome, lang) {
                (Outcome::Granted, Lang::Ru) => "оказана",
                (Outcome::Refused, Lang::Ru) => "отказ",
                (Outcome::Withdrawn, Lang::Ru) => "отозвано",
                (Outcome::Annulled, Lang::Ru) => "аннулировано",
                (Outcome::Unclaimed, Lang::Ru) => "не забрали",
                (Outcome::Lapsed, Lang::Ru) => "срок истёк",
                (Outcome::Granted, Lang::En) => "granted",
                (Outcome::Refused, Lang::En) => "refused",
                (Outcome::Withdrawn, Lang::En) => "withdrawn",
                (Outcome::Annulled, Lang::En) => "annulled",
                (Outcome::Unclaimed, Lang::En) => "not claimed",
                (Outcome::Lapsed, Lang::En) => "lapsed",
            };
            line(format!("{} --> [*]: {word}", node(stage.code.as_str())));
        }
    }
    drawing
}

/// A name Mermaid takes: `-` would be read as an arrow.
fn node(code: &str) -> String {
    code.replace('-', "_")
}

fn label(text: &str) -> String {
    text.replace('"', "'").replace([':', ';', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    #[test]
    fn the_electronic_process_is_drawn_whole() {
        let catalog = Catalog::embedded().unwrap();
        let process = catalog.processes().find(|one| one.code.as_str() == "electronic").unwrap();
        let drawing = mermaid(process, Lang::Ru);
        assert!(drawing.starts_with("stateDiagram-v2\n"));
        assert!(drawing.contains("state \"Заявление принято\" as registered"));
        assert!(drawing.contains("[*] --> registered"));
        assert!(drawing.contains("received --> refused: Отказать в приёме"));
        assert!(drawing.contains("executed --> [*]: оказана"));
        assert!(mermaid(process, Lang::En).contains("decided --> executed: Issue the result"));
    }
}
