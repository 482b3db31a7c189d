//! Files that applicants give: what is taken, within which bounds, and what is wrong with what is not.

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// The most a file may weigh, in bytes.
pub const MAX_SIZE: u64 = 20 * 1024 * 1024;
/// How much is kept in one piece, in bytes: a longer body is cut into such parts; the last of them may be longer by [`MIN_PART`].
pub const PART: usize = 1024 * 1024;
/// The least that is kept of a file whose sender was cut off, in bytes, unless it is the end of the file: what is less is sent again.
pub const MIN_PART: usize = 64 * 1024;
/// The most pixels a picture may have: a photograph of 48 megapixels fits, a picture that fills the memory does not.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The most pages a document may have.
pub const MAX_PAGES: usize = 300;
/// How many files of a person may wait to be filed, and be received at the same time.
pub const MAX_WAITING: u64 = 60;
/// The longest name of a file, in characters.
pub const MAX_NAME: usize = 200;
/// How long a file that was filed with nothing is kept.
pub const UNFILED: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// What a file is, as its first bytes say: neither its name nor what its sender says of it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A document (ISO 32000).
    Pdf,
    /// A photograph or a scan.
    Jpeg,
    /// A picture.
    Png,
    /// A photograph as telephones make it (ISO/IEC 23008-12, coded by HEVC).
    Heic,
}

impl FileKind {
    /// The kind whose files begin so.
    #[must_use]
    pub fn sniff(start: &[u8]) -> Option<Self> {
        match start {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
                let coded = [b"heic", b"heix", b"heim", b"heis", b"mif1"];
                coded.iter().any(|one| brand.starts_with(&one[..])).then_some(Self::Heic)
            }
            _ => None,
        }
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Heic => "image/heic",
        }
    }

    /// What the names of such files end in.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Heic => "heic",
        }
    }
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Parts of it are still to come.
    Receiving,
    /// It is there, and is looked at.
    Checking,
    /// It can be filed.
    Accepted,
    /// It cannot.
    Rejected,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileDefect {
    /// It is none of the kinds that are taken, whatever its name says.
    UnknownKind,
    /// It is cut off, or cannot be read.
    Damaged,
    /// It opens by a password only.
    Protected,
    /// It holds a program or another file.
    Active,
    /// It has more pixels than [`MAX_PIXELS`].
    TooManyPixels,
    /// It has more pages than [`MAX_PAGES`].
    Pages,
    /// The virus scanner knows it.
    Infected,
}

impl FileDefect {
    /// Every defect.
    pub const ALL: [Self; 7] = [
        Self::UnknownKind,
        Self::Damaged,
        Self::Protected,
        Self::Active,
        Self::TooManyPixels,
        Self::Pages,
        Self::Infected,
    ];

    /// What is wrong and what to do, for the one who gave the file.
    #[must_use]
    pub fn text(self) -> Text {
        let (ru, en) = match self {
            Self::UnknownKind => (
                "Такие файлы не принимаются. Нужен PDF или снимок JPEG, PNG, HEIC.",
                "Such files are not taken. A PDF or a picture is needed: JPEG, PNG, HEIC.",
            ),
            Self::Damaged => (
                "Файл не открывается: возможно, он повреждён. Отсканируйте или сфотографируйте документ ещё раз.",
                "The file does not open, it may be damaged. Scan or photograph the document again.",
            ),
            Self::Protected => (
                "Файл защищён паролем. Сохраните его без пароля и загрузите снова.",
                "The file is protected by a password. Save it without one and upload it again.",
            ),
            Self::Active => (
                "В файле есть программа или другой файл. Сохраните документ как обычный PDF или сфотографируйте его.",
                "The file holds a program or another file. Save the document as an ordinary PDF, or photograph it.",
            ),
            Self::TooManyPixels => (
                "Снимок слишком большой, больше 50 мегапикселей. Уменьшите его и загрузите снова.",
                "The picture is too large, more than 50 megapixels. Make it smaller and upload it again.",
            ),
            Self::Pages => (
                "В файле больше 300 страниц. Разделите его на части.",
                "The file has more than 300 pages. Split it.",
            ),
            Self::Infected => (
                "Антивирус считает файл опасным. Отсканируйте или сфотографируйте документ на другом устройстве.",
                "The virus scanner takes the file for dangerous. Scan or photograph the document on another device.",
            ),
        };
        Text::new(ru, en)
    }
}

/// The name of a file as it may be shown: its last part, without what no name has, and not too long.
#[must_use]
pub fn tidy_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| {
        !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(shown).collect();
    let mut name: String = clean.trim().chars().take(MAX_NAME).collect();
    if name.is_empty() {
        name.push_str("file");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_say_what_a_file_is() {
        let kinds: [(&[u8], Option<FileKind>); 8] = [
            (b"%PDF-1.7\n", Some(FileKind::Pdf)),
            (b"\xFF\xD8\xFF\xE0", Some(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1A\n\0", Some(FileKind::Png)),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Some(FileKind::Heic)),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", None),
            (b"MZ\x90\0", None),
            (b"<html><script>", None),
            (b"", None),
        ];
        for (start, kind) in kinds {
            assert_eq!(FileKind::sniff(start), kind, "{start:?}");
        }
    }

    #[test]
    fn a_name_is_shown_without_a_folder_or_tricks() {
        assert_eq!(tidy_name("C:\\scans\\книжка.pdf"), "книжка.pdf");
        assert_eq!(tidy_name("../../etc/passwd"), "passwd");
        assert_eq!(tidy_name("a\u{202E}fdp.exe\n"), "afdp.exe");
        assert_eq!(tidy_name(" / "), "file");
        assert_eq!(tidy_name(&"я".repeat(500)).chars().count(), MAX_NAME);
    }
}
