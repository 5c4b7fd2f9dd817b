//! `Writes` of one read model and of several: functions without an AWS call, compared as values.

use statetopic::prelude::*;

#[read_model(table = "users")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct User {
    #[partition_key]
    id: String,
    country: String,
}

#[read_model(table = "statistics")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Statistics {
    #[partition_key]
    country: String,
    #[serde(default)]
    users: u32,
    last: Option<String>,
}

#[read_model(table = "names")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Name {
    #[partition_key]
    id: String,
}

#[subscriber(on(Inserted), library)]
fn count(change: StateChange<User>) -> Writes<Statistics> {
    let Some(user) = change.new() else { return Writes::new() };
    let key = StatisticsKey { country: user.country.clone() };
    Writes::new().update(key.update().add(|a| a.users, 1).set(|a| a.last, Some(user.id.clone())))
}

#[subscriber(library)]
async fn derive_two(record: Record<User>) -> Result<Writes<(Statistics, Name)>> {
    let Some(user) = record.change().new() else { return Err("no user".into()) };
    let statistics = Statistics { country: user.country.clone(), users: 1, last: None };
    Ok(Writes::new().put(&statistics).delete(&NameKey { id: user.id.clone() }))
}

#[subscriber(library)]
fn derive_one_of_a_tuple(change: StateChange<User>) -> Writes<(Name,)> {
    Writes::new().put(&Name { id: change.key().id.clone() })
}

#[test]
fn runs() {
    let new = UserNewImage { id: "1".to_owned(), country: "no".to_owned() };
    let change = StateChange::Inserted { key: UserKey { id: "1".to_owned() }, new };
    let norway = StatisticsKey { country: "no".to_owned() };
    assert_eq!(
        count(change.clone()),
        Writes::new().update(norway.update().set(|a| a.last, Some("1".to_owned())).add(|a| a.users, 1)),
    );
    assert_eq!(derive_one_of_a_tuple(change).len(), 1);
    let _ = derive_two;
}
