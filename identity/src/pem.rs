//! PEM: the text form keys and certificates travel in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The text form of `der` under a label, e.g. `PRIVATE KEY`.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut lines = String::with_capacity(body.len().saturating_add(body.len() / 64));
    for (place, letter) in body.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            lines.push('\n');
        }
        lines.push(letter);
    }
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}

/// The bytes of the first block under a label.
pub(crate) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_their_text_under_their_label_only() {
        let der: Vec<u8> = (0..200).collect();
        let text = encode("PRIVATE KEY", &der);
        assert!(text.lines().all(|line| line.len() <= 64));
        assert_eq!(decode("PRIVATE KEY", &text), Some(der));
        assert_eq!(decode("CERTIFICATE", &text), None);
        assert_eq!(decode("PRIVATE KEY", "-----BEGIN PRIVATE KEY-----"), None);
    }
}
