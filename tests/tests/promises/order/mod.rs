//! Order per item: behind the local mapping, behind a FIFO queue, and between versions of a row.

mod fifo_histories;
mod in_order;
mod mapping_histories;
mod newer;
