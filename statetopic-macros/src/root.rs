//! The path of the library in what the macros generate: `::statetopic`, or what `crate = …` says.

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
    /// What `crate = …` says among the settings; `::statetopic` where it is not there, or has a fault, which has then been
    /// reported.
    pub(crate) fn of(settings: &[Setting], errors: &mut Errors) -> Self {
        let Some(setting) = settings.iter().find(|setting| setting.name == SETTING) else { return Self::default() };
        let path = match &setting.value {
            SettingValue::Expr(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            // As serde has it.
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

    /// The path with all of its tokens where `at` is.
    pub(crate) fn at(&self, at: Span) -> TokenStream {
        let Some(path) = &self.0 else { return quote_spanned!(at=> ::statetopic) };
        moved(path.to_token_stream(), at)
    }

    /// The path of `__private` for serde, which reads paths out of strings; and the item that makes it one. In a string,
    /// neither a `$crate` nor a path of a `macro_rules!` would mean what it does outside.
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
    use crate::{hidden_derive, key_attribute, map_attribute, read_model, state_topic, subscriber};

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
            let settings = crate::settings::peek(format!("crate = {value}").parse().unwrap());
            let root = Root::of(&settings, &mut errors);
            assert_eq!((root.0.is_some(), errors.into_tokens().is_empty()), (is_path, is_path), "{value}");
        }
    }

    fn assert_elsewhere(generated: &TokenStream) {
        let generated = generated.to_string();
        assert!(generated.contains("elsewhere :: "), "{generated}");
        assert!(!generated.contains("statetopic"), "{generated}");
    }

    #[test]
    fn what_is_generated_names_the_library_by_its_path_alone() {
        let fields = quote! {
            struct Order {
                #[partition_key]
                id: String,
                #[sort_key]
                line: u32,
                #[ttl]
                expires_at: EpochSeconds,
                #[version]
                version: u64,
                #[sensitive]
                #[serde(skip_serializing_if = "Option::is_none")]
                contact: Option<Sensitive<String>>,
                #[added]
                #[index("by-total", partition, projection = keys_only)]
                total: u32,
                #[index("by-lines", sort, local)]
                #[added(default)]
                lines: u32,
                #[serde(with = "text")]
                text: u32,
            }
        };
        let attached =
            hidden_derive::attach(&hidden_derive::READ_MODEL, &quote!(table = "t", crate = elsewhere), fields.clone());
        assert_elsewhere(&attached);
        assert_elsewhere(&read_model::derive(quote! {
            #[__read_model(
                table = "orders",
                crate = elsewhere,
                billing = provisioned(read = 1, write = 1),
                encryption = KMS,
                class = STANDARD_INFREQUENT_ACCESS,
            )]
            #fields
        }));
        assert_elsewhere(&read_model::derive(quote!(#[__read_model(table = "", crate = elsewhere)] #fields)));
        for view in ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] {
            let view = quote::format_ident!("{view}");
            assert_elsewhere(&state_topic::derive(quote!(#[__state_topic(view = #view, crate = elsewhere)] #fields)));
        }
        assert_elsewhere(&subscriber::subscriber(
            quote!(on(Inserted, Removed { cause: Expired }), starting_position = LATEST, crate = elsewhere),
            &quote!(
                async fn listen(change: StateChange<Order>, table: &Table<Order>) -> Result<()> {}
            ),
        ));
        assert_elsewhere(&map_attribute::derive(quote!(
            #[map_attribute(crate = elsewhere)]
            struct Address {
                city: String,
            }
        )));
        assert_elsewhere(&key_attribute::derive(quote!(
            #[key_attribute(crate = elsewhere)]
            struct Id(String);
        )));
    }
}
