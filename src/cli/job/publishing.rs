//! What a run leaves in its folder, of two classes or of groups: tables first, then figures.

use std::sync::Arc;

use thumbscale::report::{Earlier, FigureError, Manifest};

use super::How;
use super::workplace::{Files, Workplace};
use crate::cli::console::Console;
use crate::cli::exit::CliError;
use crate::cli::interrupt;

/// How results become files.
pub(in crate::cli) struct Leaves<R> {
    pub(in crate::cli) tables: fn(&R, &Manifest) -> Files,
    /// Characters that the figure's font lacks, in a sentence.
    pub(in crate::cli) blanks: fn(&R) -> Option<String>,
    pub(in crate::cli) figures: fn(&R) -> Result<Files, FigureError>,
}

impl Workplace {
    /// Makes results, writes their tables and draws them; also what was there before.
    pub(in crate::cli) fn publish<R: Send + Sync + 'static>(
        &mut self,
        make: impl FnOnce() -> (R, Manifest) + Send + 'static,
        leaves: Leaves<R>,
        how: How<'_>,
        console: &Console,
    ) -> Result<(Arc<R>, Manifest, Option<Earlier>), CliError> {
        let Leaves {
            tables,
            blanks,
            figures,
        } = leaves;
        let (results, manifest, tables) =
            interrupt::watched_aloud(console, "the tables", move || {
                let (results, manifest) = make();
                let tables = tables(&results, &manifest);
                (Arc::new(results), manifest, tables)
            })
            .map_err(|failure| self.left(failure))?;
        let earlier = self.replace_tables(&tables, console)?;
        if let Some(blanks) = blanks(&results) {
            console.note(&format!("warning: {blanks}"));
        }
        let drawn = Arc::clone(&results);
        self.draw(how.gallery, move || figures(&drawn), console)?;
        Ok((results, manifest, earlier))
    }
}
