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

/// One `#[index]` of a field.
#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) index: LitStr,
    /// `None` for a missing part, which is reported.
    pub(crate) place: Option<Place>,
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

/// Which attribute of which key a field is: `partition(1)`, or `sort`, which is `sort(0)`.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) part: Part,
    /// `None` for a faulty position, which is reported.
    pub(crate) position: Option<usize>,
    /// The span of the part.
    pub(crate) span: Span,
    /// The span of the position, or of the part without one.
    pub(crate) position_span: Span,
}

/// The attributes in an index, besides the keys.
#[derive(Clone)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    /// With the names of their fields.
    Include(Vec<Ident>),
}

/// An index, with the `#[index]` of its fields.
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

    /// Whether it has the partition key of the table.
    pub(crate) fn is_local(&self) -> bool {
        self.elements.iter().any(|(_, element)| element.local)
    }

    /// The fields of its partition or sort key, in the order of their positions.
    pub(crate) fn key(&self, part: Part) -> Vec<&'a Field> {
        self.places(part).into_iter().map(|(field, _)| field).collect()
    }

    /// The same, with their places.
    fn places(&self, part: Part) -> Vec<(&'a Field, &'a Place)> {
        let places = self.elements.iter().filter_map(|(field, element)| Some((*field, element.place.as_ref()?)));
        let mut places: Vec<_> = places.filter(|(_, place)| place.part == part).collect();
        // Equal positions, which are reported, stay in the order of the fields.
        places.sort_by_key(|(_, place)| place.position);
        places
    }

    /// Whether a field is one of its keys.
    pub(crate) fn is_key(&self, field: &Field) -> bool {
        self.elements.iter().any(|(key, _)| key.ident == field.ident)
    }

    /// The attributes in it; all by default.
    pub(crate) fn projection(&self) -> &'a Projection {
        let said = self.elements.iter().find_map(|(_, element)| element.projection.as_ref());
        said.map_or(&Projection::All, |(_, projection)| projection)
    }

    /// The span of its first name.
    fn span(&self) -> Span {
        self.elements.first().map_or_else(Span::call_site, |(_, element)| element.index.span())
    }
}
