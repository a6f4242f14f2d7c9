//! Packs and calendars: the first pack before anything else, its calendar perhaps late, a successor some day.

use std::sync::LazyLock;

use guohe_flow::{Actor, Regime};
use guohe_policy::{Calendar, CalendarYear, Pack};
use serde_json::json;

use super::{Actors, DEPARTMENT, Fault, World};

/// The pack as the house ships it.
const FIRST: &[(&str, &str)] = &[
    ("documents.yaml", include_str!("../../../../policies/hunan-2026/documents.yaml")),
    ("identity.yaml", include_str!("../../../../policies/hunan-2026/identity.yaml")),
    ("roles.yaml", include_str!("../../../../policies/hunan-2026/roles.yaml")),
    ("categories.yaml", include_str!("../../../../policies/hunan-2026/categories.yaml")),
    ("conditions.yaml", include_str!("../../../../policies/hunan-2026/conditions.yaml")),
    ("procedure.yaml", include_str!("../../../../policies/hunan-2026/procedure.yaml")),
    ("timers.yaml", include_str!("../../../../policies/hunan-2026/timers.yaml")),
    ("evaluation.yaml", include_str!("../../../../policies/hunan-2026/evaluation.yaml")),
    ("grounds.yaml", include_str!("../../../../policies/hunan-2026/grounds.yaml")),
    ("naming.yaml", include_str!("../../../../policies/hunan-2026/naming.yaml")),
    ("migration.yaml", include_str!("../../../../policies/hunan-2026/migration.yaml")),
    ("switches.yaml", include_str!("../../../../policies/hunan-2026/switches.yaml")),
    ("department-settings.yaml", include_str!("../../../../policies/hunan-2026/department-settings.yaml")),
];

/// Its invented successor.
const SUCCESSOR: &[(&str, &str)] = &[
    ("documents.yaml", include_str!("../../../../policies/hunan-2031-sample/documents.yaml")),
    ("identity.yaml", include_str!("../../../../policies/hunan-2031-sample/identity.yaml")),
    ("roles.yaml", include_str!("../../../../policies/hunan-2031-sample/roles.yaml")),
    ("categories.yaml", include_str!("../../../../policies/hunan-2031-sample/categories.yaml")),
    ("conditions.yaml", include_str!("../../../../policies/hunan-2031-sample/conditions.yaml")),
    ("procedure.yaml", include_str!("../../../../policies/hunan-2031-sample/procedure.yaml")),
    ("timers.yaml", include_str!("../../../../policies/hunan-2031-sample/timers.yaml")),
    ("evaluation.yaml", include_str!("../../../../policies/hunan-2031-sample/evaluation.yaml")),
    ("grounds.yaml", include_str!("../../../../policies/hunan-2031-sample/grounds.yaml")),
    ("naming.yaml", include_str!("../../../../policies/hunan-2031-sample/naming.yaml")),
    ("switches.yaml", include_str!("../../../../policies/hunan-2031-sample/switches.yaml")),
    (
        "department-settings.yaml",
        include_str!("../../../../policies/hunan-2031-sample/department-settings.yaml"),
    ),
];

/// An invented official calendar of the year after, published when that year has begun.
const NEXT_YEAR: &str = "
year: 2027
version: invented-2026-11-05
source: {zh: 虚拟通知, en: An invented notice}
issued_on: 2026-11-05
holidays:
  - {from: 2027-01-01, to: 2027-01-03, name: {zh: 元旦, en: New Year}}
  - {from: 2027-02-05, to: 2027-02-11, name: {zh: 春节, en: Spring Festival}}
  - {from: 2027-05-01, to: 2027-05-05, name: {zh: 劳动节, en: Labour Day}}
  - {from: 2027-10-01, to: 2027-10-07, name: {zh: 国庆节, en: National Day}}
working_weekends:
  - 2027-02-20
  - 2027-10-09
";

/// What is adopted, as text, written once for all runs.
struct Texts {
    first: String,
    successor: String,
    this_year: String,
    next_year: CalendarYear,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let pack = |files| Pack::parse(files).expect("the packs of the house load").to_json();
    let this = Calendar::parse(include_str!("../../../../policies/calendar/2026.yaml")).expect("loads");
    let next = CalendarYear::parse(NEXT_YEAR).expect("the invented calendar loads");
    let text = |calendar: &Calendar| serde_json::to_string(calendar).expect("a calendar is JSON");
    Texts { first: pack(FIRST), successor: pack(SUCCESSOR), this_year: text(&this), next_year: next }
});

/// What was adopted so far.
#[derive(Default)]
pub(super) struct Packs {
    successor: bool,
    year_proposed: bool,
    year_confirmed: bool,
}

impl Actors {
    /// Adopts the first pack everywhere, in one world of three without any official calendar.
    pub(super) async fn adopt_first(&mut self, world: &mut World, official: Actor) {
        let late = world.seed.one_in(3) && world.faults.allows(Fault::LateCalendar);
        let calendar = if late { "" } else { TEXTS.this_year.as_str() };
        let adopt = json!({"type": "adopt", "data": {"pack": TEXTS.first, "calendar": calendar}});
        assert!(self.give(world, "registry", ("regime", Regime::ID), official, adopt).await);
        while world.deliver_some().await {}
        for service in world.services.keys() {
            let mut copies = 0;
            world.visit(service, "regime", |_| copies += 1).await;
            assert_eq!(copies, 1, "{DEPARTMENT}: {service} has its copy");
        }
    }

    /// Adopts the successor. In some worlds the next year's calendar is loaded too, when dates already rest on its
    /// absence: proposed first, confirmed at a later turn.
    pub(super) async fn adopt_successor(&mut self, world: &mut World) {
        if self.packs.successor {
            return self.load_next_year(world).await;
        }
        let actor = self.official(world);
        let adopt = json!({"type": "adopt", "data": {"pack": TEXTS.successor, "calendar": ""}});
        if self.give(world, "registry", ("regime", Regime::ID), actor, adopt).await {
            self.packs.successor = true;
        }
        self.load_next_year(world).await;
    }

    async fn load_next_year(&mut self, world: &mut World) {
        let year = &TEXTS.next_year;
        let proposal = year.proposal_id();
        let calendar = ("calendar", proposal.as_str());
        if !self.packs.year_proposed {
            if world.faults.may(Fault::LateCalendar) {
                let actor = self.official(world);
                let propose = json!({"type": "propose", "data": {"year": year}});
                self.packs.year_proposed = self.give(world, "registry", calendar, actor, propose).await;
            }
        } else if !self.packs.year_confirmed {
            let actor = self.official(world);
            // Refused for as long as some service still looks through its dates.
            self.packs.year_confirmed =
                self.give(world, "registry", calendar, actor, json!({"type": "confirm"})).await;
            if self.packs.year_confirmed {
                world.faults.count(Fault::LateCalendar);
            }
        }
    }
}
