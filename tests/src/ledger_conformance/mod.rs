//! What the ledger promises on any tables: in memory, on the embedded engine, and on another DynamoDB behind an endpoint.
//!
//! Each case has items and rows of its own, so that all run on the same tables. Nothing here injects a fault: what is tried is what the
//! tables say of conditions and transactions, and what follows from it.

mod cases;
mod model;

use std::error::Error;
use std::fmt;
use std::pin::Pin;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use statetopic::environment::{Environment, table_variable};
use statetopic::memory::MemoryTables;
use statetopic::schema::TableSchema;
use statetopic::{Clock, Connections, Function, ReadModel, Resource as _, Subscriber, Table};

pub use self::model::{LedgerRow, Parcels, Title};
use crate::event::Change;

/// What a case ends with; an error says what was another than it should be.
pub type CaseResult = Result<(), Box<dyn Error + Send + Sync>>;

type Running<'a> = Pin<Box<dyn Future<Output = CaseResult> + 'a>>;

/// A case, and its name.
pub struct Case {
    /// What must hold.
    pub name: &'static str,
    run: for<'a> fn(&'a Place) -> Running<'a>,
}

impl Case {
    /// Tries it.
    ///
    /// # Errors
    /// What was another than it should be.
    pub async fn run(&self, place: &Place) -> CaseResult {
        (self.run)(place).await
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

/// All cases.
#[must_use]
pub fn cases() -> &'static [Case] {
    cases::ALL
}

/// The tables that the cases need.
pub const TABLES: [&TableSchema; 3] = [&Parcels::SCHEMA, &Title::SCHEMA, &statetopic::ledger::SCHEMA];

/// Where the tables are, by their logical names.
#[derive(Debug)]
pub enum Place {
    /// In memory.
    Memory(MemoryTables),
    /// Behind a client.
    DynamoDb(Client),
}

impl Place {
    /// Empty tables in memory.
    #[must_use]
    pub fn memory() -> Self {
        let tables = MemoryTables::new(Clock::wall());
        for schema in TABLES {
            tables.create(schema.table, schema);
        }
        Self::Memory(tables)
    }

    /// Empty tables that are made by a client.
    ///
    /// # Errors
    /// Where one cannot be made.
    pub async fn dynamo_db(client: Client) -> Result<Self, Box<dyn Error + Send + Sync>> {
        for schema in TABLES {
            let key = schema.partition_key.name;
            let attribute =
                AttributeDefinition::builder().attribute_name(key).attribute_type(ScalarAttributeType::S).build()?;
            let key = KeySchemaElement::builder().attribute_name(key).key_type(KeyType::Hash).build()?;
            let create = client.create_table().table_name(schema.table).billing_mode(BillingMode::PayPerRequest);
            create.attribute_definitions(attribute).key_schema(key).send().await?;
        }
        Ok(Self::DynamoDb(client))
    }

    fn connections(&self, variables: &[(&str, &str)]) -> Connections {
        let tables = TABLES.map(|schema| (table_variable(schema.table), schema.table.to_owned()));
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment::new(tables.into_iter().chain(variables));
        match self {
            Self::Memory(tables) => Connections::memory(environment, tables.clone()),
            Self::DynamoDb(client) => Connections::new(environment, client.clone()),
        }
    }

    /// The rows of the ledger.
    async fn ledger_rows(&self) -> Result<Vec<LedgerRow>, Box<dyn Error + Send + Sync>> {
        let table = statetopic::ledger::SCHEMA.table;
        match self {
            Self::Memory(tables) => Ok(tables.models(table)?),
            Self::DynamoDb(client) => {
                let rows = client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
                let rows: Vec<_> = rows.collect::<Result<_, _>>().await?;
                let read = |row: std::collections::HashMap<String, _>| Ok(serde_dynamo::from_item(row)?);
                rows.into_iter().map(read).collect()
            }
        }
    }

    /// A process of a subscriber.
    async fn start<S: Subscriber>(&self) -> Result<Process<S>, Box<dyn Error + Send + Sync>> {
        self.start_with(&[]).await
    }

    /// A process of a subscriber with further variables.
    async fn start_with<S: Subscriber>(
        &self,
        variables: &[(&str, &str)],
    ) -> Result<Process<S>, Box<dyn Error + Send + Sync>> {
        Ok(Process(Function::connect(&self.connections(variables)).await?))
    }

    async fn table<M: ReadModel>(&self) -> Result<Table<M>, Box<dyn Error + Send + Sync>> {
        Ok(Table::connect(&self.connections(&[])).await?)
    }
}

/// A process of a subscriber, which has its own connections.
struct Process<S>(Function<S>);

impl<S: Subscriber> Process<S> {
    /// Delivers a batch, and expects what of it is to be delivered again: the number of the lowest record, or nothing.
    async fn deliver(&self, changes: impl IntoIterator<Item = Change>, again: Option<u32>) -> CaseResult {
        let (answer, outcomes) = self.outcomes(changes).await?;
        let expected = again.map(crate::event::sequence_number);
        if answer == expected {
            Ok(())
        } else {
            Err(format!("answered {answer:?} and not {expected:?}: {outcomes:?}").into())
        }
    }

    /// Delivers a batch, and expects what becomes of its records.
    async fn deliver_to(&self, changes: impl IntoIterator<Item = Change>, expected: &[&str]) -> CaseResult {
        let (_, outcomes) = self.outcomes(changes).await?;
        equal("the outcomes", &outcomes, &expected)
    }

    /// The answer, and what becomes of the records, in their order.
    async fn outcomes(
        &self,
        changes: impl IntoIterator<Item = Change>,
    ) -> Result<(Option<String>, Vec<&'static str>), Box<dyn Error + Send + Sync>> {
        let event = crate::event::event(changes);
        let mut outcomes = Vec::new();
        let answer =
            self.0.invoke_observed(&event, None, |event| outcomes.push((event.ordinal, event.outcome.name()))).await?;
        outcomes.sort_unstable();
        Ok((answer.checkpoint().map(str::to_owned), outcomes.into_iter().map(|(_, name)| name).collect()))
    }
}

/// That two are equal.
fn equal<A: PartialEq<B> + fmt::Debug, B: fmt::Debug>(what: &str, is: &A, should_be: &B) -> CaseResult {
    if is == should_be { Ok(()) } else { Err(format!("{what}: {is:?}, and should be {should_be:?}").into()) }
}
