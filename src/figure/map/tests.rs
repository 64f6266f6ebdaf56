//! Promises of maps.

use std::path::Path;

use super::super::description::{AxisSpec, Dash};
use super::super::palette::fill;
use super::super::render::Rendered;
use super::*;
use crate::scenario::Scale;

fn axis(label: &str, scale: Scale) -> AxisSpec {
    AxisSpec {
        label: label.to_owned(),
        scale,
        range: None,
    }
}

fn grid(x: (Span, Scale), y: (Span, Scale), f: impl Fn(f64, f64) -> Option<f64>) -> Grid {
    let at = |i: usize| (i % x.0.cells, i / x.0.cells);
    let values = (0..x.0.cells * y.0.cells)
        .map(at)
        .map(|(i, j)| f(x.0.centre(i, x.1), y.0.centre(j, y.1)))
        .collect();
    Grid {
        x: x.0,
        y: y.0,
        cells: Cells::Values(values),
    }
}

fn span(low: f64, high: f64, cells: usize) -> Span {
    Span { low, high, cells }
}

fn curve(path: Vec<(f64, f64)>, dash: Dash, label: &str, inline: &str) -> Curve {
    Curve {
        path: path.into_iter().map(|(x, y)| (x, Some(y))).collect(),
        colour: (0, 0, 0),
        dash,
        width: 1.4,
        label: label.to_owned(),
        inline: inline.to_owned(),
    }
}

fn steps(low: f64, high: f64, n: usize) -> impl Iterator<Item = f64> {
    (0..=n).map(move |i| low * (high / low).powf(i as f64 / n as f64))
}

/// The weight that equalises the errors, over δ and π₊.
fn equalising(cells: usize) -> MapFigure {
    let weight = |d: f64, p: f64| (d < 2.0 * p).then(|| (2.0 * (1.0 - p) - d) / (2.0 * p - d));
    let (x, y) = (span(0.01, 1.0, cells), span(0.01, 0.5, cells));
    let (log, spots) = (Scale::Log, [0.02, 0.06, 0.2, 0.6]);
    let spot = |d: f64, p: f64| Spot {
        x: d,
        y: p,
        datum: weight(d, p).map(|w| Datum::Value(if p == 0.2 { 3.0 * w } else { w })),
        disagrees: p == 0.2,
    };
    MapFigure {
        title: "The weight that equalises the class errors".to_owned(),
        x: axis("dimensions per sample δ = d/n", log),
        y: axis("minority prior π₊", log),
        panels: vec![Panel {
            grid: grid((x, log), (y, log), weight),
            contours: Contours::at(&[2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0], |v| {
                format!("ρ̃ = {v}")
            }),
            curves: vec![curve(
                steps(0.01, 1.0, 100).map(|d| (d, d / 2.0)).collect(),
                Dash::Solid,
                "no equalising weight beyond δ = 2π₊",
                "δ = 2π₊",
            )],
            spots: spots
                .iter()
                .flat_map(|&d| [0.03, 0.08, 0.2, 0.4].map(|p| spot(d, p)))
                .filter(|s| s.datum.is_some())
                .collect(),
            ..Panel::default()
        }],
        shading: Shading::Values(ColourScale {
            label: "equalising weight ρ̃".to_owned(),
            map: ColourMap::Cividis,
            spacing: Spacing::Log,
            range: Some((1.0, 1000.0)),
        }),
        missing: "no weight equalises the errors".to_owned(),
        spots: "simulation, n = 2000".to_owned(),
        disagreeing: "disagrees with theory".to_owned(),
        note: "Colours and lines: theory, n, d → ∞. Points: mean of 30 replicates.".to_owned(),
    }
}

/// Which method is best, for three signals.
fn regions() -> MapFigure {
    let panel = |s: f64| {
        let best = move |d: f64, p: f64| {
            let edge = 0.4 * s * p;
            Some(f64::from(
                u8::from(d > edge) + u8::from(d > 2.0 * p) + u8::from(d > 1.5 / s),
            ))
        };
        let linear = (span(0.02, 3.0, 120), Scale::Log);
        let source = grid(linear, (span(0.0, 0.5, 100), Scale::Linear), best);
        let Cells::Values(values) = &source.cells else {
            unreachable!("made of values")
        };
        let kinds = values.iter().map(|v| v.map(|v| v as usize)).collect();
        let kind = |d: f64, p: f64| best(d, p).map(|v| Datum::Category(v as usize));
        Panel {
            title: format!("s = {s}"),
            grid: Grid {
                cells: Cells::Categories(kinds),
                ..source
            },
            curves: vec![
                curve(
                    steps(0.02, 3.0, 60).map(|d| (d, d / 2.0)).collect(),
                    Dash::Solid,
                    "δ = 2π₊",
                    "δ = 2π₊",
                ),
                curve(
                    vec![(1.5 / s, 0.0), (1.5 / s, 0.5)],
                    Dash::Dashed,
                    "separability threshold δ*",
                    "δ*",
                ),
            ],
            spots: [0.05, 0.2, 0.8]
                .iter()
                .flat_map(|&d| [0.1, 0.25, 0.4].map(|p| (d, p)))
                .map(|(d, p)| Spot {
                    x: d,
                    y: p,
                    datum: if (d, p) == (0.2, 0.25) {
                        Some(Datum::Category(2))
                    } else {
                        kind(d, p)
                    },
                    disagrees: (d, p) == (0.2, 0.25),
                })
                .collect(),
            ..Panel::default()
        }
    };
    let names = [
        "equal error ρ̃",
        "ratio of priors",
        "downsampling",
        "no weight (separable)",
    ];
    MapFigure {
        title: "Which weight has the smallest worst-class error".to_owned(),
        x: axis("dimensions per sample δ = d/n", Scale::Log),
        y: axis("minority prior π₊", Scale::Linear),
        panels: [1.0, 2.0, 4.0].map(panel).to_vec(),
        shading: Shading::Categories(
            names
                .iter()
                .enumerate()
                .map(|(i, name)| Category {
                    name: (*name).to_owned(),
                    colour: fill(i),
                })
                .collect(),
        ),
        missing: "not solved".to_owned(),
        spots: "simulation".to_owned(),
        disagreeing: "disagrees".to_owned(),
        note: "Regions: theory. ".repeat(12),
    }
}

/// What a weight gains over another, in four panels.
fn gains() -> MapFigure {
    let panel = |s: f64| {
        let gain = move |d: f64, r: f64| {
            let bend = (d.ln() + s).sin() * (r.log10() - 0.2 * s);
            (d + 0.1 * r < 8.0).then_some(0.06 * bend)
        };
        let (x, y) = (
            (span(0.1, 10.0, 60), Scale::Log),
            (span(1.0, 100.0, 50), Scale::Log),
        );
        let spots = [0.3, 1.0, 3.0]
            .iter()
            .flat_map(|&d| [2.0, 10.0, 50.0].map(|r| (d, r)))
            .map(|(d, r)| Spot {
                x: d,
                y: r,
                datum: gain(d, r).map(|g| Datum::Value(g + if r == 50.0 { 0.03 } else { 0.0 })),
                disagrees: false,
            });
        Panel {
            title: format!("s = {s}"),
            grid: grid(x, y, gain),
            contours: Contours::at(&[-0.05, 0.0, 0.05], |v| format!("{v}").replace('-', "−")),
            spots: spots.collect(),
            ..Panel::default()
        }
    };
    MapFigure {
        title: "Gain in balanced error over the ratio of priors".to_owned(),
        x: axis("dimensions per sample δ", Scale::Log),
        y: axis("weight of the minority ρ", Scale::Log),
        panels: [0.5, 1.0, 2.0, 3.0].map(panel).to_vec(),
        shading: Shading::Values(ColourScale {
            label: "gain in balanced error".to_owned(),
            map: ColourMap::Diverging { centre: 0.0 },
            spacing: Spacing::Linear,
            range: Some((-0.08, 0.08)),
        }),
        missing: "not converged".to_owned(),
        spots: "simulation, n = 2000".to_owned(),
        disagreeing: "disagrees".to_owned(),
        note: "Orange: the weight ρ is better.".to_owned(),
    }
}

/// A field over many decades with its own contours, two panels.
fn wide() -> MapFigure {
    let mut figure = gains();
    figure.panels.truncate(2);
    for (i, panel) in figure.panels.iter_mut().enumerate() {
        let (x, y) = (
            (span(1e-4, 1e3, 40), Scale::Log),
            (span(1e-3, 1e3, 40), Scale::Log),
        );
        let f = |d: f64, r: f64| Some((d * r).powi(3) - f64::from(1 + i as u8));
        panel.grid = grid(x, y, f);
        let field: Vec<Option<f64>> = (0..1600)
            .map(|k| Some(f64::from(k % 40) + f64::from(k / 40)))
            .collect();
        panel.contours = Contours {
            field: Some(field),
            ..Contours::at(&[20.0, 40.0, 60.0], |v| format!("level {v}"))
        };
    }
    figure.shading = Shading::Values(ColourScale {
        label: "difference (symmetric logarithm)".to_owned(),
        map: ColourMap::Diverging { centre: 0.0 },
        spacing: Spacing::SymLog { linear: 1e-3 },
        range: Some((-1e4, 1e6)),
    });
    figure
}

fn all() -> [(&'static str, MapFigure); 4] {
    [
        ("map-weight", equalising(160)),
        ("map-regions", regions()),
        ("map-gains", gains()),
        ("map-wide", wide()),
    ]
}

/// The same map without lines, spots and words.
fn bare(figure: &MapFigure) -> MapFigure {
    let panel = |p: &Panel| Panel {
        grid: p.grid.clone(),
        ..Panel::default()
    };
    MapFigure {
        panels: figure.panels.iter().map(panel).collect(),
        ..figure.clone()
    }
}

fn write(folder: &Path, name: &str, rendered: &Rendered) {
    std::fs::write(folder.join(format!("{name}.svg")), &rendered.svg).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), &rendered.png).unwrap();
    std::fs::write(folder.join(format!("{name}.pdf")), &rendered.pdf).unwrap();
}

#[test]
#[ignore = "writes maps to look at: cargo test --lib figure::map -- --ignored"]
fn samples_to_look_at() {
    let folder = std::env::temp_dir().join("thumbscale-figures");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, figure) in all() {
        write(&folder, name, &figure.render().unwrap());
    }
}

#[test]
fn the_same_map_gives_the_same_bytes_and_nothing_leaves_the_paper() {
    for (name, figure) in all() {
        let a = figure.render().unwrap();
        let b = figure.render().unwrap();
        assert!(a.svg == b.svg, "{name} as SVG");
        assert!(a.png == b.png, "{name} as PNG");
        assert!(a.pdf == b.pdf, "{name} as PDF");
        assert!(!a.svg.contains("<text"), "text is outlines");
        assert!(a.svg.contains("image-rendering:pixelated"));
        assert!(a.svg.len() < 400_000, "{name} {}", a.svg.len());
        let tree = resvg::usvg::Tree::from_str(&a.svg, &Default::default()).unwrap();
        let (ink, paper) = (tree.root().abs_bounding_box(), tree.size());
        assert!(ink.left() >= 0.0 && ink.top() >= 0.0, "{name} {ink:?}");
        assert!(ink.right() <= paper.width() + 0.01, "{name} {ink:?}");
        assert!(ink.bottom() <= paper.height() + 0.01, "{name} {ink:?}");
    }
}

/// The bitmap shows, at the place of every value, that value's colour, to the pixel.
#[test]
fn cells_lie_where_the_axes_say() {
    for (name, figure) in all().map(|(name, figure)| (name, bare(&figure))) {
        let paint = Paint::of(&figure);
        let layout = Layout::of(&figure, &paint);
        let png = figure.render().unwrap().png;
        let shown = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
        let dot = 300.0 / 72.0;
        let mut compared = 0;
        for (panel, (x, y)) in figure.panels.iter().zip(&layout.frames) {
            let grid = &panel.grid;
            let size = |low: Option<f64>, high: Option<f64>, cells: usize| {
                (high.unwrap() - low.unwrap()).abs() / cells as f64 * dot
            };
            let width = size(x.place(grid.x.low), x.place(grid.x.high), grid.x.cells);
            let height = size(y.place(grid.y.low), y.place(grid.y.high), grid.y.cells);
            for j in (1..grid.y.cells - 1).step_by(7) {
                for i in (1..grid.x.cells - 1).step_by(7) {
                    let at =
                        |i: usize, j: usize| paint.index(grid.cells.datum(j * grid.x.cells + i));
                    let number = at(i, j);
                    // Hatching is drawn over cells without a value and ends on their rim.
                    let around = (j - 1..=j + 1).flat_map(|j| (i - 1..=i + 1).map(move |i| (i, j)));
                    if around.into_iter().any(|(i, j)| at(i, j) == paint::NONE) {
                        continue;
                    }
                    let centre = (
                        x.place(grid.x.centre(i, x.scale)).unwrap() * dot,
                        y.place(grid.y.centre(j, y.scale)).unwrap() * dot,
                    );
                    // The centre, and a pixel inside each corner.
                    let (u, v) = ((width / 2.0 - 1.0).max(0.0), (height / 2.0 - 1.0).max(0.0));
                    for (du, dv) in [(0.0, 0.0), (u, v), (-u, v), (u, -v), (-u, -v)] {
                        let at = ((centre.0 + du) as u32, (centre.1 + dv) as u32);
                        let pixel = shown.pixel(at.0, at.1).unwrap();
                        let found = (pixel.red(), pixel.green(), pixel.blue());
                        assert_eq!(found, paint.colour(number), "{name} {i} {j} {du} {dv}");
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 200, "{name}: {compared}");
    }
}

#[test]
fn every_decade_has_a_tick_and_labels_stay_apart() {
    for (_, figure) in all() {
        let layout = Layout::of(&figure, &Paint::of(&figure));
        let (x, y) = layout.frames[0];
        for (ruler, ticks) in [(x, &layout.x_ticks), (y, &layout.y_ticks)] {
            let decades = -4..=3;
            for value in decades
                .map(|k| 10f64.powi(k))
                .filter(|v| ruler.scale == Scale::Log && ruler.shows(*v))
            {
                let near = |t: &(f64, String)| (t.0 / value - 1.0).abs() < 1e-9;
                assert!(ticks.major.iter().any(near), "{value} {ticks:?}");
            }
            assert!(ticks.labels().filter(|l| !l.is_empty()).count() > 1);
        }
        // Over all panels of the lowest row: no label touches the next.
        let mut end = 0.0;
        let columns = layout.frames.iter().take(layout.columns);
        for (x, _) in columns {
            for (value, label) in layout.x_ticks.major.iter().filter(|t| !t.1.is_empty()) {
                let half = super::super::text::width(label, super::super::text::TICK) / 2.0;
                let at = x.place(*value).unwrap();
                assert!(at - half > end + 1.0, "{label} {:?}", figure.title);
                end = at + half;
            }
        }
        assert!(end < layout.width);
    }
}

#[test]
fn a_million_cells_and_nothing_at_all_are_drawn() {
    let large = equalising(1000).render().unwrap();
    assert!(large.svg.len() < 1_500_000, "{}", large.svg.len());
    let empty = MapFigure {
        title: String::new(),
        x: axis("", Scale::Log),
        y: axis("", Scale::Linear),
        panels: Vec::new(),
        shading: Shading::Categories(Vec::new()),
        missing: String::new(),
        spots: String::new(),
        disagreeing: String::new(),
        note: String::new(),
    };
    assert!(empty.render().is_ok());
}

/// No input makes it panic: wrong lengths, kinds, ranges, numbers that are none.
#[test]
fn odd_maps_are_drawn_all_the_same() {
    let nan = f64::NAN;
    for (_, figure) in all() {
        let mut odd = figure.clone();
        odd.panels.extend(figure.panels.clone());
        odd.panels[0].grid.cells =
            Cells::Values(vec![Some(nan), Some(f64::INFINITY), None, Some(-1.0)]);
        odd.panels.push(Panel::default());
        let last = odd.panels.len() - 1;
        odd.panels[last].contours = Contours::at(&[0.0, nan], |_| "text".to_owned());
        odd.panels[last].grid.x = span(1.0, 0.0, usize::MAX);
        odd.panels[last].curves = vec![curve(
            vec![(nan, 1.0), (1.0, -1.0), (2.0, 1e300)],
            Dash::Dotted,
            "a".repeat(200).as_str(),
            "b",
        )];
        odd.panels[last].spots = vec![Spot {
            x: nan,
            y: 1.0,
            datum: Some(Datum::Category(99)),
            disagrees: true,
        }];
        odd.x.range = Some((nan, 1.0));
        odd.y.range = Some((0.1, 0.3));
        odd.x.label = "long ".repeat(60);
        odd.y.label = odd.x.label.clone();
        odd.title = odd.x.label.clone();
        if let Shading::Values(scale) = &mut odd.shading {
            scale.range = Some((1.0, -1.0));
            scale.label = odd.title.clone();
        }
        let svg = odd.render().unwrap().svg;
        let tree = resvg::usvg::Tree::from_str(&svg, &Default::default()).unwrap();
        let (ink, paper) = (tree.root().abs_bounding_box(), tree.size());
        assert!(ink.left() >= 0.0 && ink.top() >= 0.0, "{ink:?}");
        assert!(ink.right() <= paper.width() + 0.01, "{ink:?}");
        assert!(ink.bottom() <= paper.height() + 0.01, "{ink:?}");
    }
}
