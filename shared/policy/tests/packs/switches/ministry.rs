//! Switches of the ministry's measures of 2011, declared in force for a training tenant.

use guohe_policy::Outcome::{Fail, NeedsRuling, Pass};
use serde_json::{Value, json};

use super::{Turn, turn_all};
const MINISTRY: &str = "most-2011";
const DECLARED: [(&str, &str); 2] = [("declared_in_force", "true"), ("effective_from", "2011-07-29")];

#[test]
fn conditions_follow_the_reading_chosen() {
    let project = |kind: &str| json!({"kind": kind, "from": "2009-01-01", "to": "2010-01-01"});
    let one_sided: Value = json!({"projects": [project("intergovernmental"), project("intergovernmental")]});
    let young = json!({"org": {"registered_on": "2010-09-30"}});
    let turn = |switch, chosen, at, facts: &Value, before, after| Turn {
        switch,
        chosen,
        at,
        facts: facts.clone(),
        before,
        after,
    };
    let registered = ("ttc", "M11-TT-1c");
    turn_all(
        MINISTRY,
        &DECLARED,
        "2011-09-30",
        vec![
            turn("repeated_projects", "either", ("jrc", "M11-JR-1c"), &one_sided, Fail, Pass),
            turn("anniversary_day", "complete", registered, &young, NeedsRuling, Pass),
            turn("anniversary_day", "incomplete", registered, &young, NeedsRuling, Fail),
        ],
    );
}

#[test]
fn nothing_is_decided_until_it_is_declared_in_force() {
    turn_all(
        MINISTRY,
        &DECLARED[1..],
        "2011-09-30",
        vec![Turn {
            switch: "declared_in_force",
            chosen: "true",
            at: ("ttc", "M11-TT-1a"),
            facts: json!({"org": {"national_hightech_zone_id": "zone-7"}}),
            before: NeedsRuling,
            after: Pass,
        }],
    );
}
