//! Enumerations whose variants are words: one list of them, from which all others are made.

/// An enumeration without values, every variant with the word that stands for it in scenarios,
/// tables and JSON: makes `ALL`, `name` and what serde reads and writes.
macro_rules! named {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $word:tt,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every one, in the order in which they are declared.
            $vis const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word for it in scenarios, tables and JSON.
            $vis fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

/// The same, every variant with an entry that holds all else that is known of it: makes a
/// private `entry` too.
macro_rules! described {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident: $entry:ident {
            $($(#[$doc:meta])* $variant:ident = $word:tt { $($field:ident: $value:expr,)+ })+
        }
    ) => {
        named! {
            $(#[$meta])*
            $vis enum $name {
                $($(#[$doc])* $variant = $word,)+
            }
        }

        impl $name {
            fn entry(self) -> &'static $entry {
                match self {
                    $(Self::$variant => {
                        const ENTRY: &$entry = &$entry { $($field: $value,)+ };
                        ENTRY
                    })+
                }
            }
        }
    };
}
