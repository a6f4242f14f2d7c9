//! What the script is there to show: every outcome once at least.

use guohe_api::common::v1::Text;

use super::step::words;

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        /// An outcome that the script brings about and the expectations look for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Outcome {
            $($(#[$doc])* #[doc = $en] $name,)*
        }

        impl Outcome {
            /// Every outcome, in the order in which they are told.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What is expected, in words.
            pub fn text(self) -> Text {
                match self { $(Self::$name => words($zh, $en)),* }
            }

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

outcomes! {
    LegacyEntered: "旧办法认定的四类基地按第二十二条转入三个类别", "Bases of the four old kinds enter the three categories (Art. 22)";
    ObjectionGranted: "对转入类别的异议获准，基地改入他类", "An objection to the category is granted and the base moves";
    ObjectionRefused: "对转入类别的异议不成立，类别不变", "An objection to the category is refused and nothing moves";
    CallRolled: "申报截止日逢劳动节顺延至第一个工作日", "The close of the call moves past the Labour Day holidays";
    InvalidFormCorrected: "表中不存在的日期被逐项指出，改正后提交", "A date that does not exist is named; corrected and lodged";
    MissingDocumentsCorrected: "缺少材料不能提交，补齐后提交", "Missing documents keep an application out until they are there";
    LastSecondReceived: "截止日23时59分59秒提交有效", "Lodged in the last second of the last day, received";
    LateLodgingRefused: "截止次日0时提交被拒", "A second later, refused";
    DraftLapsed: "未提交的草稿在截止时失效", "Drafts never lodged lapse with the call";
    Withdrawn: "申报单位撤回申请", "Hosts take applications back";
    ReturnedByUnit: "推荐单位退回修改后推荐", "Returned by the recommending unit, corrected, recommended";
    NotRecommended: "推荐单位不予推荐", "Not recommended";
    OpinionOverdue: "推荐意见逾期被标记，仍可出具", "A late opinion is flagged and still counts";
    SelfRecommendation: "单位推荐本单位时，申报人不得签署推荐意见", "Where a unit recommends itself, who lodged may not sign";
    ConditionsFail: "六种硬性条件不符合，逐条说明，不予受理", "Each condition that fails by the facts is named; not accepted";
    FailingNotAccepted: "条件不符合时系统拒绝受理操作", "Acceptance is refused while a condition fails";
    RulingMissing: "未写裁量意见不得受理待裁量的申请", "Acceptance is refused while a ruling is missing";
    RulingsWritten: "“原则上”条件、开放列举、边界日、歧义读法由人书面裁量后受理", "Soft rules, open lists, edge days and diverging readings are ruled on in writing";
    ReturnedAtAcceptance: "受理环节退回补正后受理", "Returned at acceptance, corrected, accepted";
    ExpertDeclined: "专家谢绝，递补下一位", "An expert declines and is replaced";
    ExpertSilent: "专家五个工作日未答复，递补下一位", "An expert stays silent for five working days and is replaced";
    ExpertConflict: "专家声明利益冲突，递补下一位", "An expert declares a conflict and is replaced";
    ExpertRecused: "专家被要求回避，递补下一位", "An expert is recused and replaced";
    LateSheet: "评分表逾期提交并被标记", "A score sheet comes late and is flagged";
    NotRecognised: "评审后不予认定", "Reviewed and not recognised";
    RecognisedJointResearch: "联合研究类认定，按规定模板命名", "Joint research bases recognised, named by the template";
    RecognisedTechTransfer: "技术转移类认定，按规定模板命名", "Technology transfer bases recognised, named by the template";
    RecognisedFeatured: "特色类认定，按规定模板命名", "Featured bases recognised, named by the template";
    FalsehoodBanned: "申报造假作废，由人决定适用五年限制", "A false application is void; a person decides on a ban";
    FalsehoodSpared: "申报造假作废，由人决定不适用限制", "A false application is void; a person decides against a ban";
    ReportOnTime: "年度报告按时报送并接收", "Yearly reports on time, accepted";
    ReportLate: "年度报告逾期只作标记，不导致取消", "A late report is flagged; nothing is cancelled for it";
    ReportNextWorkingDay: "1月15日逢周六，次周一报送不算逾期", "15 January a Saturday: filed on Monday, not late";
    ReportWithChange: "年度报告说明了当年变更", "A report tells the change of its year";
    ReportIncomplete: "未说明变更的年度报告不予接受", "A report that leaves the change out is refused";
    ChangeRegistered: "变更经推荐单位同意后备案", "A change is consented to and filed";
    ChangeRefusedByUnit: "推荐单位不同意变更", "A change is refused by the recommending unit";
    ChangeRefusedByDepartment: "省厅不予备案变更", "A change is refused by the department";
    ChangeEscalated: "变更三十日未备案，交由人工跟进", "A change not filed within thirty days is handed to a person";
    RoundsHeld: "按类别每三年评估", "Every category is evaluated three years after its cohort date";
    GradeExcellent: "评估优秀", "Excellent";
    GradePass: "评估合格", "Qualified";
    GradeFail: "评估不合格，限期一年整改", "Unqualified: a year to rectify";
    AbsenceExcused: "有正当理由缺席评估", "Absent from the evaluation with cause";
    RectificationRolled: "整改期届满日逢周六，顺延至周一", "The last day to rectify moves from Saturday to Monday";
    ReEvaluationPassed: "复评合格，恢复正常", "The re-evaluation is passed";
    ReEvaluationFailed: "复评仍不合格，转入取消程序", "The re-evaluation is failed";
    RoundOverdue: "到期未开展评估的类别被标记", "A round not opened in time is flagged";
    EveryGround: "第十六条十个情形均经公正程序处理", "A matter on each of the ten grounds of Article 16";
    HearingHeld: "告知、五个工作日陈述申辩、送达齐备", "Notice, five working days to be heard, service";
    ClockStopped: "陈述申辩期中止计时后顺延", "A stopped clock moves the end of the hearing";
    HearingWaived: "依托单位放弃剩余陈述期", "A host waives the rest of its time";
    FourEyes: "提议人不得作出取消决定", "Who proposes may not decide";
    MatterDismissed: "情形不成立，不予取消", "A matter is dismissed";
    ConductNotReached: "施行前行为不溯及，裁量后不予取消", "Conduct before the measures took effect is not reached";
    BackdatedCancellation: "取消文件日期早于录入日，限制自文件日起算", "A cancellation entered after its date: the ban counts from the document";
    FiveYearBans: "取消后五年内不得重新申请，含首尾两日", "Five-year bans with their last days";
    BanQuashed: "限制经新文件撤销，单位即可申请", "A ban is quashed by a new document";
    BarredRefused: "限制期内申请被拒，告知条款和首个可申请日", "Refused while barred, with article and first free day";
    NationalExit: "国家认定后自文件日退出，后续期限取消", "National recognition: out from the document's date, later duties fall away";
    NationalOvertook: "后录入的国家认定使其后的评估结果失效", "A national recognition entered later annuls what followed it";
    SisterKept: "同一依托单位的另一基地不受影响", "The host's other base stays as it is";
    LastDayOfValidity: "有效期最后一日23时59分59秒提交，仍按2026年版办理", "Lodged in the last second of validity: decided under the version of 2026";
    NoVersionInForce: "有效期届满次日提交，无有效版本，须裁量", "A second later: no version in force, a ruling is needed";
    SuccessorAdopted: "采用后续示例版本后重新审查", "The successor is adopted and the case examined again";
    NewCallUnderSuccessor: "按后续示例版本开展新一轮申报并认定", "A new call under the successor leads to a base";
    BarredToTheLastSecond: "限制最后一日23时59分59秒申请仍被拒", "Refused in the last second of the ban";
    FreeTheNextDay: "次日0时申请获准", "Admitted at 00:00 of the next day";
}
