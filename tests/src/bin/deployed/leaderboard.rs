//! A chain: profiles, statistics, and the board that follows from those.

use serde_json::{Value, json};

use super::stack::{Problem, Stack};

pub(crate) async fn run(stack: &Stack) -> Result<(), Problem> {
    for (id, country, points) in [("1", "norway", 30), ("2", "norway", 5), ("3", "chile", 20)] {
        stack.put("user-profiles", profile(id, country, points)).await?;
    }
    stack.becomes("leaderboard", &[entry("chile", 20, 1), entry("norway", 35, 2)]).await?;
    stack.put("user-profiles", profile("1", "chile", 30)).await?;
    stack.becomes("leaderboard", &[entry("chile", 50, 2), entry("norway", 5, 1)]).await?;
    stack.delete("user-profiles", json!({ "id": "2" })).await?;
    stack.becomes("leaderboard", &[entry("chile", 50, 2)]).await?;
    // A country that everybody left keeps its row, with zeros.
    let statistics = |country, points, users| json!({ "country": country, "points": points, "users": users });
    stack.becomes("country-statistics", &[statistics("chile", 50, 2), statistics("norway", 0, 0)]).await
}

fn profile(id: &str, country: &str, points: u32) -> Value {
    json!({ "id": id, "name": format!("user {id}"), "country": country, "points": points })
}

fn entry(country: &str, points: u32, users: u32) -> Value {
    json!({ "country": country, "board": "world", "points": points, "users": users })
}
