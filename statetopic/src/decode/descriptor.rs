//! The ten descriptors of DynamoDB's attribute values.

use std::fmt;

/// The type of an attribute value.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
// A descriptor of one letter is that letter, so that reading it is no more than to look whether it is one.
#[repr(u8)]
pub enum Descriptor {
    /// A string.
    S = b'S',
    /// A number.
    N = b'N',
    /// Bytes.
    B = b'B',
    /// A truth value.
    Bool = 1,
    /// Nothing.
    Null,
    /// A map.
    M = b'M',
    /// A list.
    L = b'L',
    /// A set of strings.
    Ss = 3,
    /// A set of numbers.
    Ns,
    /// A set of bytes.
    Bs,
}

impl Descriptor {
    /// The descriptor that is written like this.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "S" => Self::S,
            "N" => Self::N,
            "B" => Self::B,
            "BOOL" => Self::Bool,
            "NULL" => Self::Null,
            "M" => Self::M,
            "L" => Self::L,
            "SS" => Self::Ss,
            "NS" => Self::Ns,
            "BS" => Self::Bs,
            _ => return None,
        })
    }

    /// The descriptor of one letter.
    #[inline]
    pub(crate) const fn of_letter(letter: u8) -> Option<Self> {
        Some(match letter {
            b'S' => Self::S,
            b'N' => Self::N,
            b'B' => Self::B,
            b'M' => Self::M,
            b'L' => Self::L,
            _ => return None,
        })
    }

    /// The descriptor as DynamoDB writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
            Self::Bool => "BOOL",
            Self::Null => "NULL",
            Self::M => "M",
            Self::L => "L",
            Self::Ss => "SS",
            Self::Ns => "NS",
            Self::Bs => "BS",
        }
    }
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
