//! Reads YAML, and JSON with it, into a tree that knows the line of each node.
//!
//! The short forms of CloudFormation's functions become long ones, since a template has no tags in JSON.

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::Value;

use crate::suggest::suggest;

/// A node and the line that it begins on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The line of the name.
    pub(super) line: usize,
    pub(super) node: Node,
}

/// What is wrong, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) problem: String,
}

impl Fault {
    pub(super) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into() }
    }
}

impl From<ScanError> for Fault {
    fn from(error: ScanError) -> Self {
        Self::new(error.marker().line(), format!("no YAML and no JSON: {}", error.kind()))
    }
}

/// Reads one document.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader { parser: Parser::new_from_str(text), last: 1 };
    let mut document = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(..) if document.is_some() => {
                return Err(Fault::new(span.start.line(), "a second document; an overlay is one"));
            }
            Event::DocumentStart(..) => {
                let (event, span) = reader.next()?;
                document = Some(reader.node(event, &span)?);
            }
            Event::StreamEnd => {
                return document
                    .ok_or_else(|| Fault::new(1, "there is nothing in it; write `Resources:` and what to add"));
            }
            _ => return Err(Fault::new(span.start.line(), "no YAML and no JSON")),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    last: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Fault> {
        match self.parser.next() {
            Some(next) => {
                let (event, span) = next?;
                self.last = span.start.line();
                Ok((event, span))
            }
            None => Err(Fault::new(self.last, "it ends too early")),
        }
    }

    fn node(&mut self, event: Event<'a>, span: &Span) -> Result<Node, Fault> {
        let line = span.start.line();
        let tag = event.tag().cloned();
        let data = match event {
            Event::Scalar(text, style, ..) => Data::Scalar(scalar(&text, style, tag.as_ref())),
            Event::SequenceStart(..) => self.list()?,
            Event::MappingStart(..) => self.map()?,
            Event::Alias(_) => {
                return Err(Fault::new(line, "an alias, which CloudFormation does not know; write it out"));
            }
            _ => return Err(Fault::new(line, "no YAML and no JSON")),
        };
        long_form(Node { line, data }, tag.as_ref())
    }

    fn list(&mut self) -> Result<Data, Fault> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Data::List(nodes)),
                (event, span) => nodes.push(self.node(event, &span)?),
            }
        }
    }

    fn map(&mut self) -> Result<Data, Fault> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let line = span.start.line();
            let name = match event {
                Event::MappingEnd => return Ok(Data::Map(entries)),
                Event::Scalar(name, ..) => name.into_owned(),
                _ => return Err(Fault::new(line, "a name is a text")),
            };
            if let Some(first) = entries.iter().find(|entry| entry.name == name) {
                return Err(Fault::new(line, format!("a second `{name}`; the first is on line {}", first.line)));
            }
            let (event, span) = self.next()?;
            let node = self.node(event, &span)?;
            entries.push(Entry { name, line, node });
        }
    }
}

/// What a scalar means. Only what looks like JSON's numbers, booleans and null is one; an account's id with a leading zero is
/// a text.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    if style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.is_custom() || tag.is_yaml_core_schema_tag("str")) {
        return text.into();
    }
    match text {
        "" | "~" => Value::Null,
        _ => match serde_json::from_str(text) {
            Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
            _ => text.into(),
        },
    }
}

/// The functions that CloudFormation has a short form of.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
const SHORT_FORMS: [&str; 18] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Equals",
    "FindInMap",
    "GetAtt",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Not",
    "Or",
    "Ref",
    "Select",
    "Split",
    "Sub",
    "Transform",
];

fn long_form(mut node: Node, tag: Option<&Tag>) -> Result<Node, Fault> {
    let Some(tag) = tag.filter(|tag| tag.is_custom() && tag.original() != "!") else {
        return Ok(node);
    };
    let line = node.line;
    let short = tag.suffix();
    if !SHORT_FORMS.contains(&short) {
        let found = suggest(short, &SHORT_FORMS).replace("mean `", "mean `!");
        return Err(Fault::new(line, format!("a tag `{}`, which CloudFormation does not know{found}", tag.original())));
    }
    // The one function whose short form is written in another way than its long one.
    if let ("GetAtt", Data::Scalar(Value::String(text))) = (short, &node.data) {
        let parts = text.split_once('.').map(|(resource, attribute)| [resource, attribute]);
        let parts =
            parts.ok_or_else(|| Fault::new(line, "`!GetAtt` takes a resource and an attribute: `!GetAtt Key.Arn`"))?;
        let part = |text: &str| Node { line, data: Data::Scalar(text.into()) };
        node.data = Data::List(parts.into_iter().map(part).collect());
    }
    let name = match short {
        "Ref" | "Condition" => short.to_owned(),
        short => format!("Fn::{short}"),
    };
    Ok(Node { line, data: Data::Map(vec![Entry { name, line, node }]) })
}
