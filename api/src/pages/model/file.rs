//! A file that an applicant gave, as pages show it.

use casework::Upload;
use domain::id::ApplicationId;
use domain::text::Lang;
use domain::upload::{FileKind, UploadState};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct FileShown {
    /// What a form names it by.
    pub(crate) id: String,
    pub(crate) name: String,
    /// What it is and how large, in words; empty while that is not known.
    pub(crate) about: String,
    /// Where it is read; nothing while it cannot be.
    pub(crate) href: Option<String>,
}

impl FileShown {
    /// A file of the person who fills in a form, below the address of their pages.
    pub(crate) fn own(of: &Upload, below: &str, lang: Lang) -> Self {
        Self::at(of, format!("{below}/uploads/{}", of.id), lang)
    }

    /// A file that was filed with an application.
    pub(crate) fn filed(application: ApplicationId, of: &Upload, lang: Lang) -> Self {
        Self::at(of, format!("/applications/{application}/documents/{}", of.id), lang)
    }

    fn at(of: &Upload, href: String, lang: Lang) -> Self {
        Self {
            id: of.id.to_string(),
            name: of.name.clone(),
            about: about(of, lang),
            href: (of.state == UploadState::Accepted).then_some(href),
        }
    }
}

/// What a file is and how large: «PDF, 1,2 МБ».
fn about(of: &Upload, lang: Lang) -> String {
    let kind = of.kind.map(|kind| match kind {
        FileKind::Pdf => "PDF",
        FileKind::Jpeg => "JPEG",
        FileKind::Png => "PNG",
        FileKind::Heic => "HEIC",
    });
    let size = of.size.map(|bytes| size_in_words(bytes, lang));
    kind.map(str::to_owned).into_iter().chain(size).collect::<Vec<_>>().join(", ")
}

/// A size as people write it: in kilobytes, from a million bytes on in megabytes with one decimal.
pub(crate) fn size_in_words(bytes: u64, lang: Lang) -> String {
    let (kilo, mega, point) = match lang {
        Lang::Ru => ("КБ", "МБ", ','),
        Lang::En => ("KB", "MB", '.'),
    };
    if bytes < 999_500 {
        return format!("{}\u{A0}{kilo}", bytes.div_ceil(1000));
    }
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}{point}{}\u{A0}{mega}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, ru, en) in [
            (1, "1\u{A0}КБ", "1\u{A0}KB"),
            (245_760, "246\u{A0}КБ", "246\u{A0}KB"),
            (999_499, "1000\u{A0}КБ", "1000\u{A0}KB"),
            (1_249_999, "1,2\u{A0}МБ", "1.2\u{A0}MB"),
            (20_971_520, "21,0\u{A0}МБ", "21.0\u{A0}MB"),
        ] {
            assert_eq!(size_in_words(bytes, Lang::Ru), ru);
            assert_eq!(size_in_words(bytes, Lang::En), en);
        }
    }
}
