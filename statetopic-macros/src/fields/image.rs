//! The struct of the rows and images of a topic: `OrderRowImage<Side>`, with a side for the new image, for the old
//! image, and for a row of the table.
//!
//! One struct for all three, so that its implementations are compiled once. The type of a field must use the parameter:
//! that of the partition key does, and is the same type for every side.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, TypeParam, TypeParamBound};

use super::{Field, Model, Parameters};

impl Model {
    /// `OrderRowImage` of `Order`.
    pub(crate) fn image(&self) -> Ident {
        self.suffixed("RowImage")
    }

    /// The image of a side of `statetopic::view`, with its parameters.
    pub(crate) fn image_path(&self, side: &str) -> TokenStream {
        let (image, root, side, parameters) =
            (self.image(), &self.root, format_ident!("{side}"), self.stored_parameters());
        let names = parameters.names();
        quote!(#image<#root::view::#side #(, #names)*>)
    }

    /// The parameters of the image of any side.
    pub(crate) fn image_parameters(&self) -> Parameters {
        self.with_side(self.stored_parameters())
    }

    /// The parameters, with that of the side in front.
    pub(crate) fn with_side(&self, parameters: Parameters) -> Parameters {
        let root = &self.root;
        let mut side = TypeParam::from(side());
        side.bounds.push(TypeParamBound::Verbatim(quote!(#root::view::Side)));
        parameters.with_first(GenericParam::Type(side))
    }

    /// The model as a topic. A struct without fields, which is a fault, has no images, because no field could use the
    /// side.
    pub(crate) fn into_topic(mut self) -> Self {
        self.is_topic = self.fields.iter().any(Field::is_read);
        self
    }

    /// Whether the type of the field uses the side.
    fn is_sided(&self, field: &Field) -> bool {
        let sided = self.partition_key().filter(|field| field.is_read()).or_else(|| self.stored().next());
        self.is_topic && sided.is_some_and(|sided| sided.ident == field.ident)
    }

    /// The field's type in an image of any side.
    pub(super) fn sided_type(&self, field: &Field) -> TokenStream {
        let ty = field.shape_type();
        if !self.is_sided(field) {
            return ty;
        }
        let side = side();
        quote!(#side::Of<#ty>)
    }

    /// The value in the form of an image of any side.
    pub(crate) fn to_side(&self, field: &Field, value: TokenStream) -> TokenStream {
        self.by_side(field, "of", &side(), value)
    }

    /// The value of an image of any side, in the form of the model.
    pub(crate) fn out_of_side(&self, field: &Field, value: TokenStream) -> TokenStream {
        self.by_side(field, "take", &side(), value)
    }

    /// A reference to the field of an image of a side.
    pub(crate) fn borrowed(&self, field: &Field, side: &Ident, image: &str) -> TokenStream {
        let Field { ident, at, .. } = field;
        let image = Ident::new(image, *at);
        self.by_side(field, "get", side, quote_spanned!(*at=> &#image.#ident))
    }

    /// The field of an image of a side.
    pub(crate) fn place(&self, field: &Field, side: &Ident, image: &str) -> TokenStream {
        let Field { ident, at, .. } = field;
        if !self.is_sided(field) {
            let image = Ident::new(image, *at);
            return quote_spanned!(*at=> #image.#ident);
        }
        let borrowed = self.borrowed(field, side, image);
        quote_spanned!(*at=> *#borrowed)
    }

    fn by_side(&self, field: &Field, function: &str, side: &Ident, value: TokenStream) -> TokenStream {
        if !self.is_sided(field) {
            return value;
        }
        let (function, ty) = (format_ident!("{function}"), field.shape_type());
        quote!(#side::#function::<#ty>(#value))
    }
}

/// The parameter for the side.
pub(crate) fn side() -> Ident {
    format_ident!("__Side")
}
