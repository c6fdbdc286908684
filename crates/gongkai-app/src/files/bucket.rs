//! Files in a bucket of a server that speaks S3.

use std::io;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStoreExt, PutPayload, RetryConfig};

use crate::settings::S3;

/// How long one request may take, and how long it is tried again. Unit: seconds.
const PATIENCE_S: (u64, u64) = (30, 20);
/// How often a request is sent again.
const RETRIES: usize = 3;

/// A bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    store: AmazonS3,
    prefix: String,
}

impl Bucket {
    /// Nothing is asked of the server yet.
    pub(super) fn new(s3: &S3) -> io::Result<Bucket> {
        // Which implementation of TLS; an error says that one was chosen before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = ClientOptions::new()
            .with_timeout(Duration::from_secs(PATIENCE_S.0))
            .with_allow_http(s3.endpoint.starts_with("http://"));
        let retry = RetryConfig {
            max_retries: RETRIES,
            retry_timeout: Duration::from_secs(PATIENCE_S.1),
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key)
            .with_client_options(options)
            .with_retry(retry);
        if !s3.endpoint.is_empty() {
            builder = builder.with_endpoint(&s3.endpoint);
        }
        let store = builder.build().map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        Ok(Bucket { store, prefix: s3.prefix.trim_matches('/').to_owned() })
    }

    /// The same two levels as in a folder, so that either can be copied to the other.
    fn path_of(&self, hash: &str) -> Path {
        let key = format!("{}/{}/{hash}", &hash[..2], &hash[2..4]);
        Path::from(if self.prefix.is_empty() { key } else { format!("{}/{key}", self.prefix) })
    }

    pub(super) async fn put(&self, hash: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.store.put(&self.path_of(hash), PutPayload::from(bytes)).await.map_err(error)?;
        Ok(())
    }

    pub(super) async fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        let found = self.store.get(&self.path_of(hash)).await.map_err(error)?;
        Ok(found.bytes().await.map_err(error)?.to_vec())
    }
}

/// What the server said; a key is never in it.
fn error(error: object_store::Error) -> io::Error {
    let kind = match &error {
        object_store::Error::NotFound { .. } => io::ErrorKind::NotFound,
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            io::ErrorKind::PermissionDenied
        }
        // The act is not done, and can be tried again.
        _ => io::ErrorKind::NotConnected,
    };
    io::Error::new(kind, error)
}
