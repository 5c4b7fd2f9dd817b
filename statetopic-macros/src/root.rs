//! The path of the library in generated code: `::statetopic`, or the value of `crate = …`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprLit, Lit, Path};

use crate::errors::Errors;
use crate::message;
use crate::settings::{Setting, SettingValue};
use crate::spans::moved;

/// The name of the setting.
pub(crate) const SETTING: &str = "crate";

/// Where the library is found.
#[derive(Clone, Default)]
pub(crate) struct Root(Option<Path>);

impl Root {
    /// The path of `crate = …`; `::statetopic` without the setting, and for a fault, which is reported.
    pub(crate) fn from_setting(setting: Option<&Setting>, errors: &mut Errors) -> Self {
        let Some(setting) = setting else { return Self::default() };
        let path = match &setting.value {
            SettingValue::Expr(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            // As serde writes it.
            SettingValue::Expr(Expr::Lit(ExprLit { lit: Lit::Str(path), .. })) => {
                path.parse_with(Path::parse_mod_style).ok()
            }
            _ => None,
        };
        if path.is_none() {
            errors.at(setting.name.span(), message::crate_not_a_path());
        }
        Self(path)
    }

    /// The path, with the span `at` for all of its tokens.
    pub(crate) fn at(&self, at: Span) -> TokenStream {
        let Some(path) = &self.0 else { return quote_spanned!(at=> ::statetopic) };
        moved(path.to_token_stream(), at)
    }

    /// The path of `__private` for serde, which parses paths from strings, and the import that the path needs. In a
    /// string, neither `$crate` nor a path of a `macro_rules!` would resolve as it does outside.
    pub(crate) fn for_serde(&self, alias: &Ident) -> (String, TokenStream) {
        match &self.0 {
            None => ("::statetopic::__private".to_owned(), TokenStream::new()),
            Some(path) => {
                let import = quote! {
                    #[doc(hidden)]
                    #[allow(non_snake_case)]
                    use #path::__private as #alias;
                };
                (alias.to_string(), import)
            }
        }
    }
}

impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.0 {
            Some(path) => path.to_tokens(tokens),
            None => tokens.extend(quote!(::statetopic)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;

    #[test]
    fn the_library_is_at_a_path_alone() {
        for (value, is_path) in [
            ("elsewhere", true),
            ("crate::library::statetopic", true),
            ("\"elsewhere\"", true),
            ("<Order>::library", false),
            ("<Order as Model>::library", false),
            ("\"<Order>::library\"", false),
            ("elsewhere()", false),
            ("1", false),
        ] {
            let mut errors = Errors::new();
            let settings = settings::peek(format!("crate = {value}").parse().unwrap());
            let root = Root::from_setting(settings.first(), &mut errors);
            assert_eq!((root.0.is_some(), errors.into_tokens().is_empty()), (is_path, is_path), "{value}");
        }
    }
}
