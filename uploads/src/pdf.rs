//! Documents: whether they open, and that they hold no program and no other file.

use domain::upload::{FileDefect, MAX_PAGES};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::dict::Dict;
use hayro::hayro_syntax::object::{MaybeRef, Object};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::{DynamicImage, RgbaImage};

/// Keys by which a document does something besides being read (ISO 32000-2): programs, launching, files inside it, forms
/// of another language, media.
const ACTIVE: [&[u8]; 9] = [
    b"JavaScript",
    b"JS",
    b"AA",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"EF",
    b"XFA",
    b"RichMedia",
    b"RichMediaContent",
];
/// Actions of the kind that leave the document.
const ACTIONS: [&[u8]; 5] = [b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"Rendition"];
/// How deep values stand in one another at most, of what is looked at.
const DEEP: u8 = 32;

/// How many pages a document has, and the first of them, drawn so that its longer side has so many pixels.
pub(crate) fn look(bytes: Vec<u8>, longer: u32) -> Result<(usize, DynamicImage), FileDefect> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => FileDefect::Protected,
        LoadPdfError::Invalid => FileDefect::Damaged,
    })?;
    if pdf.objects().into_iter().any(|object| is_active(&object, DEEP)) {
        return Err(FileDefect::Active);
    }
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(FileDefect::Pages);
    }
    let first = pages.first().ok_or(FileDefect::Damaged)?;
    Ok((pages.len(), draw(first, longer)?))
}

/// Whether a value, or one in it, does something. Values that stand elsewhere are looked at where they stand.
fn is_active(object: &Object<'_>, left: u8) -> bool {
    let Some(left) = left.checked_sub(1) else { return true };
    match object {
        Object::Dict(dict) => does(dict, left),
        Object::Stream(stream) => does(stream.dict(), left),
        Object::Array(array) => array.raw_iter().any(|one| in_it(&one, left)),
        _ => false,
    }
}

fn does(dict: &Dict<'_>, left: u8) -> bool {
    let kind = |key: &str| match dict.get_raw::<Object<'_>>(key) {
        Some(MaybeRef::NotRef(Object::Name(name))) => Some(name),
        _ => None,
    };
    let acts = kind("S").is_some_and(|name| ACTIONS.contains(&&*name));
    let holds = kind("Type").is_some_and(|name| ACTIVE.contains(&&*name));
    acts || holds
        || dict.keys().any(|key| ACTIVE.contains(&&*key))
        || dict.entries().any(|(_, value)| in_it(&value, left))
}

fn in_it(value: &MaybeRef<Object<'_>>, left: u8) -> bool {
    match value {
        MaybeRef::NotRef(object) => is_active(object, left),
        MaybeRef::Ref(_) => false,
    }
}

fn draw(page: &Page<'_>, longer: u32) -> Result<DynamicImage, FileDefect> {
    let (width, height) = page.render_dimensions();
    let side = width.max(height);
    if !side.is_finite() || side < 1.0 {
        return Err(FileDefect::Damaged);
    }
    let longer = u16::try_from(longer).unwrap_or(u16::MAX);
    let scale = f32::from(longer) / side;
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..Default::default() };
    let drawn = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let pixels = drawn.data_as_u8_slice().to_vec();
    RgbaImage::from_raw(width, height, pixels)
        .map(DynamicImage::ImageRgba8)
        .ok_or(FileDefect::Damaged)
}
