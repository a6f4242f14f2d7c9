//! Encryption of the vault: each record is sealed by itself, bound to its department and person.
//!
//! XChaCha20-Poly1305 with a nonce drawn at random for every record; the nonce stands before the ciphertext.
//! The associated data name the place of the record, so that a sealed record copied to another row does not
//! open there. The key comes from outside and is never stored beside the data.

use std::fmt;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use guohe_flow::ports::{PersonRecord, StoreError};
use sha2::{Digest, Sha256};

/// Length of a nonce, in bytes.
const NONCE_BYTES: usize = 24;

/// The vault's key, 32 bytes. Whoever loses it loses the personal data and nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VaultKey([u8; 32]);

/// A text that is no vault key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the vault key is not 32 bytes in hex (64 digits); make one with `openssl rand -hex 32`")]
pub struct InvalidVaultKey;

impl VaultKey {
    /// A key from its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key from 64 hex digits; white space around them is ignored.
    pub fn from_hex(text: &str) -> Result<Self, InvalidVaultKey> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| InvalidVaultKey)?;
        Ok(Self(bytes))
    }

    /// Tells this key from others without giving it away: SHA-256 over a fixed text and the key, hex. The key is
    /// random, so nothing can be guessed from it.
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::new().chain_update(b"guohe vault key\n").chain_update(self.0).finalize())
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(..)")
    }
}

/// Seals and opens records.
#[derive(Clone)]
pub(crate) struct Seal {
    cipher: XChaCha20Poly1305,
}

impl Seal {
    pub(crate) fn new(key: VaultKey) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&Key::from(key.0)) }
    }

    /// Nonce and ciphertext of a record.
    pub(crate) fn seal(
        &self,
        department: &str,
        person: &str,
        record: &PersonRecord,
    ) -> Result<Vec<u8>, StoreError> {
        let unwritable = |_| StoreError::Rejected("a person's record that cannot be sealed".to_owned());
        let plain = serde_json::to_vec(&record.fields).map_err(|e| StoreError::Rejected(e.to_string()))?;
        let nonce = XNonce::generate();
        let place = place(department, person);
        let sealed = self.cipher.encrypt(&nonce, Payload { msg: &plain, aad: &place }).map_err(unwritable)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Reads a record back; refuses one sealed with another key, for another place, or changed since.
    pub(crate) fn open(
        &self,
        department: &str,
        person: &str,
        sealed: &[u8],
    ) -> Result<PersonRecord, StoreError> {
        let damaged = || {
            StoreError::Damaged(format!(
                "the vault's record of {department}/{person} does not open with this key; check the vault key"
            ))
        };
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(damaged)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| damaged())?;
        let place = place(department, person);
        let plain = self.cipher.decrypt(&nonce, Payload { msg: ciphertext, aad: &place });
        let fields = serde_json::from_slice(&plain.map_err(|_| damaged())?).map_err(|_| damaged())?;
        Ok(PersonRecord { fields })
    }
}

/// The associated data of a record. The length keeps `a/bc` apart from `ab/c`.
fn place(department: &str, person: &str) -> Vec<u8> {
    format!("{}:{department}/{person}", department.len()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> PersonRecord {
        PersonRecord { fields: [("name".to_owned(), "王芳".to_owned())].into() }
    }

    #[test]
    fn a_record_opens_only_where_it_was_sealed() {
        let seal = Seal::new(VaultKey::new([7; 32]));
        let sealed = seal.seal("hunan", "p-1", &record()).expect("sealed");
        assert_eq!(seal.open("hunan", "p-1", &sealed).expect("opened"), record());
        assert!(seal.open("hunan", "p-2", &sealed).is_err());
        assert!(seal.open("hunanp", "-1", &sealed).is_err());
    }

    #[test]
    fn a_changed_or_cut_record_does_not_open() {
        let seal = Seal::new(VaultKey::new([7; 32]));
        let mut sealed = seal.seal("hunan", "p-1", &record()).expect("sealed");
        assert!(seal.open("hunan", "p-1", &sealed[..20]).is_err());
        *sealed.last_mut().expect("bytes") ^= 1;
        assert!(seal.open("hunan", "p-1", &sealed).is_err());
    }

    #[test]
    fn the_same_record_is_never_sealed_alike() {
        let seal = Seal::new(VaultKey::new([7; 32]));
        let once = seal.seal("hunan", "p-1", &record()).expect("sealed");
        assert_ne!(once, seal.seal("hunan", "p-1", &record()).expect("sealed"));
    }

    #[test]
    fn a_key_never_shows_itself() {
        let key = VaultKey::from_hex(&"07".repeat(32)).expect("a key");
        assert_eq!(key, VaultKey::new([7; 32]));
        assert_eq!(format!("{key:?}"), "VaultKey(..)");
        assert_eq!(VaultKey::from_hex("07"), Err(InvalidVaultKey));
    }
}
