//! The page of a checklist.

use openapi::checklist::{ChecklistView, StepView};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Checklist {
    code: String,
    title: String,
    steps: Vec<StepShown>,
    /// How many steps are done, of how many; nothing for who is not signed in.
    done: Option<(usize, usize)>,
}

/// A step as a page draws it.
#[derive(Debug, Serialize)]
struct StepShown {
    code: String,
    title: String,
    text: String,
    /// By the word of the API.
    state: String,
    applies: bool,
    /// Whether it is the first that can be done now.
    is_next: bool,
    /// The names of the steps it waits for.
    after: Vec<String>,
}

/// As it stands for the person.
pub(crate) fn own(of: ChecklistView) -> Checklist {
    // The application itself is what all this is for: it is counted at its own place.
    let counted = of.steps.iter().filter(|step| !step.applies);
    let is_done = |step: &&StepView| matches!(step.state.as_str(), "done" | "known");
    let done = (counted.clone().filter(is_done).count(), counted.count());
    Checklist { done: Some(done), ..drawn(of) }
}

/// As anybody reads it.
pub(crate) fn strangers(of: ChecklistView) -> Checklist {
    drawn(of)
}

fn drawn(of: ChecklistView) -> Checklist {
    let name = |code: &String| {
        let named = of.steps.iter().find(|step| step.code == *code);
        named.map_or_else(|| code.clone(), |step| step.title.clone())
    };
    let next = of.steps.iter().position(|step| step.state == "open");
    let shown = |(index, step): (usize, &StepView)| StepShown {
        is_next: next == Some(index),
        after: step.waits_for.iter().map(name).collect(),
        code: step.code.clone(),
        title: step.title.clone(),
        text: step.text.clone(),
        state: step.state.clone(),
        applies: step.applies,
    };
    let steps = of.steps.iter().enumerate().map(shown).collect();
    Checklist { code: of.service, title: of.service_title, steps, done: None }
}
