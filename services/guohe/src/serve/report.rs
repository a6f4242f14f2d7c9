//! What `serve` says once it serves: what, where, on what.

use guohe_runtime::config::Settings;

use crate::{
    lang::Lang,
    system::{StoreChoice, System},
};

/// Says it on standard output.
pub(super) fn serving(system: &System, settings: &Settings, lang: Lang) {
    println!("{}", words(system, settings, lang));
}

fn words(system: &System, settings: &Settings, lang: Lang) -> String {
    let services: Vec<&str> = system.engines().iter().map(guohe_flow::Engine::service).collect();
    let mut lines = vec![
        format!("{} {}", lang.pick("国合已启动：", "Guohe serves"), services.join(", ")),
        format!("  {} http://{}", lang.pick("gRPC  ", "gRPC  "), system.address()),
    ];
    if let Some(health) = system.health_address() {
        lines.push(format!("  {} http://{health}/readyz", lang.pick("健康  ", "health")));
    }
    lines.push(format!("  {} {}", lang.pick("存储  ", "store "), store(settings)));
    lines.push(format!("  {} {}", lang.pick("总线  ", "bus   "), bus(settings)));
    if system.simulated_clock().is_some() {
        let now = system.clock().now();
        lines.push(format!("  {} {now}", lang.pick("时钟  模拟，始于", "clock  simulated, from")));
    }
    if settings.departments.is_empty() {
        let hint = lang.pick(
            "  未配置任何厅局：请在配置中写明 departments（见 deploy/guohe.default.toml）",
            "  no departments are set: name them under `departments` (see deploy/guohe.default.toml)",
        );
        lines.push(hint.to_owned());
    }
    lines.join("\n")
}

/// Never an address that may hold a password.
fn store(settings: &Settings) -> String {
    match settings.store.url.reveal().parse().map(StoreChoice::At) {
        Ok(choice) if choice.folder().is_some() => settings.store.url.reveal().to_owned(),
        _ => "PostgreSQL".to_owned(),
    }
}

fn bus(settings: &Settings) -> &'static str {
    if settings.bus.url.reveal().starts_with("amqp://") { "RabbitMQ" } else { "in-process" }
}
