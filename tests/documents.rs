//! What documents say is what the program does: their tables and numbers are made anew, their
//! links lead somewhere, their scenarios are valid, and what the source cites is there.
//!
//! `UPDATE_DOCS=1 cargo test --test documents` writes tables anew. Those of simulations take
//! minutes: `cargo test --release --test documents -- --ignored`.

mod made;
mod trend_slope;

mod documents {
    pub(crate) mod advice;
    pub(crate) mod cited;
    pub(crate) mod described;
    pub(crate) mod estimated;
    pub(crate) mod keys;
    pub(crate) mod numbers;
    pub(crate) mod simulated;
    pub(crate) mod tables;
    pub(crate) mod text;
    pub(crate) mod vocabulary;
}
