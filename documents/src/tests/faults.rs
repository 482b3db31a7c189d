//! What the author of a template is told, and what the log is not.

use serde_json::json;

use super::{NOON, printed, render, template};
use crate::{DraftForm, RenderError, Renderer};

fn place(error: &RenderError) -> (usize, usize, &str) {
    match error {
        RenderError::Compile { line, column, message, .. } => (*line, *column, message),
        other => panic!("not a fault of the template: {other}"),
    }
}

const HEAD: &str = "#set document(title: \"T\", author: \"A\")\n#set text(lang: \"ru\")\n";

#[test]
fn a_fault_names_template_line_and_column() {
    let error = render("Первая\nи #нет_такого", &json!({})).unwrap_err();
    assert_eq!(place(&error).0, 2);
    assert_eq!(place(&error).1, 4);
    assert!(
        error.to_string().starts_with("template trial.typ, line 2, column 4: unknown variable")
    );
}

/// What is across a draft is on the first line of the template, and moves no other.
#[test]
fn a_fault_of_a_draft_names_the_same_line() {
    let broken = template("Первая\nи #нет_такого");
    let form = (NOON, DraftForm::Pdf);
    let error = Renderer::new().draft(broken, &json!({}), "x", form).unwrap_err();
    assert_eq!(place(&error).0, 2);
    assert_eq!(place(&error).1, 4);
}

#[test]
fn a_missing_value_is_named() {
    let source = format!("{HEAD}#json(\"/values.json\").number");
    let error = Renderer::new().check(template(&source), &json!({"nomer": 1})).unwrap_err();
    assert_eq!(place(&error).0, 3);
    assert!(place(&error).2.contains("number"), "{error}");
}

#[test]
fn values_are_printed_and_never_obeyed() {
    let wicked = "#panic() $x$ *b* #read(\"/etc/passwd\") \\ <a> @b";
    let text = printed("#json(\"/values.json\").name", &json!({"name": wicked}));
    assert_eq!(text.split_whitespace().collect::<String>(), wicked.replace(' ', ""));
    render("#json(\"/values.json\").name", &json!({"name": wicked})).unwrap();
}

#[test]
fn eval_and_plugin_do_not_exist() {
    for source in
        ["#eval(\"1\")", "#std.eval(\"1\")", "#plugin(bytes(()))", "#std.plugin(bytes(()))"]
    {
        let error = render(source, &json!({})).unwrap_err();
        assert_eq!(place(&error).0, 1, "{source}: {error}");
        let name = if source.contains("eval") { "eval" } else { "plugin" };
        assert!(place(&error).2.contains(name), "{source}: {error}");
    }
}

#[test]
fn an_error_of_a_real_document_tells_no_value() {
    let source = "#let v = json(\"/values.json\")\n#panic(\"bad \" + v.name + \" \" + str(v.sum))";
    let values = json!({"name": "Ковалёва \"Ко\" Ли", "sum": 1_278_000});
    let error = render(source, &values).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("panicked"), "{told}");
    assert!(["Ковал", "Ко", "Ли", "1278"].iter().all(|word| !told.contains(word)), "{told}");
}

#[test]
fn the_linter_refuses_a_warning() {
    let source = format!("{HEAD}#text(font: \"No Such Font\")[Да]");
    let error = Renderer::new().check(template(&source), &json!({})).unwrap_err();
    assert_eq!(place(&error).0, 3);
    assert!(place(&error).2.contains("unknown font"), "{error}");
    render(&source, &json!({})).unwrap();
}

#[test]
fn the_linter_asks_for_title_author_and_language() {
    let check = |source: &str| Renderer::new().check(template(source), &json!({}));
    let asks = |source: &str| place(&check(source).unwrap_err()).2.to_owned();
    assert!(asks("Да").contains("title"));
    assert!(asks("#set document(title: \"T\")\nДа").contains("author"));
    assert!(asks("#set document(title: \"T\", author: \"A\")\nДа").contains("language"));
    check(&format!("{HEAD}Да")).unwrap();
}

#[test]
fn today_is_the_day_of_issue_in_moscow() {
    // 22 November, 22:30 UTC: already the 23rd in Moscow.
    let at = NOON + 13 * 3600 + 1800;
    let source = "#assert(datetime.today().display() == \"2026-11-23\")\n\
                  #assert(datetime.today(offset: 0).display() == \"2026-11-22\")";
    Renderer::new().render(template(source), &json!({}), "https://example.org", at).unwrap();
}
