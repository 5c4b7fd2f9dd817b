//! What reads rows takes read models and what an index has of them.
use statetopic::index::QueryRow;

struct Level {
    sku: String,
}

fn read<Row: QueryRow>() {}

fn main() {
    read::<Level>();
}
