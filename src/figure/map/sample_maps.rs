//! Maps to test with, and to look at.

use super::super::description::{AxisSpec, Dash};
use super::super::palette::fill;
use super::*;
use crate::paper::{Scale, Sheet};

pub(super) fn axis(label: &str, scale: Scale) -> AxisSpec {
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

pub(super) fn span(low: f64, high: f64, cells: usize) -> Span {
    Span { low, high, cells }
}

pub(super) fn curve(path: Vec<(f64, f64)>, dash: Dash, label: &str, inline: &str) -> MapCurve {
    MapCurve {
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
pub(super) fn equalising(cells: usize) -> MapFigure {
    let weight = |d: f64, p: f64| (d < 2.0 * p).then(|| (2.0 * (1.0 - p) - d) / (2.0 * p - d));
    let (x, y) = (span(0.01, 1.0, cells), span(0.01, 0.5, cells));
    let (log, spots) = (Scale::Log, [0.02, 0.06, 0.2, 0.6]);
    let spot = |d: f64, p: f64| Spot {
        x: d,
        y: p,
        datum: weight(d, p).map(|w| Datum::Value(if p == 0.2 { 3.0 * w } else { w })),
        finding: match p == 0.2 {
            true => Finding::Disagrees,
            false => Finding::Agrees,
        },
    };
    MapFigure {
        title: "The weight that equalises the class errors".to_owned(),
        caption: String::new(),
        sheet: Sheet::default(),
        undecided: "cannot decide".to_owned(),
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
                    finding: match (d, p) {
                        (0.2, 0.25) => Finding::Disagrees,
                        (0.8, 0.1) => Finding::Undecided,
                        _ => Finding::Agrees,
                    },
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
        caption: String::new(),
        sheet: Sheet::default(),
        undecided: "cannot decide".to_owned(),
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
                finding: Finding::Agrees,
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
        caption: String::new(),
        sheet: Sheet::default(),
        undecided: "cannot decide".to_owned(),
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

pub(super) fn all() -> [(&'static str, MapFigure); 4] {
    [
        ("map-weight", equalising(160)),
        ("map-regions", regions()),
        ("map-gains", gains()),
        ("map-wide", wide()),
    ]
}
