//! The pool, read page by page and ranked for a case.

use guohe_api::refused;
use guohe_clock::Date;
use guohe_flow::{Attributes, Refusal, RefusalKind};
use guohe_policy::TimedPurpose;
use tonic::Status;

use super::Face;
use crate::{
    Exclusion,
    conflicts::Parties,
    expert::Experts,
    matching::{Ranker, Wanted, candidate, exclusion},
    panel::{Panel, Ranking, panel_id},
    rules,
};

/// Experts read at a time.
const PAGE: u32 = 500;

/// What a ranking needs to know beside the panel.
pub(super) struct Asked<'a> {
    pub(super) department: &'a str,
    pub(super) disciplines: &'a [String],
    pub(super) excluding: &'a [String],
    pub(super) answer_due_on: Option<Date>,
}

impl Face {
    /// Ranks the whole pool.
    pub(super) async fn rank_pool(&self, panel: &Panel, asked: &Asked<'_>) -> Result<Ranking, Status> {
        let id = panel_id(&panel.case.subject);
        let mut ranker = Ranker::new(self.wanted(&id, panel, asked).await?);
        let mut after = String::new();
        loop {
            let filter = Attributes::new();
            let (page, next) = self.desk.page::<Experts>(asked.department, filter, PAGE, &after).await?;
            page.iter().for_each(|listed| ranker.add(&listed.id, &listed.state));
            if next.is_empty() {
                return Ok(ranker.finish());
            }
            after = next;
        }
    }

    /// Takes the named experts in their order; refuses one that has a conflict, naming all of them.
    pub(super) async fn take_named(
        &self,
        panel: &Panel,
        asked: &Asked<'_>,
        experts: &[String],
    ) -> Result<Ranking, Status> {
        let id = panel_id(&panel.case.subject);
        let wanted = self.wanted(&id, panel, asked).await?;
        let mut ranking =
            Ranking { pool_size: u32::try_from(experts.len()).unwrap_or(u32::MAX), ..Ranking::default() };
        let mut excluded: Vec<(usize, Exclusion)> = Vec::new();
        for (index, expert) in experts.iter().enumerate() {
            let found = self.desk.load::<Experts>(asked.department, expert).await?.state;
            match exclusion(expert, &found, &wanted) {
                Some(why) => excluded.push((index, why)),
                None => ranking.candidates.push(candidate(expert, &found, &wanted)),
            }
        }
        if excluded.is_empty() {
            return Ok(ranking);
        }
        let words = "some of the named experts cannot review this case; leave them out";
        let refusal = Refusal::new(RefusalKind::Rule, "EXPERT_EXCLUDED", words);
        Err(refused(
            excluded.into_iter().fold(refusal, |refusal, (index, why)| {
                refusal.field(format!("experts[{index}]"), why.word())
            }),
        ))
    }

    async fn wanted<'a>(
        &self,
        id: &'a str,
        panel: &'a Panel,
        asked: &Asked<'a>,
    ) -> Result<Wanted<'a>, Status> {
        let today = self.desk.today();
        let book = self.desk.policies(asked.department).await?;
        let pack = book.pack(&panel.case.policy).map(AsRef::as_ref);
        let by_setting = || {
            let rule = pack?.timed_rule(TimedPurpose::InvitationAnswer)?;
            rule.period()?;
            rule.deadline(today, book.calendar()).ok().map(|deadline| deadline.due)
        };
        Ok(Wanted {
            panel: id,
            parties: Parties {
                institution: &panel.case.institution,
                partners: &panel.case.partners,
                leader: &panel.case.leader,
                named: asked.excluding,
            },
            field: &panel.case.field,
            disciplines: asked.disciplines,
            today,
            answer_due_on: asked.answer_due_on.or_else(by_setting).unwrap_or(today),
            conflict_years: rules::conflict_years(pack),
        })
    }
}
