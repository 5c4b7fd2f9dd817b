//! The arms as data: the tests of a guard that a filter pattern can express. The library finds out the types.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprField, ExprMacro, ExprMethodCall, Member, Pat, PatIdent, Token, UnOp};

use self::constant::{is_constant, is_none, presence, texts};
use super::arms::{Arm, Case};
use super::change::Cause;
use crate::choice::{Choice as _, choice};
use crate::root::Root;

mod constant;

choice! {
    /// The image that a part of a change is.
    enum Image {
        Keys = "key",
        New = "new",
        Old = "old",
    }
}

/// The bindings of an arm, with the images that they are.
type Bindings = Vec<(Ident, Image)>;

/// The function `arms` of the subscriber.
pub(crate) fn expand(arms: &[Arm], root: &Root) -> TokenStream {
    let filter = quote!(#root::__private::filter);
    let arms = arms.iter().flat_map(|arm| arm.cases.iter().map(|case| expand_arm(case, arm.guard.as_ref(), root)));
    quote! {
        #[allow(clippy::all, clippy::pedantic)]
        fn arms() -> ::std::vec::Vec<#filter::Arm> {
            #[allow(unused_imports)]
            use #filter::{
                NoText as _, OfAny as _, OfFields as _, OfNoFields as _, OfOption as _, OfValue as _, Text as _,
            };
            ::std::vec![#(#arms),*]
        }
    }
}

fn expand_arm(one: &Case, guard: Option<&Expr>, root: &Root) -> TokenStream {
    let filter = quote!(#root::__private::filter);
    let (event, written) = (&one.name, &one.written);
    let mut bindings = Bindings::new();
    let mut cause = None;
    let mut all: Vec<TokenStream> = Vec::new();
    for field in &one.fields {
        let Member::Named(member) = &field.member else { continue };
        let Some(image) = Image::from_word(&member.to_string()) else {
            cause = known_cause(&field.pat).or(cause);
            continue;
        };
        match &*field.pat {
            Pat::Ident(PatIdent { ident, subpat: None, .. }) => bindings.push((ident.clone(), image)),
            Pat::Wild(_) => {}
            pattern => all.push(quote!(#filter::Guard::InProcess(::core::stringify!(#pattern)))),
        }
    }
    if let Some(expr) = guard {
        let mut bound = Vec::new();
        bound_anew(expr, &mut bound);
        bindings.retain(|(binding, _)| !bound.contains(binding));
        all.push(self::guard(expr, &bindings, root));
    }
    let all_of = match all.as_slice() {
        [] => quote!(::core::option::Option::None),
        [one] => quote!(::core::option::Option::Some(#one)),
        all => quote!(::core::option::Option::Some(#filter::Guard::All(::std::vec![#(#all),*]))),
    };
    let cause = match cause {
        Some(cause) => quote!(::core::option::Option::Some(#filter::Cause::#cause)),
        None => quote!(::core::option::Option::None),
    };
    let if_guard = guard.map(|guard| quote!(if #guard));
    quote! {
        #filter::Arm {
            text: ::core::stringify!(#written #if_guard),
            event: #root::ChangeKind::#event,
            cause: #cause,
            guard: #all_of,
        }
    }
}

/// The single cause that a pattern matches.
fn known_cause(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(PatIdent { subpat: Some((_, pattern)), .. }) => known_cause(pattern),
        Pat::Ident(PatIdent { ident, .. }) => Some(ident.clone()),
        Pat::Path(path) => path.path.segments.last().map(|segment| segment.ident.clone()),
        Pat::Paren(paren) => known_cause(&paren.pat),
        _ => None,
    }
    .filter(|cause| Cause::from_word(&cause.to_string()).is_some())
}

/// The names that a guard binds for the rest of itself: `let Some(new) = &old.previous && …`.
fn bound_anew(guard: &Expr, names: &mut Vec<Ident>) {
    match guard {
        Expr::Paren(paren) => bound_anew(&paren.expr, names),
        Expr::Group(group) => bound_anew(&group.expr, names),
        Expr::Binary(binary) => {
            bound_anew(&binary.left, names);
            bound_anew(&binary.right, names);
        }
        // Every name in the pattern. A name too many only costs a test in the filter.
        Expr::Let(binding) => idents(binding.pat.to_token_stream(), names),
        _ => {}
    }
}

fn idents(tokens: TokenStream, names: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => names.push(ident),
            TokenTree::Group(group) => idents(group.stream(), names),
            _ => {}
        }
    }
}

fn guard(expr: &Expr, bindings: &Bindings, root: &Root) -> TokenStream {
    let filter = quote!(#root::__private::filter);
    match expr {
        Expr::Paren(paren) => guard(&paren.expr, bindings, root),
        Expr::Group(group) => guard(&group.expr, bindings, root),
        Expr::Unary(not) if matches!(not.op, UnOp::Not(_)) => {
            let inner = guard(&not.expr, bindings, root);
            quote!(#filter::Guard::Not(::std::boxed::Box::new(#inner)))
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
            let sides = [&binary.left, &binary.right].map(|side| guard(side, bindings, root));
            match binary.op {
                BinOp::And(_) => quote!(#filter::Guard::All(::std::vec![#(#sides),*])),
                _ => quote!(#filter::Guard::Any(::std::vec![#(#sides),*])),
            }
        }
        other => match test(other, bindings, root) {
            Some(test) => quote!(#filter::Guard::Test(#test)),
            None => quote!(#filter::Guard::InProcess(::core::stringify!(#other))),
        },
    }
}

/// A test of one attribute: the same expression, with a value in place of the attribute.
fn test(expr: &Expr, bindings: &Bindings, root: &Root) -> Option<TokenStream> {
    let filter = quote!(#root::__private::filter);
    let text = |expr: &Expr| constant::text(expr, root);
    let (subject, choice, of_value) = match expr {
        Expr::Binary(binary) if matches!(binary.op, BinOp::Eq(_) | BinOp::Ne(_)) => {
            let (subject, constant, swapped) = match subject(&binary.left, bindings) {
                Some(subject) => (subject, &*binary.right, false),
                None => (subject(&binary.right, bindings)?, &*binary.left, true),
            };
            if !is_constant(constant) {
                return None;
            }
            let equal = matches!(binary.op, BinOp::Eq(_));
            let choice = if is_none(constant) {
                if equal { quote!(None) } else { quote!(Some) }
            } else {
                let (name, text) = (if equal { quote!(equal) } else { quote!(unequal) }, text(constant));
                quote!(#name(::std::vec![#text]))
            };
            let (op, value) = (&binary.op, &subject.value);
            let of_value = if swapped { quote!(#constant #op #value) } else { quote!(#value #op #constant) };
            (subject, choice, of_value)
        }
        Expr::MethodCall(call) => method(call, bindings, &text)?,
        Expr::Macro(call) if call.mac.path.is_ident("matches") => matches(call, bindings)?,
        other => {
            let subject = subject(other, bindings)?;
            let value = subject.value.clone();
            (subject, quote!(Unknown), value)
        }
    };
    let Subject { image, fields, .. } = &subject;
    let path = image_path(*image, fields, root);
    let shape = shape(*image, fields, root);
    Some(quote! {
        #filter::Test::new(
            ::core::stringify!(#expr),
            &#path,
            (&&&#shape).known(),
            &#filter::Choice::#choice,
            |__value: &_| #of_value,
        )
    })
}

/// The attribute that a test reads.
struct Subject {
    /// The image.
    image: Image,
    /// The fields, from the image on.
    fields: Vec<Ident>,
    /// The same expression, with a value in place of the attribute.
    value: TokenStream,
}

/// An attribute, possibly borrowed, in an expression that keeps its value.
fn subject(expr: &Expr, bindings: &Bindings) -> Option<Subject> {
    match expr {
        Expr::Paren(paren) => subject(&paren.expr, bindings),
        Expr::Group(group) => subject(&group.expr, bindings),
        Expr::Reference(reference) if reference.mutability.is_none() => {
            let inner = subject(&reference.expr, bindings)?;
            let value = &inner.value;
            Some(Subject { value: quote!(&#value), ..inner })
        }
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => {
            let inner = subject(&deref.expr, bindings)?;
            let value = &inner.value;
            Some(Subject { value: quote!((*#value)), ..inner })
        }
        Expr::MethodCall(ExprMethodCall { receiver, method, args, .. })
            if args.is_empty() && ["as_str", "as_deref", "as_ref"].iter().any(|known| method == known) =>
        {
            let inner = subject(receiver, bindings)?;
            let value = &inner.value;
            Some(Subject { value: quote!(#value.#method()), ..inner })
        }
        Expr::Field(field) => {
            let (image, fields) = path(field, bindings)?;
            Some(Subject { image, fields, value: quote!((*__value)) })
        }
        _ => None,
    }
}

fn path(ExprField { base, member, .. }: &ExprField, bindings: &Bindings) -> Option<(Image, Vec<Ident>)> {
    let Member::Named(member) = member else { return None };
    let (image, mut fields) = match &**base {
        Expr::Path(root) => {
            let root = root.path.get_ident()?;
            let (_, image) = bindings.iter().find(|(binding, _)| binding == root)?;
            (*image, Vec::new())
        }
        Expr::Field(inner) => path(inner, bindings)?,
        _ => return None,
    };
    fields.push(member.clone());
    Some((image, fields))
}

/// The type of a field, by a closure that is never called.
fn shape(image: Image, fields: &[Ident], root: &Root) -> TokenStream {
    let filter = quote!(#root::__private::filter);
    let image = match image {
        Image::Keys => quote!(<<Self as #root::Subscriber>::Topic as #root::ReadModel>::Key),
        Image::New => quote!(<<Self as #root::Subscriber>::Topic as #root::StateTopic>::NewImage),
        Image::Old => quote!(<<Self as #root::Subscriber>::Topic as #root::StateTopic>::OldImage),
    };
    quote!(#filter::Shape::of(|__image: &#image| &__image #(.#fields)*))
}

fn image_path(image: Image, fields: &[Ident], root: &Root) -> TokenStream {
    let filter = quote!(#root::__private::filter);
    let of_model =
        quote!(::core::option::Option::Some(<<Self as #root::Subscriber>::Topic as #root::ReadModel>::FIELDS));
    let nested = (1..fields.len()).map(|end| {
        let shape = shape(image, &fields[..end], root);
        quote!((&&#shape).declared())
    });
    let names = fields.iter().map(|field| syn::ext::IdentExt::unraw(field).to_string());
    let image = match image {
        Image::Keys => quote!(Keys),
        Image::New => quote!(NewImage),
        Image::Old => quote!(OldImage),
    };
    quote! {
        #filter::ImagePath {
            root: #filter::Root::#image,
            fields: &[#(#names),*],
            declared: ::std::vec![#of_model #(, #nested)*],
        }
    }
}

type Parts = (Subject, TokenStream, TokenStream);

/// `is_some`, `is_none`, `starts_with`, `ends_with`, and `contains` of an array.
fn method(call: &ExprMethodCall, bindings: &Bindings, text: &impl Fn(&Expr) -> TokenStream) -> Option<Parts> {
    let ExprMethodCall { receiver, method, args, turbofish: None, .. } = call else { return None };
    let mut arguments = args.iter();
    match (method.to_string().as_str(), arguments.next(), arguments.next()) {
        (name @ ("is_some" | "is_none"), None, None) => {
            let subject = subject(receiver, bindings)?;
            let value = &subject.value;
            let of_value = quote!(#value.#method());
            Some((subject, if name == "is_some" { quote!(Some) } else { quote!(None) }, of_value))
        }
        (name @ ("starts_with" | "ends_with"), Some(argument), None) if is_constant(argument) => {
            let subject = subject(receiver, bindings)?;
            let (value, text) = (&subject.value, text(argument));
            let of_value = quote!(#value.#method(#argument));
            let choice = if name == "starts_with" { quote!(prefix(#text)) } else { quote!(suffix(#text)) };
            Some((subject, choice, of_value))
        }
        ("contains", Some(argument), None) => {
            let Expr::Array(array) = constant::bare(receiver) else { return None };
            if !array.elems.iter().all(is_constant) {
                return None;
            }
            let subject = subject(argument, bindings)?;
            // The type tells whether the attribute can be absent.
            let (value, texts) = (&subject.value, array.elems.iter().filter(|element| !is_none(element)).map(text));
            let choice = quote!(equal(::std::vec![#(#texts),*]));
            let of_value = quote!(#array.contains(#value));
            Some((subject, choice, of_value))
        }
        _ => None,
    }
}

/// `matches!(attribute, pattern)`.
fn matches(call: &ExprMacro, bindings: &Bindings) -> Option<Parts> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let expr: Expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Option<Token![,]>>()?;
        // A pattern with a guard is tested in the function.
        Ok((expr, pattern))
    };
    let (expr, pattern) = syn::parse::Parser::parse2(parser, call.mac.tokens.clone()).ok()?;
    let subject = subject(&expr, bindings)?;
    let choice = match presence(&pattern) {
        Some(choice) => choice,
        None => match texts(&pattern) {
            Some(texts) => quote!(Equal(::std::vec![#(::std::string::String::from(#texts)),*])),
            None => quote!(Unknown),
        },
    };
    let value = &subject.value;
    let of_value = quote!(::core::matches!(#value, #pattern));
    Some((subject, choice, of_value))
}
