//! Plain technical English: idioms that are not used, in code, documents and error texts.
//!
//! `allowed.txt` has the places where the same words are ordinary English, each with its reason.

mod allowed;
mod prose;
#[cfg(test)]
mod tests;

use std::error::Error;

use regex_lite::Regex;

use self::allowed::Allowed;
use self::prose::Prose;
use super::finding::Finding;
use super::tree::Tree;

/// A way of saying something that has a plainer one.
struct Idiom {
    /// Lower-case text without which the pattern cannot match: searching for it is quick.
    hints: &'static [&'static str],
    pattern: &'static str,
    /// What the pattern finds within this is not one.
    except: Option<&'static str>,
    fix: &'static str,
}

const IDIOMS: &[Idiom] = &[
    Idiom {
        hints: &[" no "],
        pattern: r"(?i)\b(is|are|was|were|be) no [a-z`{0-9]",
        except: Some(
            r"(?i)\bthere (is|are|was|were) no |\b(is|are|was|were|be) no (longer|more|less|fewer|better|worse)\b",
        ),
        fix: "write `is not a …`",
    },
    Idiom {
        hints: &[" none"],
        pattern: r"(?i)\b(is|are|was|were) none\b",
        except: Some(r"(?i)\bthere (is|are|was|were) none\b"),
        fix: "write what it is not: `is not a …`, `invalid …`",
    },
    Idiom {
        hints: &["giv", "gave"],
        pattern: r"(?i)(giv(e|es|en|ing)|gave)[ _-]?up",
        except: None,
        fix: "write `discard`, or `stop`",
    },
    Idiom {
        hints: &["giv", "gave"],
        pattern: r"(?i)\b(giv(e|es|ing)|gave) (it|them|records?|messages?|one|that) up\b",
        except: None,
        fix: "write `discard`, or `stop`",
    },
    Idiom {
        hints: &["lent"],
        pattern: r"(?i)\blent\b",
        except: None,
        fix: "write `its resources`, `is given`, or `by reference`",
    },
    Idiom {
        hints: &["longest", "deepest", "most", "largest"],
        pattern: r"\b[A-Z_]*(LONGEST|DEEPEST|MOST|LARGEST)(_[A-Z_]+)?\b",
        except: None,
        fix: "name it `MAX_…`",
    },
    Idiom { hints: &["a word: "], pattern: r"(?i)\ba word: ", except: None, fix: "write `flag: …`" },
    Idiom {
        hints: &["how many"],
        pattern: r"(?i)\b(to|after|of|with) how many\b",
        except: None,
        fix: "write `number of …`, or `maximum …`",
    },
];

/// The files that are read: sources, documents, what rustc is expected to say, and settings.
const ENDS: &[&str] = &[".rs", ".md", ".stderr", ".toml"];

/// This rule quotes what it looks for.
const OWN: &str = "xtask/src/tidy/idiom/";

/// Finds the idioms, except where they are allowed, and what is allowed and not there.
///
/// # Errors
/// If a line of `allowed.txt` does not have three parts.
pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>, Box<dyn Error>> {
    check_with(tree, Allowed::parse(include_str!("allowed.txt"))?)
}

fn check_with(tree: &Tree, mut allowed: Allowed) -> Result<Vec<Finding>, Box<dyn Error>> {
    let mut idioms = Vec::new();
    for idiom in IDIOMS {
        idioms.push((idiom, Regex::new(idiom.pattern)?, idiom.except.map(Regex::new).transpose()?));
    }
    let mut findings = Vec::new();
    for (path, text) in tree.ending(ENDS).filter(|(path, _)| !path.starts_with(OWN)) {
        let prose = Prose::new(path, text);
        for (idiom, pattern, except) in &idioms {
            for found in prose.find(idiom.hints, pattern, except.as_ref()) {
                if !allowed.has(path, &prose, found.start) {
                    findings.push(Finding {
                        path: path.to_owned(),
                        line: prose.line(found.start),
                        message: format!("`{}`; {}", prose.around(found), idiom.fix),
                    });
                }
            }
        }
    }
    findings.extend(allowed.unused().map(|(line, entry)| Finding {
        path: format!("{OWN}allowed.txt"),
        line,
        message: format!("`{entry}` is allowed and is not there; remove the line"),
    }));
    findings.sort();
    Ok(findings)
}
