//! Where things stand in a YAML file: JSON pointer → line and column.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use std::collections::BTreeMap;
use std::fmt;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Place {
    pub(crate) fn new(line: u64, column: u64) -> Option<Self> {
        match (u32::try_from(line), u32::try_from(column)) {
            (Ok(line), Ok(column)) if line > 0 => Some(Self { line, column }),
            _ => None,
        }
    }
}

/// Every place of a file by JSON pointer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<String, Place>);

impl Places {
    /// Reads the places of a text; a text that is no YAML has none.
    pub(crate) fn of(text: &str) -> Self {
        let mut places = Self::default();
        if let Ok(root) = serde_saphyr::from_str::<Spanned<Node>>(text) {
            places.note(String::new(), &root);
        }
        places
    }

    /// The place of the thing, or of the nearest thing around it.
    pub(crate) fn find(&self, pointer: &str) -> Option<Place> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.0.get(pointer) {
                return Some(*place);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }

    /// The name of the field whose value stands here.
    pub(crate) fn field_at(&self, place: Place) -> Option<&str> {
        let before = |one: &Place| one.line == place.line && one.column <= place.column;
        let (pointer, _) =
            self.0.iter().filter(|(_, one)| before(one)).max_by_key(|(_, one)| one.column)?;
        pointer.rsplit('/').find(|step| step.parse::<usize>().is_err() && !step.is_empty())
    }

    /// Every pointer of the file.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether the file has this thing.
    pub(crate) fn has(&self, pointer: &str) -> bool {
        self.0.contains_key(pointer)
    }

    fn note(&mut self, pointer: String, node: &Spanned<Node>) {
        match &node.value {
            Node::Leaf => {}
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.note(format!("{pointer}/{index}"), item);
                }
            }
            Node::Map(fields) => {
                for (key, value) in fields {
                    let child = format!("{pointer}/{}", escape(&key.value));
                    self.note(child.clone(), value);
                    // A field is where its name stands: that is what a person looks for.
                    let at = key.referenced;
                    if let Some(place) = Place::new(at.line(), at.column()) {
                        self.0.insert(child, place);
                    }
                }
            }
        }
        let at = node.referenced;
        if let Some(place) = Place::new(at.line(), at.column()) {
            self.0.entry(pointer).or_insert(place);
        }
    }
}

/// A step of a JSON pointer (RFC 6901).
pub(crate) fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The name that a step of a JSON pointer stands for (RFC 6901).
pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

enum Node {
    Leaf,
    List(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<String>, Spanned<Node>)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        Node::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Map(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_of_a_file_has_its_line_and_column() {
        let places = Places::of("a: 1\nb:\n  - {x: y}\n  - z\n# note\nc: ~\n2015:\n  d/e: true\n");
        let at = |pointer: &str| places.find(pointer).map(|place| (place.line, place.column));
        assert_eq!(at("/a"), Some((1, 1)));
        assert_eq!(at("/b"), Some((2, 1)));
        assert_eq!(at("/b/0/x"), Some((3, 6)));
        assert_eq!(at("/b/1"), Some((4, 5)));
        assert_eq!(at("/c"), Some((6, 1)));
        assert_eq!(at("/2015/d~1e"), Some((8, 3)));
        assert_eq!(at("/b/7/nowhere"), Some((2, 1)), "the nearest thing around it");
    }

    #[test]
    fn a_text_that_is_no_yaml_has_no_places() {
        assert!(Places::of("a: [").find("/a").is_none());
    }
}
