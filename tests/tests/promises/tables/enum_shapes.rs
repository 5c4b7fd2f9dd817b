//! How enums stand in a table: what the documentation of `#[read_model]` says, and back again.

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic_local::Local;

#[read_model(table = "shipments")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shipment {
    #[partition_key]
    id: String,
    external: Vec<External>,
    internal: Vec<Internal>,
    adjacent: Vec<Adjacent>,
    untagged: Vec<Untagged>,
    newtype: Newtype,
    tuple: Tuple,
    unit: Unit,
    nothing: (),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(Sent);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tuple(i8, Newtype);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

macro_rules! state {
    ($state:ident, $sent:ty $(, $representation:meta)?) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        $(#[$representation])?
        enum $state {
            Open,
            Sent($sent),
            Moved(String, u8),
            Held { by: String },
        }

        impl $state {
            /// The columns of the documentation's table.
            fn all(sent: $sent) -> Vec<Self> {
                let moved = Self::Moved("oslo".to_owned(), 7);
                vec![Self::Open, Self::Sent(sent), moved, Self::Held { by: "customs".to_owned() }]
            }
        }
    };
}

state!(External, String);
state!(Adjacent, String, serde(tag = "kind", content = "body"));
state!(Untagged, String, serde(untagged));

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internal {
    Open,
    Sent(Sent),
    Held { by: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sent {
    to: String,
}

/// The cells of the documentation's row about a representation; `None` for an empty one.
fn documented(representation: &str) -> Vec<Option<Value>> {
    const DOCUMENTATION: &str = include_str!("../../../../statetopic-macros/docs/read_model.md");
    let start = format!("| {representation} | ");
    let row = DOCUMENTATION.lines().find_map(|line| line.strip_prefix(&start)).expect("the table has the row");
    let cells = row.trim_end_matches('|').split('|').map(|cell| cell.trim().trim_matches('`'));
    cells.map(|cell| (!cell.is_empty()).then(|| serde_json::from_str(cell).expect("a cell is JSON"))).collect()
}

#[tokio::test]
async fn each_representation_stands_in_the_table_as_documented() -> Result<()> {
    let sent = Sent { to: "oslo".to_owned() };
    let internal = [Internal::Open, Internal::Sent(sent.clone()), Internal::Held { by: "customs".to_owned() }];
    let shipment = Shipment {
        id: "1".to_owned(),
        external: External::all("oslo".to_owned()),
        internal: internal.to_vec(),
        adjacent: Adjacent::all("oslo".to_owned()),
        untagged: Untagged::all("oslo".to_owned()),
        newtype: Newtype(sent.clone()),
        tuple: Tuple(-1, Newtype(sent)),
        unit: Unit,
        nothing: (),
    };
    let local = Local::start()?;
    let shipments = local.table::<Shipment>().await?;
    shipments.put(&shipment).await?;
    assert_eq!(shipments.get(&ShipmentKey { id: "1".to_owned() }).consistent().await?, Some(shipment));

    let scan = json!({ "TableName": shipments.name() }).to_string();
    let scanned: Value = serde_json::from_slice(&local.engine().execute("Scan", scan.as_bytes()).body)?;
    let item = &scanned["Items"][0];
    let rows =
        [("external", "external"), ("`tag`", "internal"), ("`tag`, `content`", "adjacent"), ("`untagged`", "untagged")];
    for (representation, attribute) in rows {
        let mut cells = documented(representation);
        assert_eq!(cells.len(), 4, "{representation}");
        // serde has no such variant.
        if attribute == "internal" {
            assert_eq!(cells.remove(2), None);
        }
        let written = item[attribute]["L"].as_array().expect("a list");
        assert_eq!(cells, written.iter().cloned().map(Some).collect::<Vec<_>>(), "{representation}");
    }
    Ok(())
}
