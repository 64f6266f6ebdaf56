//! An append-only file of checksummed records, for work that may be cut off at any moment.
//!
//! Records are opaque bytes. Whatever happens to the file (the process killed, the disk
//! full, bytes flipped), every record that stands in it undamaged is read again, in
//! order, and nothing is read that was not written.
//!
//! # Format, version 1
//!
//! ```text
//! file    "thumbscale journal 1\n"  record*
//! record  marker (8 bytes)  C(length)  length  body  C(length, body)
//! ```
//!
//! C is the CRC-32 of ISO-HDLC; it and the length of the body are little-endian u32. The
//! length has a checksum of its own, so that a flipped bit in it is seen before it is
//! believed. The body is the record with a zero byte put after every occurrence of the
//! marker's first seven bytes, so that a marker never stands inside a record: a record that
//! itself holds a journal is not taken for one when the bytes around it are damaged.
//!
//! A reader that finds no record where one should begin looks for the next marker with
//! two valid checksums. What it skipped is a damaged span; a record that the file's end
//! cuts off is torn. Both are reported in [`Damage`] and neither is an error.
//!
//! A later version must take another marker: a flipped byte in the first line is
//! forgiven, so that line alone cannot tell versions apart.
//!
//! # Who may write
//!
//! One process at a time, which [`Lock`] sees to; this module does not take the lock by
//! itself. Anyone may [`read`] at any time.

mod contents;
mod error;
mod file;
mod format;
mod lock;
mod scan;
mod writer;

#[cfg(test)]
mod tests;

pub use contents::{Contents, Damage};
pub(crate) use error::advice;
pub use error::{JournalError, LockError};
pub use file::{Journal, from_bytes, read, read_end, to_bytes};
pub use format::MAX_RECORD;
pub use lock::Lock;
