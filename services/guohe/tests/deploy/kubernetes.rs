//! `deploy/kubernetes`: what kustomize makes of it, held to what must be there.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::tools::{place, run, text};

/// The files that the base lists, as documents.
fn listed() -> Vec<Value> {
    let base: Value =
        serde_saphyr::from_str(&text("deploy/kubernetes/base/kustomization.yaml")).expect("reads");
    let files =
        base["resources"].as_array().expect("resources").iter().map(|file| file.as_str().expect("text"));
    files.flat_map(|file| documents(&text(&format!("deploy/kubernetes/base/{file}")))).collect()
}

/// The documents of a stream of YAML.
fn documents(stream: &str) -> Vec<Value> {
    let parts = stream.split("\n---\n");
    parts.map(|part| serde_saphyr::from_str(part).expect("a document")).collect()
}

fn by_kind(documents: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut kinds: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for document in documents {
        kinds.entry(document["kind"].as_str().expect("a kind")).or_default().push(document);
    }
    kinds
}

fn names(documents: &[&Value]) -> Vec<String> {
    let name = |document: &&Value| document["metadata"]["name"].as_str().expect("a name").to_owned();
    let mut names: Vec<String> = documents.iter().map(name).collect();
    names.sort_unstable();
    names
}

fn services() -> Vec<String> {
    let mut names: Vec<String> =
        guohe::system::SERVICES.iter().map(|service| service.name.to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_service_has_a_deployment_a_port_a_budget_and_a_scaler() {
    let documents = listed();
    let kinds = by_kind(&documents);
    for kind in ["Deployment", "Service", "PodDisruptionBudget", "ScaledObject"] {
        assert_eq!(names(&kinds[kind]), services(), "{kind}");
    }
    for deployment in &kinds["Deployment"] {
        let name = deployment["metadata"]["name"].as_str().expect("a name");
        let container = &deployment["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(container["args"], serde_json::json!(["serve", "--target", name]));
        assert!(deployment["spec"]["replicas"].is_null(), "replicas belong to the scaler");
    }
    for scaler in &kinds["ScaledObject"] {
        let name = scaler["metadata"]["name"].as_str().expect("a name");
        assert_eq!(scaler["spec"]["scaleTargetRef"]["name"], name);
        let triggers = &scaler["spec"]["triggers"];
        assert_eq!(triggers[0]["metadata"]["queueName"], format!("guohe.{name}"));
        let query = format!("max(guohe_timers_due{{service=\"{name}\"}})");
        assert_eq!(triggers[1]["metadata"]["query"], query);
    }
    assert_eq!(kinds["NetworkPolicy"][0]["spec"]["podSelector"], serde_json::json!({}));
    assert!(!kinds.contains_key("Secret"), "secrets are named, never written");
}

#[test]
fn what_all_pods_share_is_probed_limited_and_nobody() {
    let patch: Value =
        serde_saphyr::from_str(&text("deploy/kubernetes/base/every-service.yaml")).expect("reads");
    let pod = &patch["spec"]["template"]["spec"];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let container = &pod["containers"][0];
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        assert!(container[probe].is_object(), "{probe}");
    }
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert!(container["resources"]["limits"]["memory"].is_string());
    let variables = container["env"].as_array().expect("variables");
    assert_eq!(variables.len(), 4);
    for variable in variables {
        assert_eq!(variable["valueFrom"]["secretKeyRef"]["name"], "guohe", "by reference: {variable}");
    }
    let limits = guohe_runtime::config::Sources::new().load().expect("the defaults hold").limits;
    let grace = pod["terminationGracePeriodSeconds"].as_u64().expect("seconds");
    assert!(grace > 2 * limits.rpc().drain.as_secs(), "the calls' time and the engines' time fit in");
}

#[test]
fn the_settings_of_the_pods_are_settings_of_the_program() {
    let kustomizations = ["base", "overlays/province"].map(|folder| {
        let file = text(&format!("deploy/kubernetes/{folder}/kustomization.yaml"));
        serde_saphyr::from_str::<Value>(&file).expect("reads")
    });
    let literals = kustomizations.iter().flat_map(|kustomization| {
        kustomization["configMapGenerator"][0]["literals"].as_array().expect("literals").clone()
    });
    let variables: Vec<(String, String)> = literals
        .map(|literal| {
            let (name, value) = literal.as_str().expect("text").split_once('=').expect("a value");
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let settings = guohe_runtime::config::Sources::new().environment(variables).load().expect("they hold");
    assert_eq!(settings.listen.grpc.to_string(), "0.0.0.0:7100");
    assert_eq!(settings.departments.len(), 1);
}

#[test]
fn kustomize_builds_both() {
    for folder in ["base", "overlays/province"] {
        let folder = place(&format!("deploy/kubernetes/{folder}"));
        let Some(built) = run("kubectl", &["kustomize", folder.to_str().expect("text")]) else { return };
        let built = documents(&built);
        let kinds = by_kind(&built);
        assert_eq!(names(&kinds["Deployment"]), services());
        for deployment in &kinds["Deployment"] {
            let pod = &deployment["spec"]["template"]["spec"];
            assert!(
                pod["containers"][0]["readinessProbe"]["grpc"].is_object(),
                "the shared part is laid over"
            );
            assert_eq!(pod["containers"].as_array().map(Vec::len), Some(1));
            let settings =
                pod["containers"][0]["envFrom"][0]["configMapRef"]["name"].as_str().expect("a name");
            assert_eq!(names(&kinds["ConfigMap"]), [settings], "and finds its settings");
        }
    }
}
