//! Rebuilds the crate when a migration is added: the compiler sees changes of known files only.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
