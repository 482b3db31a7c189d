//! What files really are: good ones, and those that lie, are cut off, or were made to harm.

use super::*;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    // Red above, blue below: to see how it stands.
    let colour = |y: u32| if y < height / 2 { Rgb([220, 0, 0]) } else { Rgb([0, 0, 220]) };
    let drawn = RgbImage::from_fn(width, height, |_x, y| colour(y));
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose camera says how it was held (Exif, tag 0x0112).
fn held(mut jpeg: Vec<u8>, orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xFF, 0xE1][..], &length, &exif].concat();
    jpeg.splice(2..2, segment);
    jpeg
}

/// A document with these objects beside its catalog and pages; `catalog` and `page` are put into those.
fn pdf(pages: usize, catalog: &str, page: &str, beside: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 10 + n)).collect();
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut objects = vec![
        format!("1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalog} >>\nendobj\n"),
        format!("2 0 obj\n<< /Type /Pages /Kids [{}] /Count {pages} >>\nendobj\n", kids.join(" ")),
    ];
    if !beside.is_empty() {
        objects.push(format!("3 0 obj\n{beside}\nendobj\n"));
    }
    for n in 0..pages {
        let number = 10 + n;
        objects.push(format!(
            "{number} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 600] {page} >>\nendobj\n"
        ));
    }
    for object in objects {
        let number: usize = object.split(' ').next().unwrap().parse().unwrap();
        places.push((number, bytes.len()));
        bytes.extend(object.as_bytes());
    }
    let start = bytes.len();
    bytes.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, place) in places {
        bytes.extend(format!("{number} 1\n{place:010} 00000 n \n").as_bytes());
    }
    let size = 10 + pages;
    let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(trailer.as_bytes());
    bytes
}

fn seen(bytes: Vec<u8>) -> Seen {
    inspect(bytes).unwrap()
}

fn size(of: &Seen) -> (u32, u32) {
    let preview = image::load_from_memory(&of.preview).unwrap();
    (preview.width(), preview.height())
}

#[test]
fn pictures_open_and_get_a_small_preview() {
    let jpeg = seen(picture(1200, 600, ImageFormat::Jpeg));
    assert_eq!((jpeg.kind, jpeg.pages, size(&jpeg)), (FileKind::Jpeg, 1, (480, 240)));
    let png = seen(picture(100, 200, ImageFormat::Png));
    assert_eq!((png.kind, png.pages, size(&png)), (FileKind::Png, 1, (100, 200)));
}

#[test]
fn a_photograph_is_turned_as_it_was_held() {
    let plain = picture(400, 200, ImageFormat::Jpeg);
    assert_eq!(size(&seen(held(plain.clone(), 1))), (400, 200));
    // Turned by a quarter clockwise: red, which was above, is on the right.
    let turned = seen(held(plain, 6));
    assert_eq!(size(&turned), (200, 400));
    let preview = image::load_from_memory(&turned.preview).unwrap().to_rgb8();
    let (left, right) = (preview.get_pixel(20, 200), preview.get_pixel(180, 200));
    assert!(right[0] > 150 && right[2] < 80, "{right:?}");
    assert!(left[2] > 150 && left[0] < 80, "{left:?}");
}

#[test]
fn a_document_opens_and_its_first_page_is_drawn() {
    let seen = seen(pdf(3, "", "", ""));
    assert_eq!((seen.kind, seen.pages), (FileKind::Pdf, 3));
    assert_eq!(size(&seen), (240, 480));
}

#[test]
fn what_lies_or_is_cut_off_is_refused() {
    let jpeg = picture(400, 200, ImageFormat::Jpeg);
    let png = picture(400, 200, ImageFormat::Png);
    let cases: [(&str, Vec<u8>, FileDefect); 8] = [
        ("nothing", Vec::new(), FileDefect::UnknownKind),
        ("a program", b"MZ\x90\0\x03".to_vec(), FileDefect::UnknownKind),
        ("an archive", b"PK\x03\x04\x14\0".to_vec(), FileDefect::UnknownKind),
        ("a page with a script", b"<svg onload='x()'>".to_vec(), FileDefect::UnknownKind),
        ("half a picture", png[..png.len() / 2].to_vec(), FileDefect::Damaged),
        (
            "a script behind the first bytes",
            [&jpeg[..4], b"<script>"].concat(),
            FileDefect::Damaged,
        ),
        ("half a document", b"%PDF-1.7\n1 0 obj".to_vec(), FileDefect::Damaged),
        (
            "a telephone's photograph cut off",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            FileDefect::Damaged,
        ),
    ];
    for (what, bytes, defect) in cases {
        assert_eq!(inspect(bytes), Err(defect), "{what}");
    }
}

/// 40,000 × 40,000 pixels in a few bytes: refused by what it says of itself, before anything is decoded.
#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    let mut png = picture(1, 1, ImageFormat::Png);
    for side in [16, 20] {
        png[side..side + 4].copy_from_slice(&40_000_u32.to_be_bytes());
    }
    // The checksum of the header (CRC-32, ISO 3309) belongs to its new size.
    let mut crc = u32::MAX;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    assert_eq!(inspect(png), Err(FileDefect::TooManyPixels));
}

#[test]
fn a_document_that_does_something_is_refused() {
    let script = "<< /S /JavaScript /JS (app.alert(1)) >>";
    let cases = [
        ("a script at opening", pdf(1, &format!("/OpenAction {script}"), "", "")),
        ("a script that stands elsewhere", pdf(1, "/OpenAction 3 0 R", "", script)),
        ("a script of the names", pdf(1, "/Names << /JavaScript 3 0 R >>", "", "<< >>")),
        ("a script of a page", pdf(1, "", &format!("/AA << /O {script} >>"), "")),
        ("a program", pdf(1, "", "", "<< /S /Launch /F (cmd.exe) >>")),
        ("a file inside", pdf(1, "/Names << /EmbeddedFiles 3 0 R >>", "", "<< >>")),
        ("a form of another language", pdf(1, "/AcroForm << /XFA 3 0 R >>", "", "<< >>")),
        ("a form that leaves", pdf(1, "", "", "<< /S /SubmitForm /F (https://x.example) >>")),
        ("a script deep inside", pdf(1, "", "", &format!("[[<< /A [{script}] >>]]"))),
    ];
    for (what, bytes) in cases {
        assert_eq!(inspect(bytes), Err(FileDefect::Active), "{what}");
    }
    // A table of contents that says nothing hides nothing.
    for (what, mut bytes) in [
        ("a script at opening", pdf(1, &format!("/OpenAction {script}"), "", "")),
        ("a program", pdf(1, "", "", "<< /S /Launch /F (cmd.exe) >>")),
    ] {
        let table = bytes.windows(4).rposition(|four| four == b"xref").unwrap();
        bytes.truncate(table);
        bytes.extend(b"trailer\n<< /Root 1 0 R >>\n");
        assert_eq!(inspect(bytes), Err(FileDefect::Active), "{what}, without a table");
    }
    // A link is read, not run.
    let link = pdf(1, "", "", "<< /S /URI /URI (https://uslugi.example) >>");
    assert!(inspect(link).is_ok());
}

#[test]
fn a_document_of_no_pages_or_too_many_is_refused() {
    assert_eq!(inspect(pdf(301, "", "", "")), Err(FileDefect::Pages));
    assert_eq!(inspect(pdf(0, "", "", "")), Err(FileDefect::Damaged));
}

/// Whatever is cut off or changed anywhere: an answer, and no panic.
#[test]
fn no_damage_is_more_than_an_answer() {
    let files = [
        picture(60, 40, ImageFormat::Jpeg),
        held(picture(60, 40, ImageFormat::Jpeg), 6),
        picture(60, 40, ImageFormat::Png),
        pdf(2, "", "", "<< /Length 0 >>\nstream\n\nendstream"),
    ];
    for file in files {
        for at in (0..file.len()).step_by(7) {
            drop(inspect(file[..at].to_vec()));
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            drop(inspect(changed));
        }
    }
}

/// Made by libheif; the second says by `irot` how it was held.
#[test]
fn a_telephones_photograph_opens_upright() {
    let plain = seen(include_bytes!("samples/plain.heic").to_vec());
    assert_eq!((plain.kind, size(&plain)), (FileKind::Heic, (400, 200)));
    let turned = seen(include_bytes!("samples/turned.heic").to_vec());
    assert_eq!(size(&turned), (200, 400));
}
