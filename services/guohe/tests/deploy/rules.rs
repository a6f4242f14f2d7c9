//! Alert rules, dashboards and the runbook, held to each other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    compose::{compose, ours},
    tools::{place, run, text},
};

/// The alert rules, each with its fields.
fn alerts() -> Vec<Value> {
    let file: Value = serde_saphyr::from_str(&text("deploy/prometheus/alerts.yml")).expect("reads");
    file["groups"][0]["rules"].as_array().expect("rules").clone()
}

fn name(alert: &Value) -> &str {
    alert["alert"].as_str().expect("a name")
}

/// The metrics of ours that an expression names, as `/metrics` shows them.
fn metrics(expression: &str) -> impl Iterator<Item = String> {
    let words = expression.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let ours = words.filter(|word| word.starts_with("guohe_") || word.starts_with("process_"));
    ours.map(str::to_owned)
}

/// The metrics that alerts name.
pub(crate) fn alert_metrics() -> BTreeSet<String> {
    alerts().iter().flat_map(|alert| metrics(alert["expr"].as_str().expect("an expression"))).collect()
}

/// The metrics that dashboards name.
pub(crate) fn dashboard_metrics() -> BTreeSet<String> {
    let dashboard: Value =
        serde_json::from_str(&text("deploy/grafana/dashboards/guohe.json")).expect("a dashboard");
    let panels = dashboard["panels"].as_array().expect("panels");
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    targets.flat_map(|target| metrics(target["expr"].as_str().expect("an expression"))).collect()
}

/// `NAME:PORT` of the processes that Prometheus scrapes.
pub(crate) fn scraped() -> Vec<String> {
    let file: Value = serde_saphyr::from_str(&text("deploy/prometheus/prometheus.yml")).expect("reads");
    let jobs = file["scrape_configs"].as_array().expect("jobs");
    let ours = jobs.iter().find(|job| job["job_name"] == "guohe").expect("our job");
    let targets = ours["static_configs"][0]["targets"].as_array().expect("targets");
    targets.iter().map(|target| target.as_str().expect("text").to_owned()).collect()
}

#[test]
fn every_container_is_scraped() {
    let compose = compose();
    let mut scraped = scraped();
    scraped.sort_unstable();
    assert_eq!(scraped, ours(&compose).map(|(name, _)| format!("{name}:7101")).collect::<Vec<_>>());
}

#[test]
fn every_alert_says_what_to_do() {
    let runbook = text("docs/operations/runbook.md");
    let headings: BTreeSet<&str> =
        runbook.lines().filter_map(|line| line.strip_prefix("## ")).map(str::trim).collect();
    let names: BTreeSet<String> = alerts().iter().map(|alert| name(alert).to_owned()).collect();
    assert_eq!(headings, names.iter().map(String::as_str).collect(), "entries and alerts are the same");
    for alert in alerts() {
        let anchor = format!("docs/operations/runbook.md#{}", name(&alert).to_lowercase());
        assert_eq!(alert["annotations"]["runbook"], anchor.as_str());
        assert!(["warning", "critical"].contains(&alert["labels"]["severity"].as_str().expect("a severity")));
    }
}

#[test]
fn every_alert_is_made_to_fire_and_kept_silent() {
    let tests: Value = serde_saphyr::from_str(&text("deploy/prometheus/alerts.test.yml")).expect("reads");
    let tests = tests["tests"].as_array().expect("tests");
    let tested: BTreeSet<&str> = tests.iter().map(|test| test["name"].as_str().expect("a name")).collect();
    for alert in alerts() {
        for what in ["fires", "is silent"] {
            let wanted = format!("{} {what}", name(&alert));
            assert!(tested.contains(wanted.as_str()), "no test that {wanted}");
        }
    }
    let tests = place("deploy/prometheus/alerts.test.yml");
    run("promtool", &["test", "rules", tests.to_str().expect("text")]);
    let config = place("deploy/prometheus/prometheus.yml");
    run("promtool", &["check", "config", config.to_str().expect("text")]);
}

#[test]
fn what_is_mounted_is_what_the_dashboards_are_provisioned_from() {
    let provider: Value =
        serde_saphyr::from_str(&text("deploy/grafana/provisioning/dashboards/guohe.yaml")).expect("reads");
    let folder = provider["providers"][0]["options"]["path"].as_str().expect("a folder");
    let grafana = &compose().services["grafana"];
    assert!(
        grafana.volumes.iter().any(|volume| volume == &format!("./deploy/grafana/dashboards:{folder}:ro"))
    );
}
