//! The service on AWS: its tables are those of the stack, by the variables `STATETOPIC_TABLE_…`.

use statetopic::Connections;
use statetopic::prelude::*;

use {{crate}}::{Tables, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let tables = Tables::connect(&Connections::from_env()).await?;
    let address = std::env::var("ADDRESS").unwrap_or_else(|_| "0.0.0.0:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router(tables)).await?;
    Ok(())
}
