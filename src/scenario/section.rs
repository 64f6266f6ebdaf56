//! Tables of a scenario in which parameters stand: which ones they are, the table of parameters
//! says.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Range};

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::axis::WrittenAxis;
use super::keys;
use super::plan::Parameter;
use super::whole_number::Whole;
use super::word_values::Weight;
use crate::model::{Notation, Ridge, WeightRule};

/// A parameter as it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Given {
    Number(f64),
    Whole(u64),
    Weight(Weight),
    Ridge(Ridge),
    Axis(WrittenAxis),
}

impl Given {
    /// The number, unless a rule or an axis stands there.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Given::Number(value) => Some(*value),
            Given::Whole(value) => Some(*value as f64),
            Given::Weight(weight) => weight.0.given(),
            Given::Ridge(ridge) => Some(ridge.strength()),
            Given::Axis(_) => None,
        }
    }

    /// How a weight is chosen.
    pub(super) fn weight(&self) -> Option<WeightRule> {
        match self {
            Given::Weight(weight) => Some(weight.0),
            Given::Number(_) | Given::Whole(_) | Given::Ridge(_) | Given::Axis(_) => None,
        }
    }

    pub(super) fn axis(&self) -> Option<&WrittenAxis> {
        match self {
            Given::Axis(axis) => Some(axis),
            Given::Number(_) | Given::Whole(_) | Given::Weight(_) | Given::Ridge(_) => None,
        }
    }
}

/// What else a table holds.
pub(super) trait Table {
    /// Its name in [`keys`].
    const NAME: &'static str;
    /// Whether parameters have axes there in place of a value.
    const VARIES: bool = false;
}

/// A table: its parameters, and what else stands in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Section<T> {
    given: Vec<(Parameter, Spanned<Given>)>,
    rest: T,
}

impl<T> Deref for Section<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.rest
    }
}

impl<T> DerefMut for Section<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.rest
    }
}

impl<T> Section<T> {
    /// What is given for a parameter, and where.
    pub(super) fn given(&self, parameter: Parameter) -> Option<&Spanned<Given>> {
        let mut given = self.given.iter();
        given.find(|(p, _)| *p == parameter).map(|(_, at)| at)
    }

    pub(super) fn given_mut(&mut self, parameter: Parameter) -> Option<&mut Given> {
        let mut given = self.given.iter_mut();
        let found = given.find(|(p, _)| *p == parameter);
        found.map(|(_, at)| at.get_mut())
    }

    /// Where a parameter stands.
    pub(super) fn span(&self, parameter: Parameter) -> Option<Range<usize>> {
        self.given(parameter).map(Spanned::span)
    }

    /// All that is given.
    pub(super) fn all_given(&self) -> impl Iterator<Item = (Parameter, &Spanned<Given>)> {
        self.given.iter().map(|(parameter, at)| (*parameter, at))
    }
}

impl<T: Table + Serialize> Serialize for Section<T> {
    /// In the order in which the reference lists keys.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rest = toml::Table::try_from(&self.rest).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        for key in keys::of(T::NAME) {
            let parameter = Parameter::from_name(key.name);
            if let Some(given) = parameter.and_then(|p| self.given(p)) {
                map.serialize_entry(key.name, given.get_ref())?;
            } else if let Some(value) = rest.get(key.name) {
                map.serialize_entry(key.name, value)?;
            }
        }
        map.end()
    }
}

impl<'de, T: Table + Deserialize<'de>> Deserialize<'de> for Section<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Table + Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Section<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Section<T>, A::Error> {
                let mut given = Vec::new();
                let others = Others::<A, T> {
                    map,
                    given: &mut given,
                    table: PhantomData,
                };
                let rest = T::deserialize(MapAccessDeserializer::new(others))?;
                Ok(Section { given, rest })
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// The entries of a table that are no parameters; those that are, are put aside.
struct Others<'a, A, T> {
    map: A,
    given: &'a mut Vec<(Parameter, Spanned<Given>)>,
    table: PhantomData<T>,
}

impl<'de, A: MapAccess<'de>, T: Table> MapAccess<'de> for Others<'_, A, T> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        mut seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let table = self.table;
        while let Some(found) = self.map.next_key_seed(Name { seed, table })? {
            match found {
                Found::Other(value) => return Ok(Some(value)),
                Found::Parameter(parameter, unused) => {
                    let given = given(parameter, T::VARIES, &mut self.map)?;
                    self.given.push((parameter, given));
                    seed = unused;
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads what stands there for a parameter.
fn given<'de, A: MapAccess<'de>>(
    parameter: Parameter,
    varies: bool,
    map: &mut A,
) -> Result<Spanned<Given>, A::Error> {
    fn at<T>(read: Spanned<T>, given: impl Fn(T) -> Given) -> Spanned<Given> {
        Spanned::new(read.span(), given(read.into_inner()))
    }
    Ok(match parameter.entry().notation {
        _ if varies => at(map.next_value()?, Given::Axis),
        Notation::Number => at(map.next_value()?, Given::Number),
        Notation::Whole => at(map.next_value()?, |whole: Whole<u64>| Given::Whole(whole.0)),
        Notation::Weight => at(map.next_value()?, Given::Weight),
        Notation::Ridge => at(map.next_value()?, Given::Ridge),
    })
}

/// A key: a parameter's, or what `seed` makes of it.
struct Name<K, T> {
    seed: K,
    table: PhantomData<T>,
}

enum Found<K, V> {
    Parameter(Parameter, K),
    Other(V),
}

impl<'de, K: DeserializeSeed<'de>, T: Table> DeserializeSeed<'de> for Name<K, T> {
    type Value = Found<K, K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let key = String::deserialize(deserializer)?;
        let parameter = Parameter::from_name(&key).filter(|p| keys::holds(T::NAME, *p));
        if let Some(parameter) = parameter {
            return Ok(Found::Parameter(parameter, self.seed));
        }
        let all: Vec<&str> = keys::of(T::NAME).iter().map(|key| key.name).collect();
        if !all.contains(&key.as_str()) {
            // The form of serde's own messages, which the diagnostic reads.
            return Err(D::Error::custom(format!(
                "unknown field `{key}`, expected one of `{}`",
                all.join("`, `")
            )));
        }
        let other: Result<K::Value, D::Error> = self.seed.deserialize(key.into_deserializer());
        other.map(Found::Other)
    }
}
