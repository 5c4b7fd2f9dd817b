//! A derived read model: totals of each warehouse, exact however often a change is delivered.

use statetopic::prelude::*;

use crate::InventoryLevel;

/// The totals of a warehouse.
#[read_model(table = "warehouse-totals")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WarehouseTotals {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// Number of articles.
    #[serde(default)]
    pub articles: u32,
    /// Number of units of all articles.
    #[serde(default)]
    pub units: u64,
}

/// Keeps the totals. It calls no AWS service, so its unit test needs none.
#[subscriber(on(Inserted, Modified, Removed))]
pub fn warehouse_totals(change: StateChange<InventoryLevel>) -> Writes<Only<WarehouseTotals, access::Update>> {
    let totals = WarehouseTotalsKey { warehouse: change.key().warehouse.clone() };
    let (articles, units) = match &change {
        StateChange::Inserted { new, .. } => (1, i64::from(new.on_hand)),
        StateChange::Modified { old, new, .. } => (0, i64::from(new.on_hand) - i64::from(old.on_hand)),
        StateChange::Removed { old, .. } => (-1, -i64::from(old.on_hand)),
    };
    if (articles, units) == (0, 0) {
        return Writes::new();
    }
    Writes::new().update(totals.update().add(|a| a.articles, articles).add(|a| a.units, units))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InventoryLevelKey, InventoryLevelNewImage, InventoryLevelOldImage};

    fn level(on_hand: u32) -> InventoryLevel {
        InventoryLevel {
            warehouse: "oslo".to_owned(),
            sku: "bolt-m8".to_owned(),
            on_hand,
            shelf: "A1".to_owned(),
            expires_at: None,
        }
    }

    fn key() -> InventoryLevelKey {
        InventoryLevelKey { warehouse: "oslo".to_owned(), sku: "bolt-m8".to_owned() }
    }

    fn oslo() -> Update<WarehouseTotals> {
        WarehouseTotalsKey { warehouse: "oslo".to_owned() }.update()
    }

    #[test]
    fn a_new_article_counts_with_its_units() {
        let change = StateChange::Inserted { key: key(), new: InventoryLevelNewImage::from(level(7)) };
        let expected = oslo().add(|a| a.articles, 1).add(|a| a.units, 7);
        assert_eq!(warehouse_totals(change), Writes::new().update(expected));
    }

    #[test]
    fn a_change_counts_by_its_difference() {
        let (old, new) = (InventoryLevelOldImage::from(level(7)), InventoryLevelNewImage::from(level(3)));
        let expected = oslo().add(|a| a.articles, 0).add(|a| a.units, -4);
        assert_eq!(warehouse_totals(StateChange::Modified { key: key(), old, new }), Writes::new().update(expected));
    }

    #[test]
    fn a_change_of_another_attribute_writes_nothing() {
        let moved = InventoryLevel { shelf: "B2".to_owned(), ..level(7) };
        let (old, new) = (level(7).into(), moved.into());
        assert!(warehouse_totals(StateChange::Modified { key: key(), old, new }).is_empty());
    }
}
