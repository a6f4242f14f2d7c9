//! A draft can be adopted and shown; nothing is decided under it, neither at intake nor in the register.

use guohe_api::{common::v1::Text, refusal_from, registry::v1 as registry};
use tonic::Code;

use crate::town::{DEPARTMENT, Town, files};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_shown_and_decides_nothing() {
    let mut town = Town::with_pack("2026-07-01", files("guangdong-2026-draft", &[])).await;
    let shown = registry::GetRegimeRequest { department: DEPARTMENT.into(), policy: String::new() };
    let shown = town.regimes.get_regime(shown).await.expect("shown").into_inner().packs;
    assert_eq!((shown[0].status.as_str(), shown[0].in_force_today), ("DRAFT", false));
    assert!(shown[0].rules > 0);

    let call = town.call_request();
    let call = guohe_api::intake::v1::CreateCallRequest {
        opens_on: "2026-07-01".into(),
        closes_on: "2026-07-31".into(),
        ..call
    };
    let legacy = registry::RegisterLegacyBaseRequest {
        context: town.official(),
        base: "b-1".into(),
        legacy_kind: "省级国际科技合作基地".into(),
        recognised_on: "2012-05-01".into(),
        document_number: "粤科函〔2012〕1号".into(),
        name: Some(Text { zh: "某基地".into(), en: String::new() }),
        institution: crate::town::host_code(1),
        institution_name: "单位1".into(),
        unit: String::new(),
        field: "先进储能材料".into(),
        leader: "p-1".into(),
        ..Default::default()
    };
    let at_intake = town.intake.create_call(call).await.expect_err("nothing is decided");
    let in_the_register = town.bases.register_legacy_base(legacy).await.expect_err("nothing is decided");
    for status in [at_intake, in_the_register] {
        assert_eq!(status.code(), Code::FailedPrecondition, "{status:?}");
        let refusal = refusal_from(&status).expect("details");
        assert_eq!(refusal.code, "NO_VERSION_IN_FORCE");
        assert!(refusal.message.contains("guangdong-2026-draft"), "{}", refusal.message);
        assert!(refusal.message.contains("decides nothing"), "{}", refusal.message);
    }
}
