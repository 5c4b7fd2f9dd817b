use statetopic::prelude::*;

fn sizes(_: &[Record<String>]) {}

fn main() {}
