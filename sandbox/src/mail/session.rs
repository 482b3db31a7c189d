//! One SMTP conversation (RFC 5321), from the greeting to QUIT.

use super::{
    letter::Envelope,
    shelf::Mailbox,
    wire::{Line, Wire},
};
use domain::time::Clock;
use std::{io, sync::Arc};
use tokio::net::TcpStream;

/// The largest letter, bytes.
const LARGEST_LETTER: usize = 10 * 1024 * 1024;
/// The longest command line.
const LONGEST_COMMAND: usize = 2048;
/// The longest line of a letter, without its end (RFC 5321, 4.5.3.1.6).
const LONGEST_LINE: usize = 998;
/// The most recipients of a letter.
const MOST_RECIPIENTS: usize = 100;

const NOT_NOW: &str = "503 5.5.1 Bad sequence of commands";
const SAID_WRONG: &str = "501 5.5.4 Syntax error in parameters";

/// How far the conversation is.
enum Phase {
    /// Not greeted yet.
    Stranger,
    /// May begin a letter.
    Ready,
    /// The sender is named; recipients are being named.
    Envelope { from: String, to: Vec<String> },
}

struct Session {
    wire: Wire<TcpStream>,
    phase: Phase,
    mailbox: Arc<Mailbox>,
    clock: Arc<dyn Clock>,
}

/// Talks until QUIT or until the sender is gone.
pub(crate) async fn serve(
    stream: TcpStream,
    mailbox: Arc<Mailbox>,
    clock: Arc<dyn Clock>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut session = Session { wire: Wire::new(stream), phase: Phase::Stranger, mailbox, clock };
    session.wire.say("220 sandbox.localhost ESMTP mailbox of the sandbox").await?;
    loop {
        let line = match session.wire.line(LONGEST_COMMAND).await? {
            Line::Gone => return Ok(()),
            Line::TooLong => {
                session.wire.say("500 5.5.2 Line too long").await?;
                continue;
            }
            Line::BareFeed => {
                session.wire.say("500 5.5.2 Lines end with CRLF").await?;
                continue;
            }
            Line::Text(bytes) => bytes,
        };
        let Ok(line) = String::from_utf8(line) else {
            session.wire.say("500 5.5.2 Commands are UTF-8").await?;
            continue;
        };
        if !session.command(line.trim_end()).await? {
            return Ok(());
        }
    }
}

impl Session {
    /// Obeys one command; false after QUIT.
    async fn command(&mut self, line: &str) -> io::Result<bool> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "QUIT" => {
                self.wire.say("221 2.0.0 Bye").await?;
                return Ok(false);
            }
            "DATA" => self.data(rest).await?,
            "EHLO" => {
                let reply = self.greet(rest, EHLO);
                self.wire.say(reply).await?;
            }
            "HELO" => {
                let reply = self.greet(rest, "250 sandbox.localhost");
                self.wire.say(reply).await?;
            }
            "MAIL" => {
                let reply = self.mail(rest);
                self.wire.say(reply).await?;
            }
            "RCPT" => {
                let reply = self.recipient(rest);
                self.wire.say(reply).await?;
            }
            "RSET" => {
                if !matches!(self.phase, Phase::Stranger) {
                    self.phase = Phase::Ready;
                }
                self.wire.say("250 2.0.0 Forgotten").await?;
            }
            "NOOP" => self.wire.say("250 2.0.0 Here").await?,
            "VRFY" => self.wire.say("252 2.5.0 Send it and see").await?,
            _ => self.wire.say("500 5.5.1 Unknown command").await?,
        }
        Ok(true)
    }

    fn greet(&mut self, name: &str, reply: &'static str) -> &'static str {
        if name.is_empty() {
            return SAID_WRONG;
        }
        self.phase = Phase::Ready;
        reply
    }

    fn mail(&mut self, rest: &str) -> &'static str {
        if !matches!(self.phase, Phase::Ready) {
            return NOT_NOW;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else { return SAID_WRONG };
        if !from.is_empty() && !is_address(from) {
            return "553 5.1.7 The sender is not an address";
        }
        for parameter in parameters.split_whitespace() {
            let parameter = parameter.to_ascii_uppercase();
            let fits = match parameter.split_once('=') {
                Some(("SIZE", size)) => match size.parse::<usize>() {
                    Ok(size) if size > LARGEST_LETTER => return TOO_LARGE,
                    Ok(_) => true,
                    Err(_) => return SAID_WRONG,
                },
                Some(("BODY", body)) => matches!(body, "7BIT" | "8BITMIME"),
                None => parameter == "SMTPUTF8",
                Some(_) => false,
            };
            if !fits {
                return "555 5.5.4 Unknown parameter";
            }
        }
        self.phase = Phase::Envelope { from: from.to_owned(), to: Vec::new() };
        "250 2.1.0 Sender noted"
    }

    fn recipient(&mut self, rest: &str) -> &'static str {
        let Phase::Envelope { to, .. } = &mut self.phase else { return NOT_NOW };
        match path(rest, "TO:") {
            None => SAID_WRONG,
            Some((_, parameters)) if !parameters.trim().is_empty() => "555 5.5.4 Unknown parameter",
            Some((address, _)) if !is_address(address) => "553 5.1.3 Not an address",
            Some(_) if to.len() >= MOST_RECIPIENTS => "452 4.5.3 Too many recipients",
            Some((address, _)) => {
                to.push(address.to_owned());
                "250 2.1.5 Recipient noted"
            }
        }
    }

    async fn data(&mut self, rest: &str) -> io::Result<()> {
        let Phase::Envelope { from, to } = &self.phase else { return self.wire.say(NOT_NOW).await };
        if to.is_empty() {
            return self.wire.say(NOT_NOW).await;
        }
        if !rest.is_empty() {
            return self.wire.say(SAID_WRONG).await;
        }
        let envelope = Envelope { from: from.clone(), to: to.clone(), at: self.clock.now() };
        self.wire.say("354 End with a line of one dot").await?;
        let taken = self.letter().await?;
        self.phase = Phase::Ready;
        let raw = match taken {
            Ok(raw) => raw,
            Err(reply) => return self.wire.say(reply).await,
        };
        let mailbox = Arc::clone(&self.mailbox);
        let kept = tokio::task::spawn_blocking(move || mailbox.keep(&envelope, &raw)).await;
        match kept {
            Ok(Ok(n)) => {
                tracing::info!(mail.n = n, "the mailbox keeps a letter");
                self.wire.say(&format!("250 2.0.0 Kept as {n}")).await
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the mailbox could not keep a letter");
                self.wire.say("451 4.3.0 Not kept, try again later").await
            }
            Err(error) => {
                tracing::error!(%error, "the mailbox could not keep a letter");
                self.wire.say("451 4.3.0 Not kept, try again later").await
            }
        }
    }

    /// Reads to the lone dot whatever comes, so that the conversation can go on.
    async fn letter(&mut self) -> io::Result<Result<Vec<u8>, &'static str>> {
        let mut raw = Vec::new();
        let mut fault = None;
        loop {
            match self.wire.line(LONGEST_LINE + 1).await? {
                Line::Gone => return Err(io::ErrorKind::UnexpectedEof.into()),
                Line::TooLong => fault = fault.or(Some("554 5.6.0 A line is longer than 998")),
                Line::BareFeed => fault = fault.or(Some("554 5.6.0 Lines end with CRLF")),
                Line::Text(line) if line == b"." => break,
                Line::Text(line) => {
                    let text = line.strip_prefix(b".").unwrap_or(&line);
                    if raw.len() + text.len() + 2 > LARGEST_LETTER {
                        fault = fault.or(Some(TOO_LARGE));
                        raw.clear();
                    } else if fault.is_none() {
                        raw.extend_from_slice(text);
                        raw.extend_from_slice(b"\r\n");
                    }
                }
            }
        }
        Ok(fault.map_or(Ok(raw), Err))
    }
}

const TOO_LARGE: &str = "552 5.3.4 Letters are at most 10485760 bytes";
const EHLO: &str = "250-sandbox.localhost\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES";

/// `FROM:<address> parameters`, the name in any case.
fn path<'a>(rest: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let head = rest.get(..name.len())?;
    let tail = rest.get(name.len()..)?.trim_start().strip_prefix('<')?;
    head.eq_ignore_ascii_case(name).then(|| tail.split_once('>')).flatten()
}

/// Something, an at sign, something; nothing that could break a header.
fn is_address(text: &str) -> bool {
    let plain = text.len() <= 254 && !text.contains(|c: char| c.is_control() || " ,<>".contains(c));
    plain
        && text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
}
