//! What generated code imports whole, under names that are nobody's: short ones, since it is compiled with every model.

pub use core::option::Option::{self as __Option, None as __None, Some as __Some};

pub use super::row::END as __END;
pub use crate::absent::{Is as __Is, NoSet as __NoSet};
pub use crate::attribute::{Attribute as __Attribute, KeyAttributeName as __Key};
