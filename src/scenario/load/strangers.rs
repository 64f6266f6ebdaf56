//! Keys that no table has, counted at once: a file can have more of them than are worth a try each.

use toml::de::DeTable;

use crate::scenario::groups::describes_groups;
use crate::scenario::keys;

/// Keys of a text, as far as it can be read, that its tables do not have.
pub(super) fn strangers(text: &str) -> usize {
    let (file, _) = DeTable::parse_recoverable(text);
    let file = file.get_ref();
    let of_groups = describes_groups(text);
    let unknown = |table: &DeTable<'_>, name: &str| unknown(table, name, of_groups);
    let within = file.iter().map(|(name, value)| {
        let (table, items) = (value.get_ref().as_table(), value.get_ref().as_array());
        let headed = items.into_iter().flat_map(|items| items.iter());
        let tables = table.into_iter();
        let tables = tables.chain(headed.filter_map(|item| item.get_ref().as_table()));
        tables
            .map(|table| unknown(table, name.get_ref()))
            .sum::<usize>()
    });
    unknown(file, "") + within.sum::<usize>()
}

fn unknown(table: &DeTable<'_>, name: &str, of_groups: bool) -> usize {
    let known: Vec<&str> = keys::in_file(name, of_groups)
        .iter()
        .map(|key| key.name)
        .collect();
    let is_unknown = |key: &str| !known.is_empty() && !known.contains(&key);
    table.keys().filter(|key| is_unknown(key.get_ref())).count()
}

#[cfg(test)]
mod tests {
    use super::strangers;

    #[test]
    fn keys_that_no_table_has_are_counted_once() {
        let text = "name = \"a\"\nnmae = 1\n[model]\nsignal = 1\nsgnal = 2\n[other]\na = 1\nb = 2\n\
                    [[method]]\nname = \"m\"\nweigth = 3\n[[method]]\nname = \"k\"\nx = 1\n";
        assert_eq!(strangers(text), 5);
        assert_eq!(
            strangers("name = \"a\"\nseed = 3\n[model]\nsignal = 1\n"),
            0
        );
        let groups = "name = \"a\"\nmethd = 1\n[model]\nkind = \"spurious_correlation\"\nsignal = 1\n\
                      [[group]]\nname = \"m\"\nweight = 3\n[verify]\nmax_z = 3\n";
        assert_eq!(strangers(groups), 3);
    }
}
