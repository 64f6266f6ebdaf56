//! Where lines are typed: scenarios, results and what is neither.

use std::path::Path;

use tempfile::TempDir;

use crate::binary::json;

pub(crate) const THESIS: &str = "words\n";

const SIMULATED: &str = "name = \"s\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\n\
    delta = 0.2\n[simulation]\nn = 40\nreplicates = 12\n[vary]\nweight_ratio = [1, 4]\n\
    [figure]\nx = \"weight_ratio\"\ny = [\"worst_class_error\"]\n";
const MAP: &str = "name = \"m\"\n[model]\nsignal = 1.5\n[map]\nvalue = \"weight\"\n\
    rule = \"equal_error\"\nx = { parameter = \"delta\", from = 0.05, to = 0.8, points = 6 }\n\
    y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 6 }\n";

const GROUPS: &str = "[[group]]\nname = \"rare \\u001b[2J\"\nlabel = 1\nprior = 0.2\nmean = [1.5, 0.3]\n\
    noise = 0.8\n[[group]]\nname = \"b\"\nlabel = 1\nprior = 0.3\nmean = [0.4, -0.9]\n\
    [[group]]\nname = \"c\"\nlabel = -1\nprior = 0.5\nmean = [-1.1, 0.6]\n";

/// A folder with a finished run `out`, two shards in `parts` and one run cut off.
pub(crate) fn template() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let write = |name: &str, text: &str| std::fs::write(place.join(name), text).unwrap();
    write("s.toml", SIMULATED);
    write("m.toml", MAP);
    write("groups.toml", GROUPS);
    write(
        "bad.toml",
        "name = \"b\"\n[model]\nsignal = \"\\u001b[2J\"\n",
    );
    write("thesis.tex", THESIS);
    json("run s.toml --out out --json -q", place);
    for shard in ["1/2", "2/2"] {
        json(
            &format!("run s.toml --out parts --shard {shard} --json -q"),
            place,
        );
    }
    std::fs::create_dir(place.join("cut")).unwrap();
    std::fs::copy(
        place.join("out/scenario.toml"),
        place.join("cut/unfinished.toml"),
    )
    .unwrap();
    std::fs::copy(
        place.join("out/replicates.journal"),
        place.join("cut/replicates.journal"),
    )
    .unwrap();
    folder
}

/// The same anew.
pub(crate) fn copy(template: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_all(template, folder.path());
    folder
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => {
                std::fs::create_dir(&target).unwrap();
                copy_all(&entry.path(), &target);
            }
            false => {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
