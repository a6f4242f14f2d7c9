//! March 2026: the measures, the units, the experts, the older bases, and the call.

use super::writer::Writer;
use crate::scenario::{
    act::Act,
    calls,
    outcome::Outcome,
    packs::Pack,
    population::{JOINT, TRANSFER},
    step::words,
};

pub(super) fn write(w: &mut Writer<'_>) {
    w.step(
        "2026-03-09 09:00",
        "adopt-2026",
        words(
            "采用湘科发〔2026〕27号办法，当日施行",
            "The department adopts Hunan 2026, in force from today",
        ),
        Act::Adopt(Pack::Hunan2026),
        &[],
    );
    w.step(
        "2026-03-09 10:00",
        "units",
        words("登记六类推荐单位40家", "Forty recommending units of six kinds are registered"),
        Act::RegisterUnits,
        &[],
    );
    w.step(
        "2026-03-09 11:00",
        "experts",
        words("登记评审专家200名", "Two hundred experts enter the pool"),
        Act::RegisterExperts,
        &[],
    );
    w.step(
        "2026-03-10 09:00",
        "legacy",
        words("旧办法认定的基地转入三个类别", "Bases of the old kinds move into the three categories"),
        Act::EnterLegacy,
        &[Outcome::LegacyEntered],
    );
    w.step(
        "2026-03-11 09:00",
        "call",
        words("发布2026年度申报通知", "The call of 2026 is announced"),
        Act::Announce(calls::MAIN),
        &[Outcome::CallRolled],
    );
    objections(w);
}

/// Two hosts of older bases object to their category; one is heard.
fn objections(w: &mut Writer<'_>) {
    let bases: Vec<String> = w.population.legacy.iter().map(|legacy| legacy.id.clone()).collect();
    let heard = [("granted", &bases[3], TRANSFER, true), ("refused", &bases[4], JOINT, false)];
    for (name, base, category, granted) in heard {
        w.step(
            "2026-03-20 10:00",
            format!("object-{name}"),
            words("依托单位对转入类别提出异议", "A host objects to its base's category"),
            Act::Object(base.clone(), category),
            &[],
        );
        w.step(
            "2026-04-10 10:00",
            format!("objection-{name}"),
            words("答复类别异议", "The objection is answered"),
            Act::AnswerObjection(base.clone(), granted),
            &[if granted { Outcome::ObjectionGranted } else { Outcome::ObjectionRefused }],
        );
    }
}
