//! Pictures: whether they open, and how they stand.

use domain::upload::{FileDefect, MAX_PIXELS};
use heic_rs::{DecodeOptions, PixelLayout};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder, Limits, RgbImage};
use std::io::Cursor;

/// The most memory a decoder may take, in bytes: a picture of the most pixels, at four bytes each, twice.
const MEMORY: u64 = MAX_PIXELS * 8;

/// A photograph, turned as its camera says (Exif).
pub(crate) fn jpeg(bytes: &[u8]) -> Result<DynamicImage, FileDefect> {
    upright(JpegDecoder::new(Cursor::new(bytes)).map_err(|_broken| FileDefect::Damaged)?)
}

/// A picture; animated ones by their first frame.
pub(crate) fn png(bytes: &[u8]) -> Result<DynamicImage, FileDefect> {
    upright(PngDecoder::new(Cursor::new(bytes)).map_err(|_broken| FileDefect::Damaged)?)
}

fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, FileDefect> {
    fits(decoder.dimensions())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    decoder.set_limits(limits).map_err(|_too_large| FileDefect::TooManyPixels)?;
    let orientation = decoder.orientation().map_err(|_broken| FileDefect::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_broken| FileDefect::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// A photograph of a telephone; the decoder turns it.
pub(crate) fn heic(bytes: &[u8]) -> Result<DynamicImage, FileDefect> {
    let seen = heic_rs::probe(bytes).map_err(|_broken| FileDefect::Damaged)?;
    fits((seen.width, seen.height))?;
    let options = DecodeOptions::default()
        .with_layout(PixelLayout::Rgb8)
        .with_max_pixels(Some(MAX_PIXELS))
        .with_threads(Some(1));
    let decoded = heic_rs::decode(bytes, &options).map_err(|_broken| FileDefect::Damaged)?;
    RgbImage::from_raw(decoded.width, decoded.height, decoded.data)
        .map(DynamicImage::ImageRgb8)
        .ok_or(FileDefect::Damaged)
}

fn fits((width, height): (u32, u32)) -> Result<(), FileDefect> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(FileDefect::TooManyPixels);
    }
    Ok(())
}
