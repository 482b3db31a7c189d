//! The server: bound, started, and drained.

use crate::app::App;
use crate::failure::Failure;
use crate::handlers::document::Published;
use crate::handlers::ops;
use crate::hub::Hub;
use crate::methods::Methods;
use crate::middleware::around;
use crate::reference::Reference;
use crate::routes;
use actix_web::dev::ServerHandle;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer, ResponseError, web};
use metrics_exporter_prometheus::PrometheusHandle;
use openapi::problem::Code;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// How long a reader may take nothing of what was sent before its connection is closed. A live feed resumes after its
/// last event; without it a phone that went out of sight holds a place and its buffers for a quarter of an hour.
const TAKES_NOTHING: Duration = Duration::from_mins(1);
/// How long a connection may stay open between two requests. A proxy in front keeps its own idle connections for a minute
/// (nginx, most load balancers): were this the shorter of the two, a filing could be sent just as its connection is closed,
/// and the citizen would get a 502.
const IDLE: Duration = Duration::from_secs(75);
/// How long requests in flight may take to finish when the server drains.
const DRAIN_SECONDS: u64 = 20;

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
    draining: CancellationToken,
    hub: JoinSet<()>,
}

impl Running {
    /// Drains: takes no more, ends live feeds, finishes what runs.
    pub async fn stop(self) -> io::Result<()> {
        self.draining.cancel();
        self.handle.stop(true).await;
        self.hub.join_all().await;
        self.task.await.map_err(io::Error::other)?
    }
}

/// Starts serving on a listener.
pub fn start(
    listener: TcpListener,
    app: App,
    metrics: Option<PrometheusHandle>,
    workers: usize,
) -> io::Result<Running> {
    let address = listener.local_addr()?;
    end_dead_connections(&listener)?;
    let draining = app.draining.clone();
    let hub = Arc::new(Hub::of(&app));
    let loops = hub.start(&draining);
    let hub = web::Data::from(hub);
    let document = routes::document_of(&app.settings);
    let methods = web::Data::new(Methods::of(&document));
    let json = document.to_json()?;
    let reference = web::Data::new(Reference::of(&json, app.settings.public_url.as_str())?);
    let published = web::Data::new(Published::of(json));
    let app = web::Data::new(app);
    let metrics = metrics.map(web::Data::new);
    let server = HttpServer::new(move || {
        let mut actix = ActixApp::new()
            .app_data(app.clone())
            .app_data(hub.clone())
            .app_data(parameters())
            .app_data(methods.clone())
            .app_data(published.clone())
            .app_data(reference.clone());
        if let Some(metrics) = &metrics {
            actix = actix.app_data(metrics.clone());
        }
        let (actix, _) = routes::collect(actix);
        actix.configure(routes::beside).default_service(web::to(unknown)).wrap(from_fn(around))
    })
    .workers(workers)
    .shutdown_timeout(DRAIN_SECONDS)
    .keep_alive(IDLE)
    .client_request_timeout(Duration::from_secs(15))
    .disable_signals()
    .listen(listener)?
    .run();
    let handle = server.handle();
    Ok(Running { address, handle, task: tokio::spawn(server), draining, hub: loops })
}

/// Serves `/livez` and `/metrics` and nothing else: for a process without the API.
pub fn start_measures(listener: TcpListener, handle: PrometheusHandle) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let metrics = web::Data::new(handle);
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(metrics.clone())
            .service(ops::livez)
            .route("/metrics", web::get().to(ops::own_measures))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)?
    .run();
    let (handle, draining) = (server.handle(), CancellationToken::new());
    Ok(Running { address, handle, task: tokio::spawn(server), draining, hub: JoinSet::new() })
}

/// Sets for a listener, and so for every connection it accepts, after what time one that takes nothing is closed
/// (`TCP_USER_TIMEOUT`, RFC 5482).
fn end_dead_connections(listener: &TcpListener) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(listener).set_tcp_user_timeout(Some(TAKES_NOTHING))?;
    Ok(())
}

/// A wrong query parameter is named in what is said of it.
fn parameters() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|error, _| {
        let (ru, en) = ("параметры адреса не читаются", error.to_string());
        Failure::with(Code::BadParameter, ru, en).into()
    })
}

/// An address that is there with other methods, which are named, or not at all.
async fn unknown(request: HttpRequest, methods: web::Data<Methods>) -> HttpResponse {
    let Some(allow) = methods.allow(request.path()) else {
        return Failure::new(Code::NotFound).error_response();
    };
    let mut answer = Failure::new(Code::MethodNotAllowed).error_response();
    if let Ok(allow) = HeaderValue::from_str(allow) {
        answer.headers_mut().insert(ALLOW, allow);
    }
    answer
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_whose_reader_takes_nothing_is_closed_after_a_minute() {
        use super::*;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        end_dead_connections(&listener).unwrap();
        let _client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        let set = socket2::SockRef::from(&accepted).tcp_user_timeout().unwrap();
        assert_eq!(set, Some(Duration::from_mins(1)));
    }
}
