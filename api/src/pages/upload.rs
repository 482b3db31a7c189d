//! A file a visitor gives to be compared: bounded, held in memory, never kept.

use super::uploading::broken;
use crate::failure::Failure;
use actix_multipart::Multipart;
use futures::{StreamExt, TryStreamExt};
use openapi::problem::Code;

/// The most a file may weigh.
const LIMIT: usize = 10 * 1024 * 1024;

/// The file of the field, read; `None` if no file was chosen.
pub(super) async fn file(mut form: Multipart, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    while let Some(mut part) = form.try_next().await.map_err(|error| broken(&error))? {
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken(&error))?;
            if bytes.len().saturating_add(chunk.len()) > LIMIT {
                return Err(Failure::with(
                    Code::TooLarge,
                    "файл больше 10 МБ",
                    "the most is 10 MB",
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        if part.name() == Some(name) {
            return Ok((!bytes.is_empty()).then_some(bytes));
        }
    }
    Ok(None)
}
