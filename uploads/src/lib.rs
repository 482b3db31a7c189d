#![doc = include_str!("../README.md")]

mod pdf;
mod picture;
#[cfg(test)]
mod tests;

use domain::upload::{FileDefect, FileKind};
use image::DynamicImage;
use image::codecs::jpeg::JpegEncoder;

/// How many pixels the longer side of a preview has.
const PREVIEW: u32 = 480;
/// The quality of a preview, of 100.
const QUALITY: u8 = 80;

/// What was seen of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What it is.
    pub kind: FileKind,
    /// How many pages it has; a picture is one.
    pub pages: usize,
    /// A small picture of its first page, upright: JPEG.
    pub preview: Vec<u8>,
}

/// Looks at a file.
pub fn inspect(bytes: Vec<u8>) -> Result<Seen, FileDefect> {
    let kind = FileKind::sniff(&bytes).ok_or(FileDefect::UnknownKind)?;
    let (pages, first) = match kind {
        FileKind::Pdf => pdf::look(bytes, PREVIEW)?,
        FileKind::Jpeg => (1, picture::jpeg(&bytes)?),
        FileKind::Png => (1, picture::png(&bytes)?),
        FileKind::Heic => (1, picture::heic(&bytes)?),
    };
    Ok(Seen { kind, pages, preview: preview(&first)? })
}

fn preview(of: &DynamicImage) -> Result<Vec<u8>, FileDefect> {
    let small = if of.width().max(of.height()) > PREVIEW {
        of.thumbnail(PREVIEW, PREVIEW)
    } else {
        of.clone()
    };
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    small.to_rgb8().write_with_encoder(encoder).map_err(|_picture| FileDefect::Damaged)?;
    Ok(bytes)
}
