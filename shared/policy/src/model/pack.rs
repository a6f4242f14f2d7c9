//! One regime version as one value.
//!
//! Owns the pack and its canonical form: JSON by RFC 8785, at most 256 KiB, whose SHA-256 is the digest that
//! cases keep. Never changes once loaded.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Category, ChangeDuty, Clause, CodeList, Condition, DocumentKind, Duty, Evaluation, ExitRule, Funding,
    Ground, Identity, Migration, Naming, Role, Settings, Step, Switch, TierTable, YearlyReport,
};
use crate::error::PolicyError;
use crate::refs::PolicyRef;
use crate::timing::TimedRule;

/// The largest canonical form of a pack, so that it fits a stream's state.
pub const MAX_PACK_BYTES: usize = 256 * 1024;

/// A regime version: everything the measures say and the department has set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What it is and when it is in force.
    pub identity: Identity,
    /// Who has a part.
    pub roles: Vec<Role>,
    /// What they have to do.
    pub duties: Vec<Duty>,
    /// What the bases are for.
    pub positioning: Vec<Clause>,
    /// Categories of bases.
    pub categories: Vec<Category>,
    /// Kinds of documents.
    pub documents: Vec<DocumentKind>,
    /// Conditions of recognition.
    pub conditions: Vec<Condition>,
    /// Tables the conditions look up.
    pub tables: Vec<TierTable>,
    /// Lists of codes the conditions look up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code_lists: Vec<CodeList>,
    /// Steps of the procedure.
    pub procedure: Vec<Step>,
    /// Changes that must be filed; none where the measures ask for none.
    pub changes: Option<ChangeDuty>,
    /// How the yearly report goes; Hunan's way where the pack does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<YearlyReport>,
    /// Rules that set dates, periods and look-backs.
    pub timers: Vec<TimedRule>,
    /// Evaluation and what follows.
    pub evaluation: Evaluation,
    /// Grounds of cancellation.
    pub grounds: Vec<Ground>,
    /// Other ways out.
    pub exits: Vec<ExitRule>,
    /// Support and money.
    pub rewards: Vec<Clause>,
    /// What a funding call supports; none where the measures recognise bases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    /// Names of bases; none where the measures have no template.
    pub naming: Option<Naming>,
    /// Where bases of old kinds belong.
    pub migrations: Vec<Migration>,
    /// Everything else that is citable.
    pub others: Vec<Clause>,
    /// Choices between readings.
    pub switches: Vec<Switch>,
    /// What the department sets for itself; none where nothing is decided.
    pub settings: Option<Settings>,
    /// Its reference, once somebody asked for it.
    #[serde(skip)]
    pub(crate) kept: KeptReference,
}

/// A reference computed once. It is no part of the pack's content: a copy, which may be changed, begins without.
#[derive(Debug, Default)]
pub(crate) struct KeptReference(OnceLock<PolicyRef>);

impl Clone for KeptReference {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for KeptReference {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Pack {
    /// Names this exact version. The digest takes milliseconds, so it is computed once and kept: deciders name
    /// the pack on every event.
    pub fn reference(&self) -> PolicyRef {
        let compute = || PolicyRef {
            id: self.identity.id.clone(),
            digest: hex::encode(Sha256::digest(self.to_json().as_bytes())),
        };
        self.kept.0.get_or_init(compute).clone()
    }

    /// The canonical JSON (RFC 8785).
    pub fn to_json(&self) -> String {
        serde_jcs::to_string(self).expect("a pack holds only strings, whole numbers, lists and maps")
    }

    /// Reads a pack from its canonical JSON. Refuses more than 256 KiB.
    pub fn from_json(json: &str) -> Result<Pack, PolicyError> {
        if json.len() > MAX_PACK_BYTES {
            let reason = format!("{} bytes, at most {MAX_PACK_BYTES} are allowed", json.len());
            return Err(PolicyError::StoredPack { reason });
        }
        serde_json::from_str(json).map_err(|error| PolicyError::StoredPack { reason: error.to_string() })
    }
}
