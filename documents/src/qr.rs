//! The QR code as a drawing, so that it stays sharp at any scale.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The margin that readers need around the code, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

/// SVG of the code with its quiet zone, level M (15 % of it may be lost in print) or better; `None` for a text too long.
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut dark = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            // Neighbours are drawn as one: the typesetter reads half as much.
            let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).count();
            let run = i32::try_from(run).ok()?;
            if run > 0 {
                let (left, top) = (x + QUIET, y + QUIET);
                write!(dark, "M{left} {top}h{run}v1h-{run}z").ok()?;
            }
            x += run + 1;
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 {side} {side}\">\
         <path d=\"M0 0h{side}v{side}H0z\" fill=\"#fff\"/><path d=\"{dark}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every module that is dark in the code is covered by one run, and no other is.
    #[test]
    fn the_drawing_is_the_code() {
        let text = "https://example.org/verify/7Q3K-9FXW-0001";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let drawn = svg(text).unwrap();
        let (_, path) = drawn.rsplit_once("<path d=\"").unwrap();
        let (path, _) = path.split_once('"').unwrap();
        let mut covered = Vec::new();
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (length, end) = rest.split_once('v').unwrap();
            assert_eq!(end, format!("1h-{length}z"));
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            let length: i32 = length.parse().unwrap();
            covered.extend((x..x + length).map(|x| (x - QUIET, y - QUIET)));
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark: Vec<_> = all.filter(|&(x, y)| code.get_module(x, y)).collect();
        assert_eq!(covered, dark);
    }

    #[test]
    fn a_text_too_long_has_no_code() {
        assert!(svg(&"x".repeat(3_000)).is_none());
    }
}
