//! The story in words: Chinese first with English beside it, or one of the two.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use guohe_policy::Text;

use super::{Event, Story, wording, words};
use crate::lang::Lang;

/// Widest line of a table.
const WIDTH: u16 = 118;

/// Widest event in one line.
const EVENT_WIDTH: usize = 68;

/// How many kinds of notices and reminders are named.
const KINDS_SHOWN: usize = 10;

/// Prints the story; both languages where none is chosen.
pub(crate) fn print(story: &Story, lang: Option<Lang>, to: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { lang, to };
    page.opening(story)?;
    page.funnel(story)?;
    page.life(story)?;
    page.receipts(story)?;
    page.barred(story)?;
    page.notices(story)?;
    page.validity(story)?;
    page.checks(story)?;
    page.figures(story)
}

struct Page<'a> {
    lang: Option<Lang>,
    to: &'a mut dyn Write,
}

impl Page<'_> {
    /// Words in the chosen language, or in both.
    fn say(&self, text: &Text) -> String {
        match self.lang {
            Some(lang) => lang.pick(text.zh.clone(), text.en.clone()),
            None if text.en.is_empty() || text.en == text.zh => text.zh.clone(),
            None => format!("{} · {}", text.zh, text.en),
        }
    }

    /// The same for long sentences: one below the other.
    fn say_long(&self, text: &Text) -> String {
        match self.lang {
            Some(lang) => lang.pick(text.zh.clone(), text.en.clone()),
            None => format!("{}\n{}", text.zh, text.en),
        }
    }

    fn both(&self, zh: &str, en: &str) -> String {
        self.say(&words(zh, en))
    }

    fn heading(&mut self, zh: &str, en: &str) -> io::Result<()> {
        let heading = self.both(zh, en);
        writeln!(self.to, "\n━━ {heading}\n")
    }

    fn table(&mut self, header: Option<Vec<String>>, rows: Vec<Vec<String>>) -> io::Result<()> {
        let mut table = Table::new();
        let preset = if header.is_some() { presets::UTF8_FULL_CONDENSED } else { presets::NOTHING };
        table.load_style(preset).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        let counts = header.is_some();
        if let Some(header) = header {
            table.set_header(header);
        }
        table.add_rows(rows);
        // Under a header stand counts, one category a column.
        for column in table.column_iter_mut().skip(1).filter(|_| counts) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(self.to, "{}", table.trim_fmt())
    }

    fn opening(&mut self, story: &Story) -> io::Result<()> {
        let title = self.both("国合：一轮申报的十年", "Guohe: ten years of one call");
        let note = self.both(
            "单位、人员、文号均为虚构；后续版本和评分表为示例",
            "every institution, person and document is fictional; the successor and the score card are samples",
        );
        writeln!(self.to, "{title}\n{} — {} · seed {}\n{note}", story.from, story.until, story.seed)
    }

    fn funnel(&mut self, story: &Story) -> io::Result<()> {
        self.heading("一、申报漏斗（2026年）", "1. The call's funnel, 2026")?;
        let heads = [
            ("阶段", "Stage"),
            ("联合研究类", "Joint research"),
            ("技术转移类", "Technology transfer"),
            ("特色类", "Featured"),
            ("合计", "Total"),
        ];
        let header = heads.map(|(zh, en)| self.say_long(&words(zh, en))).to_vec();
        let rows = story.funnel.iter().map(|row| {
            let (joint, transfer, featured) = (row.joint_research, row.tech_transfer, row.featured);
            let counts = [joint, transfer, featured, joint + transfer + featured];
            let stage = self.say(&row.stage);
            let stage = if row.exit { format!("  ↳ {stage}") } else { stage };
            let cells = counts.into_iter().map(|count| match count {
                0 if row.exit => "–".to_owned(),
                count => count.to_string(),
            });
            [stage].into_iter().chain(cells).collect()
        });
        let rows = rows.collect();
        self.table(Some(header), rows)
    }

    fn life(&mut self, story: &Story) -> io::Result<()> {
        self.heading("二、一个基地的经历", "2. One base's life")?;
        let life = &story.life;
        writeln!(self.to, "{}  {}\n{}\n", life.base, life.name, life.institution)?;
        self.events(&life.events)
    }

    fn events(&mut self, events: &[Event]) -> io::Result<()> {
        let row = |event: &Event| vec![event.on.clone(), self.say_event(&event.text), event.rules.join("\n")];
        let rows = events.iter().map(row).collect();
        self.table(None, rows)
    }

    /// Both languages side by side where they fit, one below the other where they don't.
    fn say_event(&self, text: &Text) -> String {
        let beside = self.say(text);
        if columns(&beside) > EVENT_WIDTH { self.say_long(text) } else { beside }
    }

    fn receipts(&mut self, story: &Story) -> io::Result<()> {
        self.heading("三、值得一看的日期", "3. Dates worth a look")?;
        for receipt in &story.receipts {
            let title = self.say(&receipt.title);
            let provisional = if receipt.provisional {
                format!("  [{}]", self.both("暂定", "provisional"))
            } else {
                String::new()
            };
            writeln!(
                self.to,
                "{}  {title}{provisional}  {}  {}",
                receipt.due_on, receipt.rule, receipt.subject
            )?;
            for line in self.say_long(&receipt.arithmetic).lines() {
                writeln!(self.to, "            {line}")?;
            }
        }
        Ok(())
    }

    fn barred(&mut self, story: &Story) -> io::Result<()> {
        self.heading("四、谁在何时之前不得申请", "4. Who may not apply, until when, and why")?;
        for bar in &story.barred {
            let state = match bar.state.as_str() {
                "RUNNING" => self.both("执行中", "running"),
                "SERVED" => self.both("已届满", "over"),
                "QUASHED" => self.both("已撤销", "quashed"),
                other => other.to_owned(),
            };
            let free = &bar.free_from;
            let free = self.both(&format!("{free}起可再申请"), &format!("free from {free}"));
            let ground = self.say(&bar.ground_text);
            writeln!(self.to, "{} → {}  {}  [{state}]", bar.document_on, bar.banned_until, bar.institution)?;
            writeln!(self.to, "            {}  {ground}", bar.ground)?;
            writeln!(self.to, "            {}  {free}", bar.source)?;
        }
        Ok(())
    }

    fn notices(&mut self, story: &Story) -> io::Result<()> {
        self.heading("五、发给谁什么", "5. What was sent to whom")?;
        self.counts(("通知", "notices"), &story.notices.notices, wording::notice)?;
        self.counts(("提醒", "reminders"), &story.notices.reminders, wording::reminder)?;
        for sample in &story.notices.samples {
            writeln!(self.to, "\n{}  → {}", sample.on, sample.recipients.join(", "))?;
            let title = self.say(&sample.title);
            writeln!(self.to, "            {title}")?;
            for line in self.say_long(&sample.body).lines() {
                writeln!(self.to, "            {line}")?;
            }
        }
        Ok(())
    }

    /// How many there are in all, and of the kinds there are most of.
    fn counts(
        &mut self,
        (zh, en): (&str, &str),
        counts: &[(String, u64)],
        name: fn(&str) -> (&str, &str),
    ) -> io::Result<()> {
        let total: u64 = counts.iter().map(|(_, count)| count).sum();
        let title = self.both(zh, en);
        writeln!(self.to, "{title}: {total}")?;
        let rows = counts.iter().take(KINDS_SHOWN).map(|(code, count)| {
            let (zh, en) = name(code);
            vec![format!("{count:>6}"), self.both(zh, en)]
        });
        let rows = rows.collect();
        self.table(None, rows)
    }

    fn validity(&mut self, story: &Story) -> io::Result<()> {
        self.heading("六、有效期届满（2031-03-08）", "6. The end of validity, 8 March 2031")?;
        self.events(&story.validity)
    }

    fn checks(&mut self, story: &Story) -> io::Result<()> {
        self.heading("七、核对", "7. Checks")?;
        let row = |check: &super::CheckTold| {
            let mark = if check.passed { "✓" } else { "✗" };
            vec![mark.to_owned(), self.say_long(&check.text), check.evidence.clone()]
        };
        let rows = story.checks.iter().map(row).collect();
        self.table(None, rows)
    }

    fn figures(&mut self, story: &Story) -> io::Result<()> {
        self.heading("八、数字", "8. Figures")?;
        let figures = &story.figures;
        let rows = [
            ("人的操作", "commands of people", figures.commands.to_string()),
            ("事件（逐条校验）", "events, each verified", figures.events.to_string()),
            ("案件、基地、通知等", "streams", figures.streams.to_string()),
            ("到期触发的定时", "timers that fired", figures.timers.to_string()),
            ("服务间消息", "messages between services", figures.messages.to_string()),
            ("无法处理的消息", "dead letters", figures.dead_letters.to_string()),
            ("用时（秒）", "seconds", format!("{:.1}", figures.seconds)),
            ("名册摘要", "register, SHA-256", story.register_sha256.clone()),
        ];
        let rows = rows.into_iter().map(|(zh, en, value)| vec![value, self.both(zh, en)]).collect();
        self.table(None, rows)?;
        let failed = story.failed().count();
        let (all, good) = (story.checks.len(), story.checks.len() - failed);
        let result = match failed {
            0 => self.both("全部符合预期", "everything as expected"),
            _ => self.both("有不符合预期之处", "not everything is as expected"),
        };
        writeln!(self.to, "\n{good}/{all} {result}")
    }
}

/// Columns a text takes on a terminal: Chinese characters and their punctuation take two.
fn columns(text: &str) -> usize {
    text.chars().map(|character| if character >= '\u{2e80}' { 2 } else { 1 }).sum()
}
