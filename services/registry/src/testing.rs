//! What the tests of this crate share: a stream played command by command with the base it would find, and the
//! table of every state and command.

use std::{fmt::Write as _, sync::Arc};

use guohe_clock::Timestamp;
use guohe_flow::{Actor, Attributes, Context, DecisionOf, Found, Refusal, Role, StreamKey, Workflow};
use guohe_policy::{PolicyBook, SwitchValue};
pub(crate) use guohe_testkit::decide::book_of;
pub(crate) use guohe_testkit::decide::{
    GUANGDONG_CALL, HUNAN, actor, book, call_book, date as day, hunan, institution, morning, notices, person,
    sent, tags, timer,
};
use guohe_testkit::decide::{choose, message, request};

/// Hunan 2026 with one switch chosen otherwise.
pub(crate) fn book_with(switch: &str, value: SwitchValue) -> PolicyBook {
    book_of(|pack| choose(pack, switch, value))
}

/// A document's hash.
pub(crate) fn hash() -> String {
    "ab".repeat(32)
}

/// A stream played command by command.
#[derive(Clone)]
pub(crate) struct Play<W: Workflow> {
    flow: Arc<W>,
    pub(crate) state: W::State,
    pub(crate) id: String,
    pub(crate) now: Timestamp,
    pub(crate) book: PolicyBook,
    pub(crate) found: Vec<Found>,
}

impl<W: Workflow + Clone> Play<W> {
    pub(crate) fn new(flow: W, id: &str, on: &str) -> Self {
        Self {
            flow: Arc::new(flow),
            state: W::State::default(),
            id: id.into(),
            now: morning(on),
            book: book(),
            found: vec![],
        }
    }

    /// Moves to another morning.
    pub(crate) fn on(mut self, date: &str) -> Self {
        self.now = morning(date);
        self
    }

    /// Shows the decider a base.
    pub(crate) fn with_base(self, base: &str, status: &str) -> Self {
        let attributes = Attributes::new()
            .text("base", base)
            .text("status", status)
            .text("institution", institution())
            .text("unit", "csu");
        self.with_found(base, attributes)
    }

    /// Shows the decider a base with marks.
    pub(crate) fn with_flags(mut self, flags: &[&str]) -> Self {
        let base = self.found.remove(0);
        let flagged = flags.iter().fold(base.attributes, |attributes, flag| attributes.flag(flag, true));
        self.with_found(&base.id, flagged)
    }

    fn with_found(mut self, base: &str, attributes: Attributes) -> Self {
        self.found = vec![Found { id: base.into(), attributes }];
        self
    }

    /// Decides without applying.
    pub(crate) fn decide(&self, who: &Actor, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        let stream = StreamKey::new("hunan", W::KIND, self.id.as_str());
        let cause = if who.is_human() { request() } else { message() };
        let context = Context {
            now: self.now,
            stream: &stream,
            actor: who,
            cause: &cause,
            policies: &self.book,
            found: &self.found,
        };
        self.flow.decide(&self.state, command, &context)
    }

    /// Decides and applies.
    pub(crate) fn told(&mut self, who: &Actor, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        let decision = self.decide(who, command)?;
        for record in &decision.events {
            self.state = W::evolve(self.state.clone(), &record.event);
        }
        Ok(decision)
    }

    /// A person asks, and it is done.
    pub(crate) fn asks(&mut self, role: Role, command: &W::Command) -> DecisionOf<W> {
        self.told(&actor(role), command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// A message or a timer brings it, and it is done.
    pub(crate) fn hears(&mut self, command: &W::Command) -> DecisionOf<W> {
        self.told(&actor(Role::System), command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// A person asks and is refused; the code.
    pub(crate) fn refused(&self, who: &Actor, command: &W::Command) -> Refusal {
        match self.decide(who, command) {
            Err(refusal) => refusal,
            Ok(decision) => panic!("not refused: {:?}", tags(&decision)),
        }
    }
}

impl<W: Workflow + Clone> Play<W> {
    /// A stream under Guangdong's call of 2020.
    pub(crate) fn of_call(flow: W, id: &str, on: &str) -> Self {
        Self { book: call_book(|_| ()), ..Self::new(flow, id, on) }
    }

    /// The same under some of the department's choices.
    pub(crate) fn choosing(mut self, switch: &str, value: &str) -> Self {
        self.book =
            call_book(|pack| guohe_testkit::decide::choose(pack, switch, SwitchValue::Word(value.into())));
        self
    }
}

/// One row of a table: a state's name, and a stream in it.
pub(crate) type Row<W> = (&'static str, Play<W>);

/// One column: a command, who gives it, and the base it would find.
pub(crate) type Column<W> = (&'static str, Role, <W as Workflow>::Command);

/// Plays every command in every state and compares with the golden table: one line `STATE command outcome`.
/// An outcome is the events recorded, `!CODE` for a refusal, `·` for nothing, `>type` for messages only.
pub(crate) fn check_table<W: Workflow + Clone>(rows: Vec<Row<W>>, columns: &[Column<W>], golden: &str) {
    let mut table = String::new();
    for (state, play) in rows {
        for (name, role, command) in columns {
            let outcome = match play.decide(&actor(*role), command) {
                Err(refusal) => format!("!{}", refusal.code),
                Ok(decision) if !decision.events.is_empty() => tags(&decision).join("+"),
                Ok(decision) => match decision.messages.first() {
                    Some(message) => format!(">{}", message.event_type),
                    None => "·".to_owned(),
                },
            };
            writeln!(table, "{state} {name} {outcome}").expect("a string takes all");
        }
    }
    let same = table.trim() == golden.trim();
    assert!(same, "the table of states and commands differs; look at each change, then keep it:\n{table}");
}
