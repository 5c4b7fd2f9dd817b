//! Serves the embedded engine on loopback until its standard input ends: for the conformance suites of other projects.
//!
//! Prints the endpoint's URL. How the suites are run: `docs/conformance.md`.

use std::error::Error;
use std::io::Write as _;

use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::DynamoDbEndpoint;
use tokio::io::AsyncReadExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let endpoint = DynamoDbEndpoint::start(Engine::memory()?).await;
    writeln!(std::io::stdout(), "{}", endpoint.url())?;
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}
