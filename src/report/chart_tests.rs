//! What figures say of themselves, and how rules look in them.

use std::sync::atomic::AtomicBool;

use super::distance_chart::distance_chart;
use super::map::map_chart;
use super::rule_look::{look_of, look_of_recipe};
use super::trend_chart::trend_chart;
use super::{Results, chart};
use crate::figure::{Across, Colour, LineFigure, Shading};
use crate::model::{Quantity, RuleName};
use crate::scenario::{MapValue, Overrides, Treatment};
use crate::sweep::parse;
use crate::sweep::{Silent, run_study};

fn results(text: &str) -> Results {
    let text = format!("name = \"t\"\n{text}");
    let plan = parse(&text, "t.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let study = run_study(&plan, Some(2), &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

fn drawn(text: &str) -> LineFigure {
    chart(&results(text)).unwrap()
}

const RULES: [(&str, Treatment); 6] = [
    ("unweighted", Treatment::Rule(RuleName::Unweighted)),
    ("prior_ratio", Treatment::Rule(RuleName::PriorRatio)),
    ("equal_error", Treatment::Rule(RuleName::EqualError)),
    ("min_worst_class", Treatment::Rule(RuleName::MinWorstClass)),
    ("min_balanced", Treatment::Rule(RuleName::MinBalanced)),
    ("min_average", Treatment::Rule(RuleName::MinAverage)),
];

/// A line for each rule over δ, for some more axes and quantities.
fn lines(vary: &str, y: &str) -> LineFigure {
    let methods: String = RULES
        .iter()
        .map(|(name, _)| format!("[[method]]\nname = \"by {name}\"\nweight_ratio = \"{name}\"\n"))
        .collect();
    drawn(&format!(
        "[model]\nminority_prior = 0.2\n[vary]\ndelta = [0.1, 0.2]\n{vary}\n{methods}\
         [figure]\nx = \"delta\"\ny = [{y}]\ntheory_points = 3\n"
    ))
}

#[test]
fn a_rule_has_one_colour_and_dash_in_lines_marks_and_maps() {
    for (vary, y) in [
        ("signal = [1.5]", "\"worst_class_error\""),
        ("signal = [1, 2, 3]", "\"worst_class_error\""),
        ("signal = [2]", "\"error_minority\", \"error_majority\""),
    ] {
        let figure = lines(vary, y);
        let each = figure.series.len() / RULES.len();
        for (i, series) in figure.series.iter().enumerate() {
            let look = look_of(RULES[i / each].1);
            let style = series.style;
            assert_eq!(
                (style.colour, style.dash),
                (look.colour(), look.dash),
                "{vary} {y}"
            );
        }
        // What differs beside the rule is told apart by marker and width.
        let mut styles: Vec<String> = figure
            .series
            .iter()
            .map(|s| format!("{:?}", s.style))
            .collect();
        styles.sort();
        styles.dedup();
        assert_eq!(styles.len(), figure.series.len());
        let named = |i: usize| figure.legend.iter().find(|k| k.label.contains(RULES[i].0));
        let legend = (0..RULES.len()).filter_map(named).all(|k| {
            let rule = RULES
                .iter()
                .find(|(name, _)| k.label.contains(name))
                .unwrap();
            let look = look_of(rule.1);
            (k.style.colour, k.style.dash) == (look.colour(), look.dash)
        });
        assert!(legend);
    }
    let marks: Vec<String> = RULES
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let figure = drawn(&format!(
        "[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 0.3\n[vary]\n\
         weight_ratio = [1, 20]\n[figure]\nx = \"weight_ratio\"\ny = [\"error_minority\", \
         \"error_majority\"]\nmark = [{}]\nmark_worst_class_error = true\n",
        marks.join(", ")
    ));
    let colours: Vec<Colour> = figure.series.iter().map(|s| s.style.colour).collect();
    for mark in &figure.marks {
        let known = RULES.iter().map(|(_, t)| look_of(*t));
        let mut known = known.filter(|l| (l.colour(), l.dash) == (mark.colour, mark.dash));
        assert!(known.next().is_some(), "{mark:?}");
    }
    let mark = |start: &str| {
        let across = figure.marks.iter().filter(|m| m.across == Across::X);
        across
            .clone()
            .find(|m| m.label.starts_with(start))
            .unwrap()
            .colour
    };
    assert_eq!(
        mark("π₋/π₊ = 4"),
        look_of(Treatment::Rule(RuleName::PriorRatio)).colour()
    );
    assert_eq!(
        mark("ρ̃ = 13"),
        look_of(Treatment::Rule(RuleName::EqualError)).colour()
    );
    assert!(!colours.contains(&mark("ρ̃")) && !colours.contains(&mark("π₋/π₊")));
}

/// The mean of a larger error exceeds the larger of two means: of all points that is taken off, or, where one
/// of them estimates its threshold, of none; the note says which.
#[test]
fn points_beside_each_other_are_treated_alike() {
    let text = |threshold: &str| {
        format!(
            "[model]\nminority_prior = 0.2\nsignal = 2\n[simulation]\nreplicates = 20\n\
             [vary]\nn = [40, 80]\ndelta = [0.2]\n\
             [[method]]\nname = \"weight\"\nweight_ratio = 4\n\
             [[method]]\nname = \"threshold\"\nweight_ratio = 1\n{threshold}\
             [figure]\nx = \"n\"\ny = [\"worst_class_error\"]\n"
        )
    };
    for (threshold, kept) in [
        (
            "threshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"\n",
            true,
        ),
        ("threshold = \"midpoint\"\n", false),
    ] {
        let results = results(&text(threshold));
        let figure = chart(&results).unwrap();
        let mut points = figure.series.iter().flat_map(|series| &series.points);
        let rows = results.cells.iter();
        let rows = rows.filter(|row| row.quantity == Quantity::WorstClassError);
        let mut shifts = 0;
        for row in rows {
            let (mean, shift) = (row.mean.unwrap(), row.known_shift.unwrap_or(0.0));
            let shown = if kept { mean } else { mean - shift };
            assert!(
                points.clone().any(|point| (point.y - shown).abs() < 1e-15),
                "{threshold} {shown}"
            );
            shifts += usize::from(shift > 1e-4);
        }
        assert!(shifts > 1 && points.by_ref().count() == 4);
        assert_eq!(figure.note.contains("of no point it is taken off"), kept);
        assert_eq!(figure.note.contains("less its known"), !kept);
    }
}

/// Seven losses have all the colours: no mark has one of them, and no two marks of different
/// rules look alike.
#[test]
fn marks_look_like_no_line_of_something_else() {
    const LOSSES: [&str; 7] = [
        "square",
        "logistic",
        "exponential",
        "squared-hinge",
        "hinge",
        "absolute",
        "huber",
    ];
    for count in [2, 4, 5, 7] {
        let methods: String = LOSSES[..count]
            .iter()
            .map(|loss| format!("[[method]]\nname = \"{loss}\"\nloss = \"{loss}\"\n"))
            .collect();
        let figure = drawn(&format!(
            "[model]\nminority_prior = 0.2\nsignal = 1\n[training]\ndelta = 0.1\n[vary]\n\
             weight_ratio = [1.5, 30]\n{methods}[figure]\nx = \"weight_ratio\"\n\
             y = [\"worst_class_error\"]\ntheory_points = 2\n\
             mark = [\"prior_ratio\", \"equal_error\", \"min_worst_class\"]\n\
             mark_worst_class_error = true\n"
        ));
        let colours: Vec<Colour> = figure.series.iter().map(|s| s.style.colour).collect();
        assert!(figure.marks.iter().all(|m| !colours.contains(&m.colour)));
        let looks = |start: &str| {
            let marks = figure
                .marks
                .iter()
                .filter(move |m| m.label.starts_with(start));
            marks.map(|m| (m.colour, m.dash)).collect::<Vec<_>>()
        };
        let (prior, equal) = (looks("π₋/π₊"), looks("ρ̃"));
        assert!(!prior.is_empty() && equal.iter().all(|look| *look != prior[0]));
        // So many levels are told with the weights.
        let levels = figure.marks.iter().filter(|m| m.across == Across::Y);
        assert_eq!(levels.count(), if count == 2 { 4 } else { 0 });
        let told = figure.note.contains("after the colon");
        assert_eq!(told, count > 2);
        let with_error = |m: &&crate::figure::Mark| m.label.contains("): 0.");
        assert_eq!(figure.marks.iter().any(|m| with_error(&m)), count > 2);
    }
}

/// Who wins no cell is not in the legend, but in the small print.
#[test]
fn the_legend_has_those_who_win() {
    let contest = results(
        "[map]\nvalue = \"winner\"\nrules = [\"unweighted\", \"equal_error\"]\n\
         x = { parameter = \"delta\", from = 0.05, to = 0.1, points = 3 }\n\
         y = { parameter = \"minority_prior\", from = 0.1, to = 0.2, points = 3 }\n\
         [model]\nsignal = 1\n",
    );
    let figure = map_chart(&contest).unwrap();
    assert!(
        figure.note.contains("Wins nowhere: no weight"),
        "{}",
        figure.note
    );
    assert_eq!(figure.legend(), ["equal errors ρ̃"]);
}

#[test]
fn maps_have_the_same_colours() {
    let contest = results(
        "[map]\nvalue = \"winner\"\nrules = [\"min_average\", \"equal_error\", \"downsampled\"]\n\
         x = { parameter = \"delta\", from = 0.1, to = 1, points = 2 }\n\
         y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 2 }\n\
         [model]\nsignal = 1\n",
    );
    let (figure, map) = (
        map_chart(&contest).unwrap(),
        contest.plan.map().unwrap().clone(),
    );
    let (Shading::Categories(shown), MapValue::Winner(contest)) = (figure.shading, map.value)
    else {
        panic!("a contest has categories");
    };
    for (category, way) in shown.iter().zip(contest.ways) {
        assert_eq!(category.colour, look_of_recipe(way).unwrap().fill());
    }
    let weights = results(
        "[map]\nvalue = \"quantity\"\nmark = [\"prior_ratio\", \"equal_error\"]\n\
         x = { parameter = \"weight_ratio\", from = 1, to = 100, points = 9, scale = \"log\" }\n\
         y = { parameter = \"ridge\", from = 0.01, to = 1, points = 9, scale = \"log\" }\n\
         panels = { parameter = \"delta\", values = [0.2, 2] }\n\
         [model]\nsignal = 1\nminority_prior = 0.2\n",
    );
    let figure = map_chart(&weights).unwrap();
    assert_eq!(figure.caption, "square loss, π₊ = 0.2, s = 1");
    let curves = || figure.panels.iter().flat_map(|p| &p.curves);
    for (inline, treatment) in [
        ("π₋/π₊", Treatment::Rule(RuleName::PriorRatio)),
        ("ρ̃", Treatment::Rule(RuleName::EqualError)),
    ] {
        let look = look_of(treatment);
        let mut found = curves().filter(|c| c.inline == inline).peekable();
        assert!(found.peek().is_some(), "{inline}");
        assert!(found.all(|c| (c.colour, c.dash) == (look.colour(), look.dash)));
    }
    assert!(
        figure.note.contains("No ρ̃ on this map for δ = 2."),
        "{}",
        figure.note
    );
    let right = curves().any(|c| c.label.contains("right of it the majority errs more"));
    assert!(right);
}

/// Two replicates that mirror each other make a pair: captions count what the tables count.
#[test]
fn pairs_are_called_pairs() {
    let mirrored = "[model]\nminority_prior = 0.2\nsignal = 2\n[training]\nweight_ratio = 1\n\
         [simulation]\nmethod = \"mirrored\"\n";
    let lines = drawn(&format!(
        "{mirrored}n = 100\nreplicates = 6\n[vary]\ndelta = [0.1, 0.2]\n[figure]\nx = \"delta\"\n\
         y = [\"bias\"]\n"
    ));
    let mean = "mean of 3 pairs of replicates with";
    assert!(lines.note.contains(mean), "{}", lines.note);
    type Drawing = fn(&Results) -> Option<LineFigure>;
    let kinds: [(&str, Drawing); 2] = [("trend", trend_chart), ("distance", distance_chart)];
    for (kind, drawing) in kinds {
        let sizes = results(&format!(
            "{mirrored}replicates = 4\n[vary]\ndelta = [0.2]\n[finite_size]\nsamples = [50, 100, 200]\n\
             quantities = [\"bias\"]\n[figure]\nkind = \"{kind}\"\nx = \"n\"\ny = [\"bias\"]\n"
        ));
        let note = drawing(&sizes).unwrap().note;
        assert!(note.contains("2 pairs of replicates"), "{kind}: {note}");
    }
}

#[test]
fn what_is_fixed_is_said_and_a_mark_that_is_not_there() {
    let never = drawn(
        "[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 0.6\n[simulation]\n\
         n = 100\nreplicates = 2\n[vary]\nweight_ratio = [1, 20]\n[figure]\nx = \"weight_ratio\"\n\
         y = [\"error_minority\"]\nx_range = [5, 30]\nmark = [\"equal_error\", \"prior_ratio\"]\n",
    );
    assert_eq!(
        never.caption,
        "square loss, δ = 0.6, π₊ = 0.2, s = 1.5, r = 0, n = 100"
    );
    for words in [
        "No mark ρ̃: no weight equalises",
        "π₋/π₊ = 4 lies beyond the axis",
    ] {
        assert!(never.note.contains(words), "{}", never.note);
    }
    // A weight of 5·10⁶ would press all that is drawn against the axis.
    let far = drawn(
        "[model]\nminority_prior = 0.1\nsignal = 1.5\n[training]\nloss = \"logistic\"\ndelta = 0.15\n\
         ridge = 0.005\n[vary]\nweight_ratio = [1, 30]\n[figure]\nx = \"weight_ratio\"\n\
         y = [\"error_minority\"]\nmark = [\"equal_error\", \"min_worst_class\"]\n",
    );
    for words in [
        "is farther out than weights are drawn",
        "No mark ρ*: errors still fall at 10⁶",
    ] {
        assert!(far.note.contains(words), "{}", far.note);
    }
    let own = drawn(
        "[model]\nminority_prior = 0.2\n[vary]\ndelta = [0.1, 0.2]\nsignal = [1, 2]\n\
         [[method]]\nname = \"a\"\nloss = \"logistic\"\nweight_ratio = 1\nridge = 0.1\n\
         [[method]]\nname = \"b\"\nloss = \"hinge\"\nweight_ratio = 2\nridge = 1\n\
         [figure]\nx = \"delta\"\ny = [\"bias\"]\ntitle = \"\"\ntheory_points = 2\n",
    );
    assert_eq!(
        (own.caption.as_str(), own.title.as_str()),
        ("π₊ = 0.2, r = 0.1 or 1", "")
    );
    let odd = drawn(
        "[model]\nminority_prior = 1e-30\nsignal = 4.94066e-29\n[training]\nweight_ratio = 1e60\n\
         [vary]\ndelta = [0.1, 0.2]\n[figure]\nx = \"delta\"\ny = [\"bias\"]\ntheory_points = 2\n",
    );
    assert_eq!(
        odd.caption,
        "square loss, π₊ = 1·10⁻³⁰, s = 4.94066·10⁻²⁹, ρ = 1·10⁶⁰, r = 0"
    );
    assert!(odd.render().is_ok());
}

/// More numbers than colours: from dark to light in their order, all different.
#[test]
fn many_values_have_a_ramp() {
    let colours = |signals: &str, map: &str| -> Vec<Colour> {
        let figure = drawn(&format!(
            "[model]\nminority_prior = 0.2\n[training]\nweight_ratio = 4\n[vary]\n\
             delta = [0.1, 0.2]\nsignal = {signals}\n[figure]\nx = \"delta\"\n\
             y = [\"worst_class_error\"]\ntheory_points = 2\n{map}\n"
        ));
        figure.series.iter().map(|s| s.style.colour).collect()
    };
    let light = |c: &Colour| 2 * u32::from(c.0) + 5 * u32::from(c.1) + u32::from(c.2);
    for (signals, map) in [
        ("[1, 2, 3, 4, 5, 6, 7, 8]", ""),
        ("[1, 2, 3]", "colour_map = \"cividis\""),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "colour_map = \"magma\""),
    ] {
        let found = colours(signals, map);
        assert!(
            found.windows(2).all(|w| light(&w[0]) < light(&w[1])),
            "{found:?}"
        );
    }
    let mut turned = colours("[8, 7, 6, 5, 4, 3, 2, 1]", "");
    turned.reverse();
    assert_eq!(
        turned,
        colours("[1, 2, 3, 4, 5, 6, 7, 8]", ""),
        "by value, not by place"
    );
}
