//! The Lanczos process on B = σL⁻¹W₊L⁻ᵀ, started at L⁻¹Δ.

use faer::Mat;

use super::products::{combine, norm, project, solve_lower, solve_upper, symmetric};

/// Below this the Krylov space is exhausted: B lies between 0 and I.
const EXHAUSTED: f64 = 1e-15;

/// What a step has found of the matrices, and where it goes on.
///
/// Steps come one by one and do not depend on how many there will be.
pub(super) struct Krylov {
    size: usize,
    /// ‖L⁻¹Δ‖.
    pub(super) length: f64,
    /// Orthonormal q₁, q₂, …, one after another, with the next one at the end.
    basis: Vec<f64>,
    /// u_j = L⁻ᵀq_j.
    pub(super) spread: Vec<f64>,
    /// W₊u_j and (W₋ + shift·I)u_j, by the matrices themselves.
    pub(super) images: [Vec<f64>; 2],
    /// Of B in this basis: the diagonal, and the entries below it.
    pub(super) rows: Vec<[f64; 2]>,
}

/// σW₊ + W₋ + shift·I = LLᵀ, and both scatters.
pub(super) struct Factored<'a> {
    pub(super) scatters: &'a [Mat<f64>; 2],
    pub(super) shift: f64,
    pub(super) centre: f64,
    pub(super) lower: &'a Mat<f64>,
}

impl Krylov {
    pub(super) fn start(factored: &Factored<'_>, gap: &[f64]) -> Self {
        let mut basis = gap.to_vec();
        solve_lower(factored.lower, &mut basis);
        let length = norm(&basis);
        basis.iter_mut().for_each(|x| *x /= length);
        Self {
            size: gap.len(),
            length,
            basis,
            spread: Vec::new(),
            images: [Vec::new(), Vec::new()],
            rows: Vec::new(),
        }
    }

    /// One step: two triangular solves and a product with each scatter.
    pub(super) fn extend(&mut self, factored: &Factored<'_>) {
        let size = self.size;
        let done = self.rows.len();
        let mut u = self.basis[done * size..].to_vec();
        solve_upper(factored.lower, &mut u);
        let image = |scatter: &Mat<f64>| {
            let mut image = vec![0.0; size];
            symmetric(scatter, &u, &mut image);
            image
        };
        let [plus, mut minus] = factored.scatters.each_ref().map(image);
        combine(&u, &[factored.shift], &mut minus);
        let mut next: Vec<f64> = plus.iter().map(|x| factored.centre * x).collect();
        solve_lower(factored.lower, &mut next);
        self.spread.append(&mut u);
        self.images[0].extend_from_slice(&plus);
        self.images[1].extend_from_slice(&minus);

        let mut diagonal = 0.0;
        let mut along = vec![0.0; done + 1];
        // Twice is enough to be orthogonal to rounding.
        for _ in 0..2 {
            project(&self.basis, &next, &mut along);
            diagonal += along[done];
            along.iter_mut().for_each(|a| *a = -*a);
            combine(&self.basis, &along, &mut next);
        }
        let below = norm(&next);
        let ends = done + 1 == size || below <= EXHAUSTED;
        self.rows.push([diagonal, if ends { 0.0 } else { below }]);
        let scale = if ends { 0.0 } else { 1.0 / below };
        self.basis.extend(next.iter().map(|x| scale * x));
    }
}
