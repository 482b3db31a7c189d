//! Asking the platform: the public API and nothing else. The bot speaks for itself with a token of its
//! own, and for the citizen of a linked chat with a token the provider gives for that chat.

use crate::settings::Settings;
use crate::talk::{Answer, Card, Case, Found, Lang, Question, Rest, Takes, Trouble};
use openapi::application::ApplicationView;
use openapi::chat::{ChatClaimRequest, ChatConfirmRequest};
use openapi::service::ServiceView;
use openapi::{Client, ClientError};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How many applications one message shows.
const SHOWN: usize = 8;
/// The longest question the search takes.
const LONGEST: usize = 200;
/// A token is renewed so long before it runs out.
const MARGIN: Duration = Duration::from_secs(30);

/// The messenger, as the platform calls it.
const CHANNEL: &str = "telegram";

/// A private chat and the person in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) chat: String,
    /// The person.
    pub(crate) user: String,
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Who(…)")
    }
}

/// The platform, as the bot reaches it.
pub(crate) struct Platform {
    client: Client,
    client_id: String,
    secret: SecretString,
    own: Mutex<Option<(SecretString, Instant)>>,
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Platform(…)")
    }
}

impl Platform {
    /// The platform at the address of the settings.
    pub(crate) fn new(settings: &Settings, http: reqwest::Client) -> Self {
        Self {
            client: Client::new(http, settings.platform_url.clone()),
            client_id: settings.client_id.clone(),
            secret: settings.client_secret.clone(),
            own: Mutex::new(None),
        }
    }

    /// Asks. Whatever goes wrong is an answer too: the person is told in any case.
    pub(crate) async fn ask(&self, question: &Question, who: &Who, lang: Lang) -> Answer {
        let answer = match question {
            Question::Search { words } => self.search(words, lang).await,
            Question::Service { code } => self.service(code, lang).await,
            Question::Claim { code } => self.claim(code, who).await,
            Question::Confirm { link } => self.confirm(link, who).await,
            Question::Applications => self.applications(who, lang).await,
            Question::Unlink => self.unlink(who).await,
        };
        answer.unwrap_or_else(|error| Answer::Trouble(trouble(question, &error)))
    }

    async fn search(&self, words: &str, lang: Lang) -> Result<Answer, ClientError> {
        let words: String = words.chars().take(LONGEST).collect();
        let found = self.client.with_language(lang.tag()).search(&words).await?;
        let one = |service: openapi::service::ServiceSummary| Found {
            code: service.code,
            title: service.title,
        };
        Ok(Answer::Found(found.items.into_iter().map(one).collect()))
    }

    async fn service(&self, code: &str, lang: Lang) -> Result<Answer, ClientError> {
        let service = self.client.with_language(lang.tag()).service(code).await?;
        Ok(Answer::Service(Box::new(card(service))))
    }

    async fn claim(&self, code: &str, who: &Who) -> Result<Answer, ClientError> {
        let claim = ChatClaimRequest {
            code: code.to_owned(),
            channel: CHANNEL.to_owned(),
            chat_id: who.chat.clone(),
            user_id: who.user.clone(),
        };
        let claimed = match self.as_itself().await?.claim_chat_link(&claim).await {
            Err(error) if forgotten(&error) => {
                self.as_itself_anew().await?.claim_chat_link(&claim).await?
            }
            answer => answer?,
        };
        let (masked_name, number) = (claimed.masked_name, claimed.number);
        Ok(Answer::Claimed { link: claimed.link, masked_name, number })
    }

    async fn confirm(&self, link: &str, who: &Who) -> Result<Answer, ClientError> {
        let chat = ChatConfirmRequest { channel: CHANNEL.to_owned(), chat_id: who.chat.clone() };
        let link = match self.as_itself().await?.confirm_chat_link_in_chat(link, &chat).await {
            Err(error) if forgotten(&error) => {
                self.as_itself_anew().await?.confirm_chat_link_in_chat(link, &chat).await?
            }
            answer => answer?,
        };
        Ok(Answer::Confirmed { both: link.state == "active" })
    }

    async fn applications(&self, who: &Who, lang: Lang) -> Result<Answer, ClientError> {
        let client = self.as_citizen(who).await?.with_language(lang.tag());
        let page = client.applications(None).await?;
        let more = page.items.len() > SHOWN || page.next.is_some();
        let rest = if more { Rest::More } else { Rest::Nothing };
        Ok(Answer::Applications {
            cases: page.items.into_iter().take(SHOWN).map(case).collect(),
            rest,
        })
    }

    async fn unlink(&self, who: &Who) -> Result<Answer, ClientError> {
        self.as_citizen(who).await?.end_chat_link().await?;
        Ok(Answer::Unlinked)
    }

    /// The client of the citizen this chat is linked to. Asked for anew each time: a link that has
    /// ended acts for nobody from that moment.
    async fn as_citizen(&self, who: &Who) -> Result<Client, ClientError> {
        let chat = (CHANNEL, who.chat.as_str());
        let secret = self.secret.expose_secret();
        let token = self.client.chat_token(&self.client_id, secret, chat).await?;
        Ok(self.client.with_token(&token.access_token))
    }

    /// The client of the bot itself.
    async fn as_itself(&self) -> Result<Client, ClientError> {
        Ok(self.client.with_token(self.own_token().await?.expose_secret()))
    }

    /// The same with a new token, when the platform has forgotten the one before.
    async fn as_itself_anew(&self) -> Result<Client, ClientError> {
        *self.own.lock().await = None;
        self.as_itself().await
    }

    async fn own_token(&self) -> Result<SecretString, ClientError> {
        let mut own = self.own.lock().await;
        if let Some((token, until)) = &*own
            && *until > Instant::now()
        {
            return Ok(token.clone());
        }
        let secret = self.secret.expose_secret();
        let given = self.client.own_token(&self.client_id, secret, "bot").await?;
        let token = SecretString::from(given.access_token);
        let lasts = Duration::from_secs(given.expires_in).saturating_sub(MARGIN);
        *own = Some((token.clone(), Instant::now() + lasts));
        Ok(token)
    }
}

/// Whether the platform does not know our token any more.
fn forgotten(error: &ClientError) -> bool {
    error.code() == Some("unauthenticated")
}

/// What a failed call means to the person; what is ours to mend is logged, once and here.
fn trouble(question: &Question, error: &ClientError) -> Trouble {
    let (status, why) = match error {
        ClientError::NoToken { error } if error == "invalid_grant" => return Trouble::NotLinked,
        ClientError::Problem(problem) => {
            (problem.status, problem.errors.first().map(|field| field.code.as_str()))
        }
        _ => (0, None),
    };
    match (question, status, why) {
        (Question::Claim { .. }, 409, Some("expired")) => Trouble::CodeExpired,
        (Question::Claim { .. }, 409, Some("used")) => Trouble::CodeUsed,
        (Question::Claim { .. }, 404 | 422, _) => Trouble::CodeUnknown,
        (Question::Confirm { .. }, 404 | 422, _)
        | (Question::Confirm { .. }, 409, Some("expired" | "over" | "used")) => {
            Trouble::CodeExpired
        }
        (Question::Service { .. }, 404, _) => Trouble::Gone,
        (Question::Applications | Question::Unlink, 401 | 404, _) => Trouble::NotLinked,
        _ => {
            tracing::warn!(kind = kind(error), status, "the platform did not do what was asked");
            Trouble::Away
        }
    }
}

/// The kind of a failure, for the log: no address, no body.
const fn kind(error: &ClientError) -> &'static str {
    match error {
        ClientError::Problem(_) => "problem",
        ClientError::Unexpected { .. } => "unexpected",
        ClientError::NoToken { .. } => "no_token",
        ClientError::Http(_) => "not_reached",
        ClientError::Address(_) => "address",
    }
}

fn card(service: ServiceView) -> Card {
    Card {
        code: service.summary.code,
        title: service.summary.title,
        summary: service.summary.summary,
        department: service.summary.department,
        takes: service.conditions.map(|of| Takes {
            term: (of.term.amount, of.term.unit),
            fee_kopecks: of.fee_kopecks,
            visits: service.summary.visits_required,
        }),
    }
}

/// The word for an application whose answer is overdue.
const OVER: &str = "over";

fn case(view: ApplicationView) -> Case {
    Case {
        id: view.id,
        number: view.number,
        service: view.service_title,
        stage: view.stage.title,
        hint: view.stage.hint,
        expected_on: (!view.term_stands_still).then_some(view.expected_on),
        overdue: view.lateness.as_deref() == Some(OVER),
        place: view.waiting_list.map(|list| list.place),
        over: view.outcome.is_some(),
    }
}
