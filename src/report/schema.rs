//! The columns of a table and their types, asked of the row type itself: a list kept by hand
//! would drift from it, and a row that was written says nothing of a column that it left empty.

use serde::Deserialize;
use serde::de::value::Error;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Names.
    Text,
    /// Numbers that count.
    Integer,
    /// Numbers that measure.
    Real,
    /// Yes or no.
    Boolean,
}

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: ColumnKind,
    /// Whether it can be empty.
    pub(super) optional: bool,
}

/// The columns of a row type, in order.
///
/// Serde's derived code names every field and asks for its type when it reads a struct. The
/// answers given here are placeholders; the questions are what is wanted.
///
/// # Errors
/// If a field is neither text, a number, a boolean, a plain enumeration nor an option of those.
pub(super) fn columns<T: Deserialize<'static>>() -> Result<Vec<Column>, Error> {
    let mut columns = Vec::new();
    T::deserialize(Row(&mut columns))?;
    Ok(columns)
}

fn unsupported<T>() -> Result<T, Error> {
    Err(de::Error::custom("not a flat row of plain values"))
}

/// Reads the row itself.
struct Row<'a>(&'a mut Vec<Column>);

impl Deserializer<'static> for Row<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields {
            rest: fields.iter(),
            name: "",
            columns: self.0,
        })
    }

    fn deserialize_any<V: Visitor<'static>>(self, _: V) -> Result<V::Value, Error> {
        unsupported()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'static>>
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Its fields, one after the other.
struct Fields<'a> {
    rest: std::slice::Iter<'static, &'static str>,
    name: &'static str,
    columns: &'a mut Vec<Column>,
}

impl MapAccess<'static> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'static>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(name) = self.rest.next() else {
            return Ok(None);
        };
        self.name = name;
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'static>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(Field {
            name: self.name,
            optional: false,
            columns: self.columns,
        })
    }
}

/// One field.
struct Field<'a> {
    name: &'static str,
    optional: bool,
    columns: &'a mut Vec<Column>,
}

impl Field<'_> {
    fn is(self, kind: ColumnKind) {
        self.columns.push(Column {
            name: self.name,
            kind,
            optional: self.optional,
        });
    }
}

impl Deserializer<'static> for Field<'_> {
    type Error = Error;

    fn deserialize_option<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(Field {
            optional: true,
            ..self
        })
    }

    fn deserialize_bool<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        self.is(ColumnKind::Boolean);
        visitor.visit_bool(false)
    }

    fn deserialize_u64<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        self.is(ColumnKind::Integer);
        visitor.visit_u64(0)
    }

    fn deserialize_f64<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        self.is(ColumnKind::Real);
        visitor.visit_f64(0.0)
    }

    fn deserialize_string<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        self.is(ColumnKind::Text);
        visitor.visit_str("")
    }

    fn deserialize_enum<V: Visitor<'static>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Some(first) = variants.first() else {
            return unsupported();
        };
        self.is(ColumnKind::Text);
        (*first)
            .into_deserializer()
            .deserialize_enum(name, variants, visitor)
    }

    fn deserialize_any<V: Visitor<'static>>(self, _: V) -> Result<V::Value, Error> {
        unsupported()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'static>>
        i8 i16 i32 i64 u8 u16 u32 f32 char str bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CellRow, CurveRow, MarkRow, columns as explained};

    #[test]
    fn the_columns_of_cells_are_those_explained_and_have_their_types() {
        let columns = columns::<CellRow>().unwrap();
        let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
        assert_eq!(
            names,
            explained::cells().iter().map(|c| c.0).collect::<Vec<_>>()
        );
        let of = |name: &str| *columns.iter().find(|c| c.name == name).unwrap();
        for (name, kind, optional) in [
            ("cell", ColumnKind::Text, false),
            ("solver", ColumnKind::Text, false),
            ("simulation_method", ColumnKind::Text, true),
            ("downsample", ColumnKind::Boolean, false),
            ("labels", ColumnKind::Text, true),
            ("n", ColumnKind::Integer, true),
            ("delta", ColumnKind::Real, false),
            ("theory", ColumnKind::Real, true),
            ("verdict", ColumnKind::Text, true),
            ("replicates", ColumnKind::Integer, false),
        ] {
            assert_eq!((of(name).kind, of(name).optional), (kind, optional));
        }
    }

    #[test]
    fn other_flat_rows_too_and_nothing_nested() {
        assert_eq!(columns::<CurveRow>().unwrap().len(), 8);
        assert_eq!(columns::<MarkRow>().unwrap().len(), 7);
        #[derive(Deserialize)]
        struct Nested {
            _list: Vec<f64>,
        }
        assert!(columns::<Nested>().is_err());
        assert!(columns::<f64>().is_err());
    }
}
