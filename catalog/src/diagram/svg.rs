//! The picture itself.

use super::layout::{BOX, LINE, Layout, MOVES, Row, Way, layout};
use super::words::Names;
use domain::process::Role;
use domain::text::Lang;
use std::fmt::Write as _;

/// How it looks, on light and on dark ground. Whose turn it is, is said in words and shown by the strip at the left of a box.
const STYLE: &str = "\
text{font:14px 'Golos Text',system-ui,sans-serif;fill:#0e2747}\
.name{font-weight:600}.quiet{font-size:12.5px;fill:#51607a}\
.box{fill:#fff;stroke:#c5cede}.end{stroke-width:2.5;stroke:#51607a}\
.way{fill:none;stroke:#8a97ad;stroke-width:1.4}.back{stroke-dasharray:5 4}.tip{fill:#51607a}\
.citizen{fill:#c2570c}.office{fill:#1d4f91}.department{fill:#14746f}.courier{fill:#7a5a00}.platform{fill:#8a97ad}\
@media (prefers-color-scheme:dark){text{fill:#eef2f8}.quiet{fill:#aab6ca}.box{fill:#182231;stroke:#3c4a60}\
.end{stroke:#aab6ca}.way{stroke:#76849c}.tip{fill:#aab6ca}.citizen{fill:#f0a04b}.office{fill:#7db2f5}\
.department{fill:#5cc8b8}.courier{fill:#e0c060}}";

/// The picture of a process: a whole SVG file.
#[must_use]
pub fn svg(names: Names<'_>, lang: Lang) -> String {
    let drawn = layout(names, lang);
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" \
         role=\"img\" lang=\"{2}\" aria-labelledby=\"title\">\n<title id=\"title\">{3}</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
        drawn.width,
        drawn.height,
        lang.tag(),
        escaped(names.process.title.pick(lang)),
    );
    // Lines lie under the boxes and the words.
    ways(&mut out, &drawn);
    for row in &drawn.rows {
        stage(&mut out, row, &names.about(row.stage, lang));
        for exit in &row.exits {
            let down = if exit.way == Way::Down { " ↓" } else { "" };
            let words = escaped(&names.called(exit.made, lang)) + down;
            let _ = writeln!(out, "<text x=\"{MOVES}\" y=\"{}\">{words}</text>", exit.at);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn ways(out: &mut String, drawn: &Layout<'_>) {
    let right = BOX.0 + BOX.1;
    for (row, next) in drawn.rows.iter().zip(drawn.rows.iter().skip(1)) {
        if row.exits.iter().any(|exit| exit.way == Way::Down) {
            let (x, from) = (BOX.0 + 28, row.top + row.height);
            way(out, "", &format!("M{x} {from}V{}", next.top - 2));
        }
    }
    for exit in drawn.rows.iter().flat_map(|row| &row.exits) {
        if let Way::Over { from, lane, to } = exit.way {
            let (y, back) = (exit.at - 5, if to < exit.at { " back" } else { "" });
            way(out, back, &format!("M{from} {y}H{lane}V{to}H{}", right + 2));
        }
    }
}

fn way(out: &mut String, back: &str, line: &str) {
    let _ = writeln!(out, "<path class=\"way{back}\" d=\"{line}\" marker-end=\"url(#tip)\"/>");
}

fn stage(out: &mut String, row: &Row<'_>, about: &str) {
    let ((x, width), class) = (BOX, if row.stage.outcome.is_some() { "box end" } else { "box" });
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{}\" rx=\"8\"/>",
        row.top, row.height,
    );
    if let Some(owner) = row.stage.owner {
        let _ = writeln!(
            out,
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"5\" height=\"{}\" rx=\"2.5\"/>",
            strip(owner),
            x + 6,
            row.top + 8,
            row.height - 16,
        );
    }
    let mut y = row.top + 26;
    for line in &row.title {
        let _ = writeln!(
            out,
            "<text class=\"name\" x=\"{}\" y=\"{y}\">{}</text>",
            x + 20,
            escaped(line)
        );
        y += LINE;
    }
    let about = escaped(about);
    let _ = writeln!(out, "<text class=\"quiet\" x=\"{}\" y=\"{y}\">{about}</text>", x + 20);
}

const fn strip(role: Role) -> &'static str {
    match role {
        Role::Citizen | Role::CoApplicant => "citizen",
        Role::OfficeOperator => "office",
        Role::DepartmentOfficer | Role::DepartmentSystem => "department",
        Role::Courier => "courier",
        Role::Platform => "platform",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;
    use roxmltree::{Document, Node};

    fn drawn(code: &str, lang: Lang) -> String {
        let catalog = Catalog::embedded().unwrap();
        let process = catalog.processes().find(|one| one.code.as_str() == code).unwrap();
        svg(Names::of(process, None), lang)
    }

    /// Issue 7, 1: a readable diagram of each process: every stage with its owner and term, every move with who makes it.
    #[test]
    fn every_process_is_drawn_whole_in_both_languages() {
        let catalog = Catalog::embedded().unwrap();
        for process in catalog.processes() {
            for lang in [Lang::Ru, Lang::En] {
                let names = Names::of(process, None);
                let picture = svg(names, lang);
                let document = Document::parse(&picture).unwrap();
                let texts: Vec<_> = document.descendants().filter(Node::is_text).collect();
                let says = |words: &str| texts.iter().any(|one| one.text() == Some(words));
                for one in &process.moves {
                    let called = names.called(one, lang);
                    assert!(
                        says(&called) || says(&format!("{called} ↓")),
                        "{} {}",
                        process.code,
                        one.code
                    );
                }
                for stage in &process.stages {
                    assert!(says(&names.about(stage, lang)), "{} {}", process.code, stage.code);
                }
                let of_class = |class| {
                    document.descendants().filter(move |one| one.attribute("class") == Some(class))
                };
                let ends = process.stages.iter().filter(|one| one.outcome.is_some()).count();
                assert_eq!(of_class("box end").count(), ends);
                let ways = of_class("way").count() + of_class("way back").count();
                assert!(ways >= process.stages.len() - 1, "{}: {ways}", process.code);
            }
        }
    }

    /// What the documents show is what the processes are.
    #[test]
    fn the_pictures_of_the_documents_are_those_of_the_catalog() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures/processes");
        let catalog = Catalog::embedded().unwrap();
        for process in catalog.processes() {
            let file = folder.join(format!("{}.svg", process.code));
            let committed = std::fs::read_to_string(&file).unwrap_or_default();
            let drawn = svg(Names::of(process, None), Lang::Ru);
            let again = "draw them anew: cargo run -- catalog draw docs/pictures/processes";
            assert!(committed == drawn, "{}: {again}", file.display());
        }
        let shown = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(shown, catalog.processes().count(), "a picture of a process that is not there");
    }

    #[test]
    fn what_is_said_is_right_and_nothing_breaks_the_picture() {
        let picture = drawn("fast-track", Lang::Ru);
        for words in
            ["1 рабочий день", "20 календарных дней", "4 часа", "Отозвать заявление · заявитель"]
        {
            assert!(picture.contains(words), "{words}");
        }
        let mut process = Catalog::embedded().unwrap().processes().next().unwrap().clone();
        process.title = domain::text::Text::new("<script>&\"", "x");
        process.stages[0].title = domain::text::Text::new("a < b & c", "x");
        assert!(Document::parse(&svg(Names::of(&process, None), Lang::Ru)).is_ok());
    }
}
