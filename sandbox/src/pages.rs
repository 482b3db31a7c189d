//! HTML pages: templates embedded in the program, one style sheet, no script.

use actix_web::{HttpResponse, http::StatusCode};
use minijinja::{Environment, value::Serde};
use serde_json::{Value, json};

const TEMPLATES: [(&str, &str); 9] = [
    ("base.html", include_str!("../templates/base.html")),
    ("index.html", include_str!("../templates/index.html")),
    ("problem.html", include_str!("../templates/problem.html")),
    ("choose.html", include_str!("../templates/choose.html")),
    ("confirm.html", include_str!("../templates/confirm.html")),
    ("goodbye.html", include_str!("../templates/goodbye.html")),
    ("department.html", include_str!("../templates/department.html")),
    ("mail_list.html", include_str!("../templates/mail_list.html")),
    ("mail.html", include_str!("../templates/mail.html")),
];

/// The templates, parsed.
pub(crate) struct Pages(Environment<'static>);

impl Pages {
    /// Parses the embedded templates.
    pub(crate) fn embedded() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        Ok(Self(environment))
    }

    /// A page of the template with these values.
    pub(crate) fn show(&self, status: StatusCode, template: &str, values: &Value) -> HttpResponse {
        let page = self.0.get_template(template).and_then(|page| page.render(Serde(values)));
        match page {
            Ok(page) => {
                HttpResponse::build(status).content_type("text/html; charset=utf-8").body(page)
            }
            Err(error) => {
                tracing::error!(template, error = %error, "a page of the sandbox cannot be shown");
                HttpResponse::InternalServerError()
                    .content_type("text/plain; charset=utf-8")
                    .body("Страницу показать не удалось, это ошибка песочницы.")
            }
        }
    }

    /// A page that says what went wrong.
    pub(crate) fn problem(&self, status: StatusCode, title: &str, detail: &str) -> HttpResponse {
        self.show(status, "problem.html", &json!({"title": title, "detail": detail}))
    }
}
