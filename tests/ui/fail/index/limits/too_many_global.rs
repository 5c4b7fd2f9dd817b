use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-brand-01", partition)]
    #[index("by-brand-02", partition)]
    #[index("by-brand-03", partition)]
    #[index("by-brand-04", partition)]
    #[index("by-brand-05", partition)]
    #[index("by-brand-06", partition)]
    #[index("by-brand-07", partition)]
    #[index("by-brand-08", partition)]
    #[index("by-brand-09", partition)]
    #[index("by-brand-10", partition)]
    #[index("by-brand-11", partition)]
    #[index("by-brand-12", partition)]
    #[index("by-brand-13", partition)]
    #[index("by-brand-14", partition)]
    #[index("by-brand-15", partition)]
    #[index("by-brand-16", partition)]
    #[index("by-brand-17", partition)]
    #[index("by-brand-18", partition)]
    #[index("by-brand-19", partition)]
    #[index("by-brand-20", partition)]
    #[index("by-brand-21", partition)]
    brand: String,
}

fn main() {}
