//! The shape of a row and of the images: the fields of the model, with an `Option` for a field that a row may lack.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, GenericArgument, PathArguments, PathSegment, Type, TypePath};

use super::{AddedDefault, Field, FieldDefault, Model, Role, serde};

impl Field {
    /// The field's type in a row and in an image.
    pub(crate) fn shape_type(&self) -> TokenStream {
        let ty = &self.ty;
        if self.is_optional() { quote!(::core::option::Option<#ty>) } else { ty.to_token_stream() }
    }

    /// The field in a row that cannot lack it, as a row of an index cannot lack the keys of the index: nothing stands in for a
    /// missing value, and an `Option` is what it holds. Of a type whose name does not show that it is an `Option`, the field keeps
    /// the type, and is `Some`.
    pub(crate) fn always_there(mut self) -> Self {
        self.ty = without_option(&self.ty).clone();
        self.roles = self.roles.without(Role::Added);
        let serde::FieldSerde { rename, bound, .. } = self.serde;
        self.serde = serde::FieldSerde { rename, bound, ..Default::default() };
        self
    }

    /// The field of a row, with the attributes that serde needs to read it. `private` is the path of `__private`,
    /// `defaults` that of the type with the functions for `#[added]`.
    pub(crate) fn row_field(&self, defaults: &str, private: &str) -> TokenStream {
        let Self { ident, vis, serde, attribute, .. } = self;
        let ty = self.shape_type();
        let mut attributes = TokenStream::new();
        if serde.flatten.is_some() {
            attributes.extend(quote!(#[serde(flatten)]));
        } else if syn::ext::IdentExt::unraw(ident) != attribute {
            attributes.extend(quote!(#[serde(rename = #attribute)]));
        }
        attributes.extend(serde.aliases());
        if self.is_optional() {
            let added = format!("{private}::added");
            attributes.extend(quote!(#[serde(default, deserialize_with = #added)]));
        } else {
            attributes.extend(serde.reading());
            attributes.extend(self.added_default(defaults));
        }
        quote!(#attributes #vis #ident: #ty)
    }

    /// The attribute of serde for `#[added(…)]`.
    fn added_default(&self, defaults: &str) -> Option<TokenStream> {
        self.roles.added_default()?;
        let path = format!("{defaults}::{}", self.default_function());
        Some(quote!(#[serde(default = #path)]))
    }

    /// The default of the field, if it has one, as an expression in an implementation of the row.
    pub(crate) fn default_value(&self) -> Option<TokenStream> {
        if self.roles.added_default().is_some() {
            let function = self.default_function();
            return Some(quote!(Self::#function()));
        }
        self.serde.default.as_ref().map(|default| FieldDefault::value(Some(default)))
    }

    fn default_function(&self) -> Ident {
        format_ident!("__default_of_{}", self.ident)
    }

    /// The functions that read the field or return its default.
    pub(super) fn reading_expressions(&self) -> Vec<Expr> {
        let paths = [
            self.serde.read_with.as_ref().map(|(_, path)| path),
            self.serde.default.as_ref().and_then(|default| default.path.as_ref()),
        ];
        let paths = paths.into_iter().flatten().filter_map(|path| path.parse().ok());
        let added = match self.roles.added_default() {
            Some(AddedDefault::Expr(expr)) => Some((**expr).clone()),
            Some(AddedDefault::OfType) | None => None,
        };
        paths.chain(added).collect()
    }

    /// The field of an image or a key, with this type.
    pub(crate) fn documented(&self, ty: &TokenStream) -> TokenStream {
        let Self { ident, vis, docs, attribute, .. } = self;
        // A doc comment would only repeat the name.
        let doc = if docs.is_empty() && syn::ext::IdentExt::unraw(ident) != *attribute {
            let text = format!("The attribute `{attribute}`.");
            quote!(#[doc = #text])
        } else {
            quote!(#(#docs)*)
        };
        let added = self.roles.has(Role::Added).then(|| {
            let in_old_rows = if self.is_optional() { "`None`" } else { "The default" };
            let text = format!("{in_old_rows} in a row that was written before the field was added.");
            quote!(#[doc = #text])
        });
        quote!(#doc #added #vis #ident: #ty)
    }
}

/// `T` of `Option<T>`, and every other type as it is.
fn without_option(ty: &Type) -> &Type {
    let path = match ty {
        Type::Group(group) => return without_option(&group.elem),
        Type::Paren(paren) => return without_option(&paren.elem),
        Type::Path(TypePath { qself: None, path, .. }) => path,
        _ => return ty,
    };
    let Some(PathSegment { ident, arguments: PathArguments::AngleBracketed(arguments) }) = path.segments.last() else {
        return ty;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if ident == "Option" && arguments.args.len() == 1 => inner,
        _ => ty,
    }
}

impl Model {
    /// The functions for `#[added(default = …)]`: one for rows and images, so that an error in the expression is
    /// reported once.
    pub(crate) fn default_functions(&self) -> TokenStream {
        let functions = self.stored().filter_map(|field| {
            let (name, ty) = (field.default_function(), &field.ty);
            let value = match field.roles.added_default()? {
                AddedDefault::Expr(expr) => expr.to_token_stream(),
                // If the type has no default, rustc reports it there.
                AddedDefault::OfType => {
                    quote_spanned!(ty.span()=> <#ty as ::core::default::Default>::default())
                }
            };
            Some(quote!(#[allow(non_snake_case, clippy::unnecessary_wraps)] fn #name() -> #ty { #value }))
        });
        let functions: TokenStream = functions.collect();
        if functions.is_empty() {
            return functions;
        }
        let parameters = self.stored_parameters();
        let row = if self.is_read_by_serde() { self.hidden_row_path() } else { self.row_path() };
        let (header, asked) = (parameters.header(), parameters.where_asked([]));
        quote!(#[automatically_derived] impl #header #row #asked { #functions })
    }

    /// The path of the function that returns what a field is whose attribute is missing. Of a field whose type mentions a
    /// parameter there is none, since it may ask more of the parameter than the model does.
    pub(crate) fn default_function(&self, field: &Field) -> Option<TokenStream> {
        if !field.is_read() || self.is_generic(&field.ty) {
            return None;
        }
        if field.roles.added_default().is_some() {
            let row = if self.is_read_by_serde() { self.hidden_row_path() } else { self.row_path() };
            let function = field.default_function();
            return Some(quote!(<#row>::#function));
        }
        if let Some(default) = &field.serde.default {
            return Some(default.function());
        }
        let (path, name) = (self.path(), &field.ident);
        self.default.then(|| quote!(|| <#path as ::core::default::Default>::default().#name))
    }

    /// The type that stands for the form of a field which serde converts; where the form is not known, there is none.
    pub(crate) fn form(&self, field: &Field) -> Option<Ident> {
        field.serde.write_path().filter(|_| field.is_attribute() && !self.is_generic(&field.ty))?;
        Some(format_ident!("__{}_{}", self.ident, syn::ext::IdentExt::unraw(&field.ident)))
    }

    /// The forms of the fields that serde converts.
    pub(crate) fn forms(&self) -> TokenStream {
        let forms = self.fields.iter().filter_map(|field| {
            let (form, path) = (self.form(field)?, field.serde.write_path()?);
            let (root, vis, ty) = (&self.root, &self.vis, &field.ty);
            let read = match field.serde.read_path() {
                _ if !field.is_read() => quote!(#root::__private::unread),
                Some(path) => path,
                None => quote!(<#ty as #root::__private::serde::Deserialize>::deserialize),
            };
            let unread = (!field.is_read()).then(|| {
                quote!(
                    const IS_READ: bool = false;
                )
            });
            let default = self.default_function(field).map(|default| {
                quote! {
                    fn default() -> ::core::option::Option<#ty> {
                        ::core::option::Option::Some((#default)())
                    }
                }
            });
            Some(quote! {
                #[doc(hidden)]
                #[allow(non_camel_case_types, missing_debug_implementations)]
                #vis enum #form {}

                #[automatically_derived]
                impl #root::attribute::Conversion<#ty> for #form {
                    const IS_SET: bool = {
                        #[allow(unused_imports)]
                        use #root::__private::NoSet as _;
                        #root::__private::Is::<#ty>::SET
                    };
                    #unread

                    fn serialize<__S: #root::__private::serde::Serializer>(
                        __value: &#ty,
                        __serializer: __S,
                    ) -> ::core::result::Result<__S::Ok, __S::Error> {
                        #path(__value, __serializer)
                    }

                    fn deserialize<'de, __D: #root::__private::serde::Deserializer<'de>>(
                        __deserializer: __D,
                    ) -> ::core::result::Result<#ty, __D::Error> {
                        #read(__deserializer)
                    }

                    #default
                }
            })
        });
        forms.collect()
    }

    /// Whether serde's derive reads the rows.
    pub(crate) fn is_read_by_serde(&self) -> bool {
        let needs_serde = |field: &Field| field.serde.flatten.is_some() || field.serde.read_with.is_some();
        self.stored().any(needs_serde) || !self.generics.params.is_empty()
    }

    /// The fields of an image, with their docs.
    pub(crate) fn image_fields(&self) -> impl Iterator<Item = TokenStream> {
        self.stored().map(|field| field.documented(&self.sided_type(field)))
    }

    /// `field: from.field` for every field of a row.
    pub(crate) fn moved(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| &field.ident);
        quote!(#(#fields: #from.#fields),*)
    }

    /// The same for the fields of an image of any side.
    pub(crate) fn moved_to_side(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| {
            let ident = &field.ident;
            let value = self.to_side(field, quote!(#from.#ident));
            quote!(#ident: #value)
        });
        quote!(#(#fields),*)
    }

    /// The fields of the model, from those of a row or of an image of any side. Uses `?` if one may be missing.
    pub(crate) fn restored(&self, from: &Ident) -> TokenStream {
        let (name, root) = (self.ident.to_string(), &self.root);
        let fields = self.fields.iter().map(|field| {
            let Field { ident, attribute, .. } = field;
            if !field.is_read() {
                let default = FieldDefault::value(field.serde.default.as_ref());
                quote!(#ident: #default)
            } else if field.is_optional() {
                quote!(#ident: #root::__private::present(#from.#ident, #name, #attribute)?)
            } else {
                let value = self.out_of_side(field, quote!(#from.#ident));
                quote!(#ident: #value)
            }
        });
        quote!(#(#fields),*)
    }

    /// The fields of an image of any side, from those of the model.
    pub(crate) fn captured(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| {
            let ident = &field.ident;
            if field.is_optional() {
                quote!(#ident: ::core::option::Option::Some(#from.#ident))
            } else {
                let value = self.to_side(field, quote!(#from.#ident));
                quote!(#ident: #value)
            }
        });
        quote!(#(#fields),*)
    }
}
