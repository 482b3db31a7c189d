//! What must hold of every page.

use super::World;
use crate::pages::model::tiles::tile;
use crate::pages::shell::Shell;
use domain::process::Role;
use domain::text::Lang;
use serde_json::json;

/// With `USLUGI_GALLERY` naming a folder the pages are left there, to be looked at in a browser.
fn keep(lang: Lang, name: &str, html: &str) {
    if let Ok(folder) = std::env::var("USLUGI_GALLERY") {
        let file = std::path::Path::new(&folder).join(format!("{name}.{}.html", lang.tag()));
        std::fs::write(file, html).unwrap();
    }
}

#[test]
fn every_page_is_drawn_in_both_languages_and_no_text_of_anybody_becomes_a_script() {
    let world = World::new();
    for lang in [Lang::Ru, Lang::En] {
        for (name, html) in world.gallery(lang) {
            keep(lang, name, &html);
            assert!(!html.contains("<script>"), "{name}: what a person wrote became a script");
            for absent in [">none<", "\"none\"", ">None<", "\"None\""] {
                assert!(!html.contains(absent), "{name}: something absent was written out");
            }
            if !name.ends_with("-live") {
                assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{name}");
                assert!(html.contains("<main id=\"main\""), "{name}");
                assert_eq!(
                    html.matches("<h1").count(),
                    1,
                    "{name} has one heading of the first level"
                );
            }
        }
    }
}

#[test]
fn every_field_has_its_label_and_every_form_that_changes_something_its_token() {
    let world = World::new();
    for (name, html) in world.gallery(Lang::Ru) {
        let html = html.replace("&#x2f;", "/");
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            // One only looks, and the other goes on with a form that nothing is done by.
            let looks = form.contains("action=\"/verify/") || form.contains("data-again");
            let changes = form.contains("method=\"post\"") && !looks;
            assert!(!changes || form.contains("name=\"csrf\" value=\"token\""), "{name}: {form}");
        }
        let ids = |what: &str| -> Vec<String> {
            html.split(what)
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect()
        };
        for target in ids(" for=\"").iter().chain(&ids("href=\"#")) {
            assert!(
                html.contains(&format!("id=\"{target}\"")),
                "{name}: nothing has the id {target}"
            );
        }
        let mut all = ids(" id=\"");
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before, "{name}: an id stands twice");
    }
}

/// Proves G3.3 on the page: what is missing is named, with a way to its field.
#[test]
fn what_is_missing_is_named_at_its_field_and_what_was_typed_stays() {
    let world = World::new();
    let typed = json!({"certificate_kind": "registration_periods", "email": "нет"});
    let page = world.form(&typed, Some(&world.insufficient()), Lang::Ru);
    let html = world.pages.page(Lang::Ru, "apply.html", &Shell::sample("Анна"), &page).unwrap();
    assert!(html.contains("href=\"#f-email\"") && html.contains("id=\"f-email-error\""), "{html}");
    assert!(html.contains("value=\"нет\""));
    assert!(html.contains(
        "Заполните, только если в поле «О чём нужна справка» вы выбрали «Периоды учёта»."
    ));
}

/// Proves PT-05.
#[test]
fn a_tile_shows_where_ones_own_application_stands() {
    let world = World::new();
    let mine = [world.reviewed(vec![Role::Citizen]).application];
    let one = tile(&world.catalog, world.entry(), &mine, world.pages.texts(), Lang::Ru);
    assert_eq!(one.state.unwrap().title, "Ведомство рассматривает заявление");
}

/// Proves G4.1, G3.3: an officer sees no contact, and cannot refuse by what pre-check has excluded.
#[test]
fn a_refusal_whose_every_reason_is_closed_is_not_offered_to_the_officer() {
    use casework::read::Case;
    let world = World::new();
    let mut of = world.reviewed(vec![Role::DepartmentOfficer]);
    let form = json!({"certificate_kind": "unemployed_status", "email": "anna@example.ru"});
    let offered = |of: &Case| {
        // An officer is no applicant: what was filed comes to the desk without its contacts, and by no other way.
        let page = world.case_page(&Case { filed: None, ..of.clone() }, Lang::Ru);
        let page = world.desk_page(of, page, &form);
        assert!(!serde_json::to_string(&page).unwrap().contains("anna@example.ru"));
        page.moves.iter().map(|one| one.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&of), ["grant", "refuse", "refuse-intake"]);
    let intake = &world.entry().service.refusals.intake;
    of.application.cleared = intake.iter().filter_map(|one| one.cleared_by.clone()).collect();
    assert_eq!(offered(&of), ["grant", "refuse"]);
}
