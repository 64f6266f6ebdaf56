//! Tables that are read back.

use super::*;

/// What is written is read, is what theory gives, and is refused where it is of another scenario.
#[test]
fn tables_go_there_and_back() {
    for text in [SPURIOUS, MAP, NOISE] {
        let found = results(text);
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::of_groups(&found, &CIRCUMSTANCES);
        let mut place = Folder::prepare(folder.path(), &found.plan.name).unwrap();
        place
            .replace(&found.tables(&manifest), &Results::FILES)
            .unwrap();
        assert!(holds_groups(folder.path(), "scenario.toml"));
        let mut read = GroupResults::read(folder.path()).unwrap();
        assert_eq!(read, found);
        let cancel = AtomicBool::new(false);
        let now = predict_groups_plan(&read.plan, &Run::new(Some(2), &Silent, &cancel)).unwrap();
        assert!(read.stale(&now).is_empty());
        touched(&mut read, &now);
        let scenario = folder.path().join("scenario.toml");
        let other = found
            .plan
            .resolved
            .replace("delta = 0.2", "delta = 0.2\nridge = 0.1");
        let other = other
            .replace("points = 20", "points = 19")
            .replace("points = 9", "points = 8");
        let other = other.replace("weight_strength = [0.0", "weight_strength = [0.1");
        std::fs::write(scenario, other).unwrap();
        assert!(GroupResults::read(folder.path()).is_err());
    }
}

/// Whatever of a row is not measured is noticed where it is changed.
fn touched(read: &mut GroupResults, now: &GroupPredictions) {
    let noticed = |column: &str, change: &dyn Fn(&mut GroupResults)| {
        let mut changed = read.clone();
        change(&mut changed);
        if changed != *read {
            let found = changed.stale(now);
            assert_eq!(found.len(), 1, "{column}: {found:?}");
            assert!(found[0].contains(column), "{column}: {found:?}");
        }
    };
    let off = |v: Option<f64>| v.map(|v| v * 1.001 + 1e-6);
    macro_rules! cell {
        ($column:ident, $change:expr) => {
            noticed(stringify!($column), &|r: &mut GroupResults| {
                if let Some(row) = r.cells.first_mut() {
                    row.$column = $change(row.$column.clone());
                }
            });
        };
    }
    let one_more = |n: Option<usize>| n.map(|n| n + 1);
    cell!(theory, off);
    cell!(length, off);
    cell!(correlation, off);
    cell!(noise_ratio, off);
    cell!(delta, |v: f64| v * 1.001);
    cell!(ridge, |v: f64| v + 0.001);
    cell!(weight_strength, |v: f64| v + 0.001);
    cell!(weights, |w: String| w.replacen('1', "1.01", 1));
    cell!(weight_rule, |_| "another".to_owned());
    cell!(status, |_| Standing::NotConverged);
    cell!(n, one_more);
    cell!(d, one_more);
    noticed("theory", &|r| {
        r.curves
            .iter_mut()
            .take(1)
            .for_each(|c| c.theory = off(c.theory))
    });
    noticed("status", &|r| {
        let first = r.curves.iter_mut().take(1);
        first.for_each(|row| row.status = Standing::NotConverged);
    });
    noticed("curve", &|r| {
        r.curves.iter_mut().take(1).for_each(|row| row.curve += 1)
    });
    noticed("group", &|r| {
        r.curves
            .iter_mut()
            .take(1)
            .for_each(|row| row.group.push('!'))
    });
    noticed("rule", &|r| {
        let first = r.marks.iter_mut().take(1);
        first.for_each(|row| row.rule = GroupRule::MinBalanced);
    });
    noticed("weight_strength", &|r| {
        let first = r.marks.iter_mut().take(1);
        first.for_each(|row| row.weight_strength = Some(0.123));
    });
    noticed("worst_group_error", &|r| {
        let first = r.marks.iter_mut().take(1);
        first.for_each(|row| row.worst_group_error = off(row.worst_group_error));
    });
    noticed("value", &|r| {
        r.map
            .iter_mut()
            .take(1)
            .for_each(|row| row.value = Some(0.123))
    });
    noticed("status", &|r| {
        let first = r.map.iter_mut().take(1);
        first.for_each(|row| row.status = Standing::NotConverged);
    });
}

/// NaN, infinity and words in place of numbers are told with line, column and value; a table that
/// is not there is gone.
#[test]
fn damaged_tables_are_told_with_their_place() {
    let found = results(SPURIOUS);
    let manifest = Manifest::of_groups(&found, &CIRCUMSTANCES);
    let folder = tempfile::tempdir().unwrap();
    let mut place = Folder::prepare(folder.path(), &found.plan.name).unwrap();
    place
        .replace(&found.tables(&manifest), &Results::FILES)
        .unwrap();
    let read = || match GroupResults::read(folder.path()) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    };
    assert_eq!(read(), "");
    for (file, column, value, what) in [
        ("cells.csv", "theory", "NaN", "is no finite number"),
        ("cells.csv", "mean", "inf", "is no finite number"),
        ("cells.csv", "theory", "abc", "is no number"),
        ("cells.csv", "n", "-1", "is no whole number"),
        ("cells.csv", "status", "convrged", "is none of converged"),
        ("curves.csv", "x", "-inf", "is no finite number"),
        (
            "marks.csv",
            "worst_group_error",
            "nan",
            "is no finite number",
        ),
    ] {
        let path = folder.path().join(file);
        let whole = std::fs::read_to_string(&path).unwrap();
        let heading: Vec<&str> = whole.lines().next().unwrap().split(',').collect();
        let at = heading.iter().position(|c| *c == column).unwrap();
        let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
        let mut fields: Vec<&str> = lines[2].split(',').collect();
        fields[at] = value;
        lines[2] = fields.join(",");
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        let said = read();
        let told = format!("{file}: line 3, column `{column}`: {value:?} {what}");
        assert!(said.contains(&told), "{said} for {told}");
        std::fs::write(&path, whole).unwrap();
    }
    for file in ["cells.csv", "curves.csv", "marks.csv"] {
        let path = folder.path().join(file);
        let whole = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(read().contains(&format!("{file} is gone")), "{}", read());
        std::fs::write(&path, whole).unwrap();
    }
}
