//! Readings chosen for one explanation.
//!
//! Owns the choice of a switch's value by name, as an official would make it in a pack. Never changes a pack that is
//! kept: the choice lasts for one command.

use guohe_policy::{Pack, SwitchValue};

use super::PolicyCommandError;

/// A pack with a reading chosen.
pub(super) fn choose(mut pack: Pack, name: &str, value: SwitchValue) -> Result<Pack, PolicyCommandError> {
    let id = pack.identity.id.clone();
    let refused =
        |message: String| PolicyCommandError::Switch { pack: id.clone(), name: name.to_owned(), message };
    let known: Vec<String> = pack.switches.iter().map(|switch| switch.name.clone()).collect();
    let Some(switch) = pack.switches.iter_mut().find(|switch| switch.name == name) else {
        let near = known.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
        return Err(refused(format!("there is no such switch{near}")));
    };
    if !switch.default.same_type(&value) {
        return Err(refused("the value is of another type than the default".to_owned()));
    }
    if !switch.options.is_empty() && !switch.options.contains(&value) {
        let options: Vec<String> = switch.options.iter().map(shown).collect();
        return Err(refused(format!("{} is none of {}", shown(&value), options.join(", "))));
    }
    switch.chosen = Some(value);
    Ok(pack)
}

/// A value as it is written on the command line: a flag, a number, otherwise a word.
pub(super) fn value(text: &str) -> SwitchValue {
    if let Ok(flag) = text.parse() {
        return SwitchValue::Flag(flag);
    }
    text.parse().map_or_else(|_| SwitchValue::Word(text.to_owned()), SwitchValue::Number)
}

fn shown(value: &SwitchValue) -> String {
    match value {
        SwitchValue::Flag(flag) => flag.to_string(),
        SwitchValue::Number(number) => number.to_string(),
        SwitchValue::Word(word) => word.clone(),
    }
}
