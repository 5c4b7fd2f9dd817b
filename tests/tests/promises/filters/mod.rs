//! Filter patterns never drop a record that the arms take.

mod calls;
mod pushdown;
