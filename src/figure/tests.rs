//! Promises of the whole room.

use super::*;
use crate::paper::{Scale, Sheet, SvgText};

fn axis(label: &str, scale: Scale) -> AxisSpec {
    AxisSpec {
        label: label.to_owned(),
        scale,
        range: None,
    }
}

pub(super) fn sample(y_scale: Scale) -> LineFigure {
    let series = |i: usize| Series {
        style: Style {
            colour: colour(i),
            dash: Dash::ALL[i],
            width: Style::WIDTH,
            marker: Marker::ALL[i],
        },
        line: (0..50)
            .map(|k| {
                let x = 1.0 + f64::from(k) / 3.0;
                (x, (k != 20).then(|| 0.3 / x + 0.02 * i as f64))
            })
            .collect(),
        points: (1..8)
            .map(|k| {
                let x = f64::from(2 * k);
                let y = 0.3 / x + 0.02 * i as f64;
                Point {
                    x,
                    y,
                    low: y - 0.03,
                    high: y + 0.03,
                }
            })
            .collect(),
    };
    let all: Vec<Series> = (0..4).map(series).collect();
    let mark = |across, at, label: &str, i| Mark {
        across,
        at,
        label: label.to_owned(),
        colour: colour(i),
        dash: Dash::Dashed,
    };
    LineFigure {
        title: "Errors & weights, δ < 2π₊".to_owned(),
        caption: "square loss, π₊ = 0.2, s = 2".to_owned(),
        sheet: Sheet::default(),
        x: axis("weight of the minority ρ = ω₊/ω₋", Scale::Log),
        x_ticks: Vec::new(),
        y: axis("class error R₊, R₋", y_scale),
        legend: all
            .iter()
            .enumerate()
            .map(|(i, s)| Key {
                label: format!("π₊ = 0.{i}"),
                style: s.style,
                line: true,
                marker: i % 2 == 0,
            })
            .collect(),
        series: all,
        marks: vec![
            mark(Across::X, 7.0, "equal error ρ̃", 1),
            mark(Across::X, 7.5, "ratio of priors", 2),
            mark(Across::Y, 0.1, "0.100", 1),
            mark(Across::Y, 0.101, "0.101", 2),
        ],
        note: "Lines: theory. Points: mean of 30 replicates, bars: 95 % interval. ".repeat(3),
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes_in_every_format() {
    for scale in [Scale::Linear, Scale::Log] {
        let a = sample(scale).render().unwrap();
        assert_eq!(a, sample(scale).render().unwrap());
        assert!(a.svg.starts_with("<svg") && a.svg.contains("Errors &amp; weights, δ &lt; 2π₊"));
        assert!(!a.svg.contains("<text"), "text is outlines");
        assert!(a.svg.len() < 200_000, "{}", a.svg.len());
        assert!(a.png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(a.pdf.is_some(), cfg!(feature = "pdf"));
        assert!(a.pdf.is_none_or(|pdf| pdf.starts_with(b"%PDF-")));
    }
}

/// Everything that is drawn lies on the paper: no text is cut off.
#[test]
fn nothing_leaves_the_paper() {
    use resvg::usvg::{Options, Tree};
    let svg = sample(Scale::Linear).render().unwrap().svg;
    let tree = Tree::from_str(&svg, &Options::default()).unwrap();
    let (ink, paper) = (tree.root().abs_bounding_box(), tree.size());
    assert!(ink.left() >= 0.0 && ink.top() >= 0.0, "{ink:?}");
    assert!(ink.right() <= paper.width() + 0.01 && ink.bottom() <= paper.height() + 0.01);
}

#[test]
fn nothing_to_show_is_an_empty_frame() {
    let empty = LineFigure {
        title: String::new(),
        caption: String::new(),
        sheet: Sheet::default(),
        x: axis("", Scale::Linear),
        x_ticks: Vec::new(),
        y: axis("", Scale::Log),
        series: Vec::new(),
        legend: Vec::new(),
        marks: Vec::new(),
        note: String::new(),
    };
    let mut said = empty.clone();
    said.sheet.svg_text = SvgText::Text;
    assert!(said.render().unwrap().svg.contains("No curve"));
    assert!(empty.render().is_ok());
    let mut odd = sample(Scale::Log);
    odd.series[0].points[0].low = f64::NAN;
    odd.series[0].line[3].1 = Some(f64::INFINITY);
    odd.series[1].line[3].1 = Some(-1.0);
    odd.x.range = Some((3.0, 3.5));
    assert!(odd.render().is_ok());
}

#[test]
#[ignore = "writes files to look at"]
fn samples_to_look_at() {
    let folder = std::env::temp_dir().join("thumbscale-figures");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, scale) in [("line-linear", Scale::Linear), ("line-log", Scale::Log)] {
        let r = sample(scale).render().unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), r.svg).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), r.png).unwrap();
        std::fs::write(
            folder.join(format!("{name}.pdf")),
            r.pdf.unwrap_or_default(),
        )
        .unwrap();
    }
}

/// Values at which sums, ratios, logarithms or their differences are no numbers, and
/// values that lie next to each other.
const ODD: [f64; 16] = [
    0.0,
    -0.0,
    5e-324,
    1e-308,
    1e-300,
    -1e-300,
    0.2,
    0.200_000_000_000_001,
    0.200_001,
    1.0,
    -1.0,
    1e16,
    1e300,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
];

/// Whatever the ends of an axis are, ticks are few and at least two have different labels.
#[test]
fn odd_axes_have_ticks_that_are_few_and_differ() {
    use super::ticks::{fitting, ticks};
    for scale in [Scale::Linear, Scale::Log] {
        for (low, high) in ODD.iter().flat_map(|a| ODD.iter().map(move |b| (*a, *b))) {
            let found = [
                ticks(low, high, scale),
                fitting(low, high, scale, |labels| labels.len() < 4),
                fitting(low, high, scale, |_| false),
            ];
            for t in found {
                let mut labels: Vec<&str> = t.labels().filter(|l| !l.is_empty()).collect();
                assert!(
                    t.major.len() < 700 && t.minor.len() < 700,
                    "{low:e} {high:e}"
                );
                assert!(labels.len() > 1, "{low:e} {high:e} {scale:?} {t:?}");
                let all = labels.len();
                labels.dedup();
                assert_eq!(labels.len(), all, "{low:e} {high:e} {scale:?} {labels:?}");
            }
        }
    }
}

/// A line and a point through every pair of odd values, on every pair of scales.
#[test]
fn odd_values_are_drawn_in_bounded_time() {
    for (i, &a) in ODD.iter().enumerate() {
        let b = ODD[(7 * i + 3) % ODD.len()];
        for scale in [Scale::Linear, Scale::Log] {
            let mut figure = sample(scale);
            figure.series.truncate(2);
            figure.x.scale = if i % 2 == 0 { Scale::Log } else { scale };
            figure.x.range = (i % 3 == 0).then_some((a, b));
            figure.series[1].line = vec![(a, Some(b)), (1.0, Some(a)), (b, None), (2.0, Some(a))];
            figure.series[1].points[0] = Point {
                x: a,
                y: b,
                low: -b,
                high: a,
            };
            figure.marks[0].at = b;
            figure.marks[2].at = a;
            let svg = figure.render().unwrap().svg;
            assert!(svg.len() < 400_000, "{a:e} {b:e} {}", svg.len());
        }
    }
}

fn narrow(scale: Scale, ends: (f64, f64)) -> LineFigure {
    let mut figure = sample(Scale::Linear);
    figure.series.truncate(1);
    figure.series[0].points.clear();
    figure.series[0].line = vec![(ends.0, Some(0.1)), (ends.1, Some(0.2))];
    figure.x.scale = scale;
    figure.marks.clear();
    figure
}

/// An error that underflows does not stretch the axis to where it lies.
#[test]
fn a_log_axis_has_a_floor_and_the_figure_says_so() {
    let mut figure = narrow(Scale::Linear, (1.0, 2.0));
    figure.y.scale = Scale::Log;
    figure.series[0].line = vec![(1.0, Some(0.5)), (2.0, Some(5e-324)), (3.0, Some(0.0))];
    let (low, high) = frame::range(&figure, Across::Y);
    assert!((high / low).log10() < 17.5, "{low:e} {high:e}");
    let floor = frame::cut(&figure).unwrap();
    assert!(floor > 1e-18 && floor < 5e-17, "{floor:e}");
    figure.series[0].line = vec![(1.0, Some(0.5)), (2.0, Some(1e-9))];
    assert_eq!(frame::cut(&figure), None);
}

#[test]
fn narrow_axes_say_how_wide_they_are() {
    for (scale, ends) in [
        (Scale::Log, (4.1, 4.9)),
        (Scale::Linear, (0.2, 0.200_001)),
        (Scale::Linear, (0.2, 0.2)),
        (Scale::Log, (0.2, 0.2)),
    ] {
        let (low, high) = frame::range(&narrow(scale, ends), Across::X);
        // The data fill most of the axis, unless there is a single value.
        assert!(ends.0 == ends.1 || (ends.1 - ends.0) / (high - low) > 0.9);
        let found = ticks::ticks(low, high, scale);
        let labels: std::collections::BTreeSet<&str> = found.labels().collect();
        assert_eq!(labels.len(), found.major.len(), "{labels:?}");
        assert!(labels.len() > 1, "{labels:?}");
    }
}

/// Twelve decimals at every tick: they neither touch each other nor leave the paper.
#[test]
fn long_labels_have_room() {
    let figure = narrow(Scale::Linear, (0.2, 0.200_000_000_01));
    let (labels, paper) = line::labels_along_x(&figure);
    assert!(labels.len() > 1);
    assert!(
        labels.windows(2).all(|w| w[0].1 + 1.0 < w[1].0),
        "{labels:?}"
    );
    assert!(
        labels.iter().all(|(a, b)| *a > 0.0 && *b < paper),
        "{labels:?}"
    );
}

/// A line of one value has no length: it is a cross, and the small print says so.
#[test]
fn a_single_value_leaves_ink() {
    let mut figure = narrow(Scale::Linear, (0.2, 0.2));
    figure.series[0].line[1].1 = Some(0.1);
    let one = figure.render().unwrap();
    figure.series[0].line.clear();
    let none = figure.render().unwrap();
    assert!(one.svg.len() > none.svg.len() + 100);
}

/// Papers from the narrowest to the widest, with usual and with the largest letters, with
/// text as text, whose sizes can be read off.
pub(super) fn papers() -> Vec<Sheet> {
    [
        (60.0, 7.0),
        (84.0, 8.0),
        (84.0, 9.5),
        (165.1, 10.0),
        (165.1, 19.5),
        (400.0, 12.0),
    ]
    .map(|(width, font_size)| Sheet {
        width,
        font_size,
        svg_text: SvgText::Text,
    })
    .to_vec()
}

/// Whether everything that is drawn lies on the paper, and no letter is below 7 points.
pub(super) fn fits(svg: &str, sheet: Sheet, name: &str) {
    use resvg::usvg::{Options, Tree};
    let tree = Tree::from_str(svg, &options()).unwrap();
    let (ink, paper) = (tree.root().abs_bounding_box(), tree.size());
    assert!((f64::from(paper.width()) - sheet.points()).abs() < 0.1);
    let about = format!("{name} {sheet:?} {ink:?} {paper:?}");
    assert!(ink.left() >= 0.0 && ink.top() >= 0.0, "{about}");
    assert!(ink.right() <= paper.width() + 0.01, "{about}");
    assert!(ink.bottom() <= paper.height() + 0.01, "{about}");
    let sizes: Vec<f64> = svg
        .split("font-size=\"")
        .skip(1)
        .map(|rest| rest[..rest.find('"').unwrap()].parse::<f64>().unwrap() / 10.0)
        .collect();
    assert!(sizes.len() > 10, "{about}");
    assert!(sizes.iter().all(|s| *s >= 6.99), "{about} {sizes:?}");
    fn options() -> Options<'static> {
        let mut options = Options::default();
        let fonts = options.fontdb_mut();
        fonts.load_font_data(super::text::FONT.to_vec());
        options
    }
}

#[test]
fn every_paper_has_room() {
    for sheet in papers() {
        let mut figure = sample(Scale::Log);
        figure.sheet = sheet;
        fits(&figure.render().unwrap().svg, sheet, "usual");
        figure.title = "A title that goes on and on, like some titles do. ".repeat(4);
        figure.caption = figure.title.clone();
        figure.y.label = "Wörterohnezwischenraum".repeat(9);
        figure.x.label = figure.y.label.clone();
        figure.legend[1].label = figure.title.clone();
        fits(&figure.render().unwrap().svg, sheet, "wordy");
    }
}

/// Text that stays text lies where its outlines would.
#[test]
fn text_as_text_names_its_font_and_lies_in_its_place() {
    let paths = sample(Scale::Linear);
    let mut text = paths.clone();
    text.sheet.svg_text = SvgText::Text;
    let (paths, text) = (paths.render().unwrap(), text.render().unwrap());
    assert!(text.svg.contains("<text") && text.svg.contains("DejaVu Sans"));
    assert!(text.svg.contains("sans-serif") && text.svg.contains("class error R₊, R₋"));
    assert_eq!(paths.png, text.png, "only the SVG differs");
    let mut options = resvg::usvg::Options::default();
    options.fontdb_mut().load_font_data(text::FONT.to_vec());
    let draw = |svg: &str| {
        let tree = resvg::usvg::Tree::from_str(svg, &options).unwrap();
        let size = tree.size().to_int_size();
        let mut pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
        resvg::render(&tree, Default::default(), &mut pixels.as_mut());
        pixels
    };
    let (a, b) = (draw(&paths.svg), draw(&text.svg));
    let far = a
        .data()
        .iter()
        .zip(b.data())
        .filter(|(a, b)| a.abs_diff(**b) > 100);
    assert!(far.count() < a.data().len() / 2000, "text has moved");
}
