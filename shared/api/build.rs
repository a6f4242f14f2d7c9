//! Generates Rust from `proto/` without a protoc binary, and keeps the descriptor set for reflection.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    collect(&root.join("guohe"), &mut files)?;
    files.sort();
    let set = protox::compile(&files, [&root])?;
    let bytes = set.encode_to_vec();
    fs::write(out.join("descriptors.bin"), &bytes)?;

    tonic_prost_build::configure()
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .btree_map(".")
        .compile_fds(set)?;
    pbjson_build::Builder::new().register_descriptors(&bytes)?.btree_map([".guohe"]).build(&[".guohe"])?;
    Ok(())
}

fn collect(folder: &PathBuf, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
