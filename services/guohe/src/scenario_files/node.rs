//! A YAML file as values that know where they stand.
//!
//! Owns reading text into [`Node`]s and turning them into JSON. It never knows what a scenario is: every message
//! about one can therefore name file, line and column.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};
use serde_saphyr::Spanned;

use super::problem::{Problem, Spot};

/// A value and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Yaml,
    /// Where it begins.
    pub spot: Spot,
}

/// A key of a map and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub spot: Spot,
}

/// What YAML can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Yaml {
    /// Nothing.
    Null,
    /// True or false.
    Flag(bool),
    /// A number.
    Number(Number),
    /// A text, also a date.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of writing.
    Map(Vec<(Key, Node)>),
}

impl Node {
    /// Reads a file's text.
    pub fn parse(file: &Arc<str>, text: &str) -> Result<Self, Problem> {
        let read: Result<Raw, _> = serde_saphyr::from_str(text);
        let raw = read.map_err(|error| {
            let place = error.location();
            let (line, column) = place.map(|p| (p.line(), p.column())).unwrap_or_default();
            let whole = error.to_string();
            let message = whole.lines().next().unwrap_or_default().to_owned();
            Problem::new("SCENARIO_UNREADABLE", &Spot { file: file.clone(), line, column }, message)
                .advise("mend the YAML: two spaces a level, a space after each colon")
        })?;
        Ok(raw.placed(file))
    }

    /// The value of a key; nothing where this is no map or has no such key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(found, _)| found.name == key).map(|(_, node)| node)
    }

    /// The entries of a map; none where this is no map.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Yaml::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none where this is no list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Yaml::List(items) => items,
            _ => &[],
        }
    }

    /// A text, or a number or flag as it was written.
    pub fn text(&self) -> Option<String> {
        match &self.value {
            Yaml::Text(text) => Some(text.clone()),
            Yaml::Number(number) => Some(number.to_string()),
            Yaml::Flag(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Yaml::Null => "nothing",
            Yaml::Flag(_) => "true or false",
            Yaml::Number(_) => "a number",
            Yaml::Text(_) => "a text",
            Yaml::List(_) => "a list",
            Yaml::Map(_) => "a map",
        }
    }

    /// The value as JSON.
    pub fn json(&self) -> Value {
        match &self.value {
            Yaml::Null => Value::Null,
            Yaml::Flag(flag) => Value::Bool(*flag),
            Yaml::Number(number) => Value::Number(number.clone()),
            Yaml::Text(text) => Value::String(text.clone()),
            Yaml::List(items) => items.iter().map(Node::json).collect(),
            Yaml::Map(entries) => entries.iter().map(|(key, node)| (key.name.clone(), node.json())).collect(),
        }
    }
}

/// A value as the reader hands it over: with its place, without its file.
struct Raw(Spanned<RawYaml>);

enum RawYaml {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(Spanned<String>, Raw)>),
}

impl Raw {
    fn placed(self, file: &Arc<str>) -> Node {
        let here = spot(file, self.0.referenced.line(), self.0.referenced.column());
        let value = match self.0.value {
            RawYaml::Null => Yaml::Null,
            RawYaml::Flag(flag) => Yaml::Flag(flag),
            RawYaml::Number(number) => Yaml::Number(number),
            RawYaml::Text(text) => Yaml::Text(text),
            RawYaml::List(items) => Yaml::List(items.into_iter().map(|item| item.placed(file)).collect()),
            RawYaml::Map(entries) => {
                let entry = |(key, raw): (Spanned<String>, Raw)| {
                    let there = spot(file, key.referenced.line(), key.referenced.column());
                    (Key { name: key.value, spot: there }, raw.placed(file))
                };
                Yaml::Map(entries.into_iter().map(entry).collect())
            }
        };
        Node { value, spot: here }
    }
}

fn spot(file: &Arc<str>, line: u64, column: u64) -> Spot {
    Spot { file: file.clone(), line, column }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Raw)
    }
}

impl<'de> Deserialize<'de> for RawYaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = RawYaml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<RawYaml, E> {
        Ok(RawYaml::Null)
    }

    fn visit_none<E>(self) -> Result<RawYaml, E> {
        Ok(RawYaml::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawYaml, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<RawYaml, E> {
        Ok(RawYaml::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<RawYaml, E> {
        Ok(RawYaml::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<RawYaml, E> {
        Ok(RawYaml::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<RawYaml, E> {
        let text = || RawYaml::Text(number.to_string());
        Ok(Number::from_f64(number).map_or_else(text, RawYaml::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<RawYaml, E> {
        Ok(RawYaml::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawYaml, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(RawYaml::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawYaml, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(RawYaml::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Node, Problem> {
        Node::parse(&"a.yaml".into(), text)
    }

    #[test]
    fn every_value_and_key_knows_its_place() {
        let node = parse("title: x\nsteps:\n  - at: 2026-03-09 10:00\n    submit: {application: a1, n: 3}\n")
            .expect("reads");
        let step = &node.get("steps").expect("there").items()[0];
        let (key, submit) = &step.entries()[1];
        assert_eq!((key.spot.line, key.spot.column), (4, 5));
        assert_eq!(submit.get("application").and_then(Node::text).as_deref(), Some("a1"));
        assert_eq!(submit.json(), serde_json::json!({"application": "a1", "n": 3}));
        assert_eq!(step.get("at").and_then(Node::text).as_deref(), Some("2026-03-09 10:00"));
    }

    #[test]
    fn broken_yaml_is_a_problem_with_its_line() {
        let problem = parse("title: x\nsteps: [\n").expect_err("broken");
        assert_eq!(problem.code, "SCENARIO_UNREADABLE");
        assert!(problem.spot.line >= 2, "{problem}");
    }
}
