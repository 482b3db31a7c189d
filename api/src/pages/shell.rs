//! What every page shows around its own: who is signed in, where they may go, that this is a sandbox.

use super::dates::{When, time_of_day};
use super::visitor::{AtWindow, SignedIn, Visitor, reception_place, sign_in_address};
use crate::app::{App, Settings};
use domain::duty::DutyRole;
use domain::time::in_moscow;
use serde::Serialize;
use url::Url;

/// The frame of a page.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Shell {
    /// The first name of the person, if one is signed in.
    name: Option<String>,
    /// What every form of the session carries.
    csrf: Option<String>,
    /// Whether they decide for a department.
    officer: bool,
    /// Whether they answer for the services of a department.
    curator: bool,
    /// What the calls are called that they answer, by its text.
    calls: Option<&'static str>,
    /// What their window is called, by its text: of an operator of an office (МФЦ), or of a courier.
    window: Option<&'static str>,
    /// What the papers they hand over are called, by its text, where their window is another.
    papers: Option<&'static str>,
    /// The part of the site the page is in: `services`, `cabinet`, `verify`, `desk`, `window`, `manifests`, `oversight`,
    /// `calls`.
    part: &'static str,
    /// The page itself, to come back to after a change of language.
    place: String,
    /// Where people are helped; nothing where nobody was named.
    support: Option<Support>,
    /// The visitor for whom the page is, of an operator at a window.
    visitor: Option<ServedVisitor>,
    /// Where to sign in and come back.
    sign_in: String,
    /// Whether it is not known who reads: then nothing is said of it.
    unknown: bool,
    /// The sandbox that stands in for the outside.
    sandbox: Option<String>,
    mailbox: Option<String>,
}

impl Shell {
    /// The frame of a page for a visitor.
    pub(super) fn of(app: &App, visitor: &Visitor) -> Self {
        let signed = visitor.signed.as_ref();
        let sandbox = app.settings.sandbox_url.as_ref();
        Self {
            name: signed.map(|signed| signed.citizen.profile.called().to_owned()),
            csrf: signed.map(|signed| signed.session.csrf_token.expose().to_owned()),
            officer: signed.is_some_and(|signed| signed.works_as(DutyRole::DepartmentOfficer)),
            curator: signed.is_some_and(|signed| signed.works_as(DutyRole::Curator)),
            window: signed.and_then(window_of),
            calls: signed
                .filter(|signed| signed.works_as(DutyRole::Consultant))
                .map(|_consultant| "nav_calls"),
            papers: signed.and_then(papers_of),
            part: part(&visitor.place),
            place: visitor.place.clone(),
            support: Support::of(&app.settings),
            visitor: ServedVisitor::of(app, &visitor.at_window),
            sign_in: sign_in_address(&visitor.place),
            unknown: false,
            sandbox: sandbox.map(Url::to_string),
            mailbox: sandbox.and_then(|url| url.join("mail").ok()).map(|url| url.to_string()),
        }
    }

    /// The frame of a refusal, drawn where nobody's session was looked at.
    pub(super) fn bare(support: Option<Support>) -> Self {
        Self { sign_in: "/login".to_owned(), unknown: true, support, ..Self::default() }
    }
}

/// Who stands before the operator.
#[derive(Debug, Serialize)]
struct ServedVisitor {
    name: String,
    /// The page of the reception.
    href: String,
    /// When it began.
    since: When,
    /// How long ago that is, in seconds: the page counts on.
    seconds: i64,
}

impl ServedVisitor {
    fn of(app: &App, at_window: &AtWindow) -> Option<Self> {
        let AtWindow::Served(serving) = at_window else { return None };
        Some(Self {
            seconds: serving.reception.lasted(app.cx.clock.now()).num_seconds(),
            name: serving.citizen.profile.full_name(),
            href: reception_place(serving.reception.id),
            since: time_of_day(in_moscow(serving.reception.begun_at)),
        })
    }
}

/// The text of what the window of a person is called, if they have one.
fn window_of(signed: &SignedIn) -> Option<&'static str> {
    if signed.works_as(DutyRole::OfficeOperator) {
        Some("nav_window")
    } else {
        signed.works_as(DutyRole::Courier).then_some("nav_way")
    }
}

/// The text of what the papers are called that somebody gives or receives; a courier's window is these papers.
fn papers_of(signed: &SignedIn) -> Option<&'static str> {
    let works = [DutyRole::OfficeOperator, DutyRole::DepartmentOfficer]
        .iter()
        .any(|role| signed.works_as(*role));
    works.then_some("nav_papers")
}

/// Where people are helped: at least one of the two.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Support {
    phone: Option<String>,
    /// The same for a link: digits and a plus.
    phone_href: String,
    email: Option<String>,
}

impl Support {
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        let (phone, email) = (settings.support_phone.clone(), settings.support_email.clone());
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        let phone_href = phone.as_deref().unwrap_or_default().chars().filter(dialled).collect();
        (phone.is_some() || email.is_some()).then_some(Self { phone, phone_href, email })
    }
}

fn part(place: &str) -> &'static str {
    let first = place.split(['/', '?']).find(|part| !part.is_empty()).unwrap_or_default();
    match first {
        "services" => "services",
        "cabinet" | "applications" | "drafts" => "cabinet",
        "verify" => "verify",
        "desk" => "desk",
        "oversight" => "oversight",
        "window" => "window",
        "manifests" => "manifests",
        "calls" => "calls",
        _ => "",
    }
}

#[cfg(test)]
impl Shell {
    /// A frame with everything in it, for tests of templates.
    pub(super) fn sample(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            csrf: Some("token".to_owned()),
            officer: true,
            curator: true,
            calls: Some("nav_calls"),
            window: Some("nav_window"),
            papers: Some("nav_papers"),
            part: "cabinet",
            place: "/cabinet".to_owned(),
            support: Some(Support {
                phone: Some("+7 (000) 000-00-00".to_owned()),
                phone_href: "+70000000000".to_owned(),
                email: Some("help@uslugi.example".to_owned()),
            }),
            visitor: None,
            sign_in: "/login?return_to=%2F".to_owned(),
            unknown: false,
            sandbox: Some("http://127.0.0.1:8081/".to_owned()),
            mailbox: Some("http://127.0.0.1:8081/mail".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn a_page_knows_the_part_of_the_site_it_is_in() {
        assert_eq!(part("/"), "");
        assert_eq!(part("/services?q=x"), "services");
        assert_eq!(part("/applications/app_1"), "cabinet");
        assert_eq!(part("/problems/not-found"), "");
    }
}
