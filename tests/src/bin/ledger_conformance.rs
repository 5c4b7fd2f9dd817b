//! Tries the ledger where the AWS SDK finds its endpoint, on tables that it makes. Ends with 1 where a case fails. `cargo run -p xtask
//! -- verify` runs this beside an emulator.

use std::process::ExitCode;

use statetopic::Connections;
use statetopic_tests::ledger_conformance::{Place, cases};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let place = match Place::dynamo_db(Connections::from_env().dynamodb().await).await {
        Ok(place) => place,
        Err(error) => {
            eprintln!("error: cannot make the tables: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let mut failed = 0;
    for case in cases() {
        match case.run(&place).await {
            Ok(()) => println!("ok     {}", case.name),
            Err(error) => {
                failed += 1;
                println!("FAILED {}: {error}", case.name);
            }
        }
    }
    println!("{failed} of {} failed", cases().len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
