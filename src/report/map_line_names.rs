//! Lines of a map by the names that stand for them in tables, and nothing else.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::sweep::LineKind;

/// A line of a map by its name.
pub(super) mod line_kind {
    use super::*;

    pub(in crate::report) fn serialize<S: Serializer>(
        kind: &LineKind,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.name())
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<LineKind, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = LineKind::all().find(|kind| kind.name() == name);
        known.ok_or_else(|| {
            let names: Vec<&str> = LineKind::all().map(LineKind::name).collect();
            D::Error::custom(format!(
                "column kind: `{name}` is no boundary and no weight rule; known are {}",
                names.join(", ")
            ))
        })
    }
}
