//! Every scenario that ships is valid, documented and honest about its size.

use std::path::PathBuf;

use thumbscale::scenario::{Overrides, Parameter, Scenario};
use thumbscale::sweep::{load, load_any};

fn shipped() -> Vec<PathBuf> {
    files(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

#[test]
fn all_are_valid_and_named_like_their_file() {
    assert!(shipped().len() >= 9);
    for path in shipped() {
        let plan = load(&path, Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(plan.name, path.file_stem().unwrap().to_str().unwrap());
        assert!(!plan.title.is_empty() && !plan.description.is_empty());
        assert!(
            plan.figure.is_some() || plan.map().is_some(),
            "{}",
            plan.name
        );
        // A finite-size study starts small on purpose; what counts is where it goes.
        if let Some(study) = plan.finite_size() {
            let (least, most) = (study.samples[0], *study.samples.last().unwrap());
            assert!(plan.replicates >= 30 && least >= 100 && most >= 1000);
            continue;
        }
        // A scenario without simulation draws theory alone, and one that varies n is about few
        // samples: it goes to many.
        let sizes = plan.cells.iter().filter_map(|c| c.design);
        let sizes: Vec<usize> = sizes.map(|d| d.samples()).collect();
        let varied = plan.axes.iter().any(|axis| axis.parameter == Parameter::N);
        let enough = |n: usize| n >= 1000 || varied && n >= 50;
        assert!(
            sizes.iter().all(|n| plan.replicates >= 30 && enough(*n))
                && sizes.iter().max().is_none_or(|most| *most >= 1000),
            "{}",
            plan.name
        );
    }
}

#[test]
fn the_readme_names_every_one() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for path in shipped() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(readme.contains(&format!("scenarios/{name}.toml")), "{name}");
    }
}

/// Those about groups are held to the same, and their page names them.
#[test]
fn those_of_groups_are_valid_and_on_their_page() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/docs/groups.md")).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(format!("{root}/scenarios/groups")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let scenario = load_any(&path, Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(scenario.name(), name);
        assert!(
            page.contains(&format!("scenarios/groups/{name}.toml")),
            "{name}"
        );
        let Scenario::Groups(plan) = scenario else {
            panic!("{name} has two classes")
        };
        assert!(!plan.title.is_empty() && !plan.description.is_empty());
        assert!(plan.figure.is_some() || plan.map.is_some(), "{name}");
        for design in plan.cells.iter().filter_map(|cell| cell.design.as_ref()) {
            assert!(plan.replicates >= 30 && design.samples() >= 1000, "{name}");
        }
        count += 1;
    }
    assert!(count >= 4);
}

/// Shipped maps are fine enough to print, and what they refine or leave out is no number.
#[test]
fn maps_are_fine_enough_to_print() {
    let maps = shipped().into_iter().filter_map(|path| {
        let plan = load(&path, Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
        plan.map().cloned().map(|map| (plan.name, map))
    });
    let mut count = 0;
    for (name, map) in maps {
        count += 1;
        let columns = map.x.values.len() * map.panels();
        assert!(columns >= 96 && map.y.values.len() >= 64, "{name}");
        assert!(
            !map.boundaries.is_empty() || !map.marks.is_empty(),
            "{name}"
        );
    }
    assert!(count >= 7);
}

/// Those about groups: valid, named like their file, in the document about them.
#[test]
fn those_of_groups_are_valid_and_documented() {
    let paths = files(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/groups"));
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/groups.md");
    let document = std::fs::read_to_string(document).unwrap();
    assert!(paths.len() >= 5);
    for path in paths {
        let plan = match load_any(&path, Overrides::default()) {
            Ok(Scenario::Groups(plan)) => plan,
            other => panic!("{path:?}: {other:?}"),
        };
        assert_eq!(plan.name, path.file_stem().unwrap().to_str().unwrap());
        assert!(!plan.title.is_empty() && !plan.description.is_empty());
        assert!(plan.figure.is_some() || plan.map.is_some(), "{}", plan.name);
        let link = format!("scenarios/groups/{}.toml", plan.name);
        assert!(document.contains(&link), "{}", plan.name);
    }
}
