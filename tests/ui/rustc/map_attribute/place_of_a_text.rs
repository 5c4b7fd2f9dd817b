//! An attribute is taken from its model, and not made of a text.
use statetopic::attribute::AttributePath;

fn read(place: impl AttributePath) {
    let _ = place;
}

fn main() {
    read("address.city");
}
