//! Starting and stopping: one HTTP server for every stand-in and one SMTP receiver.

use crate::{
    department::Department, esia::Esia, files, handlers::routes, mail, mail::Mailbox, pages::Pages,
    people::People, settings::Settings, settings::StartError, state, state::State,
};
use actix_web::{App, HttpServer, dev::ServerHandle, middleware::DefaultHeaders, web::Data};
use domain::{entropy::Entropy, time::Clock};
use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

/// A started sandbox.
#[derive(Debug)]
pub struct Running {
    /// Where its pages and doors are.
    pub url: Url,
    /// Where its mailbox listens.
    pub smtp: SocketAddr,
    http: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
    stopping: CancellationToken,
    receiving: JoinHandle<()>,
}

impl Running {
    /// Stops listening, lets requests under way end for a second, and returns when all is quiet.
    pub async fn stop(self) {
        self.stopping.cancel();
        self.http.stop(true).await;
        if !matches!(self.serving.await, Ok(Ok(()))) || self.receiving.await.is_err() {
            tracing::warn!("the sandbox did not stop cleanly");
        }
    }
}

/// Starts every stand-in.
pub async fn start(
    settings: Settings,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<Running, StartError> {
    if settings.key.trim().is_empty() {
        return Err(StartError::EmptyKey);
    }
    let (listener, address) = listen(&settings.http_bind)?;
    let (mail_listener, smtp) = listen(&settings.smtp_bind)?;
    let url = public_url(settings.public_url.clone(), address)?;
    let state = Data::new(build(settings, &url, clock, entropy)?);
    let stopping = CancellationToken::new();
    let receiving = tokio::spawn(mail::receive(
        into_tokio(mail_listener, smtp)?,
        Arc::clone(&state.mailbox),
        Arc::clone(&state.clock),
        stopping.clone(),
    ));
    let server = HttpServer::new(move || {
        App::new().wrap(safe_headers()).app_data(state.clone()).configure(routes)
    })
    .workers(2)
    .shutdown_timeout(1)
    .disable_signals()
    .listen(listener)
    .map_err(|source| StartError::Bind { address: address.to_string(), source })?
    .run();
    let http = server.handle();
    tracing::info!(%url, %smtp, "the sandbox is open");
    Ok(Running { url, smtp, http, serving: tokio::spawn(server), stopping, receiving })
}

fn build(
    settings: Settings,
    url: &Url,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<State, StartError> {
    let dir = &settings.data_dir;
    files::folder(dir).map_err(|source| StartError::Data { path: dir.clone(), source })?;
    Ok(State {
        people: People::embedded()
            .map_err(|error| StartError::Embedded(error.to_string()))?
            .with_residents(settings.residents),
        pages: Pages::embedded().map_err(|error| StartError::Embedded(error.to_string()))?,
        esia: Esia::open(dir, url, &settings.systems)?,
        department: Arc::new(Department::open(dir, settings.department_delay)?),
        mailbox: Arc::new(Mailbox::open(dir)?),
        form_token: state::secret(&*entropy),
        key: settings.key,
        clock,
        entropy,
    })
}

/// No `form-action`: browsers apply it to the redirect after the form, which leads to the platform.
fn safe_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Cache-Control", "no-store"))
}

fn listen(bind: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Bind { address: bind.to_owned(), source };
    let listener = TcpListener::bind(bind).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn into_tokio(
    listener: TcpListener,
    address: SocketAddr,
) -> Result<tokio::net::TcpListener, StartError> {
    let failed = |source| StartError::Bind { address: address.to_string(), source };
    listener.set_nonblocking(true).map_err(failed)?;
    tokio::net::TcpListener::from_std(listener).map_err(failed)
}

fn public_url(given: Option<Url>, address: SocketAddr) -> Result<Url, StartError> {
    let Some(url) = given else {
        return Url::parse(&format!("http://{address}/"))
            .map_err(|error| StartError::Embedded(error.to_string()));
    };
    let fit = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    if fit { Ok(url) } else { Err(StartError::PublicUrl(url)) }
}
