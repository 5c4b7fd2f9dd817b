//! Enums whose variants have a name that users write. The names are listed once, with the variants.

/// An enum whose variants are words.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// The variants, in the order in which errors list their words.
    const ALL: &'static [Self];

    fn word(self) -> &'static str;

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.word() == word)
    }

    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|choice| choice.word()).collect()
    }
}

/// Declares an enum with a word for each variant.
macro_rules! choice {
    (
        $(#[$attribute:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $word:expr,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        $vis enum $name {
            $($(#[$variant_attribute])* $variant,)*
        }

        impl $crate::choice::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    choice! {
        enum Size {
            Small = "small",
            ExtraLarge = "extra-large",
        }
    }

    #[test]
    fn each_variant_is_its_word() {
        assert_eq!(Size::words(), ["small", "extra-large"]);
        for size in [Size::Small, Size::ExtraLarge] {
            assert_eq!(Size::from_word(size.word()), Some(size));
        }
        assert_eq!(Size::from_word("Small"), None);
    }
}
