//! Folders that have lost a piece: what is said then is so, and what is advised works.

use std::path::Path;

use crate::binary::thumbscale;

const SMALL: &str = "name = \"q\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\n\
     delta = 0.2\n[simulation]\nn = 60\nreplicates = 6\n[vary]\nweight_ratio = [1, 4]\n";

fn ran(line: &str, folder: &Path) -> String {
    let output = thumbscale(line, folder);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{line}: {said}");
    said
}

/// Without fingerprints nobody knows whether the tables are those of the run.
#[test]
fn a_manifest_that_does_not_say_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("q.toml"), SMALL).unwrap();
    ran("run q.toml --out a -q", path);
    ran("verify a", path);
    let manifest = path.join("a/manifest.json");
    for (content, words) in [
        (None, "manifest.json is gone"),
        (Some("{}"), "does not name the tables"),
        (Some("3"), "does not name the tables"),
    ] {
        match content {
            None => std::fs::remove_file(&manifest).unwrap(),
            Some(text) => std::fs::write(&manifest, text).unwrap(),
        }
        let output = thumbscale("verify a", path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

/// `status` sees what `merge` will see, and the command that it names mends it.
#[test]
fn a_damaged_shard_is_not_said_to_be_ready() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("q.toml"), SMALL).unwrap();
    for shard in 1..=3 {
        ran(&format!("run q.toml --out s --shard {shard}/3 -q"), path);
    }
    assert!(ran("status s", path).contains("merge s --out s"));
    let journal = path.join("s/shards/1-of-3/replicates.journal");
    let mut bytes = std::fs::read(&journal).unwrap();
    let place = bytes.len() / 3;
    bytes[place] ^= 0xff;
    std::fs::write(&journal, bytes).unwrap();
    let said = ran("status s", path);
    assert!(!said.contains("merge s"), "{said}");
    let mend = "run SCENARIO --out s --shard 1/3";
    assert!(said.contains(mend), "{said}");
    ran(&format!("{} -q", mend.replace("SCENARIO", "q.toml")), path);
    assert!(ran("status s", path).contains("merge s --out s"));
    ran("merge s --out s -q", path);
}

/// Where fewer replicates were enough, nothing is lacking before the merge.
#[test]
fn shards_that_reached_their_target_lack_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let text = SMALL
        .replace("delta = 0.2\n", "")
        .replace("replicates = 6", "replicates = 400")
        .replace(
            "[vary]",
            "[precision]\nstandard_error = 0.05\nfirst = 10\nbatch = 10\n[vary]\ndelta = [0.1, 0.2]",
        );
    std::fs::write(path.join("q.toml"), text).unwrap();
    ran("run q.toml --out p --shard 1/2 -q", path);
    let half = ran("status p", path);
    assert!(
        half.contains("not finished; 10 of 800 replicates"),
        "{half}"
    );
    ran("run q.toml --out p --shard 2/2 -q", path);
    let all = ran("status p", path);
    let enough = "all replicates are there, the tables are not; 20 replicates were enough";
    assert!(all.contains(enough), "{all}");
    ran("merge p --out p -q", path);
    let merged = ran("status p", path);
    assert!(
        merged.contains("finished; 20 replicates were enough"),
        "{merged}"
    );
}
