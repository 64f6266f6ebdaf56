//! The `thumbscale` command.

fn main() {}
