//! How a figure is printed, and how many lines it can tell apart.

use super::*;
use crate::paper::{Sheet, SvgText};

/// [`GOOD`] with more keys in `[figure]`.
fn printed(keys: &str) -> Result<Plan, ScenarioError> {
    parsed(&with("[figure]\n", &format!("[figure]\n{keys}\n")))
}

fn map(figure: &str, value: &str) -> Result<Plan, ScenarioError> {
    parsed(&format!(
        "name = \"demo\"\n[model]\nsignal = 1\n[map]\n{value}\n\
         x = {{ parameter = \"delta\", from = 0.1, to = 1, points = 4 }}\n\
         y = {{ parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 4 }}\n\
         {figure}"
    ))
}

const GAIN: &str = "value = \"gain\"\nrule = \"equal_error\"\nover = \"prior_ratio\"";
const WINNER: &str = "value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\"]";

#[test]
fn paper_and_letters_are_as_asked_and_kept_in_the_resolved_scenario() {
    let usual = parsed(GOOD).unwrap();
    assert_eq!(
        (usual.sheet, usual.figure_title.as_str()),
        (Sheet::default(), "")
    );
    for (keys, width, font_size) in [
        ("width = \"column\"", 84.0, 8.0),
        ("width = \"page\"", Sheet::PAGE, 10.0),
        ("width = 120", 120.0, 8.0),
        ("width = 120.5\nfont_size = 9", 120.5, 9.0),
    ] {
        let plan = printed(keys).unwrap();
        assert!((plan.sheet.width - width).abs() < 1e-9, "{keys}");
        assert!(
            (plan.sheet.font_size - font_size).abs() < 1e-9,
            "{keys} {:?}",
            plan.sheet
        );
        let again = parsed(&plan.resolved).unwrap();
        assert_eq!((again.sheet, again.figure), (plan.sheet, plan.figure));
    }
    let titled = parsed(&format!("title = \"All\"\n{GOOD}")).unwrap();
    assert_eq!(titled.figure_title, "All");
    let bare = with("[figure]", "[figure]\ntitle = \"\"\nsvg_text = \"text\"");
    let bare = parsed(&format!("title = \"All\"\n{bare}")).unwrap();
    assert_eq!(
        (bare.title.as_str(), bare.figure_title.as_str()),
        ("All", "")
    );
    let again = parsed(&bare.resolved).unwrap();
    assert_eq!(
        (again.sheet.svg_text, again.figure_title),
        (SvgText::Text, String::new())
    );
}

#[test]
fn what_cannot_be_printed_is_named_with_its_place() {
    for (keys, key, words) in [
        (
            "width = \"colunm\"",
            "figure.width",
            "did you mean `column`?",
        ),
        ("width = 59.9", "figure.width", "mm from 60 to 400"),
        ("width = 1e300", "figure.width", "mm from 60 to 400"),
        ("width = nan", "figure.width", "mm from 60 to 400"),
        ("width = -inf", "figure.width", "mm from 60 to 400"),
        ("font_size = 6.9", "figure.font_size", "7 to 19.5 points"),
        ("font_size = 5e-324", "figure.font_size", "7 to 19.5 points"),
        ("font_size = inf", "figure.font_size", "7 to 19.5 points"),
        (
            "width = 62\nfont_size = 9",
            "figure.font_size",
            "allowed: 7 points, as printed, and no other",
        ),
        (
            "width = \"column\"\nfont_size = 12",
            "figure.font_size",
            "7 to 9.5 points",
        ),
        (
            "svg_text = \"path\"",
            "figure.svg_text",
            "did you mean `paths`?",
        ),
        ("colour_map = \"jet\"", "figure.colour_map", "`viridis`"),
        (
            "colour_map = \"viridis\"",
            "figure.colour_map",
            "colours of their own",
        ),
    ] {
        let error = printed(keys).expect_err(keys);
        assert_eq!(error.key, key, "{keys}\n{error}");
        assert!(
            error.line > 0 && error.to_string().contains(words),
            "{error}"
        );
    }
    let error = printed("title = \"two\\nlines\"").unwrap_err().to_string();
    assert!(error.contains("without control characters"), "{error}");
    for key in ["x", "y"] {
        let line = GOOD
            .lines()
            .find(|l| l.starts_with(&format!("{key} =")))
            .unwrap();
        let error = parsed(&with(line, "")).unwrap_err();
        assert_eq!(error.key, "figure");
        assert!(
            error.to_string().contains(&format!("`{key}` is missing")),
            "{error}"
        );
    }
}

#[test]
fn a_map_is_printed_as_its_figure_says() {
    let plan = map(
        "[figure]\nwidth = \"column\"\ncolour_map = \"magma\"\ntitle = \"\"",
        GAIN,
    );
    let plan = plan.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(plan.sheet.width, 84.0);
    let look = |plan: &Plan| plan.map().unwrap().look.colour_map;
    assert_eq!(look(&plan), Some(ColourName::Magma));
    assert!(plan.figure.is_none());
    assert_eq!(
        look(&parsed(&plan.resolved).unwrap()),
        Some(ColourName::Magma)
    );
    assert!(map("[figure]\ncolour_map = \"diverging\"", GAIN).is_ok());
    for (figure, value, words) in [
        (
            "[figure]\ncolour_map = \"viridis\"",
            WINNER,
            "nothing that has a colour is one",
        ),
        (
            "[figure]\ncolour_map = \"diverging\"",
            "value = \"separability_threshold\"",
            "neutral",
        ),
        ("[figure]\nx = \"delta\"", GAIN, "stands beside [map]"),
        (
            "[figure]\nmark = [\"equal_error\"]",
            GAIN,
            "`mark` of [figure] draws lines",
        ),
        (
            "[figure]\ny_label = \"y\"",
            GAIN,
            "width, font_size, colour_map, title and svg_text",
        ),
    ] {
        let error = map(figure, value).expect_err(figure).to_string();
        assert!(error.contains(words), "{error}");
    }
}

fn varied(vary: &str, methods: usize, y: &str) -> Result<Plan, ScenarioError> {
    let methods: String = (0..methods)
        .map(|i| format!("[[method]]\nname = \"m{i}\"\nweight_ratio = {}.5\n", i + 2))
        .collect();
    parsed(&format!(
        "name = \"demo\"\n[model]\nminority_prior = 0.2\n[training]\nweight_ratio = 2\n[vary]\n\
         delta = [0.1, 0.2]\n{vary}\n{methods}[figure]\nx = \"delta\"\ny = [{y}]\n"
    ))
}

#[test]
fn more_lines_than_can_be_told_apart_are_refused() {
    const Y: &str = "\"worst_class_error\"";
    const TWO: &str = "\"error_minority\", \"error_majority\"";
    let signals = |n: usize| format!("signal = {:?}", (1..=n).collect::<Vec<_>>());
    for (vary, methods, y) in [
        (signals(24), 0, Y),
        (signals(1), 7, Y),
        (signals(4), 7, Y),
        (signals(24), 2, TWO),
    ] {
        let plan = varied(&vary, methods, y);
        assert!(plan.is_ok(), "{vary} {methods} {}", plan.unwrap_err());
    }
    for (vary, methods, y, key, words) in [
        (signals(25), 0, Y, "vary.signal", "25 values of signal"),
        (signals(1), 8, Y, "method[7]", "8 methods"),
        (signals(5), 6, Y, "vary.signal", "at most 4"),
        (signals(7), 3, TWO, "method[2]", "together with"),
    ] {
        let error = varied(&vary, methods, y).expect_err(&vary);
        assert!(error.key.starts_with(key), "{key} {error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(
            error
                .help
                .as_ref()
                .is_some_and(|h| h.contains("take fewer"))
        );
    }
}

/// The sizes of a finite-size study are values of n that no line of `[vary]` gives.
#[test]
fn too_many_sizes_are_said_where_they_stand() {
    let error = parsed(
        "name = \"demo\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
         [simulation]\nreplicates = 4\n[finite_size]\nsamples = [100, 200, 400, 800, 1600]\n\
         [vary]\ndelta = [0.1, 0.2]\n[[method]]\nname = \"a\"\nweight_ratio = 2\n\
         [[method]]\nname = \"b\"\ndownsample = true\n[figure]\nx = \"delta\"\n\
         y = [\"error_minority\"]\n",
    )
    .unwrap_err();
    assert!(error.message.contains("5 values of n"), "{error}");
    assert_eq!((error.line, &*error.key), (9, "finite_size.samples"));
}

/// Many too many are one slip, not one for each of them.
#[test]
fn too_many_methods_are_said_once() {
    let methods: String = (0..11)
        .map(|i| format!("[[method]]\nname = \"m{i}\"\nweight_ratio = {}.5\n", i + 2))
        .collect();
    let text = format!(
        "name = \"demo\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[vary]\n\
         delta = [0.1, 0.2]\n{methods}[figure]\nx = \"delta\"\ny = [\"worst_class_error\"]\n\
         width = 20\n"
    );
    let found = crate::sweep::parse_all(&text, "t.toml", Default::default()).unwrap_err();
    let said: Vec<&str> = found.named.iter().map(|e| e.message.as_str()).collect();
    assert_eq!((said.len(), found.more), (2, 0), "{said:?}");
    let methods = said.iter().filter(|message| message.contains("11 methods"));
    assert_eq!(methods.count(), 1, "{said:?}");
}

/// A number is told as it is written, not as the double that is nearest to it.
#[test]
fn numbers_are_told_as_they_are_written() {
    let most = u64::MAX.to_string();
    for (from, to) in [
        ("n = 1000", format!("n = {most}")),
        ("signal = 2.0", format!("signal = -{most}.0")),
        ("minority_prior = 0.2", format!("minority_prior = {most}.0")),
        ("delta = 0.2\nridge", format!("delta = {most}.0\nridge")),
        ("replicates = 30", format!("replicates = {most}")),
        (
            "[figure]",
            format!("[verify]\nmin_share = {most}.0\n[figure]"),
        ),
        ("from = 1.0", format!("from = {most}.0")),
        (
            "weight_ratio = { from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
            format!("weight_ratio = [1, {most}.0, {most}.0]"),
        ),
        ("ridge = 0.0", "ridge = -9223372036854775807".to_owned()),
        ("[figure]", format!("[figure]\nwidth = {most}.0")),
        ("[figure]", format!("[figure]\nfont_size = {most}.0")),
    ] {
        let error = parsed(&with(from, &to)).expect_err(&to);
        let number = to
            .split(['=', ',', '\n'])
            .find(|word| word.contains("92233") || word.contains(&most));
        let number = number.unwrap().trim().trim_matches(['[', ']']);
        assert!(error.message.contains(number), "{to}: {}", error.message);
    }
}

/// What no axis can show is refused, not drawn as one place.
#[test]
fn axes_that_are_too_short_are_refused() {
    for (from, to, key) in [
        (
            "from = 1.0, to = 16.0",
            "from = 1.0, to = 1.000000000001",
            "vary.weight_ratio",
        ),
        (
            "{ from = 1.0, to = 16.0, points = 5, scale = \"log\" }",
            "[1, 1.000000000001]",
            "figure.x",
        ),
        (
            "mark = [",
            "x_range = [1, 1.000000000001]\nmark = [",
            "figure.x_range",
        ),
        (
            "mark = [",
            "y_range = [0.2, 0.2000000000001]\nmark = [",
            "figure.y_range",
        ),
        (
            "mark = [",
            "theory_range = [1, 1.000000000001]\nmark = [",
            "figure.theory_range",
        ),
    ] {
        let error = parsed(&with(from, to)).expect_err(to);
        assert_eq!(error.key, key, "{error}");
        assert!(error.message.contains("so short"), "{error}");
    }
    let plan = parsed(&with("to = 16.0", "to = 1.0000000001")).unwrap();
    assert_eq!(plan.axes[0].values.len(), 5);
}
