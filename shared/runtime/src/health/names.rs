//! Which gRPC services belong to which service, read from the interface's descriptors.

use prost::Message;
use prost_types::FileDescriptorSet;

/// Full names of the gRPC services of one service, such as `guohe.registry.v1.BaseService`.
pub(crate) fn rpc_names(service: &str) -> Vec<String> {
    let package = format!("guohe.{service}.v1");
    let set = FileDescriptorSet::decode(guohe_api::DESCRIPTORS).unwrap_or_default();
    let files = set.file.iter().filter(|file| file.package() == package);
    files.flat_map(|file| &file.service).map(|rpc| format!("{package}.{}", rpc.name())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_all_its_interfaces() {
        assert_eq!(rpc_names("intake"), ["guohe.intake.v1.IntakeService"]);
        assert!(rpc_names("registry").contains(&"guohe.registry.v1.RegimeService".to_owned()));
        assert!(rpc_names("nobody").is_empty());
    }
}
