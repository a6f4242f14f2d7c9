//! What both engines agree on about documents: their name and their largest size.

use guohe_flow::ports::StoreError;
use sha2::{Digest, Sha256};

/// Largest document, in bytes (32 MiB): the largest request the gateway takes for an attachment.
pub const LARGEST_DOCUMENT_BYTES: usize = 32 * 1024 * 1024;

/// The name of a document, the SHA-256 of its content in hex; refuses one that is too large.
pub(crate) fn name_of(content: &[u8]) -> Result<String, StoreError> {
    if content.len() > LARGEST_DOCUMENT_BYTES {
        let message = format!(
            "a document of {} bytes; at most {LARGEST_DOCUMENT_BYTES} bytes are kept, split or compress it",
            content.len()
        );
        return Err(StoreError::Rejected(message));
    }
    Ok(hex::encode(Sha256::digest(content)))
}
