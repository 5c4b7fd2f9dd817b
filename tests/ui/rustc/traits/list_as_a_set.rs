fn is_empty_where_it_is_missing<T: statetopic::SetAttribute>() {}

fn main() {
    is_empty_where_it_is_missing::<Vec<String>>();
}
