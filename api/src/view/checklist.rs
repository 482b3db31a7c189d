//! Checklists, as the person sees them.

use casework::checklist::Look;
use domain::checklist::Standing;
use domain::service::ChecklistStep;
use domain::text::Lang;
use openapi::checklist::{ChecklistView, StepView};

/// A checklist; `None` if the catalog lost its service.
pub(crate) fn checklist(of: &Look, lang: Lang) -> Option<ChecklistView> {
    let service = &of.catalog.service(&of.service)?.service;
    let steps = service.checklist.iter().zip(&of.standings);
    Some(ChecklistView {
        service: service.code.to_string(),
        service_title: service.title.pick(lang).to_owned(),
        steps: steps.map(|(step, standing)| shown(step, standing, lang)).collect(),
    })
}

fn shown(step: &ChecklistStep, standing: &Standing, lang: Lang) -> StepView {
    StepView {
        code: step.code.clone(),
        title: step.title.pick(lang).to_owned(),
        text: step.text.pick(lang).to_owned(),
        state: state(standing).to_owned(),
        waits_for: match standing {
            Standing::Waits(steps) => steps.clone(),
            Standing::Done | Standing::Known | Standing::Open => Vec::new(),
        },
        applies: step.applies,
    }
}

pub(super) const fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Done => "done",
        Standing::Known => "known",
        Standing::Open => "open",
        Standing::Waits(_) => "waits",
    }
}
