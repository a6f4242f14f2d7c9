//! What a person meets who writes a setting wrong: the exact words.

use std::{fs, time::Duration};

use guohe_runtime::config::{ClockSource, Settings, SettingsError, Sources};

fn flags(settings: &[&str]) -> Result<Settings, SettingsError> {
    Sources::new().flags(settings.iter().copied()).expect("settings").load()
}

fn environment(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Sources::new().environment(owned).load()
}

/// What is said of a file with this text, the folder left out.
fn words_for_file(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("guohe.toml");
    fs::write(&path, text).expect("written");
    let error = Sources::new().file(&path).and_then(Sources::load).expect_err("refused");
    error.to_string().replace(&format!("{}/", folder.path().display()), "")
}

fn words<T: std::fmt::Debug>(result: Result<T, SettingsError>) -> String {
    result.expect_err("refused").to_string()
}

#[test]
fn the_defaults_are_an_embedded_system_on_loopback() {
    let settings = Sources::new().load().expect("the defaults hold");
    assert_eq!(settings.listen.grpc.to_string(), "127.0.0.1:7100");
    assert_eq!(settings.listen.health, None);
    assert_eq!(settings.store.url.reveal(), "sqlite:guohe-data");
    assert_eq!(settings.bus.url.reveal(), "in-process");
    assert_eq!(settings.clock.source, ClockSource::System);
    assert_eq!(settings.limits.rpc().longest_call, Duration::from_secs(30));
    assert!(settings.departments.is_empty());
}

#[test]
fn a_flag_overrides_the_environment_which_overrides_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("guohe.toml");
    let text = "[limits]\nbatch = 11\nqueue = 12\ntimers = 13\n\n[[departments]]\nid = \"hunan\"\npolicies = [\"hunan-2026\"]\n";
    fs::write(&path, text).expect("written");
    let variables = [("GUOHE__LIMITS__QUEUE", "22"), ("GUOHE__LIMITS__TIMERS", "23"), ("HOME", "/root")];
    let settings = Sources::new()
        .file(&path)
        .expect("reads")
        .environment(variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .flags(["limits.timers=33"])
        .expect("a setting")
        .load()
        .expect("holds");
    let limits = settings.limits.engine();
    assert_eq!((limits.batch, limits.queue, limits.timers, limits.confirms), (11, 22, 33, 500));
    assert_eq!(settings.departments[0].policies, ["hunan-2026"]);
}

#[test]
fn departments_may_come_from_the_environment() {
    let list = "[{ id = \"hunan\", policies = [\"hunan-2026\"] }, { id = \"zhejiang\" }]";
    let settings = environment(&[("GUOHE__DEPARTMENTS", list)]).expect("holds");
    assert_eq!(settings.departments.len(), 2);
}

#[test]
fn a_mistyped_name_in_a_file_is_answered_with_the_nearest_one() {
    assert_eq!(
        words_for_file("[listen]\ngrcp = \"127.0.0.1:7200\"\n[telemetri]\nformat = \"json\"\n"),
        "listen.grcp (guohe.toml): there is no such setting; did you mean listen.grpc?\n\
         telemetri (guohe.toml): there is no such setting; did you mean telemetry?"
    );
}

#[test]
fn a_name_in_the_wrong_section_is_answered_with_the_right_one() {
    assert_eq!(
        words_for_file("[store]\ngrpc = \"127.0.0.1:7200\"\n"),
        "store.grpc (guohe.toml): there is no such setting; did you mean listen.grpc?"
    );
}

#[test]
fn a_name_like_none_is_answered_with_where_to_look() {
    assert_eq!(
        words_for_file("[listen]\nunix_domain_socket_path = \"x\"\n"),
        "listen.unix_domain_socket_path (guohe.toml): there is no such setting; \
         deploy/guohe.default.toml lists them all"
    );
}

#[test]
fn a_mistyped_name_within_a_department_names_its_place() {
    assert_eq!(
        words_for_file("[[departments]]\nid = \"hunan\"\npolices = []\n"),
        "departments[0].polices (guohe.toml): there is no such setting; did you mean policies?"
    );
}

#[test]
fn a_mistyped_variable_is_answered_as_a_variable() {
    assert_eq!(
        words(environment(&[("GUOHE__LIMITS__BACTH", "5")])),
        "GUOHE__LIMITS__BACTH (the environment): there is no such setting; did you mean GUOHE__LIMITS__BATCH?"
    );
}

#[test]
fn a_mistyped_flag_is_answered_as_a_flag() {
    assert_eq!(
        words(flags(&["limits.bacth=5"])),
        "limits.bacth (the command line): there is no such setting; did you mean limits.batch?"
    );
    let error = Sources::new().flags(["limits.batch"]).expect_err("no value");
    assert_eq!(
        error.to_string(),
        "--set \"limits.batch\" is no setting; write it like limits.call_seconds=60"
    );
}

#[test]
fn a_value_of_another_kind_is_refused_with_the_kind_wanted() {
    assert_eq!(
        words_for_file("[limits]\nbatch = \"many\"\ncall_seconds = 1.5\n[listen]\ngrpc = 7100\n"),
        "limits.batch (guohe.toml): is a text, not a whole number\n\
         limits.call_seconds (guohe.toml): is a number with a fraction, not a whole number\n\
         listen.grpc (guohe.toml): is a whole number, not a text"
    );
    assert_eq!(
        words(environment(&[("GUOHE__LIMITS__BATCH", "many")])),
        "GUOHE__LIMITS__BATCH (the environment): \"many\" is no whole number"
    );
}

#[test]
fn an_impossible_value_names_its_setting_and_its_source() {
    let cases = [
        ("limits.drain_seconds=0", "limits.drain_seconds (the command line): 0 is not between 1 and 86400"),
        ("limits.batch=-3", "limits.batch (the command line): -3 is not between 1 and 1000000"),
        (
            "clock.source=sundial",
            "clock.source (the command line): \"sundial\" is no clock; write \"system\" or \"simulated\"",
        ),
        (
            "telemetry.format=xml",
            "telemetry.format (the command line): \"xml\" is no form of a log; write \"text\" or \"json\"",
        ),
        (
            "clock.start=yesterday",
            "clock.start (the command line): \"yesterday\" is no instant; write it like \"2026-03-09T01:00:00Z\"",
        ),
        (
            "clock.start=2026-03-09T01:00:00Z",
            "clock.start (the command line): the machine's clock cannot be set; use clock.source = \"simulated\", \
             or leave it out",
        ),
    ];
    for (setting, expected) in cases {
        assert_eq!(words(flags(&[setting])), expected);
    }
}

#[test]
fn an_address_that_others_could_reach_is_refused_by_the_name_of_its_setting() {
    let way_out = "could be reached from other machines, and there is no sign-in yet; listen on 127.0.0.1 or [::1], or, \
                   where a network of your own keeps everybody else away, acknowledge it with \
                   listen.allow_unauthenticated=true";
    assert_eq!(
        words(flags(&["listen.grpc=0.0.0.0:7100"])),
        format!("listen.grpc (the command line): \"0.0.0.0:7100\" {way_out}")
    );
    assert_eq!(
        words(environment(&[("GUOHE__LISTEN__HEALTH", "192.168.1.7:80")])),
        format!("listen.health (the environment): \"192.168.1.7:80\" {way_out}")
    );
}

#[test]
fn a_department_may_stand_there_once() {
    let list = "departments=[{ id = \"hunan\" }, { id = \"hunan\" }]";
    assert_eq!(words(flags(&[list])), "departments[1].id (the command line): \"hunan\" is there already");
}

#[test]
fn a_file_that_is_missing_or_no_toml_is_named() {
    let missing = Sources::new().file("no/such/file.toml".as_ref()).expect_err("missing");
    assert_eq!(missing.to_string(), "the configuration file no/such/file.toml cannot be read");
    assert!(
        words_for_file("[listen\n")
            .starts_with("the configuration file guohe.toml is no TOML: TOML parse error at line 1")
    );
}

#[test]
fn passwords_and_keys_are_never_shown() {
    let settings = flags(&[
        "store.url=postgres://ann:s3cret@db/guohe",
        "store.vault_key=abc",
        "bus.url=amqp://ann:s3cret@bus",
    ]);
    assert!(!format!("{:?}", settings.expect("holds")).contains("s3cret"));
}

#[test]
fn an_open_address_needs_the_acknowledgement_that_names_what_it_means() {
    let open = ["listen.grpc=0.0.0.0:7100", "listen.health=0.0.0.0:7101"];
    let refused = words(flags(&open));
    assert_eq!(refused.lines().count(), 2, "{refused}");
    assert!(
        refused.starts_with("listen.grpc (the command line): \"0.0.0.0:7100\" could be reached"),
        "{refused}"
    );
    assert!(refused.ends_with("acknowledge it with listen.allow_unauthenticated=true"), "{refused}");
    let acknowledged = [open[0], open[1], "listen.allow_unauthenticated=true"];
    let settings = flags(&acknowledged).expect("acknowledged");
    assert_eq!(settings.listen.grpc.from_here().to_string(), "127.0.0.1:7100");
    assert_eq!(
        words(flags(&["listen.allow_unauthenticated=yes"])),
        "listen.allow_unauthenticated (the command line): \"yes\" is neither true nor false"
    );
}

#[test]
fn a_variable_may_name_a_file_that_holds_the_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store-url");
    fs::write(&path, "postgres://guohe:s3cret@db/guohe\n").expect("written");
    let name = path.to_str().expect("text");
    let settings = environment(&[("GUOHE__STORE__URL__FILE", name)]).expect("holds");
    assert_eq!(settings.store.url.reveal(), "postgres://guohe:s3cret@db/guohe");
    let missing = words(environment(&[("GUOHE__STORE__URL__FILE", "/nowhere/store-url")]));
    assert!(
        missing.starts_with(
            "GUOHE__STORE__URL__FILE (the environment): the file \"/nowhere/store-url\" cannot be read: "
        ),
        "{missing}"
    );
}
