//! Folders of files, for stories that change a catalog.

use anyhow::Context;
use std::fs;
use std::path::Path;

/// Copies a folder with all it holds over another; what stands there under the same names is replaced.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("a file without a name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}
