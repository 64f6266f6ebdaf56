//! Files that are ours: opened only where nothing else can be meant, replaced whole, and
//! brought to the disk as far as the file system can.

mod owned;
mod staged;
mod sync;

pub(crate) use owned::{open_owned, require_owned};
pub(crate) use staged::{Beside, Staged};
pub use sync::is_unsynced;
pub(crate) use sync::{sync_content, sync_folder, without_locks};
