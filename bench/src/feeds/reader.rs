//! A feed as a browser opens it, on a bare connection: ten thousand of them must cost the generator little.

use super::board::Board;
use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// An open feed.
#[derive(Debug)]
pub(super) struct Reader {
    line: TcpStream,
    citizen: usize,
}

impl Reader {
    /// Opens a feed of new events by a session's cookie.
    pub(super) async fn open(url: &Url, cookie: &str, citizen: usize) -> anyhow::Result<Self> {
        let host = url.host_str().context("--url has no host")?;
        let port = url.port_or_known_default().context("--url has no port")?;
        let mut line = TcpStream::connect((host, port))
            .await
            .context("a feed was not opened; `ulimit -n` of both processes must exceed --feeds")?;
        let request = format!(
            "GET /events HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: uslugi={cookie}\r\n\r\n"
        );
        line.write_all(request.as_bytes()).await?;
        let mut head = Vec::new();
        let mut buffer = [0; 2048];
        // The first comment stands behind the head: until then the feed may miss events.
        while !has(&head, b": hello") {
            let read = line.read(&mut buffer).await?;
            ensure!(read > 0, "the node closed a feed at its opening");
            head.extend_from_slice(buffer.get(..read).unwrap_or_default());
            let told = String::from_utf8_lossy(&head);
            if told.contains("\r\n\r\n") && !told.starts_with("HTTP/1.1 200") {
                bail!("a feed was refused: {}", told.lines().next().unwrap_or_default());
            }
        }
        Ok(Self { line, citizen })
    }

    /// Reads on, and notes when events arrive. Ends with the connection.
    pub(super) async fn read(mut self, board: &Board) -> anyhow::Result<()> {
        let mut held: Vec<u8> = Vec::new();
        let mut buffer = [0; 1024];
        loop {
            let read = self.line.read(&mut buffer).await?;
            ensure!(read > 0, "the node ended a feed");
            held.extend_from_slice(buffer.get(..read).unwrap_or_default());
            while let Some(end) = held.iter().position(|byte| *byte == b'\n') {
                let rest = held.split_off(end + 1);
                if let Some(sequence) = number(&held) {
                    board.arrived(self.citizen, sequence);
                }
                held = rest;
            }
        }
    }
}

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// The number of an `id` line.
fn number(line: &[u8]) -> Option<i64> {
    std::str::from_utf8(line).ok()?.trim().strip_prefix("id: ")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_line_with_a_number_counts() {
        assert_eq!(number(b"id: 42\n"), Some(42));
        for other in [&b"data: {\"id\": 42}\n"[..], b"id: x\n", b"1f\r\n", b": still here\n", b"\n"]
        {
            assert_eq!(number(other), None);
        }
    }
}
