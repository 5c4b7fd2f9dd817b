//! A test of one attribute, such as `new.status == Status::Open`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::domain::{Known, Rest};
use super::leaf::{Alternative, Alternatives, simplified};
use crate::attribute::field_name::FieldName;

/// Where an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// In `key`.
    Keys,
    /// In `new`.
    NewImage,
    /// In `old`.
    OldImage,
}

/// The way to an attribute: its root, and for each field the names that its struct declares, if they are known.
#[derive(Debug)]
pub struct ImagePath {
    /// Where it begins.
    pub root: Root,
    /// The fields, from the image to the attribute.
    pub fields: &'static [&'static str],
    /// For each of them the fields of the struct that it is in.
    pub declared: Vec<Option<&'static [FieldName]>>,
}

impl ImagePath {
    /// The path in the record, and whether an attribute on it may be missing although the field has a value.
    fn resolve(&self) -> Option<(Vec<String>, bool)> {
        let root = match self.root {
            Root::Keys => "Keys",
            Root::NewImage => "NewImage",
            Root::OldImage => "OldImage",
        };
        let mut path = vec!["dynamodb".to_owned(), root.to_owned()];
        let mut omittable = false;
        for (index, (field, declared)) in self.fields.iter().zip(&self.declared).enumerate() {
            let name = declared.as_ref()?.iter().find(|name| name.field == *field)?;
            if index > 0 {
                path.push("M".to_owned());
                // A struct within may be a list of its fields, into which no path leads.
                omittable = true;
            }
            path.push(name.attribute.to_owned());
            omittable |= name.omittable;
        }
        (self.fields.len() == self.declared.len()).then_some((path, omittable))
    }
}

/// What a test says of texts, which cannot all be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It may take any.
    Unknown,
    /// It takes these.
    Equal(Vec<String>),
    /// It takes all but these.
    Unequal(Vec<String>),
    /// It takes what begins with this.
    Prefix(String),
    /// It takes what ends with this.
    Suffix(String),
    /// It takes any that is there.
    Some,
    /// It takes none.
    None,
}

impl Choice {
    /// It takes what equals one of these, where all are texts.
    #[must_use]
    pub fn equal(texts: Vec<Option<String>>) -> Self {
        texts.into_iter().collect::<Option<_>>().map_or(Self::Unknown, Self::Equal)
    }

    /// It takes what equals none of these, where all are texts.
    #[must_use]
    pub fn unequal(texts: Vec<Option<String>>) -> Self {
        texts.into_iter().collect::<Option<_>>().map_or(Self::Unknown, Self::Unequal)
    }

    /// It takes what begins with a text.
    #[must_use]
    pub fn prefix(text: Option<String>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Unknown, Self::Prefix)
    }

    /// It takes what ends with a text.
    #[must_use]
    pub fn suffix(text: Option<String>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Unknown, Self::Suffix)
    }

    /// The alternatives for texts.
    fn texts(&self, negated: bool) -> Vec<Alternative> {
        let is = |texts: &[String]| texts.iter().cloned().map(Alternative::Is).collect();
        let but = |texts: &[String]| match texts {
            [] => vec![Alternative::Present],
            texts => vec![Alternative::AnythingBut(texts.iter().cloned().collect())],
        };
        match (self, negated) {
            (Self::Equal(texts), false) | (Self::Unequal(texts), true) => is(texts),
            (Self::Equal(texts), true) | (Self::Unequal(texts), false) => but(texts),
            (Self::Prefix(text), false) => vec![Alternative::Prefix(text.clone())],
            (Self::Suffix(text), false) => vec![Alternative::Suffix(text.clone())],
            (choice, negated) => choice.presence(negated),
        }
    }

    /// The alternatives for what is there.
    fn presence(&self, negated: bool) -> Vec<Alternative> {
        match (self, negated) {
            (Self::None, false) | (Self::Some, true) => Vec::new(),
            _ => vec![Alternative::Present],
        }
    }
}

/// A test of one attribute.
pub struct Test {
    text: &'static str,
    /// The path of the leaf, the alternatives of the test and those of its negation; `None` where nothing is known.
    leaf: Option<(Vec<String>, [Alternatives; 2])>,
}

impl Test {
    /// A test, with what is known of the attribute's type.
    pub fn new<F>(
        text: &'static str,
        path: &ImagePath,
        known: Option<Known<F>>,
        choice: &Choice,
        takes: impl Fn(&F) -> bool,
    ) -> Self {
        // A key is written as its own type says, which for a text is as it is, and not as serde would.
        let known = known.filter(|known| path.root != Root::Keys || known.is_text());
        let leaf = known.and_then(|known| {
            let (mut path, omittable) = path.resolve()?;
            path.push(known.descriptor.to_owned());
            let alternatives = [false, true].map(|negated| {
                let listed = known.domain.iter().filter(|(_, value)| takes(value) != negated);
                let listed = listed.map(|(alternative, _)| alternative.clone());
                let rest = match known.rest {
                    Rest::None => Vec::new(),
                    Rest::Texts => choice.texts(negated),
                    Rest::Unknown => vec![Alternative::AnythingBut(known_texts(&known.domain))],
                    Rest::Present => choice.presence(negated),
                };
                let mut alternatives: Alternatives = listed.chain(rest).collect();
                // A row that lacks a field which must be there, or has it in another form, is for the function to fail
                // on, and not for a filter to drop.
                if omittable || known.required && !alternatives.is_empty() {
                    alternatives.insert(Alternative::Absent);
                }
                simplified(&alternatives)
            });
            Some((path, alternatives))
        });
        Self { text, leaf }
    }

    /// As it is written.
    pub(crate) fn text(&self) -> &'static str {
        self.text
    }

    /// The leaf that the test, or its negation, reads, and what passes.
    pub(crate) fn leaf(&self, negated: bool) -> Option<(Vec<String>, Alternatives)> {
        self.leaf.as_ref().map(|(path, alternatives)| (path.clone(), alternatives[usize::from(negated)].clone()))
    }
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Test").field(&self.text).finish()
    }
}

/// The texts that stand for a value.
fn known_texts<F>(domain: &[(Alternative, F)]) -> BTreeSet<String> {
    let text = |(alternative, _): &(Alternative, F)| match alternative {
        Alternative::Is(text) => Some(text.clone()),
        _ => None,
    };
    domain.iter().filter_map(text).collect()
}

/// What an attribute is compared with.
#[derive(Debug)]
pub struct Literal<'a, T: ?Sized>(pub &'a T);

/// Of a text, which is compared as it is.
pub trait Text {
    /// The text.
    fn text(&self) -> Option<String>;
}

/// Of anything else.
pub trait NoText {
    /// Nothing.
    fn text(&self) -> Option<String>;
}

impl<T: ?Sized> NoText for Literal<'_, T> {
    fn text(&self) -> Option<String> {
        None
    }
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl Text for &Literal<'_, $text> {
            fn text(&self) -> Option<String> {
                Some(self.0.to_string())
            }
        }

        impl Text for &Literal<'_, Option<$text>> {
            fn text(&self) -> Option<String> {
                self.0.as_ref().map(ToString::to_string)
            }
        }
    )*};
}

texts!(char, &str, String, &String, &&str, Cow<'_, str>, Box<str>);
