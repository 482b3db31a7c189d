//! Proofs of the print room.

mod bounds;
mod certificate;
mod cost;
mod faults;
mod issue;

use serde_json::{Value, json};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::{Document, RenderError, Renderer, Template};

/// 22 November 2026, noon in Moscow.
const NOON: i64 = 1_795_338_000;

fn template(source: &str) -> Template<'_> {
    Template { name: "trial.typ", source }
}

fn render(source: &str, values: &Value) -> Result<Document, RenderError> {
    Renderer::new().render(template(source), values, "https://example.org/verify/1", NOON)
}

/// What stands on the pages, read from the laid-out frames.
fn printed(source: &str, values: &Value) -> String {
    let renderer = Renderer::new();
    let sheet = renderer.sheet(template(source), values, "https://example.org", NOON).unwrap();
    let pages = typst::compile::<PagedDocument>(&sheet).output.unwrap();
    let mut text = String::new();
    for page in pages.pages() {
        read(&page.frame, &mut text);
    }
    // Spaces that forbid a line break are spaces to the reader.
    text.replace('\u{a0}', " ")
}

fn read(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => read(&group.frame, text),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push(' ');
            }
            _ => {}
        }
    }
}

/// The certificate's template, read from the catalog that owns it.
fn certificate() -> String {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog/templates/employment-certificate.typ");
    std::fs::read_to_string(path).unwrap()
}

/// Values of a certificate, all data present.
fn holder_of(kind: &str) -> Value {
    json!({
        "number": "50-2026-000117",
        "issued_on": "2026-11-22",
        "form": { "certificate_kind": kind },
        "applicant": {
            "last_name": "Ковалёва", "first_name": "Анна", "middle_name": "Игоревна",
            "birth_date": "1990-01-31"
        },
        "decisions": { "minsocrazvitiya": {
            "center": { "name": "Центр занятости населения городского округа Химки" },
            "registered_on": "2026-08-03",
            "removed_on": null,
            "periods": [
                { "from": "2024-02-12", "to": "2024-09-30" },
                { "from": "2026-08-03", "to": null }
            ],
            "benefits": [
                { "month": "2026-08", "amount_kopecks": 1_278_000 },
                { "month": "2026-09", "amount_kopecks": 1_278_005 },
                { "month": "2026-10", "amount_kopecks": 50_000 }
            ]
        } },
        "registers": {},
        "verify_url": "http://127.0.0.1:8080/verify/50-2026-000117",
        "service_title": "Выдача справок центрами занятости населения Московской области"
    })
}
