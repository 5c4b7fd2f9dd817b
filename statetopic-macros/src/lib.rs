//! The attribute macros of `statetopic`; use them through that crate.
//!
//! Each attribute has a folder, and in it the way of the data: `parse` reads tokens and never looks across fields,
//! `check` is one function a rule, `expand` cannot fail. What the attributes of a struct share is `fields`. Every error
//! text is in `message`, and `errors` collects them, so that one build shows all.
//!
//! `#[read_model]` and `#[state_topic]` re-emit the struct with a hidden derive: `#[cfg]`-ed fields are gone when it
//! runs, it owns the helper attributes, the two work in any order, and whatever fails, the user's struct is there.

use proc_macro::TokenStream;

mod errors;
mod fields;
mod hidden_derive;
mod key_attribute;
mod map_attribute;
mod message;
mod read_model;
mod root;
mod settings;
mod spans;
mod spelling;
mod state_topic;
mod subscriber;

/// Makes a struct the row of a table: `#[read_model(table = "inventory-levels")]`.
///
/// # Applies to
/// A struct with named fields. It may have type and const parameters (see *Generic models*), and no lifetimes: a row owns
/// what it holds. It needs serde's `Serialize` to be written and is read through a hidden struct of the same shape, so
/// `Deserialize` is not needed for reading.
///
/// # Syntax
/// - `table = "…"`: the table's logical name, 3 to 255 of `a-z`, `A-Z`, `0-9`, `_`, `-`, `.`; the physical name comes from
///   the environment variable that `statetopic::environment::table_variable` names.
/// - `billing = PAY_PER_REQUEST` (without it) or `billing = provisioned(read = 5, write = 5)`, in capacity units.
/// - `deletion_protection`: the table cannot be deleted before this is taken away.
/// - `point_in_time_recovery`, or `point_in_time_recovery = 7`: how many days back, 1 to 35; 35 without a number.
/// - `encryption = AWS_OWNED` (without it), `encryption = KMS` for the key that AWS manages in the account, or
///   `encryption = kms("alias/orders")` for one of your own.
/// - `class = STANDARD` (without it) or `class = STANDARD_INFREQUENT_ACCESS`.
/// - `tags(team = "stock", "cost-center" = "42")`: at most 50.
/// - `external`: the table exists already; no stack makes it.
/// - `replicas("eu-west-1", "us-east-1")`: the Regions of its replicas, beside the one that it is made in.
/// - `crate = …`: the path of this library, where it is not `::statetopic`, such as `crate = my::reexport`.
/// - `#[partition_key]` on one field, `#[sort_key]` on at most one other: their types implement `KeyAttribute`.
/// - `#[ttl]` on at most one field, of type `EpochSeconds` or `Option<EpochSeconds>`.
/// - `#[version]` on at most one field, an integer of up to 64 bits: a newer row has a higher one. It is in the schema.
/// - `#[sensitive]` on fields of type `Sensitive<T>` or `Option<Sensitive<T>>`: their attributes are in
///   `ReadModel::SENSITIVE`, so that what shows rows by attribute can mask them.
/// - `#[index("by-sku", partition)]` and `#[index("by-sku", sort)]`: the keys of the secondary index `by-sku`; several for
///   each field and struct. Rows are in an index that have its keys: where a key is an `Option`, a row is
///   written without the attribute for `None`, since DynamoDB takes no `NULL` there, and is not in the index.
///   - `local`: an index with the table's partition key and a sort key of its own. Only on creation of the table.
///   - `projection = …`: what is in the index beside the keys: `all` (without it), `keys_only`, or
///     `include(total, status)`, by the names of fields. Once for each index, on either of its keys.
///   - At most 20 global and 5 local ones, which include at most 100 attributes in all.
///   - Queried by its name in snake case: `levels.index(|i| i.by_sku).query(&sku)`. Two names that are one in Rust, such as
///     `by-sku` and `by_sku`, are an error.
/// - `#[added]` on fields that rows written before do not have: an `Option` in images. `#[added(default)]` and
///   `#[added(default = …)]`, an expression of the field's type, fill in such a row instead. A `NULL` is not missing: where
///   the field is an `Option`, it is `None`.
///
/// # Example
/// ```
/// use statetopic::ReadModel;
/// use statetopic::prelude::*;
///
/// #[read_model(table = "inventory-levels", deletion_protection, point_in_time_recovery = 7)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct InventoryLevel {
///     #[partition_key]
///     pub warehouse: String,
///     #[sort_key]
///     #[index("by-sku", partition)]
///     pub sku: String,
///     pub on_hand: u32,
///     #[added(default = 0)]
///     pub reserved: u32,
///     #[ttl]
///     pub expires_at: Option<EpochSeconds>,
///     #[version]
///     pub version: u64,
///     #[sensitive]
///     pub supplier_contact: Sensitive<String>,
/// }
///
/// let schema = InventoryLevel::SCHEMA;
/// assert_eq!(schema.key_names().collect::<Vec<_>>(), ["warehouse", "sku"]);
/// assert_eq!((schema.ttl, schema.version), (Some("expires_at"), Some("version")));
/// assert_eq!(schema.indexes[0].name, "by-sku");
/// assert_eq!(InventoryLevel::SENSITIVE, ["supplier_contact"]);
/// let key = InventoryLevelKey { warehouse: "oslo".to_owned(), sku: "bolt-m8".to_owned() };
/// assert_eq!(key.to_string(), "oslo/bolt-m8");
/// ```
///
/// # Sets
/// DynamoDB has no empty set. A field whose type is a `SetAttribute` (`HashSet`, `BTreeSet`, and newtypes that say so) is
/// empty where a row lacks the attribute, without `#[serde(default)]`; an `Option` of one is `None`. In a struct that is
/// nested in the row serde alone reads, and `#[serde(default)]` is needed. serde writes every set as a list, unless the
/// field has, for instance, `#[serde(with = "serde_dynamo::string_set")]`.
///
/// # serde's attributes
/// serde's derives are yours and mean what they always mean. Rows and images are read through a hidden struct, for which
/// each attribute of serde's is copied, adapted or refused:
///
/// | on a field | |
/// | --- | --- |
/// | `rename` | copied: it names the attribute, in the schema too. Two names, one for each direction, are refused |
/// | `alias` | copied; refused on a key, which every row has under its name |
/// | `default` | copied; refused on a key and beside `#[added]` |
/// | `flatten` | copied: the field has no attribute of its own, so it is no key, TTL or version, in no index, and not `#[added]` |
/// | `skip`, `skip_deserializing` | adapted: the field is in no row that is read and in no image; the model gets its default |
/// | `skip_serializing`, `skip_serializing_if` | adapted: a row may lack the attribute. An `Option` is `None` then, and a set is empty; any other type needs `default` or `#[added]`, since serde would not read back what it wrote |
/// | `with`, `deserialize_with` | copied; refused on keys of table and indexes, TTL and version, and beside an `#[added]` without `default` |
/// | `with`, `serialize_with` | rows are written with it. An update would not, so it cannot set the attribute |
/// | `borrow` | refused: a row owns what it holds |
/// | `bound` | what it says of `deserialize` is asked for reading, instead of what serde infers |
/// | `getter` | refused by serde, without `remote` |
///
/// | on the struct | |
/// | --- | --- |
/// | `rename` | nothing to do: the struct's name is not in the table |
/// | `rename_all` | copied; refused where it differs by direction |
/// | `crate` | nothing to do: the hidden struct uses the `serde` of this crate |
/// | `bound` | what it says of `deserialize` is asked for reading, for all fields |
/// | `default` | refused: write it on the fields that may be missing |
/// | `deny_unknown_fields` | refused: a row written by a later version has more attributes |
/// | `from`, `try_from`, `into` | refused: a row is read and written field by field |
/// | `remote`, `transparent`, `tag`, `expecting` | refused |
/// | `content`, `untagged`, `variant_identifier`, `field_identifier`, `rename_all_fields` | refused by serde: they are for enums |
///
/// What serde may learn in a later version is refused until this table says what becomes of it.
///
/// # Enums
/// A field's type may be an enum in each of serde's representations. This is how `Open`, `Sent("oslo")`,
/// `Moved("oslo", 7)` and `Held { by: "customs" }` stand in an item; `tag` is `kind` here, and `content` is `body`:
///
/// | | without fields | of one | of several | with names |
/// | --- | --- | --- | --- | --- |
/// | external | `{"S":"Open"}` | `{"M":{"Sent":{"S":"oslo"}}}` | `{"M":{"Moved":{"L":[{"S":"oslo"},{"N":"7"}]}}}` | `{"M":{"Held":{"M":{"by":{"S":"customs"}}}}}` |
/// | `tag` | `{"M":{"kind":{"S":"Open"}}}` | `{"M":{"kind":{"S":"Sent"},"to":{"S":"oslo"}}}` | | `{"M":{"by":{"S":"customs"},"kind":{"S":"Held"}}}` |
/// | `tag`, `content` | `{"M":{"kind":{"S":"Open"}}}` | `{"M":{"body":{"S":"oslo"},"kind":{"S":"Sent"}}}` | `{"M":{"body":{"L":[{"S":"oslo"},{"N":"7"}]},"kind":{"S":"Moved"}}}` | `{"M":{"body":{"M":{"by":{"S":"customs"}}},"kind":{"S":"Held"}}}` |
/// | `untagged` | `{"NULL":true}` | `{"S":"oslo"}` | `{"L":[{"S":"oslo"},{"N":"7"}]}` | `{"M":{"by":{"S":"customs"}}}` |
///
/// With `tag` alone serde takes no variant of several fields, and what one field holds is spread beside the tag: there `Sent`
/// holds a struct with `to`. A newtype is what it holds, a tuple a list, `()` and a unit struct `NULL`.
///
/// # Generic models
/// `struct Order<T>` is a read model for every `T` that fits: `Table<Order<Parcel>>`, `StateChange<Order<Parcel>>`. Bounds,
/// where clauses, const parameters and defaults are those of the struct. All instantiations have the one `table`, with its
/// schema: rows of two of them in one table tell nobody which of them they are.
///
/// - What is generated takes the parameters that its fields mention, in the struct's order: `OrderNewImage<T>`, but
///   `OrderKey` where no key field depends on `T`. An image that the view does not capture takes none. Where the images do
///   not mention a parameter, `changed_since` takes it: `new.changed_since::<Express>(&old)`.
/// - A key that does not mention every parameter is that of many models, and `update_of` and `delete_of` name the one:
///   `key.update_of::<Order<Parcel>>()`.
/// - Without a word on the struct, reading asks of the type of every field that depends on a parameter what serde's derive
///   would ask of the parameter: `DeserializeOwned`, `Default` where it stands in for a value, and `Send + Sync + 'static`.
///   Writing asks `Serialize`, and comparing, cloning and printing images `PartialEq`, `Clone` and `Debug`: a `T` with all
///   of these can be the type of a field.
/// - What a part such as a key takes is declared: `struct Order<Id: KeyAttribute>`. So is that a field of type `T` is a set,
///   which is empty where a row lacks it: `T: SetAttribute`.
///
/// # What it generates
/// For a struct `Order`: `OrderKey` with the key fields (Clone, Debug, Eq, Ord, Hash, Display), `OrderAttributes` with a
/// typed name for each attribute (`Order::ATTRIBUTES.total`), and the implementation of `ReadModel` with the schema. For a
/// field that is a `MapAttribute`, a path leads on: `Order::ATTRIBUTES.address.at(|a| a.city)`.
///
/// With indexes, also `OrderIndexes` with a typed name for each of them (`Order::INDEXES.by_sku`), which knows the types of its
/// keys. What is read from an index with `projection = keys_only` or `include(…)` is a struct of that, named after both
/// (`OrderBySku`; Clone, Debug, PartialEq), whose `key()` finds the row in the table. It is read as the model is: what was
/// `#[added]` and what is an absent set hold.
///
/// # Limits
/// A row owns what it holds; a borrowed field is refused:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// #[read_model(table = "orders")]
/// #[derive(Serialize, Deserialize)]
/// struct Order<'a> {
///     #[partition_key]
///     id: String,
///     note: &'a str,
/// }
/// ```
/// A key attribute is a string, an integer, bytes or a newtype of one: "`f64` cannot be a key attribute":
/// ```compile_fail
/// # use statetopic::prelude::*;
/// #[read_model(table = "orders")]
/// #[derive(Serialize, Deserialize)]
/// struct Order {
///     #[partition_key]
///     total: f64,
/// }
/// ```
/// What is `#[sensitive]` is wrapped: "`String` would be shown as it is", and the note says `Sensitive<String>`:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// #[read_model(table = "users")]
/// #[derive(Serialize, Deserialize)]
/// struct User {
///     #[partition_key]
///     id: String,
///     #[sensitive]
///     email: String,
/// }
/// ```
///
/// # Errors
/// Each fault is one error at the token to edit, with the fix after `;`, and all faults of a struct come in one build: a
/// missing, doubled or generic key, a setting that is misspelt or out of its range (the error says the range), a role on a
/// field that cannot hold it, an index without a key, an attribute of serde's that the table above refuses.
#[proc_macro_attribute]
pub fn read_model(args: TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::READ_MODEL, &args.into(), item.into()).into()
}

/// Publishes the changes of a read model: `#[state_topic(view = NEW_AND_OLD_IMAGES)]`.
///
/// # Applies to
/// A struct with `#[read_model]`, above or below it.
///
/// # Syntax
/// - `view = …`: one of `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE`, `NEW_AND_OLD_IMAGES`.
/// - `enabled = false`: the types are there and the table has no stream, as before the first subscriber.
/// - `crate = …`: the path of this library, as in `#[read_model]`.
///
/// # Example
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = NEW_AND_OLD_IMAGES)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub id: String,
///     pub total: u32,
/// }
///
/// fn grew_by(old: &OrderOldImage, new: &OrderNewImage) -> Option<u32> {
///     new.changed_since(old).contains(|a| a.total).then(|| new.total.saturating_sub(old.total))
/// }
///
/// let order = |total| Order { id: "7".to_owned(), total };
/// assert_eq!(grew_by(&order(3).into(), &order(5).into()), Some(2));
/// assert_eq!(grew_by(&order(3).into(), &order(3).into()), None);
/// ```
///
/// # What it generates
/// For a struct `Order`: `OrderNewImage` and `OrderOldImage` (Clone, Debug, PartialEq; `#[added]` fields are an `Option`
/// there), conversions between them and the model (`TryFrom` where an `#[added]` field has no default, else `From`), `new.changed_since(&old)` where the view captures both, and the
/// implementation of `StateTopic`. The image that the view does not capture is an alias of a `NotCaptured`, which has
/// no fields.
///
/// # Limits
/// What the view does not capture cannot be read; the error names the view in a type, `NotCaptured<Old, NEW_IMAGE>`:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
/// fn total_before(old: &OrderOldImage) -> u32 {
///     old.total
/// }
/// ```
/// Images are compared, cloned and printed, so each field's type must be `PartialEq`, `Clone` and `Debug`:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// #[derive(Serialize, Deserialize)]
/// struct Opaque;
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = NEW_IMAGE)]
/// #[derive(Serialize, Deserialize)]
/// struct Order {
///     #[partition_key]
///     id: String,
///     opaque: Opaque,
/// }
/// ```
/// A view cannot be changed in place: with another one the table gets another stream, with another ARN.
///
/// # Errors
/// A view that is missing, doubled or misspelt, with the four views and the nearest; a struct without `#[read_model]`; a field
/// whose type cannot be compared, cloned or printed, at the type.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>
#[proc_macro_attribute]
pub fn state_topic(args: TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::STATE_TOPIC, &args.into(), item.into()).into()
}

/// Makes a function the listener of a topic: `#[subscriber(on(Inserted, Modified))]`.
///
/// # Applies to
/// An `async` or plain function. Its first parameter is `StateChange<T>`, `Record<T>` or `Batch<T>`; every further one is
/// a reference to a resource (`&Table<M>` or your own type that implements `Resource`). It returns `()`, `Writes<M>`, or
/// `Outcomes<T>` for a batch, or a `Result` of one of them.
///
/// # Syntax
/// - `on(…)`: arms of a `match` over the change, such as `Modified { old, new } if new.on_hand < old.on_hand`. The `..` is
///   implied, bindings are references, and `Deleted` and `Expired` are in scope. Without `on` it takes every change.
/// - `id = "…"`: what its checkpoints are kept under; `package/function` without it.
/// - `previously = "…"`: the id before it was renamed.
/// - of its event source mapping: `batch_size = …`, the most records of one invocation, 1 to 10000 (100);
///   `starting_position = …`, `TRIM_HORIZON` (without it) or `LATEST`; `batching_window = …`, 0 to 300 seconds (0);
///   `parallelization = …`, 1 to 10 batches of a shard at once (1); `max_retries = …`, 0 to 10000 (infinite);
///   `max_age = …`, 60 to 604800 seconds (infinite); `bisect`; `on_failure = s3("…")`, `sqs("…")` or `sns("…")`;
///   `via = …`, `stream` or `fifo`, a Pipe into an SQS FIFO queue; `home_region = "…"`, the one Region that runs it where the
///   table is in several.
/// - of its function: `memory = …`, 128 to 10240 MB (256); `timeout = …`, 1 to 900 seconds (30); `architecture = …`,
///   `x86_64` (without it) or `arm64`.
/// - `crate = …`: the path of this library, as in `#[read_model]`.
/// - `library`: emit no `main`, for a subscriber in a module of a bin.
///
/// # Example
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = NEW_AND_OLD_IMAGES)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub id: String,
///     pub total: u32,
///     pub status: String,
/// }
///
/// /// Says which order was paid.
/// #[subscriber(
///     on(Modified { old, new } if old.status != "paid" && new.status == "paid"),
///     batch_size = 50, max_retries = 10, on_failure = s3("unsaid-orders"),
/// )]
/// fn say_paid(change: StateChange<Order>) -> Result<()> {
///     println!("{} is paid", change.key());
///     Ok(())
/// }
///
/// assert_eq!(statetopic::SubscriberDefinition::new("x").mapping.batch_size, 100);
/// assert_eq!(<SayPaidSubscriber as statetopic::Subscriber>::DEFINITION.mapping.batch_size, 50);
/// ```
///
/// # What it generates
/// The function as it is, and beside it a type that implements `Subscriber`, named after the function:
/// `LowStockAlertsSubscriber` for `low_stock_alerts`. In a bin, also the `main` that runs it on Lambda.
///
/// # Limits
/// A subscriber is one Lambda function of one topic, so it has no parameters of its own; the error says to remove them:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub id: String }
/// #[subscriber]
/// fn listen<T>(change: StateChange<Order>) {}
/// ```
/// The change is handed over and resources are lent, "write a shared reference, e.g. `&Table<Model>`":
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub id: String }
/// #[subscriber]
/// fn listen(change: StateChange<Order>, orders: Table<Order>) {}
/// ```
/// `Writes` belong to one source item, so a `Batch` cannot return them:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// # #[read_model(table = "orders")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Order { #[partition_key] pub id: String }
/// #[subscriber]
/// fn listen(batch: Batch<Order>) -> Writes<Order> {
///     Writes::new()
/// }
/// ```
///
/// # Errors
/// A setting that is misspelt, doubled or out of its range (the error says the range), an arm that is no change, a cause that
/// is none, a signature that Lambda cannot call. What only rustc can tell (a topic that is none, a field that the view does not
/// capture) lands on your token, and the first error says the fix.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[proc_macro_attribute]
pub fn subscriber(args: TokenStream, item: TokenStream) -> TokenStream {
    subscriber::subscriber(args.into(), &item.into()).into()
}

/// Makes a newtype of a key attribute one itself.
///
/// # Applies to
/// A tuple struct of one field. It also needs Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash, and serde's derives,
/// which write a newtype as what it holds.
///
/// # Syntax
/// - `#[key_attribute(group_id)]`: each value can name a message group of a FIFO queue, 1 to 100 printable ASCII
///   characters, as `via = fifo` needs of a partition key; what cannot is not read.
/// - `#[key_attribute(crate = …)]`: the path of this library, where it is not `::statetopic`.
///
/// # Example
/// ```
/// use statetopic::key::KeyValue;
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
/// #[key_attribute(group_id)]
/// struct Sku(String);
///
/// assert!(Sku::FITS_GROUP_ID);
/// assert!(Sku::from_key_value(KeyValue::S("bolt-m8".into())).is_ok());
/// assert!(Sku::from_key_value(KeyValue::S("with a space".into())).is_err());
/// ```
///
/// # What it generates
/// The implementation of `KeyAttribute`: its type is that of what the newtype holds, and it is written as that is.
///
/// # Limits
/// It is for a newtype, a tuple struct of one field without parameters:
/// ```compile_fail
/// # use statetopic::prelude::*;
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute)]
/// struct Place(String, String);
/// ```
///
/// # Errors
/// A struct that is no newtype, and what it holds that is no key attribute, at its type.
#[proc_macro_derive(KeyAttribute, attributes(key_attribute))]
pub fn key_attribute(item: TokenStream) -> TokenStream {
    key_attribute::derive(item.into()).into()
}

/// Names the attributes of a struct that is a map within a row.
///
/// # Applies to
/// A struct with named fields, which may have type and const parameters. It has serde's derives, above or below, which
/// read and write it: this says under which names, and writing `Serialize` or `Deserialize` by hand would belie it.
///
/// # Syntax
/// - serde's `rename`, `rename_all`, `default`, `skip` and all others mean what they always mean. A flattened field has no
///   attribute of its own, and so no name. Refused are those that make the struct no map (`transparent`) or another type
///   (`from`, `try_from`, `into`, `remote`), and names that differ by direction.
/// - `#[map_attribute(crate = …)]`: the path of this library, where it is not `::statetopic`.
///
/// # Example
/// ```
/// use statetopic::ReadModel;
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
/// #[serde(rename_all = "camelCase")]
/// struct Address {
///     postal_code: String,
///     visits: u32,
/// }
///
/// #[read_model(table = "customers")]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Customer {
///     #[partition_key]
///     id: String,
///     home: Option<Address>,
///     others: Vec<Address>,
/// }
///
/// let postal_code = Customer::ATTRIBUTES.home.at(|a| a.postal_code);
/// assert_eq!(postal_code.to_string(), "home.postalCode");
///
/// let key = CustomerKey { id: "7".to_owned() };
/// let update = key.update().set(|a| a.home.at(|a| a.postal_code), "0150".to_owned());
/// let update = update.add(|a| a.others.index(0).at(|a| a.visits), 1);
/// # let _: Update<Customer> = update;
/// ```
///
/// # What it generates
/// For a struct `Address`: `AddressMapAttributes` with a typed name for each attribute (`Address::ATTRIBUTES.city`), and the
/// implementation of `MapAttribute`. Guards of subscribers see through it too: `new.home_address.city == "oslo"` becomes the
/// filter pattern `{"dynamodb":{"NewImage":{"home_address":{"M":{"city":{"S":["oslo"]}}}}}}`.
///
/// # Limits
/// A path leads only to a field that is there:
/// ```compile_fail
/// # use statetopic::ReadModel;
/// # use statetopic::prelude::*;
/// #[derive(Serialize, Deserialize, MapAttribute)]
/// struct Address {
///     city: String,
/// }
/// # #[read_model(table = "customers")]
/// # #[derive(Serialize, Deserialize)]
/// # struct Customer { #[partition_key] id: String, home: Address }
/// let town = Customer::ATTRIBUTES.home.at(|a| a.town);
/// ```
/// And into a struct that has the derive, "`Address` has no typed names for what is in it":
/// ```compile_fail
/// # use statetopic::ReadModel;
/// # use statetopic::prelude::*;
/// #[derive(Serialize, Deserialize)]
/// struct Address {
///     city: String,
/// }
/// # #[read_model(table = "customers")]
/// # #[derive(Serialize, Deserialize)]
/// # struct Customer { #[partition_key] id: String, home: Address }
/// let city = Customer::ATTRIBUTES.home.at(|a| a.city);
/// ```
///
/// # Errors
/// A struct without named fields or without attributes, two fields of one name, a field that borrows, an attribute of serde's
/// that is refused, each at the token to edit with the fix.
#[proc_macro_derive(MapAttribute, attributes(map_attribute))]
pub fn map_attribute(item: TokenStream) -> TokenStream {
    map_attribute::derive(item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(
    __ReadModel,
    attributes(__read_model, __state_topic, partition_key, sort_key, ttl, version, sensitive, added, index)
)]
pub fn derive_read_model(item: TokenStream) -> TokenStream {
    read_model::derive(item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(
    __StateTopic,
    attributes(__read_model, __state_topic, partition_key, sort_key, ttl, version, sensitive, added, index)
)]
pub fn derive_state_topic(item: TokenStream) -> TokenStream {
    state_topic::derive(item.into()).into()
}
