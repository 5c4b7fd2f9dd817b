use statetopic::prelude::*;

#[read_model(table = "cards")]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sort_key]
    #[sequence]
    position: SourcePosition,
}

fn main() {}
