//! The images that a function reads, as far as its tokens tell, for the advice to declare a narrower view.
//!
//! A change that is destructured by a `match`, a `let` or an accessor tells; one that is passed on may be read as a
//! whole.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{FnArg, ItemFn, Member, Pat, PatIdent};

use super::arms::Arm;
use super::change::Event;
use crate::choice::Choice as _;

/// The images that are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) new: bool,
    pub(crate) old: bool,
}

impl Reads {
    const NONE: Self = Self { new: false, old: false };
    const ALL: Self = Self { new: true, old: true };

    fn and(self, other: Self) -> Self {
        Self { new: self.new || other.new, old: self.old || other.old }
    }
}

/// The images that the arms and the body read.
pub(crate) fn reads(function: &ItemFn, arms: Option<&[Arm]>) -> Reads {
    let fields = arms.into_iter().flatten().flat_map(|arm| &arm.cases).flat_map(|case| &case.fields);
    let guards = fields.fold(Reads::NONE, |reads, field| reads.and(field_reads(&field.member, &field.pat)));
    let Some(FnArg::Typed(first)) = function.sig.inputs.first() else { return Reads::ALL };
    let body = &function.block;
    guards.and(match &*first.pat {
        Pat::Wild(_) => Reads::NONE,
        Pat::Ident(PatIdent { ident, subpat: None, .. }) => in_tokens(quote::quote!(#body), &ident.to_string()),
        pattern => of_pattern(pattern),
    })
}

fn field_reads(member: &Member, pattern: &Pat) -> Reads {
    match member {
        _ if matches!(pattern, Pat::Wild(_)) => Reads::NONE,
        Member::Named(name) if name == "new" => Reads { new: true, old: false },
        Member::Named(name) if name == "old" => Reads { new: false, old: true },
        _ => Reads::NONE,
    }
}

/// The images that a pattern over a change binds.
fn of_pattern(pattern: &Pat) -> Reads {
    match pattern {
        Pat::Wild(_) => Reads::NONE,
        Pat::Reference(reference) => of_pattern(&reference.pat),
        Pat::Paren(paren) => of_pattern(&paren.pat),
        Pat::Or(or) => or.cases.iter().fold(Reads::NONE, |reads, case| reads.and(of_pattern(case))),
        Pat::Struct(variant) if is_change(variant.path.segments.last()) => {
            variant.fields.iter().fold(Reads::NONE, |reads, field| reads.and(field_reads(&field.member, &field.pat)))
        }
        _ => Reads::ALL,
    }
}

fn is_change(segment: Option<&syn::PathSegment>) -> bool {
    segment.is_some_and(|segment| Event::from_word(&segment.ident.to_string()).is_some())
}

/// The images of `name` that a body reads.
fn in_tokens(tokens: TokenStream, name: &str) -> Reads {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut reads = Reads::NONE;
    for (index, token) in tokens.iter().enumerate() {
        reads = reads.and(match token {
            TokenTree::Group(group) => in_tokens(group.stream(), name),
            TokenTree::Ident(ident) if ident == name && !is_punct(tokens.get(index.wrapping_sub(1)), '.') => {
                use_at(&tokens, index)
            }
            // A format string with the name shows the whole change.
            TokenTree::Literal(literal) if literal.to_string().contains(&format!("{{{name}")) => Reads::ALL,
            _ => Reads::NONE,
        });
    }
    reads
}

/// The images that one use reads: `change.new()`, `match change { … }`, `let … = change`; any other use may read both.
fn use_at(tokens: &[TokenTree], start: usize) -> Reads {
    let mut end = start;
    loop {
        if !is_punct(tokens.get(end + 1), '.') {
            break;
        }
        let Some(TokenTree::Ident(member)) = tokens.get(end + 2) else { return Reads::ALL };
        match member.to_string().as_str() {
            // `record.change()` and `record.into_change()`.
            "change" | "into_change" => end += if is_call(tokens.get(end + 3)) { 3 } else { 2 },
            "new" => return Reads { new: true, old: false },
            "old" => return Reads { new: false, old: true },
            "key" | "kind" | "event_id" | "sequence_number" | "time" | "size_bytes" | "source" | "origin" => {
                return Reads::NONE;
            }
            _ => return Reads::ALL,
        }
    }
    let before =
        tokens[..start].iter().rposition(|token| !is_punct(Some(token), '&')).map(|index| (index, &tokens[index]));
    match (before, tokens.get(end + 1)) {
        (Some((_, TokenTree::Ident(word))), Some(TokenTree::Group(arms)))
            if word == "match" && arms.delimiter() == Delimiter::Brace =>
        {
            of_arms(arms.stream())
        }
        (Some((equals, TokenTree::Punct(punct))), _) if punct.as_char() == '=' => {
            let bound =
                tokens[..equals].iter().rposition(|token| matches!(token, TokenTree::Ident(word) if word == "let"));
            match bound {
                Some(bound) => of_let(tokens[bound + 1..equals].iter().cloned().collect()),
                None => Reads::ALL,
            }
        }
        _ => Reads::ALL,
    }
}

fn of_arms(arms: TokenStream) -> Reads {
    let parser = |input: ParseStream<'_>| {
        let mut reads = Reads::NONE;
        while !input.is_empty() {
            reads = reads.and(of_pattern(&syn::Arm::parse(input)?.pat));
        }
        Ok(reads)
    };
    parser.parse2(arms).unwrap_or(Reads::ALL)
}

fn of_let(pattern: TokenStream) -> Reads {
    let parser = |input: ParseStream<'_>| Pat::parse_multi_with_leading_vert(input);
    parser.parse2(pattern).map_or(Reads::ALL, |pattern| of_pattern(&pattern))
}

/// The empty parentheses of a call.
fn is_call(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty())
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(function: &str) -> (bool, bool) {
        let Reads { new, old } = reads(&syn::parse_str(function).unwrap(), None);
        (new, old)
    }

    #[test]
    fn a_destructured_change_tells_what_is_read() {
        for (body, expected) in [
            ("{ change.key(); }", (false, false)),
            ("{ change.new().map(|row| row.total); }", (true, false)),
            ("{ if let Some(row) = change.old() { drop(row) } }", (false, true)),
            ("{ match change { Inserted { .. } => 1, Modified { old, .. } => 2, _ => 3 } }", (false, true)),
            ("{ match &change { StateChange::Inserted { new: _, key } => 1, _ => 3 } }", (false, false)),
            ("{ let StateChange::Inserted { new, .. } = change else { return }; }", (true, false)),
            ("{ if let StateChange::Removed { old: before, .. } = &change { f(before) } }", (false, true)),
            ("{ match &change { &Modified { new: ref after, .. } => f(after), _ => 3 } }", (true, false)),
            ("{ match change { (Removed { old, .. }) => f(old), _ => 3 } }", (false, true)),
            ("{ match change { Inserted { new, .. } | Modified { new, .. } => f(new), _ => 3 } }", (true, false)),
            ("{ println!(\"{} {}\", change.kind(), change.key()); }", (false, false)),
            ("{ other.change; }", (false, false)),
        ] {
            assert_eq!(read(&format!("fn f(change: StateChange<Order>) {body}")), expected, "{body}");
        }
    }

    #[test]
    fn a_change_that_is_passed_on_may_be_read_as_a_whole() {
        for body in [
            "{ show(change) }",
            "{ let copy = change; }",
            "{ copy = change; }",
            "{ let _; change }",
            "{ for _ in change {} }",
            "{ let Holder { new: _ } = change; }",
            "{ match change { other => show(other) } }",
            "{ println!(\"{change:?}\"); }",
            "{ match (change, 1) { (Inserted { .. }, _) => 1, _ => 2 } }",
            "{ let old = change.clone(); }",
        ] {
            assert_eq!(read(&format!("fn f(change: StateChange<Order>) {body}")), (true, true), "{body}");
        }
    }

    #[test]
    fn the_metadata_of_a_record_is_not_an_image() {
        let function = "fn f(record: Record<Order>) { record.time(); match record.change() { Modified { new, .. } => 1, _ => 2 } }";
        assert_eq!(read(function), (true, false));
        let function =
            "fn f(record: Record<Order>) { match record.into_change() { Removed { old, .. } => drop(old), _ => () } }";
        assert_eq!(read(function), (false, true));
        assert_eq!(read("fn f(record: Record<Order>) { record.change().kind(); }"), (false, false));
        assert_eq!(read("fn f(record: Record<Order>) { record.change().new().map(keep); }"), (true, false));
        assert_eq!(read("fn f(_: Record<Order>) {}"), (false, false));
        assert_eq!(read("fn f(record: Record<Order>) { keep(record.change()) }"), (true, true));
        assert_eq!(read("fn f(Record { change, .. }: Record<Order>) { keep(change) }"), (true, true));
    }
}
