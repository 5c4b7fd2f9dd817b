//! The DynamoDB client of a process.

use aws_sdk_dynamodb::Client;
use aws_smithy_http_client::Builder;

/// A client of the region, credentials and endpoint that the SDK finds in the environment.
pub(crate) async fn client_from_env() -> Client {
    let http = Builder::new();
    #[cfg(feature = "tls")]
    let http = http
        .tls_provider(aws_smithy_http_client::tls::Provider::Rustls(
            aws_smithy_http_client::tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https();
    #[cfg(not(feature = "tls"))]
    let http = http.build_http();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest()).http_client(http).load().await;
    Client::new(&config)
}
