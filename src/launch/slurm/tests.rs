use std::path::Path;

use super::slurm_quoting::directive;
use super::*;

fn resources() -> Resources {
    Resources {
        partition: Some("long".into()),
        time: Some("1-12:00".into()),
        memory: None,
        account: Some("group".into()),
        cpus: 4,
        max_parallel: Some(16),
        options: vec!["--constraint=avx2|avx512".into(), "--exclusive".into()],
    }
}

fn scripts(out: &str, missing: &[usize], resources: &Resources) -> Vec<(&'static str, String)> {
    let submission = Submission {
        name: "mine",
        executable: Path::new("/opt/it's/thumbscale"),
        out: Path::new(out),
        folder: &Path::new(out).join("slurm"),
        shards: 8,
        missing,
        resources,
    };
    submission.scripts().unwrap()
}

#[test]
fn tasks_are_listed_in_short() {
    assert_eq!(ranges(&[1, 2, 3, 4, 5, 6, 7, 8]), "1-8");
    assert_eq!(ranges(&[2, 4, 5, 8]), "2,4-5,8");
    assert_eq!(ranges(&[3]), "3");
}

#[test]
fn the_array_has_every_setting_and_the_number_of_shards() {
    let scripts = scripts("/scratch/a b/50%", &[2, 4, 5], &resources());
    assert_eq!(scripts.iter().map(|s| s.0).collect::<Vec<_>>(), FILES[..3]);
    let array = &scripts[0].1;
    for line in [
        "#SBATCH --constraint=\"avx2|avx512\"\n#SBATCH --exclusive\n#SBATCH --job-name=mine\n",
        "#SBATCH --partition=long\n#SBATCH --account=group\n#SBATCH --time=1-12:00\n",
        "#SBATCH --cpus-per-task=4\n",
        "#SBATCH --output=\"/scratch/a b/50%%/slurm/%x-%a.log\"\n",
        "#SBATCH --requeue\n#SBATCH --signal=B:TERM@60\n#SBATCH --array=2,4-5%16\n",
        "exec '/opt/it'\\''s/thumbscale' run '/scratch/a b/50%/slurm/scenario.toml' \\\n",
        "    --out '/scratch/a b/50%' \\\n    --shard \"$SLURM_ARRAY_TASK_ID/8\" ",
    ] {
        assert!(array.contains(line), "{line}\nis not in\n{array}");
    }
    assert!(!array.contains("--mem"));
    let merge = &scripts[1].1;
    assert!(merge.contains("merge '/scratch/a b/50%' --out '/scratch/a b/50%'\n"));
    assert!(merge.contains("--job-name=mine-merge") && !merge.contains("--array"));
}

#[test]
fn without_missing_shards_there_is_only_the_merge() {
    let scripts = scripts("/scratch", &[], &Resources::default());
    assert_eq!(scripts.iter().map(|s| s.0).collect::<Vec<_>>(), FILES[1..3]);
    assert!(!scripts[1].1.contains(ARRAY));
}

#[test]
fn what_slurm_would_misread_is_quoted_or_refused() {
    assert_eq!(directive("--comment=a b"), "#SBATCH --comment=\"a b\"\n");
    assert_eq!(directive("--x=\"\\#"), "#SBATCH --x=\"\\\"\\\\#\"\n");
    for refused in [
        "constraint=x",
        "-a",
        "--",
        "--array=1-9",
        "--wrap=true",
        "--arr=1-9",
        "--dep=afterok:1",
        "--wra=true",
        "--x=a\nb",
        "--x y",
    ] {
        assert!(option(refused).is_err(), "{refused}");
    }
    for refused in ["/a\\b", "/a\nb"] {
        assert!(path(Path::new(refused)).is_err(), "{refused}");
    }
    let resources = Resources {
        partition: Some(" ".into()),
        ..Resources::default()
    };
    let submission = Submission {
        name: "mine",
        executable: Path::new("/t"),
        out: Path::new("/o"),
        folder: Path::new("/o/slurm"),
        shards: 1,
        missing: &[1],
        resources: &resources,
    };
    let error = submission.scripts().unwrap_err();
    assert!(error.to_string().contains("--partition"), "{error}");
}
