//! Typed conditions on the row that an operation finds.

mod absent;
mod alias;
mod attribute;
mod fold;
mod kinds;
mod limits;
mod value;

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use crate::attribute::{Attribute, AttributePath, DocumentPath, MAX_LEVELS};
use crate::encode::EncodeError;
use crate::model::ReadModel;
use crate::rows;

pub use self::kinds::{ContainsAttribute, OrderedAttribute, TextAttribute};
pub use self::value::ComparedAttribute;

/// What must hold of the row of `M` that is there, for an operation to be carried out: `a.total.lt(10)`, joined by `&`, `|`
/// and `!`. [`Put::only_if`](crate::Put::only_if) and its like take it.
///
/// A condition means what it would say of the typed row. Where an attribute is missing, an `Option` is `None` (as it is where
/// it is `NULL`), a set is empty, and a field with `#[serde(default)]` or `#[added(default = …)]` has its default: `eq`
/// takes it as such, and its negation does not. Any other comparison with what is missing does not hold, so that its negation
/// does. Where there is no row, all attributes are missing: [`Replace`](crate::Replace) and
/// [`update_existing`](crate::KeyOperations::update_existing) ask for one.
///
/// Of what is within a map or list nothing is known where that is missing, also where the field that it is has a default: a comparison
/// does not hold then, and its negation does. Where rows may lack such a map, add `a.address.exists()`, or compare the field whole.
///
/// A comparison is DynamoDB's: numbers by what they are, texts and bytes by their bytes.
///
/// # Example: only while an order is open
/// ```
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
/// enum Status {
///     Open,
///     Sent,
/// }
///
/// #[read_model(table = "orders")]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Order {
///     #[partition_key]
///     id: String,
///     status: Status,
///     total: u32,
///     carrier: Option<String>,
/// }
///
/// let key = OrderKey { id: "7".to_owned() };
/// let send = key
///     .update_existing()
///     .set(|a| a.status, Status::Sent)
///     .only_if(|a| a.status.eq(Status::Open) & (a.total.lt(10) | !a.carrier.eq(None)));
/// # let _: Update<Order> = send;
/// ```
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>
#[must_use = "a condition does nothing until an operation takes it, as in `only_if(|a| …)`"]
pub struct Condition<M> {
    asked: rows::Condition,
    fault: Option<AttributeFault>,
    model: PhantomData<fn() -> M>,
}

/// What is wrong with a condition, and at which attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
struct AttributeFault {
    attribute: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Encode(EncodeError),
    TooDeep,
    /// A map or list on the way may be there under another name.
    Alias,
    EmptyElement,
    /// A decimal that serde writes as something else.
    #[cfg(feature = "rust_decimal")]
    NotANumber,
    Operands(usize),
    Operators(usize),
    Length(usize),
}

impl<M> Condition<M> {
    const fn new(condition: rows::Condition) -> Self {
        Self { asked: condition, fault: None, model: PhantomData }
    }

    fn joined(self, other: Self, join: fn(Vec<rows::Condition>) -> rows::Condition) -> Self {
        // `a & b & c` is one `And` of three, since a condition is told apart by its parentheses alone.
        let flat = |condition: rows::Condition| match (condition, join(Vec::new())) {
            (rows::Condition::And(all), rows::Condition::And(_))
            | (rows::Condition::Or(all), rows::Condition::Or(_)) => all,
            (condition, _) => vec![condition],
        };
        let conditions = [self.asked, other.asked].into_iter().flat_map(flat).collect();
        Self { asked: join(conditions), fault: self.fault.or(other.fault), model: PhantomData }
    }

    /// What the rows are asked, or why they cannot be.
    pub(crate) fn into_untyped(self) -> Result<rows::Condition, ConditionError>
    where
        M: ReadModel,
    {
        match self.fault {
            Some(AttributeFault { attribute, fault }) => Err(ConditionError { model: M::NAME, attribute, fault }),
            None => Ok(fold::fold(self.asked, M::SCHEMA.partition_key.name)),
        }
    }
}

/// Whether DynamoDB takes all that an operation asks of its row.
pub(crate) fn check_limits(model: &'static str, condition: &rows::Condition) -> Result<(), ConditionError> {
    limits::check(condition).map_err(|fault| ConditionError { model, attribute: String::new(), fault })
}

/// The condition at the place of an attribute, unless that is too deep.
fn at<M, V, P: AttributePath>(
    attribute: &Attribute<M, V, P>,
    condition: impl FnOnce(DocumentPath) -> Result<rows::Condition, Fault>,
) -> Condition<M> {
    let path = attribute.place();
    let kept = DocumentPath::from(&path);
    let made = if path.is_too_deep() {
        Err(Fault::TooDeep)
    } else if path.has_aliases() {
        Err(Fault::Alias)
    } else {
        condition(kept.clone())
    };
    match made {
        Ok(condition) => Condition::new(alias::under_either_name(&kept, condition, attribute.former_paths())),
        Err(fault) => Condition {
            asked: rows::Condition::Or(Vec::new()),
            fault: Some(AttributeFault { attribute: path.to_string(), fault }),
            model: PhantomData,
        },
    }
}

/// Both hold.
impl<M> BitAnd for Condition<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.joined(other, rows::Condition::And)
    }
}

/// One of both holds, or both.
impl<M> BitOr for Condition<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.joined(other, rows::Condition::Or)
    }
}

/// It does not hold.
impl<M> Not for Condition<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self { asked: rows::Condition::Not(Box::new(self.asked)), ..self }
    }
}

impl<M> Clone for Condition<M> {
    fn clone(&self) -> Self {
        Self { asked: self.asked.clone(), fault: self.fault.clone(), model: PhantomData }
    }
}

impl<M> PartialEq for Condition<M> {
    fn eq(&self, other: &Self) -> bool {
        self.asked == other.asked && self.fault == other.fault
    }
}

impl<M> fmt::Debug for Condition<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.asked).finish()
    }
}

/// A condition that cannot be asked. Names the model and the attribute, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    model: &'static str,
    /// Empty where it is about the whole condition.
    attribute: String,
    fault: Fault,
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, attribute, fault } = self;
        match fault {
            Fault::Encode(error) => write!(f, "the value that `{model}.{attribute}` is compared with {error}"),
            Fault::TooDeep => {
                write!(f, "`{model}.{attribute}…` is deeper than the {MAX_LEVELS} levels that DynamoDB nests")
            }
            Fault::Alias => write!(
                f,
                "`{model}.{attribute}` is within a field with `#[serde(alias = …)]`, which a row may have under either name; \
                 compare that field whole"
            ),
            Fault::EmptyElement => write!(
                f,
                "`{model}.{attribute}` cannot contain an element that is missing; DynamoDB has no empty set in a list"
            ),
            #[cfg(feature = "rust_decimal")]
            Fault::NotANumber => write!(
                f,
                "`{model}.{attribute}` is not written as a number, so that its order is another; write it with `#[serde(with = \
                 \"statetopic::decimal\")]`"
            ),
            Fault::Operands(found) => write!(
                f,
                "`{model}.{attribute}` is compared with {found} values, and the limit of `is_in` is {}; join several with `|`",
                limits::MAX_OPERANDS
            ),
            Fault::Operators(found) => write!(
                f,
                "the condition on a row of `{model}` has {found} operators, and DynamoDB's limit is {}",
                limits::MAX_OPERATORS
            ),
            Fault::Length(found) => write!(
                f,
                "the condition on a row of `{model}` is {found} bytes long, and DynamoDB's limit is {}",
                limits::MAX_LENGTH
            ),
        }
    }
}

impl std::error::Error for ConditionError {}

#[cfg(test)]
mod tests;
