//! Departments, registers, life situations and notices.

use super::Found;
use crate::notice::{PARTS, sample_values};
use crate::organisation::looks_like_ogrn;
use domain::duty::DutyRole;
use domain::text::Lang;
use std::collections::BTreeMap;

pub(super) fn lint(found: &mut Found<'_>) {
    departments(found);
    direct_reasons(found);
    registers(found);
    situations(found);
    notices(found);
}

fn departments(found: &mut Found<'_>) {
    "departments.yaml".clone_into(&mut found.file);
    let catalog = found.catalog;
    let mut seen = BTreeMap::new();
    for (index, one) in catalog.departments().enumerate() {
        let at = |field: &str| format!("/{index}/{field}");
        if let Some(head) = &one.part_of
            && (catalog.department(head).is_none() || *head == one.code)
        {
            found.wrong(
                &at("part_of"),
                format!("`{}` is part of `{head}`, which does not exist", one.code),
            );
        }
        if let Some(ogrn) = &one.ogrn {
            if !looks_like_ogrn(ogrn) {
                found.wrong(
                    &at("ogrn"),
                    format!("`{}` has an ОГРН that is not 13 digits", one.code),
                );
            }
            if let Some(other) = seen.insert(ogrn, &one.code) {
                found.wrong(&at("ogrn"), format!("`{other}` and `{}` share an ОГРН", one.code));
            }
        } else if !one.roles.is_empty() {
            let reason = format!("`{}` has roles and no ОГРН to know its people by", one.code);
            found.wrong(&at("roles"), reason);
        }
        if let Some(role) = one.roles.iter().find(|role| !role.is_of_an_organisation()) {
            let reason = format!("`{}` is a role of the region, not of a post", role.name());
            found.wrong(&at("roles"), reason);
        }
        if one.office.is_some() != one.roles.contains(&DutyRole::OfficeOperator) {
            let reason = format!(
                "`{}`: an `office` has operators, and operators have an `office`",
                one.code
            );
            found.wrong(&format!("/{index}"), reason);
        }
    }
}

/// Where a service is filed at its department, there is a reason to choose from.
fn direct_reasons(found: &mut Found<'_>) {
    "direct-filing.yaml".clone_into(&mut found.file);
    let catalog = found.catalog;
    let filed = catalog.entries().find(|one| one.service.process_at_department.is_some());
    if let Some(entry) = filed.filter(|_| catalog.direct_reasons().is_empty()) {
        let reason = format!(
            "`{}` is filed at its department, and there is no reason for it",
            entry.service.code
        );
        found.wrong("", reason);
    }
}

fn registers(found: &mut Found<'_>) {
    "registers.yaml".clone_into(&mut found.file);
    let catalog = found.catalog;
    for (index, one) in catalog.registers().enumerate() {
        if catalog.department(&one.holder).is_none() {
            let reason =
                format!("`{}` is held by `{}`, which does not exist", one.code, one.holder);
            found.wrong(&format!("/{index}/holder"), reason);
        }
        if one.facts.is_empty() {
            found.wrong(&format!("/{index}/facts"), format!("`{}` holds no facts", one.code));
        }
        for (name, fact) in &one.facts {
            let told = [!fact.values.is_empty(), fact.unit.is_some(), !fact.parts.is_empty()];
            if told.into_iter().filter(|way| *way).count() > 1 {
                let at = format!("/{index}/facts/{name}");
                found.wrong(&at, "has more than one of `values`, `unit` and `parts`");
            }
        }
    }
}

fn situations(found: &mut Found<'_>) {
    "life-situations.yaml".clone_into(&mut found.file);
    let catalog = found.catalog;
    for (index, one) in catalog.life_situations().iter().enumerate() {
        let at = format!("/{index}/services");
        if one.services.is_empty() {
            found.wrong(&at, format!("`{}` leads to no service", one.code));
        }
        for (place, service) in one.services.iter().enumerate() {
            if catalog.service(service).is_none() {
                let at = format!("{at}/{place}");
                found.wrong(&at, format!("service `{service}` does not exist"));
            }
        }
    }
}

/// A notice must write itself out, in both languages, with no value but those it declares.
fn notices(found: &mut Found<'_>) {
    let catalog = found.catalog;
    let sample = sample_values().into();
    for (file, notice) in catalog.notice_files() {
        file.clone_into(&mut found.file);
        for lang in [Lang::Ru, Lang::En] {
            for part in PARTS {
                let at = format!("/{part}/{}", lang.tag());
                match notice.render_part(part, lang, &sample) {
                    Err(error) => found.wrong(&at, error.to_string()),
                    Ok(text) if text.trim().is_empty() => found.wrong(&at, "is empty"),
                    Ok(_) => {}
                }
            }
        }
    }
}
