//! Where things stand in a YAML file.
//!
//! Owns a tree of positions, read beside the typed model, so that a check made on the model can still name
//! line and column. Never holds values.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// One step of a path into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of a map.
    Key(String),
    /// An element of a list.
    Index(usize),
}

/// A path into a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Step>);

impl Path {
    /// The path one key further.
    pub(crate) fn key(&self, key: &str) -> Path {
        self.then(Step::Key(key.to_owned()))
    }

    /// The path one element further.
    pub(crate) fn index(&self, index: usize) -> Path {
        self.then(Step::Index(index))
    }

    fn then(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }
}

/// The positions of a file's values.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Positions(Spanned<Node>);

#[derive(Debug)]
enum Node {
    Map(Vec<(String, Spanned<Node>)>),
    List(Vec<Spanned<Node>>),
    Leaf,
}

impl Positions {
    /// Reads the positions of a file.
    pub(crate) fn read(text: &str) -> Result<Positions, serde_saphyr::Error> {
        serde_saphyr::from_str(text)
    }

    /// Line and column of a path, or of the closest thing above it that exists.
    pub(crate) fn of(&self, path: &Path) -> (u64, u64) {
        let mut here = &self.0;
        for step in &path.0 {
            let next = match (step, &here.value) {
                (Step::Key(key), Node::Map(fields)) => {
                    fields.iter().find(|(name, _)| name == key).map(|(_, node)| node)
                }
                (Step::Index(index), Node::List(elements)) => elements.get(*index),
                _ => None,
            };
            match next {
                Some(node) => here = node,
                None => break,
            }
        }
        (here.referenced.line(), here.referenced.column())
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

/// Every scalar is a leaf.
macro_rules! leaves {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, _: $type) -> Result<Node, E> {
            Ok(Node::Leaf)
        })*
    };
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    leaves!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Node::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = access.next_key::<Option<String>>()? {
            match key {
                Some(key) => fields.push((key, access.next_value()?)),
                None => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Node::Map(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_line_and_column_in_block_and_flow_style() {
        let text = "a:\n  - {b: 1, c: [x, y]}\n  - b: 2\n";
        let positions = Positions::read(text).expect("readable");
        let a = Path::default().key("a");
        assert_eq!(positions.of(&a.index(0).key("b")), (2, 9));
        assert_eq!(positions.of(&a.index(0).key("c").index(1)), (2, 19));
        assert_eq!(positions.of(&a.index(1).key("b")), (3, 8));
        assert_eq!(positions.of(&a.index(1).key("missing")), (3, 5));
    }
}
