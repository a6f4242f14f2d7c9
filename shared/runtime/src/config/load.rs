//! From sources to settings.
//!
//! Each source is read into a table of its own and checked against the defaults; only then are they laid over
//! each other. So a message can always name the source a wrong value came from.

use std::path::Path;

use config::{Config, ConfigError, File, FileFormat};
use toml::{Table, Value};

use super::{ClockSource, Problem, Settings, SettingsError, known};

/// The defaults, as documented.
const DEFAULTS: &str = include_str!("../../../../deploy/guohe.default.toml");

/// Begins the name of every setting in the environment.
const PREFIX: &str = "GUOHE__";

/// Ends the name of a variable that names a file.
const FILE: &str = "__FILE";

/// The sources of a configuration, each overriding those before.
#[derive(Debug)]
pub struct Sources {
    defaults: Table,
    layers: Vec<(String, Table)>,
    problems: Vec<Problem>,
}

impl Default for Sources {
    fn default() -> Self {
        let defaults = DEFAULTS.parse().expect("the defaults are part of the program and read in its tests");
        Self { defaults, layers: Vec::new(), problems: Vec::new() }
    }
}

impl Sources {
    /// The defaults alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    pub fn file(self, path: &Path) -> Result<Self, SettingsError> {
        let name = path.display().to_string();
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|source| SettingsError::Unreadable { path: name.clone(), source })?;
        let parsed = text.parse::<Table>();
        let table = parsed
            .map_err(|error| SettingsError::NotToml { path: name.clone(), words: error.to_string() })?;
        Ok(self.layer(name, table))
    }

    /// Adds those variables that begin with `GUOHE__`. One that ends in `__FILE` names a file that holds the value:
    /// the way secrets reach a container.
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut table = Table::new();
        let mut ours: Vec<_> = variables.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        ours.sort_unstable();
        for (name, text) in ours {
            let setting = name.strip_suffix(FILE).unwrap_or(&name);
            let path = setting[PREFIX.len()..].to_lowercase().replace("__", ".");
            let text = if setting == name { Ok(text) } else { content(&text) };
            match text.and_then(|text| self.typed(&path, &text)) {
                Ok(value) => put(&mut table, &path, value),
                Err(words) => self.problems.push(Problem {
                    source: "the environment".to_owned(),
                    key: name,
                    words: spell_as_variable(&words, &path, &self.defaults),
                }),
            }
        }
        self.layer("the environment".to_owned(), table)
    }

    /// Adds settings given as `section.key=value`.
    pub fn flags<'a>(mut self, settings: impl IntoIterator<Item = &'a str>) -> Result<Self, SettingsError> {
        let mut table = Table::new();
        for setting in settings {
            let (path, text) =
                setting.split_once('=').ok_or_else(|| SettingsError::NotASetting(setting.to_owned()))?;
            match self.typed(path, text) {
                Ok(value) => put(&mut table, path, value),
                Err(words) => self.problems.push(Problem {
                    source: "the command line".to_owned(),
                    key: path.to_owned(),
                    words,
                }),
            }
        }
        Ok(self.layer("the command line".to_owned(), table))
    }

    /// The settings; or everything that is wrong with them.
    pub fn load(mut self) -> Result<Settings, SettingsError> {
        for (source, table) in &self.layers {
            self.problems.extend(known::check(source, table, &self.defaults));
        }
        if !self.problems.is_empty() {
            return Err(SettingsError::Problems(self.problems));
        }
        let settings = self.merged().and_then(Config::try_deserialize::<Settings>);
        let settings = settings.map_err(|error| SettingsError::Problems(vec![self.problem(error)]))?;
        self.check(&settings)?;
        Ok(settings)
    }

    fn layer(mut self, name: String, table: Table) -> Self {
        self.layers.push((name, table));
        self
    }

    fn merged(&self) -> Result<Config, ConfigError> {
        let tables = std::iter::once(&self.defaults).chain(self.layers.iter().map(|(_, table)| table));
        let add = |builder: config::ConfigBuilder<config::builder::DefaultState>, table: &Table| {
            builder.add_source(File::from_str(&table.to_string(), FileFormat::Toml))
        };
        tables.fold(Config::builder(), add).build()
    }

    /// A text as the kind of value that the setting has.
    fn typed(&self, path: &str, text: &str) -> Result<Value, String> {
        match look(&self.defaults, path) {
            Some(Value::String(_)) => Ok(Value::String(text.to_owned())),
            Some(Value::Integer(_)) => {
                text.trim().parse().map(Value::Integer).map_err(|_| format!("{text:?} is no whole number"))
            }
            Some(Value::Boolean(_)) => {
                let wrong = |_| format!("{text:?} is neither true nor false");
                text.trim().parse().map(Value::Boolean).map_err(wrong)
            }
            Some(Value::Array(_)) => {
                let list = format!("list = {text}").parse::<Table>().ok().and_then(|mut t| t.remove("list"));
                list.ok_or_else(|| format!("{text:?} is no list as TOML writes it"))
            }
            Some(_) => Err("this is a section; name a setting within it".to_owned()),
            None => {
                let names = known::names(&self.defaults);
                let nearest = known::nearest(path, names.iter().map(String::as_str));
                Err(nearest.map_or("there is no such setting".to_owned(), |name| {
                    format!("there is no such setting; did you mean {name}?")
                }))
            }
        }
    }

    fn problem(&self, error: ConfigError) -> Problem {
        let (key, words) = match error {
            ConfigError::At { error, key: Some(key), .. } => (key, error.to_string()),
            ConfigError::Type { key: Some(key), unexpected, expected, .. } => {
                (key, format!("is {unexpected}, not {expected}"))
            }
            other => ("the configuration".to_owned(), other.to_string()),
        };
        Problem { source: self.source_of(&key), key, words }
    }

    /// The last source that sets a key.
    fn source_of(&self, key: &str) -> String {
        let top = key.split('[').next().unwrap_or(key);
        let layer = self.layers.iter().rev().find(|(_, table)| look(table, top).is_some());
        layer.map_or("the defaults".to_owned(), |(name, _)| name.clone())
    }

    /// What no single setting can tell.
    fn check(&self, settings: &Settings) -> Result<(), SettingsError> {
        let mut problems = Vec::new();
        let mut problem = |key: &str, words: String| {
            problems.push(Problem { source: self.source_of(key), key: key.to_owned(), words });
        };
        if settings.clock.start.is_some() && settings.clock.source == ClockSource::System {
            let words =
                "the machine's clock cannot be set; use clock.source = \"simulated\", or leave it out";
            problem("clock.start", words.to_owned());
        }
        let allowed = settings.listen.allow_unauthenticated;
        let ports = [("listen.grpc", Some(settings.listen.grpc)), ("listen.health", settings.listen.health)];
        for (key, address) in ports.into_iter().filter_map(|(key, port)| Some((key, port?))) {
            if let Err(error) = address.checked(allowed) {
                problem(key, error.to_string());
            }
        }
        for (index, department) in settings.departments.iter().enumerate() {
            let twice = settings.departments[..index].iter().any(|other| other.id == department.id);
            if twice {
                problem(&format!("departments[{index}].id"), format!("{:?} is there already", department.id));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(SettingsError::Problems(problems)) }
    }
}

/// What a file holds, without the line's end.
fn content(path: &str) -> Result<String, String> {
    let read = std::fs::read_to_string(path);
    read.map(|text| text.trim_end().to_owned())
        .map_err(|error| format!("the file {path:?} cannot be read: {error}"))
}

fn look<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = table.get(first)?;
    match (rest, value) {
        ("", value) => Some(value),
        (rest, Value::Table(section)) => look(section, rest),
        _ => None,
    }
}

fn put(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(table.insert(path.to_owned(), value)),
        Some((section, key)) => {
            let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = section {
                put(section, key, value);
            }
        }
    }
}

/// Says names of settings as the environment spells them.
fn spell_as_variable(words: &str, path: &str, defaults: &Table) -> String {
    let names = known::names(defaults);
    match known::nearest(path, names.iter().map(String::as_str)) {
        Some(name) if words.contains(&format!("mean {name}?")) => {
            let variable = format!("{PREFIX}{}", name.to_uppercase().replace('.', "__"));
            words.replace(&format!("mean {name}?"), &format!("mean {variable}?"))
        }
        _ => words.to_owned(),
    }
}
