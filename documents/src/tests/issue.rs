//! What a finished document is: archival, repeatable, its own.

use std::sync::Arc;
use std::thread;

use serde_json::json;

use super::{NOON, certificate, holder_of, printed, render, template};
use crate::renderer::ACROSS;
use crate::{DraftForm, Renderer, Template};

fn holds(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Proves DM-10
#[test]
fn a_document_is_an_archival_pdf() {
    let pdf = render("Привет, #json(\"/values.json\").name", &json!({"name": "Анна"})).unwrap().pdf;
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(holds(&pdf, "<pdfaid:part>2</pdfaid:part>"));
    assert!(holds(&pdf, "<pdfaid:conformance>B</pdfaid:conformance>"));
    assert!(holds(&pdf, "2026-11-22T09:00:00"), "the moment of issue is the document's date");
}

#[test]
fn title_author_and_language_come_from_the_template() {
    let source = "#set document(title: \"Proof\", author: \"Office\")\n#set text(lang: \"ru\")\nДа";
    let pdf = render(source, &json!({})).unwrap().pdf;
    assert!(holds(&pdf, "Proof"));
    assert!(holds(&pdf, "Office"));
    assert!(holds(&pdf, "/Lang(ru)"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let source = certificate();
    let one = render(&source, &holder_of("benefit_amount")).unwrap();
    let two = render(&source, &holder_of("benefit_amount")).unwrap();
    assert_eq!(one, two);
    assert_eq!(one.sha256_hex().len(), 64);
}

#[test]
fn another_value_and_another_moment_give_another_document() {
    let source = certificate();
    let renderer = Renderer::new();
    let print = |kind: &str, at: i64| {
        renderer.render(template(&source), &holder_of(kind), "https://example.org", at).unwrap()
    };
    let first = print("benefit_amount", NOON);
    assert_ne!(first.sha256, print("unemployed_status", NOON).sha256);
    assert_ne!(first.sha256, print("benefit_amount", NOON + 1).sha256);
}

/// Issue 6, C19: nobody takes a draft for the document.
#[test]
fn every_page_of_a_draft_says_what_it_is() {
    let mut long = holder_of("benefit_amount");
    let month = json!({ "month": "2026-08", "amount_kopecks": 1_278_000 });
    long["decisions"]["minsocrazvitiya"]["benefits"] = vec![month; 60].into();
    let across = format!("{ACROSS}{}", certificate());
    let text = printed(&across, &long);
    let pages = text.matches("страница").count();
    assert!(pages > 1, "one page proves little");
    assert_eq!(text.matches("ПРОЕКТ").count(), pages);
    let draft =
        |form| Renderer::new().draft(template(&certificate()), &long, "x", (NOON, form)).unwrap();
    assert!(draft(DraftForm::Pdf).starts_with(b"%PDF-1.7"));
    assert!(draft(DraftForm::Svg).starts_with(b"<svg"));
}

#[test]
fn threads_share_one_renderer_and_agree() {
    let renderer = Arc::new(Renderer::new());
    let source: Arc<str> = certificate().into();
    let prints = (0..4).map(|_| {
        let (renderer, source) = (Arc::clone(&renderer), Arc::clone(&source));
        thread::spawn(move || {
            let template = Template { name: "trial.typ", source: &source };
            let values = holder_of("registration_periods");
            let print = || renderer.render(template, &values, "https://example.org", NOON).unwrap();
            (0..3).map(|_| print().sha256).collect::<Vec<_>>()
        })
    });
    let prints: Vec<_> =
        prints.collect::<Vec<_>>().into_iter().map(|one| one.join().unwrap()).collect();
    assert!(prints.iter().flatten().all(|hash| *hash == prints[0][0]));
}

#[test]
fn a_debug_print_does_not_spill_the_document() {
    let document = render("Тайна", &json!({})).unwrap();
    assert_eq!(
        format!("{document:?}"),
        format!(
            "Document {{ bytes: {}, sha256: {:?} }}",
            document.pdf.len(),
            document.sha256_hex()
        )
    );
}
