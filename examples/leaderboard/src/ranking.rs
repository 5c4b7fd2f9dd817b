//! Who reads the board: the best countries, by the index.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::{ConnectError, Connections, Grant, ReadModel as _, Resource, Result};

use crate::{LeaderboardEntry, WORLD};

/// The index of the leaderboard. It may query that and nothing else.
#[derive(Debug)]
pub struct Ranking {
    client: Client,
    table: String,
}

impl Resource for Ranking {
    const GRANTS: &'static [Grant] = &[Grant::on_indexes::<LeaderboardEntry>(&["dynamodb:Query"])];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let table = connections.environment().table_name(LeaderboardEntry::SCHEMA.table)?;
        Ok(Self { client: connections.dynamodb().await, table })
    }
}

impl Ranking {
    /// The countries with the most points, best first. At most `most`, and at most what fits one page of 1 MB.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub async fn best(&self, most: i32) -> Result<Vec<LeaderboardEntry>> {
        let query = self.client.query().table_name(&self.table).index_name("by-points");
        let page = query
            .key_condition_expression("board = :board")
            .expression_attribute_values(":board", AttributeValue::S(WORLD.to_owned()))
            .scan_index_forward(false)
            .limit(most);
        Ok(serde_dynamo::from_items(page.send().await?.items.unwrap_or_default())?)
    }
}
