//! The DynamoDB client of a process.

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, SharedHttpClient};
use aws_smithy_http_client::Connector;
#[cfg(feature = "tls")]
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector, http_client_fn};

#[cfg(feature = "tls")]
const TLS: Provider = Provider::Rustls(CryptoMode::Ring);

/// A client of the region, credentials and endpoint that the SDK finds in the environment.
pub(super) async fn from_env() -> Client {
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest()).http_client(ordinary()).load().await;
    Client::from_conf(Builder::from(&config).http_client(connected(&config)).build())
}

/// The SDK's own, for the credentials' sake. On Lambda they come from variables, and it is never used.
fn ordinary() -> SharedHttpClient {
    let client = aws_smithy_http_client::Builder::new();
    #[cfg(feature = "tls")]
    let client = client.tls_provider(TLS).build_https();
    #[cfg(not(feature = "tls"))]
    let client = client.build_http();
    client
}

/// With one connector, made here.
///
/// The SDK's own client makes one to see that it can, and another for the first request. With TLS each parses all root
/// certificates, and while Lambda starts a process it has more of a CPU than with its first event.
fn connected(config: &SdkConfig) -> SharedHttpClient {
    let mut settings = HttpConnectorSettings::builder();
    let time_outs = config.timeout_config();
    settings.set_connect_timeout(time_outs.and_then(TimeoutConfig::connect_timeout));
    settings.set_read_timeout(time_outs.and_then(TimeoutConfig::read_timeout));
    let connector = connector(settings.build());
    http_client_fn(move |_, _| connector.clone())
}

fn connector(settings: HttpConnectorSettings) -> SharedHttpConnector {
    let connector = Connector::builder().connector_settings(settings);
    #[cfg(feature = "tls")]
    let connector = connector.tls_provider(TLS).build();
    #[cfg(not(feature = "tls"))]
    let connector = connector.build_http();
    SharedHttpConnector::new(connector)
}
