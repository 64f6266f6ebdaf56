//! The interior-point solvers against their certificates.

use super::*;
use crate::loss::{Absolute, Hinge, Loss};

#[test]
fn explore() {
    for (counts, d) in [([10, 30], 5), ([20, 60], 30), ([20, 60], 79),([20, 60], 80), ([20, 60], 120), ([100, 400], 50), ([20,180], 3)] {
        for seed in 0..3 {
        let set = training_set(counts, d, seed);
        for loss in [&Hinge as &dyn Loss, &Absolute] {
            for rho in [1.0, 3.0, 40.0] {
                for ridge in [0.0, 1e-6, 1e-3, 0.1, 3.0, 100.0] {
                    let t=std::time::Instant::now();
                    let fit = piecewise_linear(&set, &[loss; 2], &[rho, 1.0], ridge);
                    match fit {
                        Ok(f) => eprintln!("{counts:?} {d} {} rho={rho} r={ridge}: it {} gap {:.1e} norm {:.6e} b {:.6} {:?}", loss.name(), f.iterations, f.residual, norm_squared(&f.theta).sqrt(), f.bias, t.elapsed()),
                        Err(SolveError::Separable(_)) => eprintln!("{counts:?} {d} {} rho={rho} r={ridge}: separable", loss.name()),
                        Err(e) => eprintln!("{counts:?} {d} {} rho={rho} r={ridge}: BAD {e}", loss.name()),
                    }
                }
            }
        }
        for m in [[1.0,1.0],[3.0,1.0],[5.0,-1.0]] {
            match hard_margin(&set, &m) {
                        Ok(f) => eprintln!("{counts:?} {d} svm {m:?} it {} gap {:.1e} norm {:.6e} b {:.6}", f.iterations, f.residual, norm_squared(&f.theta).sqrt(), f.bias),
                        Err(e) => eprintln!("{counts:?} {d} svm {e}"),
            }
        }
        }
    }
}
