//! The QR code as a drawing, so that it stays sharp at any scale.

use qrcode::QrCode;
use qrcode::render::svg;

/// SVG of the code with its quiet zone, level M (15 % of it may be lost in print).
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    Some(code.render::<svg::Color<'_>>().module_dimensions(1, 1).build())
}
