//! What a template or a value cannot do, however it tries.

use serde_json::json;

use super::{NOON, render, template};
use crate::shelf::Shelf;
use crate::signs::printable;
use crate::{MAX_TEMPLATE_BYTES, MAX_VALUES_BYTES, RenderError, Renderer};

fn complaint(source: &str) -> String {
    render(source, &json!({})).unwrap_err().to_string()
}

#[test]
fn an_endless_loop_ends() {
    let told = complaint("#let i = 0\n#while i >= 0 { i += 1 }");
    assert!(told.contains("line 2") && told.contains("infinite"), "{told}");
}

#[test]
fn an_endless_recursion_ends() {
    let told = complaint("#let f(n) = f(n + 1)\n#f(0)");
    assert!(told.contains("maximum function call depth exceeded"), "{told}");
}

#[test]
fn an_endless_show_rule_ends() {
    let told = complaint("#show heading: it => [= Снова]\n= Раз");
    assert!(told.contains("maximum"), "{told}");
}

#[test]
fn a_deep_nest_of_blocks_ends() {
    let told = complaint("#let f(n) = if n == 0 [дно] else { block(f(n - 1)) }\n#f(75)");
    assert!(told.contains("maximum"), "{told}");
}

#[test]
fn there_is_no_disk_and_there_are_no_packages() {
    for source in [
        "#read(\"/etc/passwd\")",
        "#read(\"../Cargo.toml\")",
        "#image(\"/photo.png\")",
        "#import \"other.typ\": x",
        "#include \"/template.typ\"",
        "#import \"@preview/cetz:0.3.0\": canvas",
    ] {
        let told = complaint(source);
        assert!(told.contains("trial.typ, line 1"), "{source}: {told}");
    }
    assert!(complaint("#import \"@preview/cetz:0.3.0\": canvas").contains("denied"));
}

#[test]
fn large_input_is_refused_with_its_size() {
    let source = " ".repeat(MAX_TEMPLATE_BYTES + 1);
    let error = render(&source, &json!({})).unwrap_err();
    assert!(matches!(error, RenderError::TooLarge { part: "template", bytes: 262_145, .. }));
    let values = json!({"a": " ".repeat(MAX_VALUES_BYTES)});
    let error = render("Да", &values).unwrap_err();
    assert!(matches!(error, RenderError::TooLarge { part: "values", .. }));
}

#[test]
fn a_text_too_long_for_the_qr_code_is_refused() {
    let long = "a".repeat(4000);
    let error = Renderer::new().render(template("Да"), &json!({}), &long, NOON).unwrap_err();
    assert!(matches!(error, RenderError::Qr { bytes: 4000, .. }));
}

#[test]
fn a_moment_outside_the_calendar_is_refused() {
    for at in [i64::MIN, i64::MAX, -100_000_000_000] {
        let error = Renderer::new().render(template("Да"), &json!({}), "x", at).unwrap_err();
        assert!(matches!(error, RenderError::Moment { .. }), "{error}");
    }
}

/// Issue 6, A7: a letter of a name holds no granted document up.
#[test]
fn a_sign_that_no_font_has_is_replaced_and_the_template_is_told() {
    let source =
        "#let doc = json(\"/values.json\")\n#doc.name #doc.at(\"signs_replaced\", default: false)";
    assert!(render(source, &json!({"name": "漢字 李"})).is_ok());
    let shelf = Shelf::load();
    let printed = printable(&shelf, &json!({"name": "李 Ли\u{7}", "of": [{"a": "Ђорђе Łukasz"}]}));
    assert_eq!(
        printed,
        json!({"name": "□ Ли", "of": [{"a": "Ђорђе Łukasz"}], "signs_replaced": true})
    );
    let whole = json!({"name": "Анна-Мария Ёлкина № 5 «Ў» ₽"});
    assert_eq!(printable(&shelf, &whole), whole);
}

#[test]
fn text_that_runs_off_its_page_is_found_in_a_sample() {
    let head = "#set document(title: \"t\", author: \"a\")\n#set text(lang: \"ru\")\n#set page(width: 100pt, height: 100pt)\n";
    let check = |body: &str| Renderer::new().check(template(&format!("{head}{body}")), &json!({}));
    assert_eq!(check("Да"), Ok(()));
    for off in
        ["#box(width: 300pt)[#h(250pt) Нет]", "#move(dx: -60pt)[Нет]", "#place(dy: 95pt)[Нет]"]
    {
        let error = check(off).unwrap_err();
        assert!(matches!(error, RenderError::RunsOff { page: 1, .. }), "{off}: {error}");
    }
}

#[test]
fn control_signs_in_a_value_do_not_break_the_press() {
    let values = json!({"name": "Анна\u{0}\u{7}\u{1b}\r\n\t\u{202e}\u{feff}"});
    let result = render("#json(\"/values.json\").name", &values);
    assert!(!matches!(result, Err(RenderError::Internal { .. })), "{result:?}");
}
