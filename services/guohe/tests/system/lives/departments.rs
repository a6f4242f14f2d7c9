//! Two departments with different measures in one system: neither sees the other's cases, and a ban stays at home.

use guohe_api::registry::v1 as wire;

use super::{Office, Town, code, hash, zhejiang::inclusion};

async fn listed(office: &Office<'_>, department: &str) -> Vec<wire::Base> {
    let request = wire::ListBasesRequest { department: department.into(), ..Default::default() };
    office.bases().list_bases(request).await.expect("a list").into_inner().bases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_departments_run_side_by_side_without_seeing_each_others_cases() {
    let town = Town::starting_on("2026-07-20").await;
    let (hunan, zhejiang) = (town.office("hunan"), town.office("zhejiang"));
    hunan.adopts("hunan-2026", &[]).await;
    zhejiang.adopts("zhejiang-2026", &[]).await;

    // Each department reads the old kind by its own measures, and both may use one id.
    let foreign = zhejiang.takes_in("示范型", None).await.expect_err("a Hunan kind");
    assert_eq!(code(&foreign), "LEGACY_KIND");
    hunan.takes_in("示范型", None).await.expect("by rule");
    assert_eq!(hunan.base("b-1").await.expect("a base").category, "featured");
    assert_eq!(zhejiang.base("b-1").await.expect_err("not theirs").code(), tonic::Code::NotFound);
    zhejiang.takes_in("省海外创新孵化中心", inclusion(true)).await.expect("by decision");
    assert_eq!(zhejiang.base("b-1").await.expect("a base").category, "open_service");
    for (office, department, policy) in
        [(&hunan, "hunan", "hunan-2026"), (&zhejiang, "zhejiang", "zhejiang-2026")]
    {
        let bases = listed(office, department).await;
        assert_eq!(bases.len(), 1, "{department}");
        assert_eq!(bases[0].policy, policy);
    }

    // Each yearly report by its own date: Hunan's on 15 January, Zhejiang's not before a full year.
    town.until("2027-02-02").await;
    let report = |office: &Office<'_>| {
        let department = office.department.to_owned();
        let mut reports = office.reports();
        async move {
            let request = wire::ListReportsRequest { department, ..Default::default() };
            reports.list_reports(request).await.expect("a list").into_inner().reports
        }
    };
    let hunans = report(&hunan).await;
    assert_eq!(hunans[0].deadline.clone().expect("a date").due_on, "2027-01-15");
    assert!(report(&zhejiang).await.is_empty());

    // A ban of Zhejiang's is none of Hunan's.
    let open = wire::OpenMatterRequest {
        context: zhejiang.official(),
        matter: "m-1".into(),
        base: "b-1".into(),
        ground: "Z26-X-4".into(),
        facts: "经查证属实".into(),
        evidence_hash: hash(),
        conduct_on: "2027-01-20".into(),
    };
    zhejiang.matters().open_matter(open).await.expect("opened");
    let propose = wire::ProposeCancellationRequest {
        context: zhejiang.official(),
        matter: "m-1".into(),
        reason: "事实清楚".into(),
        ..Default::default()
    };
    zhejiang.matters().propose_cancellation(propose).await.expect("proposed");
    zhejiang.cancels("m-1").await;
    assert_eq!(zhejiang.standing().await, ("INSTITUTION_STATUS_EXCLUDED".into(), "2030-02-02".into()));
    assert_ne!(hunan.standing().await.0, "INSTITUTION_STATUS_EXCLUDED");
    assert_eq!(hunan.base("b-1").await.expect("a base").status(), wire::BaseStatus::Active);
    let matters = wire::ListMattersRequest { department: "hunan".into(), ..Default::default() };
    let matters = hunan.matters().list_matters(matters).await.expect("a list").into_inner().matters;
    assert!(matters.is_empty(), "the matter stays in its department");
    town.stop().await;
}
