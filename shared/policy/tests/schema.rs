//! The published JSON Schemas are those of the code.
//!
//! Owns the comparison, and writing them anew. Editors read the files; see `policies/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use guohe_policy::{form_schema, pack_file_schema};

/// How to write the files anew.
const HOW: &str = "run: cargo test -p guohe-policy --test schema -- --ignored";

fn published() -> [(PathBuf, String); 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/schema");
    let pretty = |schema: serde_json::Value| serde_json::to_string_pretty(&schema).expect("json") + "\n";
    [
        (folder.join("pack.schema.json"), pretty(pack_file_schema())),
        (folder.join("application.schema.json"), pretty(form_schema())),
    ]
}

#[test]
fn the_published_schemas_are_in_step() {
    for (path, expected) in published() {
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{} is out of step with the code; {HOW}", path.display());
    }
}

#[test]
#[ignore = "writes the published schemas anew"]
fn write_the_schemas() {
    for (path, text) in published() {
        fs::write(path, text).expect("the folder of schemas");
    }
}

#[test]
fn the_schemas_know_what_packs_and_forms_may_hold() {
    let [(_, pack), (_, form)] = published();
    for word in ["count_distinct", "elapsed", "by_reading", "in_principle", "part_of", "code_lists"] {
        assert!(pack.contains(word), "{word}");
    }
    assert!(pack.contains("additionalProperties\": false"), "a typo must be noticed by the editor");
    assert!(form.contains("单位名称") && form.contains("sti_cooperation"), "{form}");
}
