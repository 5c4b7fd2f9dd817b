//! A Lambda function of `lambda_runtime` alone, which answers that all is done.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

fn main() -> Result<(), Error> {
    let handler = service_fn(async |_: LambdaEvent<Value>| Ok::<_, Error>(json!({ "batchItemFailures": [] })));
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(lambda_runtime::run(handler))
}
