//! Grounds with several limbs: every one of them must hold before a cancellation is proposed.
//!
//! What the register knows (a mark, a late change) is looked up; what a person must find, the proposer states.

use guohe_flow::{Context, Refusal};
use guohe_policy::{BaseMark, Ground, GroundPurpose, Limb, Pack, SwitchValue};

use super::super::Matter;

/// The findings a proposal rests on, once every limb of the ground holds.
pub(super) fn hold(
    state: &Matter,
    ground: &Ground,
    stated: &[String],
    pack: &Pack,
    context: &Context<'_>,
) -> Result<Vec<String>, Refusal> {
    let mut findings = state.findings.clone();
    for (index, code) in stated.iter().enumerate() {
        let asked = |limb: &Limb| matches!(limb, Limb::Finding(finding) if finding.code == *code);
        if !ground.needs.iter().any(asked) {
            let words = format!("{code:?} is no finding that ground {} needs", ground.id);
            return Err(Refusal::invalid("FINDING_UNASKED", format!("findings[{index}]"), words));
        }
        if !findings.contains(code) {
            findings.push(code.clone());
        }
    }
    let word = |name: &str| pack.switch(name).and_then(SwitchValue::word);
    for limb in &ground.needs {
        match limb {
            // M11 reads both limbs literally; a department may have each case asked instead.
            Limb::Mark(BaseMark::Notified) if word("revoke_without_notice") == Some("ask") => {}
            Limb::Mark(mark) if !carries(*mark, context) => {
                let words = "the base does not carry the mark this ground presupposes";
                return Err(missing(ground, words));
            }
            Limb::LateChange if !flag("late_change", context) => {
                return Err(missing(ground, "no change at the base was applied for late"));
            }
            // A department may read lateness alone as the ground.
            Limb::Finding(_)
                if ground.purpose == Some(GroundPurpose::LateChange)
                    && word("late_change_ground") == Some("late_only") => {}
            Limb::Finding(finding) if !findings.contains(&finding.code) => {
                let words = format!(
                    "it has to be found, and stated in findings as {:?}: {} / {}",
                    finding.code, finding.text.zh, finding.text.en
                );
                return Err(missing(ground, &words).field("findings", words));
            }
            Limb::Mark(_) | Limb::LateChange | Limb::Finding(_) => {}
        }
    }
    Ok(findings)
}

fn missing(ground: &Ground, words: &str) -> Refusal {
    Refusal::rule("LIMB_MISSING", ground.rule(), format!("every limb of the ground must hold: {words}"))
}

fn carries(mark: BaseMark, context: &Context<'_>) -> bool {
    match mark {
        BaseMark::Benchmark => flag("benchmark", context),
        BaseMark::Notified => flag("notified", context),
    }
}

fn flag(name: &str, context: &Context<'_>) -> bool {
    context.found.first().is_some_and(|found| found.attributes.get_flag(name))
}
