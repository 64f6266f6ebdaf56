//! What the command says, writes and returns: one binary, since each that is linked takes long.

#[path = "../binary/mod.rs"]
mod binary;
mod bounds;
mod cli;
mod group_thresholds;
mod groups;
mod interrupt;
mod lost_pieces;
mod maps;
mod messages;
mod metrics;
mod paired;
mod population;
mod schema;
mod simulated_thresholds;
mod submit;
mod thresholds;
mod touched;
mod weights;
mod what_to_type;
