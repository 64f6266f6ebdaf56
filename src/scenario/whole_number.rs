//! Whole numbers as people write them: `1000`, and `1e3` too.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// Beyond this a float no longer tells whole numbers apart.
const MOST: f64 = 9_007_199_254_740_992.0;

/// Read from an integer, or from a float without a fraction.
pub(super) struct Whole<T>(pub(super) T);

impl<'de, T: TryFrom<u64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number<T>(std::marker::PhantomData<T>);
        impl<T: TryFrom<u64>> Visitor<'_> for Number<T> {
            type Value = Whole<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a whole number, not negative")
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Whole<T>, E> {
                let refused = |_| E::invalid_value(Unexpected::Unsigned(value), &self);
                T::try_from(value).map(Whole).map_err(refused)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Whole<T>, E> {
                match u64::try_from(value) {
                    Ok(value) => self.visit_u64(value),
                    Err(_) => Err(E::invalid_value(Unexpected::Signed(value), &self)),
                }
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Whole<T>, E> {
                if (0.0..=MOST).contains(&value) && value.fract() == 0.0 {
                    return self.visit_u64(value as u64);
                }
                Err(E::invalid_value(Unexpected::Float(value), &self))
            }
        }
        deserializer.deserialize_any(Number(std::marker::PhantomData))
    }
}

/// For a key without a place.
pub(super) fn plain<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    Whole::deserialize(deserializer).map(|whole| whole.0)
}

/// For a key that remembers where it stood.
pub(super) fn spanned<'de, T, D>(deserializer: D) -> Result<Spanned<T>, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    let at = Spanned::<Whole<T>>::deserialize(deserializer)?;
    Ok(Spanned::new(at.span(), at.into_inner().0))
}

/// For such a key that may be left out, which takes `default` beside it.
pub(super) fn optional<'de, T, D>(deserializer: D) -> Result<Option<Spanned<T>>, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    spanned(deserializer).map(Some)
}
