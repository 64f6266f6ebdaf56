//! Files that only some builds of the program write.

use super::drawing::FIGURES;
use super::results::CELLS_PARQUET;
use crate::scenario::Scenario;

/// A file, and Cargo's feature that brings it.
struct Format {
    file: &'static str,
    feature: &'static str,
    is_built: bool,
}

const PDF: Format = Format {
    file: FIGURES[2],
    feature: "pdf",
    is_built: cfg!(feature = "pdf"),
};

const PARQUET: Format = Format {
    file: CELLS_PARQUET,
    feature: "parquet",
    is_built: cfg!(feature = "parquet"),
};

/// In a sentence, the files that these scenarios ask for and that this build does not write.
pub fn left_out<'a>(scenarios: impl IntoIterator<Item = &'a Scenario> + Clone) -> Option<String> {
    let any = |asks: fn(&Scenario) -> bool| scenarios.clone().into_iter().any(asks);
    let figure = any(|scenario| match scenario {
        Scenario::TwoClasses(plan) => plan.figure.is_some() || plan.map().is_some(),
        Scenario::Groups(plan) => plan.figure.is_some() || plan.map.is_some(),
    });
    let table = any(|scenario| match scenario {
        Scenario::TwoClasses(plan) => plan.map().is_none() || !plan.cells.is_empty(),
        Scenario::Groups(plan) => plan.map.is_none(),
    });
    let asked = [(figure, PDF), (table, PARQUET)];
    sentence(asked.into_iter().filter(|(asked, _)| *asked).map(|a| a.1))
}

/// The same of a figure alone.
pub fn left_out_of_figure() -> Option<String> {
    sentence([PDF])
}

fn sentence(asked: impl IntoIterator<Item = Format>) -> Option<String> {
    let missing: Vec<Format> = asked.into_iter().filter(|f| !f.is_built).collect();
    match missing.as_slice() {
        [] => None,
        [Format { file, feature, .. }] => Some(format!(
            "{file} is not written: this program was built without Cargo's feature `{feature}`; \
             `cargo build --release --features {feature}` brings it"
        )),
        several => {
            let listed = |word: fn(&Format) -> String| {
                several.iter().map(word).collect::<Vec<_>>().join(" and ")
            };
            Some(format!(
                "{} are not written: this program was built without Cargo's features {}; \
                 `cargo build --release --features publish` brings them",
                listed(|f| f.file.to_owned()),
                listed(|f| format!("`{}`", f.feature))
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_flag_that_brings_it() {
        let of = |built: [bool; 2]| {
            let formats = [PDF, PARQUET].into_iter().zip(built);
            sentence(formats.map(|(format, is_built)| Format { is_built, ..format }))
        };
        assert_eq!(of([true; 2]), None);
        let said = of([false, true]).unwrap();
        assert!(said.starts_with("figure.pdf is not written"), "{said}");
        assert!(said.contains("--features pdf`"), "{said}");
        let said = of([true, false]).unwrap();
        assert!(
            said.contains("cells.parquet") && said.contains("--features parquet`"),
            "{said}"
        );
        let said = of([false; 2]).unwrap();
        assert!(said.contains("figure.pdf and cells.parquet are"), "{said}");
        assert!(said.contains("--features publish`"), "{said}");
    }

    #[test]
    fn only_what_a_plan_asks_for_is_missed() {
        let plan = |more: &str| {
            let text = format!(
                "name = \"a\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.1\n{more}"
            );
            crate::sweep::parse_any(&text, "a.toml", crate::scenario::Overrides::default()).unwrap()
        };
        let table = plan("weight_ratio = 2\n");
        assert_eq!(left_out([&table]), sentence([PARQUET]));
        let figure =
            plan("[vary]\nweight_ratio = [1, 2]\n[figure]\nx = \"weight_ratio\"\ny = [\"bias\"]\n");
        assert_eq!(left_out([&table, &figure]), sentence([PDF, PARQUET]));
        assert_eq!(left_out([]), None);
        let of_groups = |more: &str| {
            let text = format!(
                "name = \"a\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1\nspurious_signal = 1\n{more}"
            );
            crate::sweep::parse_any(&text, "a.toml", crate::scenario::Overrides::default()).unwrap()
        };
        let table = of_groups("correlation = 0.5\n[training]\ndelta = 0.1\n");
        assert_eq!(left_out([&table]), sentence([PARQUET]));
        let map = of_groups(
            "[map]\nx = { parameter = \"correlation\", from = 0, to = 0.5, points = 2 }\n\
             y = { parameter = \"delta\", from = 0.1, to = 0.5, points = 2 }\n",
        );
        assert_eq!(left_out([&map]), sentence([PDF]));
    }
}
