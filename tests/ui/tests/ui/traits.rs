//! Every public trait says what to do where a type lacks it, and a case shows that it does.

use std::fs;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprLit, ItemTrait, Lit, LitStr, MetaNameValue, Token, Visibility};

use crate::files::{expected_errors, files, package};

/// Traits that nobody meets in an error, and why.
const UNMET: [(&str, &str); 30] = [
    ("ChangeParts", "stands behind `Topic`, which says what a subscriber listens to"),
    ("ImageSource", "is what decoding hands over"),
    ("ComparedAttribute", "is that of what serde writes, whose `Serialize` says so"),
    ("Conversion", "stands behind `ComparedAttribute`, which says what can be compared"),
    ("CoversAccess", "stands behind `Covers`, which says what may be joined"),
    ("DecimalCounter", "stands behind `Delta`, which says what can be added"),
    ("KeyOperations", "every key has it"),
    ("MissingField", "stands behind `Upsert`, which says what an update makes"),
    ("MissingSet", "stands behind `Upsert`, which says what an update makes"),
    ("NoSet", "every type that is not a set has it"),
    ("NoText", "every type that is not a text has it"),
    ("OfAny", "every type has it that no other trait of guards is for"),
    ("OfFields", "types that lack it have `OfNoFields`"),
    ("OfNoFields", "every type has it that has no fields"),
    ("OfOption", "types that lack it have `OfAny`"),
    ("OfValue", "types that lack it have `OfAny`"),
    ("Operation", "is that of the operations, which are the library's"),
    ("OrderedAttribute", "is that of keys, whose `KeyAttribute` says so"),
    ("Or", "is that of the two answers of an access, which are the library's"),
    ("OtherType", "every type has it"),
    ("Row", "is generated with the struct that is asked for it"),
    ("RowShape", "is generated with the struct that is asked for it"),
    ("SchemaElement", "stands behind `SchemaText`, which is that of two types"),
    ("SchemaText", "is that of `&'static str` and `String`, which are the library's"),
    ("Sealed", "stands behind `AttributePath`, which says what leads to an attribute"),
    ("Text", "types that lack it have `NoText`"),
    ("UpsertFields", "stands behind `Upsert`, which says what an update makes"),
    ("WriteEntry", "stands behind `WriteSet`, which says what may be written"),
    ("WriteOperation", "stands behind `Includes`, which says what may be written"),
    ("Written", "stands behind `SchemaElement`"),
];

/// Traits of types that say less than the words: a key attribute is met where it is changed.
const UNNAMED: [&str; 1] = ["UpdatableAttribute"];

/// Traits of `statetopic-local`, which no case builds: it takes an engine.
const WITHOUT_CASE: [&str; 2] = ["DynamoEngine", "Invoke"];

#[test]
fn every_public_trait_says_what_to_do() {
    let traits = public_traits();
    assert!(traits.len() > 25, "read only {} traits", traits.len());
    for Trait { name, advice, .. } in &traits {
        let is_unmet = UNMET.iter().any(|(unmet, _)| unmet == name);
        match advice {
            None => assert!(is_unmet, "`{name}` lacks `#[diagnostic::on_unimplemented]`"),
            Some(Advice { message, label, notes }) => {
                assert!(!is_unmet, "`{name}` is listed as one that nobody meets");
                let is_named =
                    message.contains("{Self}") || message.contains("{T}") || UNNAMED.contains(&name.as_str());
                assert!(is_named, "`{name}` does not say which type lacks it");
                assert!(!label.is_empty() && *notes > 0, "`{name}` does not say what to do");
            }
        }
    }
    for (unmet, _) in UNMET {
        assert!(traits.iter().any(|public| public.name == unmet), "there is no public trait `{unmet}`");
    }
}

#[test]
fn every_such_advice_has_a_case() {
    let errors = expected_errors();
    for Trait { name, advice, .. } in public_traits() {
        let Some(Advice { message, .. }) = advice else { continue };
        // What stands between the types.
        let parts = message.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        let part = parts.max_by_key(|part| part.len()).unwrap_or_default();
        assert!(part.len() > 12, "`{name}` says too little to be told from others: {part}");
        assert!(errors.contains(part) || WITHOUT_CASE.contains(&name.as_str()), "no case shows `{name}`: {message}");
    }
}

struct Trait {
    name: String,
    advice: Option<Advice>,
}

struct Advice {
    message: String,
    label: String,
    notes: usize,
}

#[derive(Default)]
struct PublicTraits(Vec<Trait>);

impl<'ast> Visit<'ast> for PublicTraits {
    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        if matches!(item.vis, Visibility::Public(_)) {
            let advice = item.attrs.iter().find_map(advice);
            self.0.push(Trait { name: item.ident.to_string(), advice });
        }
        visit::visit_item_trait(self, item);
    }
}

/// What `#[diagnostic::on_unimplemented(…)]` says.
fn advice(attribute: &Attribute) -> Option<Advice> {
    let path: Vec<String> = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
    if path != ["diagnostic", "on_unimplemented"] {
        return None;
    }
    let said = attribute.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated).ok()?;
    let of = |name: &str| {
        let texts = said.iter().filter(|said| said.path.is_ident(name)).filter_map(|said| text(&said.value));
        texts.map(LitStr::value).collect::<Vec<String>>()
    };
    let first = |name: &str| of(name).into_iter().next().unwrap_or_default();
    Some(Advice { message: first("message"), label: first("label"), notes: of("note").len() })
}

fn text(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

fn public_traits() -> Vec<Trait> {
    let mut traits = PublicTraits::default();
    let workspace = package().join("../..");
    for package in ["statetopic/src", "statetopic-local/src"] {
        for path in files(&workspace.join(package), "rs") {
            let source = fs::read_to_string(path).expect("a source");
            traits.visit_file(&syn::parse_file(&source).expect("a source is Rust"));
        }
    }
    traits.0
}
