//! The keys that roots are signed and checked with: Ed25519 (RFC 8032).

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// The key that roots are signed with. Whoever has it can sign a false history; whoever loses it goes on with a new
/// one, and roots of before keep their worth.
#[derive(Clone)]
pub struct AuditKey(SigningKey);

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAuditKey {
    /// No seed of a key to sign with.
    #[error("the audit key is not 32 bytes in hex (64 digits); make one with `openssl rand -hex 32`")]
    Signing,
    /// No key to check with.
    #[error("a public key has 32 bytes in hex (64 digits), as `guohe audit key` shows it")]
    Public,
}

/// The key that roots are checked with; for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

impl AuditKey {
    /// The key of a seed.
    pub fn of_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The key of a seed in 64 hex digits; white space around them is ignored.
    pub fn from_hex(text: &str) -> Result<Self, InvalidAuditKey> {
        let mut seed = [0; 32];
        hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| InvalidAuditKey::Signing)?;
        Ok(Self::of_seed(seed))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs.
    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).to_bytes().to_vec()
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(..)")
    }
}

impl PublicKey {
    /// True where the signature over these bytes was made with this key.
    pub(super) fn has_signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let key = VerifyingKey::from_bytes(&self.0);
        let signature = Signature::from_slice(signature);
        matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_strict(bytes, &signature).is_ok())
    }
}

impl FromStr for PublicKey {
    type Err = InvalidAuditKey;

    fn from_str(text: &str) -> Result<Self, InvalidAuditKey> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| InvalidAuditKey::Public)?;
        VerifyingKey::from_bytes(&bytes).map(|_| Self(bytes)).map_err(|_| InvalidAuditKey::Public)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = InvalidAuditKey;

    fn try_from(text: String) -> Result<Self, InvalidAuditKey> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn the_rfcs_vector_holds() {
        let key = AuditKey::from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb\n");
        let key = key.expect("a seed");
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        assert_eq!(key.public().to_string(), public);
        let signature = key.sign(&[0x72]);
        let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(hex::encode(&signature), expected);
        assert!(key.public().has_signed(&[0x72], &signature));
        assert!(!key.public().has_signed(&[0x73], &signature));
        assert!(!key.public().has_signed(&[0x72], &signature[..63]));
    }

    #[test]
    fn a_key_never_shows_its_seed_and_texts_that_are_none_are_refused() {
        assert_eq!(format!("{:?}", AuditKey::of_seed([7; 32])), "AuditKey(..)");
        assert_eq!(AuditKey::from_hex("07").err(), Some(InvalidAuditKey::Signing));
        assert_eq!("07".parse::<PublicKey>(), Err(InvalidAuditKey::Public));
        let no_point = "0200000000000000000000000000000000000000000000000000000000000000";
        assert_eq!(no_point.parse::<PublicKey>(), Err(InvalidAuditKey::Public));
    }
}
