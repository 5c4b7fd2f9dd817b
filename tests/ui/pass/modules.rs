//! Subscribers in modules of a bin, re-exported: the function and its type come along.

mod orders {
    use statetopic::prelude::*;

    #[read_model(table = "orders")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
    }
}

mod alerts {
    use statetopic::prelude::*;

    use super::orders::Order;

    #[subscriber(on(Inserted), library)]
    pub fn raise_alert(change: StateChange<Order>) {
        let _ = change;
    }

    #[subscriber(on(Removed), library)]
    pub async fn clear_alert(change: StateChange<Order>) -> Result<()> {
        let _ = change;
        Ok(())
    }
}

mod audit {
    use statetopic::prelude::*;

    use super::orders::Order;

    #[subscriber(library)]
    pub async fn audit(record: Record<Order>) -> Result<()> {
        let _ = record;
        Ok(())
    }
}

pub use alerts::{ClearAlertSubscriber, RaiseAlertSubscriber, clear_alert, raise_alert};
pub use audit::*;
use statetopic::{StateChange, Subscriber};

#[test]
fn runs() {
    let key = orders::OrderKey { id: "1".to_owned() };
    let change = StateChange::Inserted { key, new: orders::OrderNewImage { id: "1".to_owned() } };
    assert!(RaiseAlertSubscriber::takes(&change));
    assert!(!ClearAlertSubscriber::takes(&change));
    assert!(AuditSubscriber::takes(&change));
    raise_alert(change.clone());
    drop(clear_alert(change));
}
