//! The templates.

use clap::ValueEnum;

/// What a new workspace begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A read model, and one that is derived from it.
    #[default]
    Minimal,
    /// Orders, totals that are derived from them, and a function that reacts to large ones.
    Orders,
    /// Accounts, and a trail of who changed what and when.
    Audit,
    /// An axum service that reads and writes read models beside their subscriber.
    Api,
}

/// A file of a template.
pub(super) struct File {
    pub(super) path: &'static str,
    pub(super) text: &'static str,
    /// What it is.
    pub(super) about: &'static str,
}

macro_rules! template {
    ($name:literal: $($path:literal = $file:literal, $about:literal;)*) => {
        &[$(File { path: $path, text: include_str!(concat!("../../templates/", $name, "/", $file)), about: $about }),*]
    };
}

macro_rules! common {
    ($file:literal) => {
        include_str!(concat!("../../templates/common/", $file))
    };
}

/// The manifest's beginning, which all templates have.
pub(super) const PACKAGE: &str = common!("package.toml");
/// Its end, in a workspace of its own.
pub(super) const WORKSPACE: &str = common!("workspace.toml");
/// The profile of builds for Lambda, which the workspace has.
pub(crate) const LAMBDA_PROFILE: &str = common!("lambda-profile.toml");
pub(super) const README: &str = common!("README.md");
pub(super) const GITIGNORE: &str = common!("gitignore");
pub(super) const CI: &str = common!("ci.yml");

const MINIMAL: &[File] = template! { "minimal":
    "src/lib.rs" = "lib.rs", "the read models, and the function that derives one from the other";
    "src/bin/count_articles.rs" = "count_articles.rs", "its Lambda function, in one line";
    "src/main.rs" = "main.rs", "what `cargo run` shows";
    "tests/shelves.rs" = "tests.rs", "given rows, when an article changes, then rows";
};

const ORDERS: &[File] = template! { "orders":
    "src/order.rs" = "order.rs", "the read model";
    "src/totals.rs" = "totals.rs", "what each customer has ordered, derived from the orders";
    "src/large.rs" = "large.rs", "a function that notes large orders";
    "src/lib.rs" = "lib.rs", "what the library has";
    "src/bin/sum_orders.rs" = "sum_orders.rs", "a Lambda function, in one line";
    "src/bin/note_large_orders.rs" = "note_large_orders.rs", "another one";
    "src/main.rs" = "main.rs", "what `cargo run` shows";
    "tests/orders.rs" = "tests.rs", "given rows, when an order changes, then rows";
};

const AUDIT: &[File] = template! { "audit":
    "src/lib.rs" = "lib.rs", "the account, its trail, and the function that writes it";
    "src/bin/write_trail.rs" = "write_trail.rs", "its Lambda function, in one line";
    "src/main.rs" = "main.rs", "what `cargo run` shows";
    "tests/trail.rs" = "tests.rs", "given an account, when it changes, then the trail has it";
};

const API: &[File] = template! { "api":
    "src/notes.rs" = "notes.rs", "the read model that the service writes";
    "src/tags.rs" = "tags.rs", "the one that is derived from it, and how";
    "src/routes.rs" = "routes.rs", "the service";
    "src/lib.rs" = "lib.rs", "what the library has";
    "src/bin/count_tags.rs" = "count_tags.rs", "the subscriber's Lambda function, in one line";
    "src/bin/server.rs" = "server.rs", "the service on AWS";
    "src/main.rs" = "main.rs", "the service and the subscriber on this machine: `cargo run`";
    "tests/service.rs" = "tests.rs", "the service and the subscriber together";
};

impl Template {
    pub(super) const fn files(self) -> &'static [File] {
        match self {
            Self::Minimal => MINIMAL,
            Self::Orders => ORDERS,
            Self::Audit => AUDIT,
            Self::Api => API,
        }
    }

    /// What the package's manifest has beside that of the others.
    pub(super) const fn manifest(self) -> &'static str {
        match self {
            Self::Minimal => include_str!("../../templates/minimal/package.toml"),
            Self::Orders => include_str!("../../templates/orders/package.toml"),
            Self::Audit => include_str!("../../templates/audit/package.toml"),
            Self::Api => include_str!("../../templates/api/package.toml"),
        }
    }

    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Minimal => {
                "Articles in a warehouse, and how many each shelf holds: a read model, and one that is derived from it."
            }
            Self::Orders => "Orders, what each customer has ordered in all, and the large ones.",
            Self::Audit => "Accounts, and a trail of who changed what and when.",
            Self::Api => {
                "A service that reads and writes notes, and the number of notes of each tag, which follows from them."
            }
        }
    }

    /// The names of its bins, which the package cannot have.
    pub(crate) const fn bins(self) -> &'static [&'static str] {
        match self {
            Self::Minimal => &["count_articles"],
            Self::Orders => &["sum_orders", "note_large_orders"],
            Self::Audit => &["write_trail"],
            Self::Api => &["count_tags", "server"],
        }
    }
}
