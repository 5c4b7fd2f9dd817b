//! What may be done to a table is named by the library's operations.

use statetopic::access::{Access, Get};

enum Scan {}

impl Access for Scan {
    type Get = <Get as Access>::Get;
    type Query = <Get as Access>::Query;
    type QueryIndex = <Get as Access>::QueryIndex;
    type Put = <Get as Access>::Put;
    type Update = <Get as Access>::Update;
    type Delete = <Get as Access>::Delete;
}

fn main() {}
