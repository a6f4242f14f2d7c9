//! Reflection: tools ask the server for its interface, comments included.

use guohe_api::DESCRIPTORS;
use tonic::service::RoutesBuilder;
use tonic_reflection::server::Builder;
pub use tonic_reflection::server::Error as ReflectionError;

/// Adds reflection in its present version and in the one that older tools speak.
pub fn reflection_routes(builder: &mut RoutesBuilder) -> Result<(), ReflectionError> {
    let described = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    builder.add_service(described().build_v1()?);
    builder.add_service(described().build_v1alpha()?);
    Ok(())
}
