//! The generic parameters of a model. A generated type has those that its fields mention.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{GenericParam, Generics, ImplGenerics, Macro, Path, Type, TypeGenerics, WherePredicate};

use super::{Field, Model};

/// The parameters of a generated type.
pub(crate) struct Parameters {
    /// As the type declares them.
    generics: Generics,
    /// The further bounds of implementations.
    asked: Vec<WherePredicate>,
}

impl Parameters {
    /// `<T: Bound = Default>`, for a definition.
    pub(crate) const fn declared(&self) -> &Generics {
        &self.generics
    }

    /// `<T: Bound>`, for an implementation.
    pub(crate) fn header(&self) -> ImplGenerics<'_> {
        self.generics.split_for_impl().0
    }

    /// `<'de, T: Bound>`
    pub(crate) fn header_with(&self, lifetime: &TokenStream) -> TokenStream {
        let (header, _, _) = self.generics.split_for_impl();
        // The first token is the `<`, the last the `>`.
        let tokens: Vec<TokenTree> = header.to_token_stream().into_iter().collect();
        let inner = tokens.get(1..tokens.len().saturating_sub(1)).unwrap_or_default();
        quote!(<#lifetime, #(#inner)*>)
    }

    /// `<T>`, for a use of the type.
    pub(crate) fn arguments(&self) -> TypeGenerics<'_> {
        self.generics.split_for_impl().1
    }

    /// `::<T>`, for an expression; as text, for serde.
    pub(crate) fn turbofish(&self) -> String {
        self.arguments().as_turbofish().to_token_stream().to_string()
    }

    /// The parameters with another in front, since those with defaults are last.
    pub(super) fn with_first(mut self, first: GenericParam) -> Self {
        self.generics.params.insert(0, first);
        self
    }

    /// `<T = Default>`, for an alias.
    pub(crate) fn for_alias(&self) -> Generics {
        let mut generics = self.generics.clone();
        generics.where_clause = None;
        generics.type_params_mut().for_each(|parameter| parameter.bounds.clear());
        generics
    }

    /// `T, N`
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.generics.params.iter().filter_map(name_of)
    }

    /// The where clause of a definition and of implementations for every such type, with more predicates.
    pub(crate) fn where_declared(&self, more: impl IntoIterator<Item = TokenStream>) -> TokenStream {
        let declared = self.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        where_clause(declared.map(ToTokens::to_token_stream).chain(more))
    }

    /// The where clause of implementations that read a row, with more predicates.
    pub(crate) fn where_asked(&self, more: impl IntoIterator<Item = TokenStream>) -> TokenStream {
        self.where_declared(self.asked.iter().map(ToTokens::to_token_stream).chain(more))
    }

    /// Whether these are all of `others`.
    pub(crate) fn are_all_of(&self, others: &Generics) -> bool {
        self.generics.params.len() == others.params.len()
    }
}

fn where_clause(predicates: impl Iterator<Item = TokenStream>) -> TokenStream {
    let predicates: Vec<TokenStream> = predicates.collect();
    if predicates.is_empty() {
        return TokenStream::new();
    }
    quote!(where #(#predicates),*)
}

impl Model {
    /// The model with its parameters: `Order<T>`.
    pub(crate) fn path(&self) -> TokenStream {
        let (ident, (_, arguments, _)) = (&self.ident, self.generics.split_for_impl());
        quote!(#ident #arguments)
    }

    /// The key's type.
    pub(crate) fn key_path(&self) -> TokenStream {
        let partition = self.partition_key().or_else(|| self.fields.first());
        let (key, parameters) = (self.suffixed("Key"), self.key_parameters(partition));
        let arguments = parameters.arguments();
        quote!(#key #arguments)
    }

    /// The type that rows are read into.
    pub(crate) fn row_path(&self) -> TokenStream {
        if self.is_topic { self.image_path("Stored") } else { self.hidden_row_path() }
    }

    /// The hidden struct with its parameters.
    pub(crate) fn hidden_row_path(&self) -> TokenStream {
        let (row, parameters) = (self.row(), self.stored_parameters());
        let arguments = parameters.arguments();
        quote!(#row #arguments)
    }

    /// The parameters of the model.
    pub(crate) fn parameters(&self) -> Parameters {
        let all = self.parameter_names();
        Parameters { generics: self.generics.clone(), asked: self.asked(&all) }
    }

    /// The parameters of rows and images.
    pub(crate) fn stored_parameters(&self) -> Parameters {
        if self.generics.params.is_empty() {
            return self.parameters();
        }
        let mut kept = self.mentioned_by(self.stored());
        // A constant need not be in a field's type to be in the function that reads it.
        let constants: Vec<Ident> = self.generics.const_params().map(|parameter| parameter.ident.clone()).collect();
        kept.extend(mentions(&constants, |visitor| {
            self.stored()
                .for_each(|field| field.reading_expressions().iter().for_each(|expr| visitor.visit_expr(expr)));
        }));
        Parameters { generics: self.declared(&kept), asked: self.asked(&kept) }
    }

    /// The parameters of the key.
    pub(crate) fn key_parameters(&self, partition: Option<&Field>) -> Parameters {
        if self.generics.params.is_empty() {
            return self.parameters();
        }
        let kept = self.mentioned_by(partition.into_iter().chain(self.sort_key()));
        Parameters { generics: self.declared(&kept), asked: self.asked_of_key(partition, &kept) }
    }

    /// The parameters of the model that are not among others, for a method of the type with those.
    pub(crate) fn parameters_beside(&self, others: &Parameters) -> Vec<TokenStream> {
        let beside = self
            .generics
            .params
            .iter()
            .filter(|parameter| others.generics.params.iter().all(|other| name_of(other) != name_of(parameter)));
        let beside = beside.cloned().map(|mut parameter| {
            remove_default(&mut parameter);
            parameter.into_token_stream()
        });
        beside.collect()
    }

    /// Whether a type depends on a parameter.
    pub(crate) fn is_generic(&self, ty: &Type) -> bool {
        if self.generics.params.is_empty() {
            return false;
        }
        let names = self.parameter_names();
        !mentions(&names, |visitor| visitor.visit_type(ty)).is_empty()
    }

    fn parameter_names(&self) -> Vec<Ident> {
        self.generics.params.iter().filter_map(name_of).cloned().collect()
    }

    fn mentioned_by<'a>(&self, fields: impl Iterator<Item = &'a Field>) -> Vec<Ident> {
        let names = self.parameter_names();
        mentions(&names, |visitor| fields.for_each(|field| visitor.visit_type(&field.ty)))
    }

    /// The parameters with these names, for a definition: without bounds and defaults that mention others.
    fn declared(&self, kept: &[Ident]) -> Generics {
        let mut generics = self.generics.clone();
        let mut defaults = true;
        let params =
            self.generics.params.iter().filter(|parameter| name_of(parameter).is_some_and(|name| kept.contains(name)));
        // From the last, because a parameter without a default cannot follow one with a default.
        let params: Vec<GenericParam> = params
            .rev()
            .map(|parameter| {
                let mut parameter = parameter.clone();
                if let GenericParam::Type(ty) = &mut parameter {
                    let bounds = ty
                        .bounds
                        .iter()
                        .filter(|bound| self.mentions_only(kept, |visitor| visitor.visit_type_param_bound(bound)));
                    ty.bounds = bounds.cloned().collect();
                }
                defaults = defaults && self.mentions_only(kept, |visitor| visitor.visit_generic_param(&parameter));
                if !defaults {
                    remove_default(&mut parameter);
                }
                parameter
            })
            .collect();
        generics.params = params.into_iter().rev().collect();
        if let Some(clause) = &mut generics.where_clause {
            let predicates = clause.predicates.iter();
            clause.predicates = predicates.filter(|predicate| self.is_about_only(kept, predicate)).cloned().collect();
        }
        generics
    }

    /// Whether a predicate mentions no other parameters than these.
    pub(super) fn is_about_only(&self, kept: &[Ident], predicate: &WherePredicate) -> bool {
        self.mentions_only(kept, |visitor| visitor.visit_where_predicate(predicate))
    }

    fn mentions_only(&self, kept: &[Ident], visit: impl FnOnce(&mut Mentions<'_>)) -> bool {
        let names = self.parameter_names();
        mentions(&names, visit).iter().all(|name| kept.contains(name))
    }
}

/// The name of a type or const parameter; lifetimes are rejected.
fn name_of(parameter: &GenericParam) -> Option<&Ident> {
    match parameter {
        GenericParam::Type(ty) => Some(&ty.ident),
        GenericParam::Const(constant) => Some(&constant.ident),
        GenericParam::Lifetime(_) => None,
    }
}

fn remove_default(parameter: &mut GenericParam) {
    match parameter {
        GenericParam::Type(ty) => ty.default = None,
        GenericParam::Const(constant) => constant.default = None,
        GenericParam::Lifetime(_) => {}
    }
}

/// Which of some parameters are mentioned.
fn mentions(names: &[Ident], visit: impl FnOnce(&mut Mentions<'_>)) -> Vec<Ident> {
    let mut mentions = Mentions { names, found: Vec::new() };
    visit(&mut mentions);
    mentions.found
}

struct Mentions<'a> {
    names: &'a [Ident],
    found: Vec<Ident>,
}

impl Mentions<'_> {
    fn found(&mut self, ident: &Ident) {
        if self.names.contains(ident) && !self.found.contains(ident) {
            self.found.push(ident.clone());
        }
    }

    /// The expansion of a macro is not known here, so a parameter among its tokens counts as mentioned.
    fn found_in(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => self.found(&ident),
                TokenTree::Group(group) => self.found_in(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_path(&mut self, path: &'ast Path) {
        if let (None, Some(first)) = (path.leading_colon, path.segments.first()) {
            self.found(&first.ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.found_in(call.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Errors;
    use crate::fields::parse;
    use crate::root::Root;

    fn model(item: &str) -> Model {
        let mut errors = Errors::new();
        let model = parse(syn::parse_str(item).unwrap(), "read_model", Root::default(), &mut errors);
        assert!(errors.into_tokens().is_empty(), "{item}");
        model.unwrap()
    }

    fn stored(item: &str) -> String {
        model(item).stored_parameters().declared().to_token_stream().to_string()
    }

    #[test]
    fn a_row_has_the_parameters_that_its_fields_mention() {
        for (item, expected) in [
            ("struct Order<T, U> { id: String, payload: Vec<T> }", "< T >"),
            ("struct Order<T, U> { id: String, #[serde(skip)] kind: Kind<T> }", ""),
            ("struct Order<T: Into<U> + Clone, U> { payload: T }", "< T : Clone >"),
            ("struct Order<const N: usize> { #[added(default = lines::<N>())] lines: u32 }", "< const N : usize >"),
            ("struct Order<const N: usize> { #[added(default = vec![0; (N)])] lines: Bytes }", "< const N : usize >"),
            ("struct Order<const N: usize> { #[added(default = vec![0; M])] lines: Bytes }", ""),
        ] {
            assert_eq!(stored(item), expected, "{item}");
        }
    }

    #[test]
    fn a_default_stays_where_all_behind_it_have_one_and_none_is_of_what_is_gone() {
        for (generics, expected) in [
            ("A, B = u32, C = u32", "< B = u32 , C = u32 >"),
            ("A, B = A, C = u32", "< B , C = u32 >"),
            ("A, B = u32, C = A", "< B , C >"),
            ("A, B = u32, const C: usize = 1", "< B = u32 , const C : usize = 1 >"),
        ] {
            assert_eq!(stored(&format!("struct Order<{generics}> {{ b: B, c: Of<C> }}")), expected, "{generics}");
        }
    }

    #[test]
    fn what_a_row_lacks_is_a_parameter_of_methods() {
        let model = model("struct Order<T: Clone, Kind: Tag = Plain, const N: usize = 1> { payload: T }");
        let beside = model.parameters_beside(&model.stored_parameters());
        let beside: Vec<String> = beside.iter().map(TokenStream::to_string).collect();
        assert_eq!(beside, ["Kind : Tag", "const N : usize"]);
        assert!(model.parameters_beside(&model.parameters()).is_empty());
    }

    #[test]
    fn an_expression_names_its_arguments_with_a_turbofish() {
        let turbofish = |item| model(item).parameters().turbofish();
        assert_eq!(turbofish("struct Order<T: Clone, const N: usize = 1> { payload: T }"), ":: < T , N >");
        assert_eq!(turbofish("struct Order { id: String }"), "");
    }
}
