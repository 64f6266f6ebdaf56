//! Files that are ours: opened only where nothing else can be meant, replaced whole, and
//! brought to the disk as far as the file system can; and files that anybody made, read without
//! waiting for anybody.

mod owned;
mod reading;
mod reason;
mod staged;
mod sync;

pub(crate) use owned::{open_owned, require_owned};
pub(crate) use reading::{begin as begin_reading, open_file, open_without_waiting};
pub(crate) use reason::system_code;
pub(crate) use staged::{Beside, Staged};
pub use sync::is_unsynced;
pub(crate) use sync::{sync_content, sync_folder, without_locks};
