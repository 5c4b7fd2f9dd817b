//! Parses YAML or JSON into a tree with the line of each node.
//!
//! The short forms of intrinsic functions become the long forms, since JSON has no tags.

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::Value;

use crate::suggest::suggest;

/// A node and its first line.
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
    /// The line of the name, not of the value.
    pub(super) line: usize,
    pub(super) node: Node,
}

/// A problem and its line.
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
        Self::new(error.marker().line(), format!("neither YAML nor JSON: {}", error.kind()))
    }
}

/// Parses a file with one document.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader { parser: Parser::new_from_str(text), last: 1 };
    let mut document = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(..) if document.is_some() => {
                return Err(Fault::new(span.start.line(), "a second document; an overlay has one"));
            }
            Event::DocumentStart(..) => {
                let (event, span) = reader.next()?;
                document = Some(reader.node(event, &span)?);
            }
            Event::StreamEnd => {
                return document
                    .ok_or_else(|| Fault::new(1, "the file is empty; write `Resources:` and the resources to add"));
            }
            _ => return Err(Fault::new(span.start.line(), "neither YAML nor JSON")),
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
            None => Err(Fault::new(self.last, "unexpected end of the file")),
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
                return Err(Fault::new(line, "an alias is not supported by CloudFormation; repeat the value"));
            }
            _ => return Err(Fault::new(line, "neither YAML nor JSON")),
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
                _ => return Err(Fault::new(line, "expected a text as the key")),
            };
            if let Some(first) = entries.iter().find(|entry| entry.name == name) {
                return Err(Fault::new(line, format!("duplicate key `{name}`; the first is on line {}", first.line)));
            }
            let (event, span) = self.next()?;
            let node = self.node(event, &span)?;
            entries.push(Entry { name, line, node });
        }
    }
}

/// The value of a scalar. It is a number, a boolean or null only where it is one in JSON; an account id with a leading zero is
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

/// The intrinsic functions with a short form.
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
        return Err(Fault::new(line, format!("unknown tag `{}`{found}", tag.original())));
    }
    // The only function whose argument differs between the two forms.
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
