//! No text is cut off or lies on another, whatever the paper, its letters and what is shown.

use resvg::usvg::{Group, Node, Rect};

use super::line::tree;
use super::tests::sample;
use super::*;
use crate::paper::{Scale, Sheet};

/// Every text with the box of its ink.
fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(|c| c.text()).collect();
                let ink = text.flattened().bounding_box();
                let ink = ink.transform(text.abs_transform()).unwrap();
                found.push((words, ink));
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

/// Texts that are not on the paper, or not apart from each other.
fn without_room(figure: &LineFigure, about: &str) -> Vec<String> {
    const SLACK: f32 = 0.3;
    let tree = tree(figure);
    let paper = tree.size();
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    texts(tree.root(), &mut found);
    assert!(found.len() > 5, "{about}: {found:?}");
    for (i, (words, a)) in found.iter().enumerate() {
        let inside = a.left() >= 0.0 && a.top() >= 0.0;
        let inside = inside && a.right() <= paper.width() && a.bottom() <= paper.height();
        if !inside {
            wrong.push(format!("{about}: `{words}` {a:?} leaves {paper:?}"));
        }
        for (others, b) in &found[..i] {
            let across = a.right().min(b.right()) - a.left().max(b.left());
            let along = a.bottom().min(b.bottom()) - a.top().max(b.top());
            let lies_on = across > SLACK && along > SLACK;
            if lies_on {
                wrong.push(format!("{about}: `{words}` {a:?} on `{others}` {b:?}"));
            }
        }
    }
    wrong
}

fn shown(sheet: Sheet, series: usize, marks: usize, words: &str) -> LineFigure {
    let mut figure = sample(Scale::Linear);
    figure.sheet = sheet;
    let style = |i: usize| Style {
        colour: colour(i),
        dash: Dash::ALL[i % 4],
        width: Style::WIDTH,
        marker: Marker::ALL[i % 4],
    };
    figure.series = (0..series)
        .map(|i| Series {
            style: style(i),
            ..figure.series[i % 4].clone()
        })
        .collect();
    figure.legend = (0..series)
        .map(|i| Key {
            label: format!("{words} {i}"),
            style: style(i),
            line: true,
            marker: true,
        })
        .collect();
    let mark = |across, at, label| Mark {
        across,
        at,
        label,
        colour: colour(0),
        dash: Dash::Dashed,
    };
    figure.marks = (0..marks)
        .flat_map(|i| {
            let x = 1.0 + 0.3 * i as f64;
            let label = format!("ρ̃ = ρ* = {x:.2} ({words} {i}): 0.2036");
            [
                mark(Across::X, x, label),
                mark(Across::Y, 0.1 + 0.001 * i as f64, format!("0.10{i:02}")),
            ]
        })
        .collect();
    figure
}

#[test]
fn every_text_has_its_place_on_every_paper() {
    const LONG: &str = "a method with a name of many words and Einwortohnezwischenräume";
    let mut wrong = Vec::new();
    for width in [60.0, 66.0, 84.0, 120.0, Sheet::PAGE, 400.0] {
        let most = Sheet {
            width,
            ..Sheet::default()
        }
        .points()
            / 24.0;
        for font_size in [7.0, (2.0 * most).floor() / 2.0] {
            for (series, marks, words) in [
                (1, 0, "hinge"),
                (1, 3, LONG),
                (7, 3, "squared hinge"),
                (7, 8, "absolute"),
                (7, 30, LONG),
            ] {
                let sheet = Sheet {
                    width,
                    font_size,
                    ..Sheet::default()
                };
                let about = format!("{width} mm, {font_size} pt, {series} series, {marks} marks");
                wrong.extend(without_room(&shown(sheet, series, marks, words), &about));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(8)]
    );
}

/// Ticks of an axis far from zero, on which a little varies.
#[test]
fn short_axes_have_their_labels() {
    let mut wrong = Vec::new();
    for (low, long) in [(1.0, 1e-7), (0.2, 1e-9), (1000.0, 1e-6), (1.0, 2e-11)] {
        for scale in [Scale::Linear, Scale::Log] {
            for width in [60.0, 84.0, Sheet::PAGE] {
                let sheet = Sheet {
                    width,
                    font_size: 7.0,
                    ..Sheet::default()
                };
                let mut figure = shown(sheet, 2, 0, "hinge");
                figure.x.scale = scale;
                let along = |x: f64| low + long * (x - 1.0) / 17.0;
                for series in &mut figure.series {
                    series.line.iter_mut().for_each(|(x, _)| *x = along(*x));
                    series.points.iter_mut().for_each(|p| p.x = along(p.x));
                }
                let about = format!("{low} + {long}, {scale:?}, {width} mm");
                wrong.extend(without_room(&figure, &about));
                let mut all = Vec::new();
                texts(tree(&figure).root(), &mut all);
                let labelled = all.iter().filter(|(words, _)| words.starts_with('+'));
                if labelled.count() == 0 {
                    wrong.push(format!("{about}: no label of a difference in {all:?}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// One long label beside the frame leaves the frame its room.
#[test]
fn a_long_label_of_a_level_is_shortened() {
    let mut figure = shown(
        Sheet {
            width: 60.0,
            ..Sheet::default()
        },
        1,
        0,
        "hinge",
    );
    figure.marks = vec![Mark {
        across: Across::Y,
        at: 0.1,
        label: "what the theory of large dimensions says".to_owned(),
        colour: colour(0),
        dash: Dash::Solid,
    }];
    assert_eq!(without_room(&figure, "long level"), [""; 0]);
}
