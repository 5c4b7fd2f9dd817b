//! A derived read model as a process: members and points of each team. Its `main` comes from `#[subscriber]`.

use statetopic::prelude::*;

#[read_model(table = "members")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Member {
    #[partition_key]
    id: String,
    team: String,
    points: u32,
}

#[read_model(table = "teams")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Team {
    #[partition_key]
    name: String,
    #[serde(default)]
    members: u32,
    #[serde(default)]
    points: u64,
}

/// Counts the members of each team and adds up their points.
#[subscriber]
fn tally(change: StateChange<Member>) -> Writes<Team> {
    let team =
        |name: String, members, points| TeamKey { name }.update().add(|a| a.members, members).add(|a| a.points, points);
    match change {
        StateChange::Inserted { new, .. } => Writes::new().update(team(new.team, 1, i64::from(new.points))),
        StateChange::Modified { old, new, .. } => Writes::new()
            .update(team(old.team, -1, -i64::from(old.points)))
            .update(team(new.team, 1, i64::from(new.points))),
        StateChange::Removed { old, .. } => Writes::new().update(team(old.team, -1, -i64::from(old.points))),
    }
}
