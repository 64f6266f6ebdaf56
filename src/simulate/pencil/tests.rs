//! Solutions against another library's, and each weight's against itself in company.

use faer::Mat;
use nalgebra::{DMatrix, DVector};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::*;

struct Case {
    scatters: [Mat<f64>; 2],
    gap: Vec<f64>,
}

fn case(size: usize, freedom: [usize; 2]) -> Case {
    let mut rng = ChaCha8Rng::seed_from_u64(size as u64);
    let mut normals = |columns| Mat::from_fn(size, columns, |_, _| StandardNormal.sample(&mut rng));
    let scatters = freedom.map(|k| {
        let x: Mat<f64> = normals(k);
        &x * x.transpose()
    });
    let gap = normals(1).col(0).iter().copied().collect();
    Case { scatters, gap }
}

impl Case {
    fn pencil(&self, shift: f64) -> Pencil<'_> {
        Pencil {
            scatters: &self.scatters,
            gap: &self.gap,
            shift,
            centre: 4.0,
        }
    }

    fn solve(&self, shift: f64, ratios: &[f64]) -> Vec<Vec<f64>> {
        let solved = self.pencil(shift).solve(ratios, |_, solution| {
            assert!(solution.residual < 1e-10, "{:e}", solution.residual);
            solution.v.clone()
        });
        solved.into_iter().map(Option::unwrap).collect()
    }
}

const RATIOS: [f64; 11] = [1e-6, 0.01, 0.3, 1.0, 2.0, 4.0, 4.5, 20.0, 90.0, 1e3, 1e6];

#[test]
fn solutions_are_those_of_a_dense_solve() {
    for size in [1, 2, 3, 5, 23, 24, 25, 26, 27, 60, 130] {
        for freedom in [
            [2 * size, 8 * size],
            [1, 3 * size],
            [size + 30, 0],
            [0, size + 30],
        ] {
            let case = case(size, freedom);
            for shift in [0.0, 0.1, 300.0] {
                let found = case.solve(shift, &RATIOS);
                for (ratio, found) in RATIOS.iter().zip(found) {
                    let matrix = DMatrix::from_fn(size, size, |i, j| {
                        let diagonal = if i == j { shift } else { 0.0 };
                        ratio * case.scatters[0][(i, j)] + case.scatters[1][(i, j)] + diagonal
                    });
                    let exact = matrix
                        .lu()
                        .solve(&DVector::from_vec(case.gap.clone()))
                        .unwrap();
                    let distance = (DVector::from_vec(found) - &exact).norm() / exact.norm();
                    assert!(
                        distance < 1e-9,
                        "{size} {freedom:?} {shift} {ratio}: {distance:e}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_weight_does_not_mind_the_company_or_its_place() {
    for size in [10, 24, 61, 130] {
        let case = case(size, [size / 2, 8 * size]);
        let together = case.solve(0.0, &RATIOS);
        let backwards: Vec<f64> = RATIOS.iter().rev().copied().collect();
        let mut reversed = case.solve(0.0, &backwards);
        reversed.reverse();
        assert_eq!(together, reversed);
        for (ratio, v) in RATIOS.iter().zip(&together) {
            assert_eq!(&case.solve(0.0, &[*ratio])[0], v, "{size} {ratio}");
        }
    }
}

#[test]
fn a_singular_matrix_is_refused_for_every_weight() {
    let case = case(40, [10, 20]);
    let found = case.pencil(0.0).solve(&RATIOS, |_, s| s.residual);
    assert!(
        found.iter().all(|r| r.is_none_or(|r| r > 1e-12)),
        "{found:?}"
    );
    assert!(
        case.pencil(1.0)
            .solve(&RATIOS, |_, _| ())
            .iter()
            .all(Option::is_some)
    );
}

#[test]
fn usual_weights_share_a_factorisation_and_extreme_ones_do_not() {
    assert_eq!(shared_steps(400, 1.0), Some(1));
    for ratio in [1.0, 20.0] {
        assert!(shared_steps(400, ratio / 4.0).is_some_and(|steps| steps < 50));
    }
    assert_eq!(shared_steps(400, 1e4), None);
    assert_eq!(shared_steps(10, 1.0), None);
    assert_eq!(shared_steps(30, 5.0), Some(30));
}
