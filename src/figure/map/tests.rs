//! Promises of maps.

use std::path::Path;

use super::super::description::Dash;
use super::super::render::Rendered;
use super::super::text::width;
use super::sample_maps::{all, axis, curve, equalising, span};
use super::*;
use crate::paper::{Scale, Sheet};

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
    if let Some(pdf) = &rendered.pdf {
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    }
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
                let half = width(label, layout.letters.tick) / 2.0;
                let at = x.place(*value).unwrap();
                assert!(at - half > end + 1.0, "{label} {:?}", figure.title);
                end = at + half;
            }
        }
        assert!(end < layout.letters.paper);
    }
}

#[test]
fn a_million_cells_and_nothing_at_all_are_drawn() {
    let large = equalising(1000).render().unwrap();
    assert!(large.svg.len() < 1_500_000, "{}", large.svg.len());
    let empty = MapFigure {
        caption: String::new(),
        sheet: Sheet::default(),
        undecided: String::new(),
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
            finding: Finding::Disagrees,
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

/// On every paper, with the largest letters that it may have, nothing is cut and all can be
/// read.
#[test]
fn every_paper_has_room() {
    for (name, figure) in all() {
        for sheet in super::super::tests::papers() {
            let figure = MapFigure {
                sheet,
                ..figure.clone()
            };
            super::super::tests::fits(&figure.render().unwrap().svg, sheet, name);
        }
    }
}

/// Far from zero labels are long, those of y and of the bar too: what is left for the panel is
/// enough for those of x.
#[test]
fn labels_of_short_ranges_stay_apart() {
    let mut figure = equalising(40);
    for (low, long) in [(0.2, 1e-8), (1.0, 1e-10), (1000.0, 1e-7)] {
        for paper in [60.0, 84.0, Sheet::PAGE] {
            figure.sheet = Sheet {
                width: paper,
                font_size: 7.0,
                ..Sheet::default()
            };
            for scale in [Scale::Linear, Scale::Log] {
                let across = Span {
                    low,
                    high: low + long,
                    ..figure.panels[0].grid.x
                };
                figure.panels[0].grid.x = across;
                figure.panels[0].grid.y = across;
                (figure.x.scale, figure.y.scale) = (scale, scale);
                let layout = Layout::of(&figure, &Paint::of(&figure));
                let size = layout.letters.tick;
                let ruler = layout.frames[0].0;
                let ticks = &layout.x_ticks;
                assert!(ticks.says_two(), "{low} {long} {paper} {scale:?} {ticks:?}");
                let labelled = ticks.major.iter().filter(|t| !t.1.is_empty());
                let ends: Vec<(f64, f64)> = labelled
                    .map(|(at, label)| {
                        let (at, half) = (ruler.place(*at).unwrap(), width(label, size) / 2.0);
                        (at - half, at + half)
                    })
                    .collect();
                let apart = ends.windows(2).all(|pair| pair[0].1 < pair[1].0);
                assert!(apart, "{low} {long} {paper} {scale:?} {ends:?} {ticks:?}");
            }
        }
    }
}

/// A high value beside cells without one: its contour is a bit in a single block of cells, and is
/// counted where it is not drawn. A contour that goes round is no crumb.
#[test]
fn bits_of_contours_that_are_not_drawn_are_counted() {
    let peak = |blanks: &[usize]| {
        let value = |cell| (!blanks.contains(&cell)).then_some(f64::from(u8::from(cell == 14)));
        let mut figure = equalising(6);
        figure.x = axis("x", Scale::Linear);
        figure.y = axis("y", Scale::Linear);
        figure.panels[0] = Panel {
            grid: Grid {
                x: span(0.0, 1.0, 6),
                y: span(0.0, 1.0, 6),
                cells: Cells::Values((0..36).map(value).collect()),
            },
            contours: Contours::at(&[0.5], |v| v.to_string()),
            ..Panel::default()
        };
        if let Shading::Values(scale) = &mut figure.shading {
            (scale.spacing, scale.range) = (Spacing::Linear, None);
        }
        figure
    };
    assert_eq!(peak(&[]).crumbs(), 0);
    // Left of it and below it.
    assert_eq!(peak(&[13, 8]).crumbs(), 1);
}
