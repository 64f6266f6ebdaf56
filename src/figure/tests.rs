//! Promises of the whole room.

use super::*;
use crate::scenario::Scale;

fn axis(label: &str, scale: Scale) -> AxisSpec {
    AxisSpec {
        label: label.to_owned(),
        scale,
        range: None,
    }
}

fn sample(y_scale: Scale) -> LineFigure {
    let series = |i: usize| Series {
        style: Style {
            colour: colour(i),
            dash: Dash::ALL[i],
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
fn the_same_figure_gives_the_same_bytes_in_three_formats() {
    for scale in [Scale::Linear, Scale::Log] {
        let a = sample(scale).render().unwrap();
        assert_eq!(a, sample(scale).render().unwrap());
        assert!(a.svg.starts_with("<svg") && a.svg.contains("Errors &amp; weights, δ &lt; 2π₊"));
        assert!(!a.svg.contains("<text"), "text is outlines");
        assert!(a.svg.len() < 200_000, "{}", a.svg.len());
        assert!(a.png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(a.pdf.starts_with(b"%PDF-"));
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
        x: axis("", Scale::Linear),
        x_ticks: Vec::new(),
        y: axis("", Scale::Log),
        series: Vec::new(),
        legend: Vec::new(),
        marks: Vec::new(),
        note: String::new(),
    };
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
        std::fs::write(folder.join(format!("{name}.pdf")), r.pdf).unwrap();
    }
}
