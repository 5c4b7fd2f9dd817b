use statetopic::prelude::*;

#[read_model(table = "cards")]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sequence]
    #[added(default = SourcePosition::unset())]
    position: SourcePosition,
}

fn main() {}
