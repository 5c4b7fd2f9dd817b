//! A crate as its modules.

use std::collections::{BTreeMap, BTreeSet};

/// The names from the crate root to a module; the root's own is empty.
pub(super) type ModulePath = Vec<String>;

pub(super) struct Crate {
    /// The file that rustc is called with.
    pub(super) root: String,
    pub(super) modules: BTreeMap<ModulePath, Module>,
}

/// What the source of a module says, without its child modules.
#[derive(Default)]
pub(super) struct Module {
    pub(super) file: String,
    /// The outermost module around it, or itself, that is compiled for tests alone.
    pub(super) test: Option<ModulePath>,
    pub(super) contents: Contents,
}

/// Paths are kept as they are written.
#[derive(Default)]
pub(super) struct Contents {
    /// Items that it defines.
    pub(super) items: BTreeSet<String>,
    /// Names that it imports or re-exports.
    pub(super) imports: BTreeMap<String, Vec<String>>,
    /// Modules that it imports everything of.
    pub(super) globs: Vec<Vec<String>>,
    /// All paths, those of `use` declarations among them, with their lines.
    pub(super) paths: Vec<(Vec<String>, usize)>,
}
