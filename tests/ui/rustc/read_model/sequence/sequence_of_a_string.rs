use statetopic::prelude::*;

#[read_model(table = "cards")]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sequence]
    position: String,
}

fn main() {}
