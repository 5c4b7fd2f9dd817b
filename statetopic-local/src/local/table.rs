//! A table from a schema.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
};
use statetopic::schema::{self, IndexScope, KeyElement, Projection, ScalarType, SchemaText, TableSchema};

use super::error::LocalError;

/// Makes a table with a stream of both images, and with the schema's TTL.
pub(super) async fn create<T: SchemaText>(client: &Client, schema: &TableSchema<T>) -> Result<(), LocalError> {
    let table = schema.table.as_ref();
    let refused = |error: BuildError| LocalError::table(table, error.to_string());
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .map_err(refused)?;
    let mut request =
        client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest).stream_specification(stream);
    for element in key_schema(schema.key_schema()).map_err(refused)? {
        request = request.key_schema(element);
    }
    for element in schema.attribute_definitions() {
        request = request.attribute_definitions(definition(&element).map_err(refused)?);
    }
    for index in schema.indexes.iter() {
        let keys = key_schema(index.key_schema()).map_err(refused)?;
        let projection = projection::<T>(&index.projection);
        request = match index.scope {
            IndexScope::Global => {
                let index = GlobalSecondaryIndex::builder().index_name(index.name.as_ref()).projection(projection);
                request.global_secondary_indexes(index.set_key_schema(Some(keys)).build().map_err(refused)?)
            }
            IndexScope::Local => {
                let index = LocalSecondaryIndex::builder().index_name(index.name.as_ref()).projection(projection);
                request.local_secondary_indexes(index.set_key_schema(Some(keys)).build().map_err(refused)?)
            }
        };
    }
    if let Err(error) = request.send().await {
        let error = error.into_service_error();
        // Made by hand, or by another task a moment ago.
        if error.is_resource_in_use_exception() {
            return Ok(());
        }
        return Err(LocalError::table(table, words(&error)));
    }
    let Some(ttl) = &schema.ttl else {
        return Ok(());
    };
    let ttl = TimeToLiveSpecification::builder().attribute_name(ttl.as_ref()).enabled(true).build().map_err(refused)?;
    let request = client.update_time_to_live().table_name(table).time_to_live_specification(ttl);
    if let Err(error) = request.send().await {
        return Err(LocalError::table(table, words(&error.into_service_error())));
    }
    Ok(())
}

/// What DynamoDB says about an error.
fn words(error: &impl ProvideErrorMetadata) -> String {
    let message = error.message().or(error.code());
    message.unwrap_or("no reason given").to_owned()
}

/// The elements of a key as the SDK has them.
fn key_schema<'a, T: SchemaText>(
    elements: impl Iterator<Item = (&'a KeyElement<T>, schema::KeyType)>,
) -> Result<Vec<KeySchemaElement>, BuildError> {
    let keys = elements.map(|(element, key_type)| {
        let key_type = match key_type {
            schema::KeyType::Hash => KeyType::Hash,
            schema::KeyType::Range => KeyType::Range,
        };
        KeySchemaElement::builder().attribute_name(element.name.as_ref()).key_type(key_type).build()
    });
    keys.collect()
}

fn projection<T: SchemaText>(projection: &Projection<T::List<T>>) -> aws_sdk_dynamodb::types::Projection {
    let builder = aws_sdk_dynamodb::types::Projection::builder();
    match projection {
        Projection::All => builder.projection_type(ProjectionType::All),
        Projection::KeysOnly => builder.projection_type(ProjectionType::KeysOnly),
        Projection::Include(attributes) => {
            let names = attributes.iter().map(|name| name.as_ref().to_owned()).collect();
            builder.projection_type(ProjectionType::Include).set_non_key_attributes(Some(names))
        }
    }
    .build()
}

fn definition<T: SchemaText>(element: &KeyElement<T>) -> Result<AttributeDefinition, BuildError> {
    let scalar_type = match element.scalar_type {
        ScalarType::S => ScalarAttributeType::S,
        ScalarType::N => ScalarAttributeType::N,
        ScalarType::B => ScalarAttributeType::B,
    };
    AttributeDefinition::builder().attribute_name(element.name.as_ref()).attribute_type(scalar_type).build()
}
