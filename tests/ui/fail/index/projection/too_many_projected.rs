use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-brand-01", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-02", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-03", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-04", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-05", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-06", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-07", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-08", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-09", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    #[index("by-brand-10", partition, projection = include(a, b, c, d, e, f, g, h, i, j, k))]
    brand: String,
    a: u32,
    b: u32,
    c: u32,
    d: u32,
    e: u32,
    f: u32,
    g: u32,
    h: u32,
    i: u32,
    j: u32,
    k: u32,
}

fn main() {}
