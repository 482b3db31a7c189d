//! Lines on the wire: read with a limit, ended by CRLF and nothing else.

use std::{io, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream},
    time::timeout,
};

/// How long a silent sender is waited for (RFC 5321, 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_mins(5);

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line without its end.
    Text(Vec<u8>),
    /// Longer than allowed; read to its end and dropped.
    TooLong,
    /// Ended by a bare line feed, which hides smuggled mail.
    BareFeed,
    /// The sender is gone.
    Gone,
}

/// One connection.
pub(crate) struct Wire<S: AsyncRead + AsyncWrite>(BufStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(BufStream::new(stream))
    }

    /// Says something and makes sure it leaves.
    pub(crate) async fn say(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(text.as_bytes()).await?;
        self.0.write_all(b"\r\n").await?;
        timeout(PATIENCE, self.0.flush()).await?
    }

    /// Reads a line of at most `limit` bytes without its end.
    pub(crate) async fn line(&mut self, limit: usize) -> io::Result<Line> {
        let mut line = Vec::new();
        let mut long = false;
        loop {
            let chunk = timeout(PATIENCE, self.0.fill_buf()).await??;
            if chunk.is_empty() {
                return Ok(Line::Gone);
            }
            let feed = chunk.iter().position(|byte| *byte == b'\n');
            let used = feed.map_or(chunk.len(), |place| place + 1);
            long |= line.len() + used > limit + 2;
            if !long {
                line.extend(chunk.iter().take(used));
            }
            self.0.consume(used);
            if feed.is_some() {
                return Ok(if long { Line::TooLong } else { ended(line) });
            }
        }
    }
}

fn ended(mut line: Vec<u8>) -> Line {
    if !line.ends_with(b"\r\n") {
        return Line::BareFeed;
    }
    line.truncate(line.len().saturating_sub(2));
    Line::Text(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn long_lines_bare_feeds_and_ends_are_told_apart() {
        let (near, mut far) = tokio::io::duplex(64);
        let mut wire = Wire::new(near);
        let sent = tokio::spawn(async move {
            far.write_all(b"0123456789\r\n0123456789a\r\nbare\n").await.unwrap();
            far.write_all(&[b'x'; 500]).await.unwrap();
            far.write_all(b"\r\nhalf").await.unwrap();
        });
        assert_eq!(wire.line(10).await.unwrap(), Line::Text(b"0123456789".to_vec()));
        assert_eq!(wire.line(10).await.unwrap(), Line::TooLong);
        assert_eq!(wire.line(10).await.unwrap(), Line::BareFeed);
        assert_eq!(wire.line(10).await.unwrap(), Line::TooLong);
        assert_eq!(wire.line(10).await.unwrap(), Line::Gone);
        sent.await.unwrap();
    }
}
