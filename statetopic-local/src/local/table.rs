//! A table from a schema.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, StreamSpecification,
    StreamViewType, TimeToLiveSpecification,
};
use statetopic::schema::{KeyElement, ScalarType, TableSchema};

use super::error::LocalError;

/// Makes a table with a stream of both images, and with the schema's TTL.
pub(super) async fn create(client: &Client, schema: &TableSchema) -> Result<(), LocalError> {
    let refused = |error: BuildError| LocalError::table(schema.table, error.to_string());
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .map_err(refused)?;
    let mut request = client
        .create_table()
        .table_name(schema.table)
        .billing_mode(BillingMode::PayPerRequest)
        .stream_specification(stream);
    let kinds = [KeyType::Hash, KeyType::Range];
    for (element, kind) in schema.key_elements().zip(kinds) {
        request = request
            .key_schema(key(element, kind).map_err(refused)?)
            .attribute_definitions(definition(element).map_err(refused)?);
    }
    if let Err(error) = request.send().await {
        let error = error.into_service_error();
        // Made by hand, or by another task a moment ago.
        if error.is_resource_in_use_exception() {
            return Ok(());
        }
        return Err(LocalError::table(schema.table, words(&error)));
    }
    let Some(ttl) = schema.ttl else {
        return Ok(());
    };
    let ttl = TimeToLiveSpecification::builder().attribute_name(ttl).enabled(true).build().map_err(refused)?;
    let request = client.update_time_to_live().table_name(schema.table).time_to_live_specification(ttl);
    if let Err(error) = request.send().await {
        return Err(LocalError::table(schema.table, words(&error.into_service_error())));
    }
    Ok(())
}

/// What DynamoDB says about an error.
fn words(error: &impl ProvideErrorMetadata) -> String {
    let message = error.message().or(error.code());
    message.unwrap_or("no reason given").to_owned()
}

fn key(element: KeyElement, kind: KeyType) -> Result<KeySchemaElement, BuildError> {
    KeySchemaElement::builder().attribute_name(element.name).key_type(kind).build()
}

fn definition(element: KeyElement) -> Result<AttributeDefinition, BuildError> {
    let scalar_type = match element.scalar_type {
        ScalarType::S => ScalarAttributeType::S,
        ScalarType::N => ScalarAttributeType::N,
        ScalarType::B => ScalarAttributeType::B,
    };
    AttributeDefinition::builder().attribute_name(element.name).attribute_type(scalar_type).build()
}
