//! What a step can be: plain data, carried out by the actors.

use guohe_clock::Date;

use super::{
    actors::{applicants, evaluators, experts, officials, recommenders, registrars},
    calls::CallPlan,
    packs::Pack,
    population::FormState,
    stage::{ActError, Stage},
};

/// An application in a call: its id, and the case whose host, category and form it bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Application id.
    pub id: String,
    /// The case it takes host, category, field and fate from.
    pub case: String,
    /// Call id.
    pub call: String,
    /// Id of the base that comes of it.
    pub base: String,
}

/// What is under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// Applications of a category, or all.
    Applications(Option<&'static str>),
    /// Performance evaluations: of a round, and every re-evaluation.
    Performances,
}

/// What is done about a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatterAct {
    /// An official opens it on a ground.
    Open {
        /// Ground id.
        ground: &'static str,
        /// The facts.
        facts: &'static str,
        /// Day of the conduct.
        conduct_on: &'static str,
    },
    /// An official rules that the measures don't reach earlier conduct.
    DoesNotReach,
    /// An official proposes to cancel, perhaps on another ground.
    Propose(Option<&'static str>),
    /// The notice was served.
    ServeNotice,
    /// The clock stops.
    Stop,
    /// The clock runs again.
    Resume,
    /// The host states its case.
    State,
    /// The host waives the rest of its time.
    Waive,
    /// The proposer tries to decide.
    TryDecideAsProposer(Date),
    /// Another official cancels, by a document of a date.
    Decide(Date),
    /// An official dismisses it.
    Dismiss,
    /// The decision was served.
    ServeDecision,
}

/// What is done about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeAct {
    /// It is recorded.
    Record {
        /// Base id.
        base: String,
        /// Kind.
        kind: &'static str,
        /// Day of the event.
        happened_on: Date,
        /// New value.
        value: String,
    },
    /// The host files it.
    File,
    /// The unit consents, or not.
    Opine(bool),
    /// The department files it.
    Register,
    /// The department refuses it.
    Refuse,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// The department adopts a pack.
    Adopt(Pack),
    /// Recommending units are registered.
    RegisterUnits,
    /// Experts are registered.
    RegisterExperts,
    /// Older bases are entered.
    EnterLegacy,
    /// An older base's host objects to its category.
    Object(String, &'static str),
    /// The objection is answered.
    AnswerObjection(String, bool),
    /// A call is announced.
    Announce(CallPlan),
    /// Drafts are begun, their forms stored.
    Begin(Vec<App>),
    /// Applications are begun, filled in and lodged.
    Lodge(Vec<App>),
    /// Drafts are lodged.
    LodgeDrafts(Vec<App>),
    /// A form that cannot be stored.
    TryForm(App),
    /// An application that lacks documents.
    TryIncomplete(App),
    /// A draft that comes too late.
    TryLodge(App),
    /// Forms are filled in anew and lodged.
    Correct(Vec<App>, FormState),
    /// Applications are taken back.
    Withdraw(Vec<App>),
    /// Units give opinions.
    Opine(Vec<App>, bool),
    /// The user who lodged tries to sign for the unit.
    TryOpineAsClerk(App),
    /// Units return applications.
    ReturnByUnit(Vec<App>),
    /// The department accepts.
    Accept(Vec<App>),
    /// The department tries to accept without a ruling.
    TryAccept(App),
    /// The department does not accept.
    RefuseAcceptance(Vec<App>),
    /// The department returns for correction.
    ReturnForCorrection(Vec<App>),
    /// The department finds false information.
    Void(App),
    /// The department decides whether a ban follows.
    DecideFalsehood(App, Option<Date>),
    /// The department has an application examined under the successor.
    Reconsider(App),
    /// Panels are formed for what waits for one.
    FormPanels(Subjects),
    /// Experts answer what lies before them.
    AnswerInvitations,
    /// The department recuses an expert.
    Recuse(App),
    /// Experts score; late ones, too, where true.
    Score(Subjects, bool),
    /// Recognition is proposed.
    Propose(Vec<App>),
    /// Recognition is declined.
    NotRecognise(Vec<App>),
    /// Recognition documents are issued.
    Recognise(Vec<App>, String, Date),
    /// A category's cohort date is set.
    Anchor(&'static str, Date),
    /// A round is opened.
    OpenRound(&'static str, &'static str, Date),
    /// Hosts file their materials: all that are asked, but those who stay away.
    FileMaterials,
    /// A host leaves its evaluation.
    Quit(String),
    /// An absence is excused.
    Excuse(String),
    /// An absence or a leaving is found without cause.
    WithoutCause(String),
    /// What was filed is found false.
    FalseMaterials(String),
    /// Grades are published, as of the day.
    PublishGrades,
    /// A round is closed.
    CloseRound(&'static str),
    /// Hosts file their reports of a year; all but some bases.
    FileReports(i32, Vec<String>),
    /// A host files its report of a year.
    FileReport(String, i32),
    /// A host files a report that leaves its changes out.
    TryReport(String, i32),
    /// The department accepts what was filed for a year.
    AcceptReports(i32),
    /// Something about a change.
    Change(&'static str, ChangeAct),
    /// Something about the matter of a base.
    Matter(String, MatterAct),
    /// A national recognition is entered.
    EnterNational(String, Date),
    /// A ban is quashed by a document of a date.
    QuashBan(String, Date),
    /// Nothing: time passes.
    Rest,
}

/// Carries an act out.
pub(super) async fn perform(stage: &Stage<'_>, act: &Act) -> Result<(), ActError> {
    match act {
        Act::Adopt(pack) => officials::adopt(stage, *pack).await,
        Act::RegisterUnits => officials::register_units(stage).await,
        Act::RegisterExperts => officials::register_experts(stage).await,
        Act::EnterLegacy => registrars::enter_legacy(stage).await,
        Act::Object(base, category) => registrars::object(stage, base, category).await,
        Act::AnswerObjection(base, granted) => registrars::answer_objection(stage, base, *granted).await,
        Act::Announce(call) => officials::announce(stage, call).await,
        Act::Begin(apps) => applicants::begin(stage, apps).await,
        Act::Lodge(apps) => applicants::lodge(stage, apps).await,
        Act::LodgeDrafts(apps) => applicants::lodge_drafts(stage, apps).await,
        Act::TryForm(app) => applicants::try_form(stage, app).await,
        Act::TryIncomplete(app) => applicants::try_incomplete(stage, app).await,
        Act::TryLodge(app) => applicants::try_lodge(stage, app).await,
        Act::Correct(apps, form) => applicants::correct(stage, apps, *form).await,
        Act::Withdraw(apps) => applicants::withdraw(stage, apps).await,
        Act::Opine(apps, favourable) => recommenders::opine(stage, apps, *favourable).await,
        Act::TryOpineAsClerk(app) => recommenders::try_opine_as_clerk(stage, app).await,
        Act::ReturnByUnit(apps) => recommenders::return_subjects(stage, apps).await,
        Act::Accept(apps) => officials::accept(stage, apps).await,
        Act::TryAccept(app) => officials::try_accept(stage, app).await,
        Act::RefuseAcceptance(apps) => officials::refuse_acceptance(stage, apps).await,
        Act::ReturnForCorrection(apps) => officials::return_for_correction(stage, apps).await,
        Act::Void(app) => officials::void(stage, app).await,
        Act::DecideFalsehood(app, ban) => registrars::decide_falsehood(stage, app, *ban).await,
        Act::Reconsider(app) => officials::reconsider(stage, app).await,
        Act::FormPanels(subjects) => experts::form_panels(stage, subjects).await,
        Act::AnswerInvitations => experts::answer_invitations(stage).await,
        Act::Recuse(app) => experts::recuse(stage, app).await,
        Act::Score(subjects, late) => experts::score(stage, subjects, *late).await,
        Act::Propose(apps) => evaluators::propose(stage, apps).await,
        Act::NotRecognise(apps) => evaluators::not_recognise(stage, apps).await,
        Act::Recognise(apps, document, on) => evaluators::recognise(stage, apps, document, *on).await,
        Act::Anchor(category, on) => evaluators::anchor(stage, category, *on).await,
        Act::OpenRound(round, category, due) => evaluators::open_round(stage, round, category, *due).await,
        Act::FileMaterials => evaluators::file_materials(stage).await,
        Act::Quit(base) => evaluators::quit(stage, base).await,
        Act::Excuse(base) => evaluators::excuse(stage, base).await,
        Act::WithoutCause(base) => evaluators::without_cause(stage, base).await,
        Act::FalseMaterials(base) => evaluators::false_materials(stage, base).await,
        Act::PublishGrades => evaluators::publish_grades(stage).await,
        Act::CloseRound(round) => evaluators::close_round(stage, round).await,
        Act::FileReports(year, except) => registrars::file_reports(stage, *year, except).await,
        Act::FileReport(base, year) => registrars::file_report(stage, base, *year).await,
        Act::TryReport(base, year) => registrars::try_report(stage, base, *year).await,
        Act::AcceptReports(year) => registrars::accept_reports(stage, *year).await,
        Act::Change(change, act) => super::actors::changes::perform(stage, change, act).await,
        Act::Matter(base, act) => super::actors::matters::perform(stage, base, act).await,
        Act::EnterNational(base, on) => registrars::enter_national(stage, base, *on).await,
        Act::QuashBan(base, on) => registrars::quash_ban(stage, base, *on).await,
        Act::Rest => Ok(()),
    }
}
