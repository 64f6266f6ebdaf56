//! Records out of bytes that may be damaged, read piece by piece: what is held at a time is a
//! piece and, where a header says that a record is longer, that record.

use std::io::{self, Read};

use super::contents::{Contents, Damage};
use super::format::{Codec, HEADER, MAGIC, MARKER, total_length};

/// How many bytes are read at once. In tests so few that everything is cut somewhere.
const PIECE: usize = if cfg!(test) { 13 } else { 1 << 20 };

/// What the bytes of a file turned out to be.
pub(super) struct Scan {
    pub(super) contents: Contents,
    /// Where the first line or the last good record ends. Zero: there is neither, and the
    /// bytes are at most the beginning of a first line.
    pub(super) good_end: u64,
}

/// Reads all there is; none if the bytes are no journal.
///
/// # Errors
/// Those of the reader.
pub(super) fn scan(bytes: impl Read) -> io::Result<Option<Scan>> {
    let codec = Codec::new();
    let mut window = Window::new(bytes);
    // One byte more tells a whole file from the beginning of one.
    window.hold(MAGIC.len() + 1)?;
    let first = window.held();
    let is_beginning = MAGIC.starts_with(first);
    if first.starts_with(MAGIC) {
        window.pass(MAGIC.len());
    }
    let mut good_end = window.place();
    let mut damage = Damage::default();
    let mut records = Vec::new();
    let (torn, end) = loop {
        match next_record(&codec, &mut window)? {
            Next::Record { begin, record } => {
                damage.add_span(begin - good_end);
                records.push(record);
                good_end = window.place();
            }
            Next::End { torn } => break (torn, window.place()),
        }
    };
    if good_end == 0 {
        if !is_beginning {
            return Ok(None);
        }
        damage.torn_bytes = end;
    } else {
        damage.add_span(torn - good_end);
        damage.torn_bytes = end - torn;
    }
    let contents = Contents { records, damage };
    Ok(Some(Scan { contents, good_end }))
}

/// The good records among bytes that may begin anywhere in a journal.
///
/// # Errors
/// Those of the reader.
pub(super) fn good_records(bytes: impl Read) -> io::Result<Vec<Vec<u8>>> {
    let codec = Codec::new();
    let mut window = Window::new(bytes);
    let mut records = Vec::new();
    while let Next::Record { record, .. } = next_record(&codec, &mut window)? {
        records.push(record);
    }
    Ok(records)
}

/// What comes next.
enum Next {
    /// A good record that begins at this byte of the file; the window is behind it.
    Record { begin: u64, record: Vec<u8> },
    /// There is none; the window is at the end of the file. From `torn` on a record is cut off,
    /// which is the end itself if none is.
    End { torn: u64 },
}

fn next_record<R: Read>(codec: &Codec, window: &mut Window<R>) -> io::Result<Next> {
    let mut torn = None;
    loop {
        let Some(at) = codec.markers(window.held()).next() else {
            // The end of what is held can be the beginning of a marker.
            let kept = window.held().len().min(MARKER.len() - 1);
            window.pass(window.held().len() - kept);
            if window.hold(kept + 1)? {
                continue;
            }
            let cut = cut_marker(window.held());
            window.pass(window.held().len());
            let torn = torn.unwrap_or(window.place() - cut as u64);
            return Ok(Next::End { torn });
        };
        window.pass(at);
        let begin = window.place();
        let is_whole = window.hold(HEADER)?
            && match total_length(window.held()) {
                Some(total) => window.hold(total)?,
                // Not a header, and so none that the end cuts off.
                None => true,
            };
        if !is_whole {
            torn = torn.or(Some(begin));
        }
        match codec.decode(window.held()) {
            Some((record, length)) => {
                window.pass(length);
                return Ok(Next::Record { begin, record });
            }
            None => window.pass(MARKER.len()),
        }
    }
}

/// How many bytes of a marker stand at the end.
fn cut_marker(end: &[u8]) -> usize {
    let longest = end.len().min(MARKER.len() - 1);
    let cut = (1..=longest).find(|&n| end.ends_with(&MARKER[..n]));
    cut.unwrap_or(0)
}

/// A part of a file, which moves towards its end.
struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    /// What is before this in `bytes` was passed.
    from: usize,
    /// Where in the file `from` is.
    place: u64,
    ended: bool,
}

impl<R: Read> Window<R> {
    fn new(reader: R) -> Self {
        Self {
            reader,
            bytes: Vec::new(),
            from: 0,
            place: 0,
            ended: false,
        }
    }

    fn held(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    fn place(&self) -> u64 {
        self.place
    }

    /// Leaves `count` of the bytes that are held behind.
    fn pass(&mut self, count: usize) {
        self.from += count;
        self.place += count as u64;
    }

    /// Reads on until so many bytes are held; whether there are.
    fn hold(&mut self, count: usize) -> io::Result<bool> {
        while self.held().len() < count && !self.ended {
            self.bytes.drain(..self.from);
            self.from = 0;
            let wanted = PIECE.max(count - self.bytes.len());
            let mut piece = self.reader.by_ref().take(wanted as u64);
            self.ended = piece.read_to_end(&mut self.bytes)? == 0;
        }
        Ok(self.held().len() >= count)
    }
}
