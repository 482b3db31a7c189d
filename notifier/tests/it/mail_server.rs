//! A mail server that does what it is told, one connection after another.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Takes it.
    Accept,
    /// Takes it and closes the connection.
    AcceptAndClose,
    /// Answers the sender with this line.
    Sender(&'static str),
    /// Answers the recipient with this line.
    Recipient(&'static str),
    /// Answers the text with this line.
    Text(&'static str),
    /// Reads the text, final dot included, and closes without a word.
    CloseAfterDot,
    /// Closes as soon as the text may begin.
    CloseBeforeText,
    /// Greets with this line.
    Greeting(&'static str),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    /// The texts of the mails that were handed over, whatever was answered.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Starts a server that acts by the script, one act a connection or mail, the last one for ever.
pub(crate) async fn start(script: &[Act]) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let (script, kept) = (script.to_vec(), seen.clone());
    tokio::spawn(async move {
        let next = Arc::new(Mutex::new(0));
        loop {
            let (stream, _peer) = listener.accept().await.unwrap();
            let (script, next, kept) = (script.clone(), Arc::clone(&next), kept.clone());
            tokio::spawn(async move {
                // A client that hangs up ends the conversation, not the server.
                let _gone = serve(stream, &script, &next, &kept).await;
            });
        }
    });
    (url, seen)
}

fn act(script: &[Act], next: &Mutex<usize>) -> Act {
    let mut next = next.lock().unwrap();
    let act = script.get(*next).or(script.last()).copied().unwrap();
    *next += 1;
    act
}

async fn serve(
    stream: TcpStream,
    script: &[Act],
    next: &Mutex<usize>,
    seen: &Seen,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut doing = act(script, next);
    if let Act::Greeting(line) = doing {
        return stream.write_all(format!("{line}\r\n").as_bytes()).await;
    }
    stream.write_all(b"220 scripted\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), doing) {
            ("MAIL", Act::Sender(answer)) => answer,
            ("RCPT", Act::Recipient(answer)) => answer,
            ("DATA", Act::CloseBeforeText) | ("QUIT", _) => return Ok(()),
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                let text = read_text(&mut stream).await?;
                seen.0.lock().unwrap().push(text);
                let answer = match doing {
                    Act::CloseAfterDot => return Ok(()),
                    Act::Text(answer) => answer,
                    _ => "250 taken",
                };
                stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
                if doing == Act::AcceptAndClose {
                    return Ok(());
                }
                doing = act(script, next);
                continue;
            }
            _ => "250 well",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn read_text(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n.\r\n") {
        if stream.read_line(&mut text).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(text)
}
