//! `uslugi inspect-upload`: one file, looked at by a process that is bounded and knows nothing.

use anyhow::ensure;
use std::io::Write;
use std::process::{Command, Stdio};
use tests::process::binary;

/// What the program answers to a file.
fn inspect(file: &[u8]) -> anyhow::Result<(bool, Vec<u8>)> {
    let mut child = Command::new(binary()?)
        .arg("inspect-upload")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // It may end before it has read all.
        let _broken = stdin.write_all(file);
    }
    let ended = child.wait_with_output()?;
    Ok((ended.status.success(), ended.stdout))
}

fn starts(answer: &[u8], words: &str) -> bool {
    answer.starts_with(words.as_bytes())
}

#[test]
fn a_file_is_looked_at_without_settings_or_environment() -> anyhow::Result<()> {
    let (good, answer) = inspect(include_bytes!("uploads/labour-book.pdf"))?;
    let told = String::from_utf8_lossy(&answer).into_owned();
    ensure!(good && starts(&answer, "{\"seen\":{\"kind\":\"pdf\",\"pages\":1}}\n"), "{told}");
    let jpeg = answer.windows(3).any(|three| three == [0xFF, 0xD8, 0xFF]);
    ensure!(jpeg, "the preview follows");
    let (good, answer) = inspect(b"MZ\x90\0")?;
    ensure!(
        good && starts(&answer, "{\"defect\":\"unknown_kind\"}\n"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    Ok(())
}

/// A stream of 3 GiB packed into three megabytes: the process ends within its memory, and we have an answer.
#[test]
fn a_document_that_unpacks_to_more_than_there_is_ends_within_its_limits() -> anyhow::Result<()> {
    // Runs of one byte: 128 of them in two bytes (RunLengthDecode), twice.
    let inner: Vec<u8> = [129_u8, b' '].repeat(128 * 1024);
    let outer: Vec<u8> = inner.chunks(2).flat_map(|pair| [255, pair[0], 255, pair[1]]).collect();
    let mut file = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 60000 60000] /Contents 4 0 R >>\nendobj\n"
        .to_vec();
    let filters = "/RunLengthDecode ".repeat(2);
    file.extend(
        format!("4 0 obj\n<< /Length {} /Filter [{filters}] >>\nstream\n", outer.len()).bytes(),
    );
    file.extend(outer);
    file.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n");
    let (_ended, answer) = inspect(&file)?;
    ensure!(answer.len() < 1024 * 1024, "{} bytes", answer.len());
    Ok(())
}
