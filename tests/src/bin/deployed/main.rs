//! What the deployed functions of an example make of its changes:
//!
//! `cargo run -p statetopic-tests --bin deployed -- quickstart dev`
//!
//! The stack of the example is deployed already, by CloudFormation and under the stage, where the AWS SDK finds its endpoint.
//! Items are put and deleted with the SDK, and the derived rows are waited for: nothing here calls a function. `cargo run -p
//! xtask -- verify` runs this beside an emulator.

mod audit_trail;
mod cache;
mod cache_invalidation;
mod keys_only;
mod leaderboard;
mod low_stock;
mod organization_membership;
mod quickstart;
mod reference_counter;
mod stack;

use std::process::ExitCode;

use statetopic::Connections;

use self::stack::{Problem, Stack};

const USAGE: &str = "usage: deployed <example> <stage>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &[String]) -> Result<(), Problem> {
    let [example, stage] = args else { return Err(USAGE.into()) };
    let stack = Stack::new(Connections::from_env().dynamodb().await, stage);
    match &**example {
        "audit-trail" => audit_trail::run(&stack).await,
        "cache-invalidation" => cache_invalidation::run(&stack).await,
        "keys-only" => keys_only::run(&stack).await,
        "leaderboard" => leaderboard::run(&stack).await,
        "low-stock" => low_stock::run(&stack).await,
        "organization-membership" => organization_membership::run(&stack).await,
        "quickstart" => quickstart::run(&stack).await,
        "reference-counter" => reference_counter::run(&stack).await,
        unknown => Err(format!("nothing is known of an example `{unknown}`; add a file for it beside this one").into()),
    }
}
