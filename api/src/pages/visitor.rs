//! Who reads a page: anybody, or the person of the session.

use super::cookies::Jar;
use super::page_failure::PageFailure;
use crate::app::App;
use crate::handlers::named;
use crate::lang::lang_of;
use crate::methods::Methods;
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, web};
use casework::CaseError;
use casework::reception::serve::Serving;
use domain::access::{Actor, Person};
use domain::citizen::Citizen;
use domain::duty::DutyRole;
use domain::id::{ApplicationId, ReceptionId};
use domain::oidc::LocalPath;
use domain::oidc::operation::is_recent_for_duties;
use domain::text::Lang;
use domain::time::Moment;
use futures::future::LocalBoxFuture;
use identity::Session;
use openapi::problem::Code;
use url::form_urlencoded::byte_serialize;

/// Anybody who reads a page.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) lang: Lang,
    /// The language they choose by this very request: the browser is given it to keep.
    pub(crate) chose: Option<Lang>,
    /// The path and query they ask for.
    pub(crate) place: String,
    pub(crate) signed: Option<SignedIn>,
    /// Whom an operator receives, on a page of a reception.
    pub(crate) at_window: AtWindow,
}

/// Who stands before an operator, on a page below `/window/receptions/{reception}/`.
#[derive(Debug, Clone)]
pub(crate) enum AtWindow {
    /// Nobody: it is no such page.
    Nobody,
    /// A visitor, for whom everything on the page is done.
    Served(Box<Serving>),
    /// The reception is over.
    Over(ReceptionId),
    /// The operator signed in too long ago to act on their duties.
    SignInAnew,
}

/// A person who signed in here.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    pub(crate) person: Person,
    pub(crate) citizen: Citizen,
    /// Whether they have duties and signed in too long ago to act on them. Their duties are left out then.
    pub(crate) must_sign_in_anew: bool,
}

/// A person who signed in: a page that takes it is not drawn for anybody else.
#[derive(Debug, Clone)]
pub(crate) struct Resident {
    pub(crate) visitor: Visitor,
    pub(crate) session: Session,
    pub(crate) person: Person,
    pub(crate) citizen: Citizen,
    must_sign_in_anew: bool,
}

impl Visitor {
    /// Reads the session's cookie. A session that is over is no session.
    pub(super) async fn of(request: &HttpRequest) -> Result<Self, PageFailure> {
        let app = request.app_data::<web::Data<App>>().ok_or(Code::Internal)?;
        let signed = match Jar::of(&app.settings).session(request) {
            Some(cookie) => signed_in(app, &cookie).await?,
            None => None,
        };
        let place = place_of(request);
        let kept = signed.as_ref().and_then(|signed| signed.citizen.lang);
        let at_window = at_window(app, request, signed.as_ref()).await?;
        Ok(Self { lang: chosen_lang(app, request, kept), chose: None, place, signed, at_window })
    }

    /// Takes the language they choose, and keeps it for what they are written to.
    pub(super) async fn choose(&mut self, app: &App, lang: Lang) -> Result<(), PageFailure> {
        if self.signed.as_ref().is_some_and(|signed| signed.citizen.lang != Some(lang)) {
            casework::language::choose(&app.cx, &self.actor(), lang).await?;
        }
        (self.lang, self.chose) = (lang, Some(lang));
        Ok(())
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> Actor {
        let person = self.signed.as_ref().map(|signed| signed.person.clone());
        person.map_or(Actor::Anonymous, Actor::Person)
    }

    /// The person for whom the page is, if there is one: who is signed in, or whom they receive.
    pub(super) fn resident(&self) -> Option<Resident> {
        let SignedIn { session, person, citizen, must_sign_in_anew } = self.signed.clone()?;
        let (person, citizen) = match &self.at_window {
            AtWindow::Nobody => (person, citizen),
            AtWindow::Served(serving) => (serving.person.clone(), serving.citizen.clone()),
            AtWindow::Over(_) | AtWindow::SignInAnew => return None,
        };
        Some(Resident { visitor: self.clone(), session, person, citizen, must_sign_in_anew })
    }

    /// Goes on with the visitor of a reception that is over: they are still there.
    pub(super) async fn resume(&mut self, app: &App, id: ReceptionId) -> Result<(), PageFailure> {
        let resumed = casework::reception::resume::resume(&app.cx, &self.actor(), id).await?;
        self.at_window = serving(app, &self.actor(), resumed.id).await?;
        Ok(())
    }
}

impl SignedIn {
    /// Whether they work in a role, now or, as far as is known, after signing in anew.
    pub(crate) fn works_as(&self, role: DutyRole) -> bool {
        self.must_sign_in_anew || self.person.works_as(role)
    }
}

impl Resident {
    /// Who acts.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Person(self.person.clone())
    }

    /// Whether they work in a role.
    pub(super) fn works_as(&self, role: DutyRole) -> bool {
        self.person.works_as(role)
    }

    /// Refuses those who have duties and signed in too long ago to act on them.
    pub(super) fn recently_signed_in(&self) -> Result<(), PageFailure> {
        if self.must_sign_in_anew { Err(Code::StaleSignIn.into()) } else { Ok(()) }
    }

    /// What they read.
    pub(crate) const fn lang(&self) -> Lang {
        self.visitor.lang
    }

    /// The address of a page of theirs: at the window of an office, below that of the reception.
    pub(super) fn place(&self, path: &str) -> String {
        match &self.person.served {
            None => path.to_owned(),
            Some(served) => format!("{}{path}", reception_place(served.reception)),
        }
    }

    /// Where they find what they have: in their cabinet, or on the page of the reception.
    pub(super) fn own_place(&self) -> String {
        self.person
            .served
            .as_ref()
            .map_or_else(|| "/cabinet".to_owned(), |served| reception_place(served.reception))
    }

    /// Where they see an application that they have filed.
    pub(super) fn place_of_filed(&self, id: ApplicationId) -> String {
        match &self.person.served {
            None => format!("/applications/{id}"),
            Some(served) => format!("{}?filed={id}", reception_place(served.reception)),
        }
    }
}

/// The page of a reception.
pub(crate) fn reception_place(id: ReceptionId) -> String {
    format!("/window/receptions/{id}")
}

/// Whom the operator receives, by the address of the page.
async fn at_window(
    app: &App,
    request: &HttpRequest,
    signed: Option<&SignedIn>,
) -> Result<AtWindow, PageFailure> {
    let Some((id, signed)) = request.match_info().get("reception").zip(signed) else {
        return Ok(AtWindow::Nobody);
    };
    if signed.must_sign_in_anew {
        return Ok(AtWindow::SignInAnew);
    }
    serving(app, &Actor::Person(signed.person.clone()), named(id)?).await
}

async fn serving(app: &App, operator: &Actor, id: ReceptionId) -> Result<AtWindow, PageFailure> {
    match casework::reception::serve::serve(&app.cx, operator, id).await {
        Ok(serving) => Ok(AtWindow::Served(Box::new(serving))),
        Err(CaseError::ReceptionOver) => Ok(AtWindow::Over(id)),
        Err(error) => Err(error.into()),
    }
}

/// What a reader chose in this browser, else what they chose anywhere (`kept`), else what the browser asks for.
pub(super) fn chosen_lang(app: &App, request: &HttpRequest, kept: Option<Lang>) -> Lang {
    Jar::of(&app.settings).lang(request).or(kept).unwrap_or_else(|| lang_of(request))
}

/// The page a reader is on, or was on when they sent a form: an address that can be opened. Where one takes only forms, the page the
/// form stands on is above it.
fn place_of(request: &HttpRequest) -> String {
    let asked = request.uri().path_and_query().map_or("/", |place| place.as_str());
    let Some(methods) = request.app_data::<web::Data<Methods>>() else { return asked.to_owned() };
    if request.method() == Method::GET || methods.opens(request.path()) {
        return asked.to_owned();
    }
    let mut place = request.path();
    while let Some((above, _)) = place.rsplit_once('/') {
        if methods.opens(above) {
            return above.to_owned();
        }
        place = above;
    }
    "/".to_owned()
}

async fn signed_in(app: &App, cookie: &str) -> Result<Option<SignedIn>, PageFailure> {
    let Some(session) = app.identity.session(cookie).await? else { return Ok(None) };
    match casework::who::official(&app.cx, session.citizen, session.assurance).await {
        Ok((person, citizen)) => {
            let (person, must_sign_in_anew) = within(person, session.auth_time, app.cx.clock.now());
            Ok(Some(SignedIn { session, person, citizen, must_sign_in_anew }))
        }
        Err(CaseError::SignInFirst) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A person with the duties their sign-in carries, and whether a new sign-in would carry more. A session can be
/// younger than its sign-in: ESIA may answer with one of hours ago.
fn within(person: Person, auth_time: Moment, now: Moment) -> (Person, bool) {
    if is_recent_for_duties(auth_time, now) || person.duties.is_empty() {
        (person, false)
    } else {
        (Person { duties: Vec::new(), ..person }, true)
    }
}

impl FromRequest for Visitor {
    type Error = PageFailure;
    type Future = LocalBoxFuture<'static, Result<Self, PageFailure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl FromRequest for Resident {
    type Error = PageFailure;
    type Future = LocalBoxFuture<'static, Result<Self, PageFailure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visitor = Visitor::of(&request).await?;
            visitor.resident().ok_or_else(|| match visitor.at_window {
                // Its page offers to go on with the visitor.
                AtWindow::Over(id) => PageFailure::Elsewhere(reception_place(id)),
                AtWindow::SignInAnew => Code::StaleSignIn.into(),
                AtWindow::Nobody | AtWindow::Served(_) => turn_away(&request, visitor.place),
            })
        })
    }
}

/// A reader is sent to sign in and comes back; who sent something is told. So is what nobody reads as a page, such as a picture on one or
/// the part of it that is renewed: a sign-in that it began would take the place of the one that the person is at.
fn turn_away(request: &HttpRequest, place: String) -> PageFailure {
    if request.method() == Method::GET && is_read(request.headers()) {
        PageFailure::SignIn(place)
    } else {
        Code::Unauthenticated.into()
    }
}

/// Whether a person reads what is asked for: browsers tell what is none of theirs to go to (Fetch Metadata, `Sec-Fetch-Mode`).
fn is_read(headers: &HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode").and_then(|mode| mode.to_str().ok());
    mode.is_none_or(|mode| mode == "navigate")
}

/// Where a person who comes back to `place` signs in.
pub(super) fn sign_in_address(place: &str) -> String {
    let back: String = byte_serialize(place.as_bytes()).collect();
    format!("/login?return_to={back}")
}

/// Where a person goes after sign-in: a path of this site, else the front page.
pub(super) fn way_back(asked: Option<&str>) -> LocalPath {
    asked.and_then(|path| path.parse().ok()).unwrap_or_else(LocalPath::root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use domain::assurance::Assurance;
    use domain::duty::Duty;
    use domain::id::CitizenId;
    use domain::oidc::operation::DUTY_SIGN_IN;

    /// A session whose sign-in at ESIA is older than the bound carries no duties; a citizen loses nothing by it.
    #[test]
    fn a_page_carries_duties_only_after_a_recent_sign_in() {
        let citizen = CitizenId::from_uuid(uuid::Uuid::nil());
        let duties = vec![Duty::of_post(DutyRole::OfficeOperator, "mfc".parse().unwrap())];
        let officer = Person { duties, ..Person::new(citizen, Assurance::Confirmed) };
        let person = Person { duties: vec![], ..officer.clone() };
        let at = Moment::UNIX_EPOCH;
        let (recent, old) = (at + DUTY_SIGN_IN - Duration::seconds(1), at + DUTY_SIGN_IN);
        assert_eq!(within(officer.clone(), at, recent), (officer.clone(), false));
        assert_eq!(within(officer, at, old), (person.clone(), true));
        assert_eq!(within(person.clone(), at, old), (person, false));
    }

    /// Proves IDENTITY D2 #5 on the pages: sign-in leads to no other site.
    #[test]
    fn after_sign_in_a_person_lands_on_this_site_whatever_the_link_said() {
        assert_eq!(way_back(Some("/services/x/apply?y=1")).as_str(), "/services/x/apply?y=1");
        let foreign = [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a//evil.example",
            "evil.example",
            "",
            " /",
            "/\r\nLocation: //evil.example",
        ];
        for path in foreign {
            assert_eq!(way_back(Some(path)).as_str(), "/", "{path:?}");
        }
        assert_eq!(way_back(None).as_str(), "/");
    }

    #[test]
    fn the_way_back_survives_the_query() {
        assert_eq!(sign_in_address("/services?q=a&b"), "/login?return_to=%2Fservices%3Fq%3Da%26b");
    }
}
