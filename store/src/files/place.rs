//! Where documents are kept: a folder, or a bucket of a store that speaks S3, for machines that share no folder. What
//! gets there is sealed before.

use super::error::FileError;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{
    BackoffConfig, ClientOptions, Error as Of, ObjectStore, ObjectStoreExt, RetryConfig,
};
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long one request to a bucket may take. A person waits for it.
const REQUEST: Duration = Duration::from_secs(15);
/// How long a request is made again that the bucket's store did not answer.
const AGAIN: Duration = Duration::from_secs(5);
/// How often.
const TIMES: usize = 3;

/// How a store says that a bucket is not there.
const NO_BUCKET: &str = "NoSuchBucket";

/// Where documents are kept.
#[derive(Debug, Clone)]
pub enum FilePlace {
    /// A folder, which is made if it is not there.
    Folder(PathBuf),
    /// A bucket, which is there.
    Bucket(Bucket),
}

/// A bucket of a store that speaks S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// The store's address, with the scheme: `https://s3.example:9000`.
    pub endpoint: String,
    /// Its region, as it is named there.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// The key's public half.
    pub access_key_id: String,
    /// The key's secret half.
    pub secret_access_key: SecretString,
}

impl FilePlace {
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, FileError> {
        match self {
            Self::Folder(folder) => {
                private_folder(folder)?;
                // What was put is on the disk when the row that names it is committed.
                let objects = LocalFileSystem::new_with_prefix(folder)?
                    .with_fsync(true)
                    .with_automatic_cleanup(true);
                Ok(Arc::new(objects))
            }
            Self::Bucket(bucket) => Ok(Arc::new(bucket.open()?)),
        }
    }

    /// Whether the place is there and lets us in, asked without writing.
    pub async fn look(&self) -> Result<(), FileError> {
        match self {
            Self::Folder(folder) => {
                let _readable = tokio::fs::read_dir(folder).await?;
                Ok(())
            }
            Self::Bucket(bucket) => match bucket.open()?.get(&Name::from("look")).await {
                Ok(_) => Ok(()),
                // That there is no such object is said by a bucket that is there and lets us in.
                Err(Of::NotFound { source, .. }) if !source.to_string().contains(NO_BUCKET) => {
                    Ok(())
                }
                Err(error) => Err(error.into()),
            },
        }
    }

    /// The folder, where it is one.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.clone()),
            Self::Bucket(_) => None,
        }
    }
}

impl Bucket {
    fn open(&self) -> Result<impl ObjectStore + use<>, object_store::Error> {
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: TIMES,
            retry_timeout: AGAIN,
        };
        let plain = self.endpoint.starts_with("http://");
        let client = ClientOptions::new().with_timeout(REQUEST).with_allow_http(plain);
        AmazonS3Builder::new()
            .with_endpoint(&self.endpoint)
            .with_region(&self.region)
            .with_bucket_name(&self.name)
            .with_access_key_id(&self.access_key_id)
            .with_secret_access_key(self.secret_access_key.expose_secret())
            // A few parts at once at most, and not every store knows the request that removes many.
            .with_disable_bulk_delete(true)
            .with_client_options(client)
            .with_retry(retry)
            .build()
    }
}

/// Makes a folder, and those above it that are not there, only their owner can look into: for keys and
/// documents, which hold personal data.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
