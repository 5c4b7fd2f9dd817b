//! Errors with their sources: kept as texts, and shown in full where a test fails on them.

use std::error::Error;
use std::fmt;

/// The most sources that are shown: an error may be its own.
const MAX_SOURCES: usize = 32;

/// An error that is known by its text and those of its sources.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    text: String,
    source: Option<Box<Chain>>,
}

impl Chain {
    /// The error with these texts, the outermost first; `None` where there are none.
    pub(crate) fn new(texts: &[String]) -> Option<Self> {
        let inside_out = texts.iter().rev();
        inside_out.fold(None, |source, text| Some(Self { text: text.clone(), source: source.map(Box::new) }))
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chain(self, f)
    }
}

impl Error for Chain {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Writes an error and its sources, a line each: what `unwrap` and a test that returns an error show.
pub(crate) fn write_chain(error: &(dyn Error + 'static), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let sources = std::iter::successors(error.source(), |error| (*error).source());
    for source in sources.take(MAX_SOURCES) {
        write!(f, "\n  caused by: {source}")?;
    }
    Ok(())
}
