//! `#[index]`: the secondary indexes of a table.

mod check;
mod names;
mod parse;

pub(crate) use self::check::check;
pub(crate) use self::parse::parse;

use proc_macro2::{Ident, Span};
use syn::LitStr;

use super::{Field, Model};
use crate::choice::choice;

/// What one `#[index]` says of its field.
#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) index: LitStr,
    /// `None` where neither is written, which has been reported.
    pub(crate) part: Option<Part>,
    pub(crate) part_span: Span,
    pub(crate) local: bool,
    pub(crate) projection: Option<(Span, Projection)>,
}

choice! {
    /// A key of an index.
    pub(crate) enum Part {
        Partition = "partition",
        Sort = "sort",
    }
}

/// Which attributes are in the index.
#[derive(Clone)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    /// By the names of their fields.
    Include(Vec<Ident>),
}

/// An index: what its elements say together.
pub(crate) struct Index<'a> {
    pub(crate) name: String,
    pub(crate) elements: Vec<(&'a Field, &'a Element)>,
}

impl<'a> Index<'a> {
    /// The indexes of a struct, in the order of their first elements.
    pub(crate) fn all(model: &'a Model) -> Vec<Self> {
        let mut indexes: Vec<Self> = Vec::new();
        for field in &model.fields {
            for element in &field.indexes {
                let name = element.index.value();
                match indexes.iter_mut().find(|index| index.name == name) {
                    Some(index) => index.elements.push((field, element)),
                    None => indexes.push(Self { name, elements: vec![(field, element)] }),
                }
            }
        }
        indexes
    }

    /// Whether it has the table's partition key.
    pub(crate) fn is_local(&self) -> bool {
        self.elements.iter().any(|(_, element)| element.local)
    }

    /// The field that is its partition or sort key.
    pub(crate) fn key(&self, part: Part) -> Option<&'a Field> {
        self.elements.iter().find(|(_, element)| element.part == Some(part)).map(|(field, _)| *field)
    }

    /// Which attributes are in it; all where nothing is said.
    pub(crate) fn projection(&self) -> &'a Projection {
        let said = self.elements.iter().find_map(|(_, element)| element.projection.as_ref());
        said.map_or(&Projection::All, |(_, projection)| projection)
    }

    /// Where it is named first.
    fn span(&self) -> Span {
        self.elements.first().map_or_else(Span::call_site, |(_, element)| element.index.span())
    }
}
