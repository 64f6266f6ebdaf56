//! Parts of documents that are made, not written: a test makes them anew and compares.
//!
//! A made block stands between `<!-- made: NAME -->` and `<!-- made: end -->`. With UPDATE_DOCS=1
//! in the environment it is replaced instead of compared.

use std::path::PathBuf;
use std::sync::Mutex;

const END: &str = "<!-- made: end -->";

/// One writer at a time: tests of one program run on several threads.
static WRITING: Mutex<()> = Mutex::new(());

/// Where a document lies, from the repository's root.
pub(crate) fn place(document: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(document)
}

/// A document's text.
pub(crate) fn read(document: &str) -> String {
    let place = place(document);
    std::fs::read_to_string(&place).unwrap_or_else(|e| panic!("{}: {e}", place.display()))
}

/// The block must be what was made just now, or becomes it.
pub(crate) fn block(document: &str, name: &str, made: &str) {
    let _one = WRITING.lock().unwrap();
    let text = read(document);
    let start = format!("<!-- made: {name} -->");
    let (before, rest) = text
        .split_once(&start)
        .unwrap_or_else(|| panic!("{document} has no block `{start}`"));
    let (stands, after) = rest
        .split_once(END)
        .unwrap_or_else(|| panic!("{document}: `{start}` without `{END}`"));
    let made = format!("\n{}\n", made.trim());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let new = format!("{before}{start}{made}{END}{after}");
        std::fs::write(place(document), new).unwrap();
        return;
    }
    assert!(
        stands == made,
        "{document}: the block `{name}` is not what is made now; look at what changed, then \
         rewrite it with UPDATE_DOCS=1. It has\n{stands}\nand is\n{made}"
    );
}

/// Rows of cells as a table.
pub(crate) fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heading.to_vec());
    text += &format!("|{}\n", "---|".repeat(heading.len()));
    for row in rows {
        text += &line(row.iter().map(String::as_str).collect());
    }
    text
}
