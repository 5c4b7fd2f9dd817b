//! `replicas("eu-west-1", "us-east-1")`.

use proc_macro2::{Span, TokenStream};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use crate::errors::Errors;
use crate::message;
use crate::settings::is_region;

/// Reads the Regions; `at` is the span of the setting.
pub(super) fn parse(list: TokenStream, at: Span, errors: &mut Errors) -> Vec<String> {
    let Ok(regions) = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list) else {
        errors.at(at, message::replicas_form());
        return Vec::new();
    };
    if regions.is_empty() {
        errors.at(at, message::replicas_form());
    }
    let mut kept: Vec<String> = Vec::new();
    for region in regions {
        let name = region.value();
        if !is_region(&name) {
            errors.at(region.span(), message::replicas_form());
        } else if kept.contains(&name) {
            errors.at(region.span(), message::duplicate_replica(&name));
        } else {
            kept.push(name);
        }
    }
    kept
}
