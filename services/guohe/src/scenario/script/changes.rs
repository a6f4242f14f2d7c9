//! Changes at bases, and bases that leave because the nation recognises them.

use super::writer::{Writer, day};
use crate::scenario::{
    act::{Act, ChangeAct},
    outcome::Outcome,
    population::Life,
    step::words,
};

/// Filed in good time.
pub const FILED: &str = "ch-leader-filed";
/// Refused by the recommending unit.
pub const REFUSED_BY_UNIT: &str = "ch-name-refused";
/// Refused by the department.
pub const REFUSED: &str = "ch-partner-refused";
/// Filed after the reminders.
pub const LATE: &str = "ch-partner-late";

pub(super) fn write(w: &mut Writer<'_>) {
    filed(w);
    refused(w);
    late(w);
    national(w);
}

fn record(base: String, kind: &'static str, happened_on: &str, value: &str) -> ChangeAct {
    ChangeAct::Record { base, kind, happened_on: day(happened_on), value: value.to_owned() }
}

/// Writes the acts about a change down, each with its day.
fn course(
    w: &mut Writer<'_>,
    change: &'static str,
    acts: Vec<(&str, &str, &str, ChangeAct)>,
    last: &[Outcome],
) {
    let count = acts.len();
    for (index, (at, zh, en, act)) in acts.into_iter().enumerate() {
        let shows = if index + 1 == count { last } else { &[] };
        w.step(at, format!("{change}-{}", index + 1), words(zh, en), Act::Change(change, act), shows);
    }
}

fn filed(w: &mut Writer<'_>) {
    let base = w.base(Life::ChangeFiled);
    let acts = vec![
        (
            "2026-11-02 10:00",
            "负责人变更",
            "A leader changes",
            record(base, "leader", "2026-10-26", "p-new-1"),
        ),
        ("2026-11-03 10:00", "依托单位提出变更备案", "The host files the change", ChangeAct::File),
        ("2026-11-12 10:00", "推荐单位审核同意", "The unit consents", ChangeAct::Opine(true)),
        ("2026-11-18 10:00", "省科技厅备案", "The department files it", ChangeAct::Register),
    ];
    course(w, FILED, acts, &[Outcome::ChangeRegistered]);
}

fn refused(w: &mut Writer<'_>) {
    let (by_unit, by_department) = (w.base(Life::ChangeRefusedByUnit), w.base(Life::ChangeRefused));
    let acts = vec![
        (
            "2026-11-09 10:00",
            "基地拟更名",
            "A base wants another name",
            record(by_unit, "name", "2026-11-05", "新名称（拟）"),
        ),
        ("2026-11-10 10:00", "依托单位提出变更备案", "The host files the change", ChangeAct::File),
        ("2026-11-20 10:00", "推荐单位不同意", "The unit does not consent", ChangeAct::Opine(false)),
    ];
    course(w, REFUSED_BY_UNIT, acts, &[Outcome::ChangeRefusedByUnit]);
    let acts = vec![
        (
            "2026-11-09 11:00",
            "合作方变更",
            "A partner changes",
            record(by_department, "partner", "2026-11-06", "新合作方（拟）"),
        ),
        ("2026-11-10 11:00", "依托单位提出变更备案", "The host files the change", ChangeAct::File),
        ("2026-11-20 11:00", "推荐单位审核同意", "The unit consents", ChangeAct::Opine(true)),
        ("2026-11-30 11:00", "省科技厅不予备案", "The department refuses", ChangeAct::Refuse),
    ];
    course(w, REFUSED, acts, &[Outcome::ChangeRefusedByDepartment]);
}

/// Nobody files within thirty days, so the reminder goes to a person.
fn late(w: &mut Writer<'_>) {
    let base = w.base(Life::ChangeLate);
    let acts = vec![
        (
            "2026-11-23 10:00",
            "合作方变更，未备案",
            "A partner changes; nothing is filed",
            record(base, "partner", "2026-11-20", "Norrhaven Technical University"),
        ),
        ("2026-12-28 10:00", "催办后提出变更备案", "Filed after the reminders", ChangeAct::File),
        ("2027-01-04 11:00", "推荐单位审核同意", "The unit consents", ChangeAct::Opine(true)),
        ("2027-01-06 10:00", "省科技厅备案", "The department files it", ChangeAct::Register),
    ];
    course(w, LATE, acts, &[Outcome::ChangeEscalated]);
}

/// Two bases are recognised nationally; both documents are entered after their dates.
fn national(w: &mut Writer<'_>) {
    let (plain, overtaken) = (w.base(Life::National), w.base(Life::OvertakenByNational));
    w.step(
        "2028-09-12 10:00",
        "national",
        words("补录科技部认定文件（2028-06-30）", "A national recognition of 30 June is entered"),
        Act::EnterNational(plain, day("2028-06-30")),
        &[Outcome::NationalExit],
    );
    w.step(
        "2029-11-20 10:00",
        "national-overtakes",
        words(
            "补录科技部认定文件（2029-09-10），其后的评估结果失效",
            "A national recognition of 10 September annuls the grade that followed it",
        ),
        Act::EnterNational(overtaken, day("2029-09-10")),
        &[Outcome::NationalOvertook],
    );
}
