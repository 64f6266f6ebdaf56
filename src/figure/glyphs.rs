//! Which characters the embedded font has.

use super::text::FONT;

/// The characters of some texts that figures leave blank, each once, in order.
pub fn without_glyph<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let known = segments(FONT).unwrap_or_default();
    let mut missing: Vec<char> = texts
        .into_iter()
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace() && !known.iter().any(|s| s.contains(&(*c as u32))))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

type Segment = std::ops::RangeInclusive<u32>;

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_be_bytes(pair.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some((u16_at(bytes, at)? << 16) + u16_at(bytes, at + 2)?)
}

/// The font's table of characters.
fn characters(font: &[u8]) -> Option<&[u8]> {
    let tables = u16_at(font, 4)?;
    let record = (0..tables)
        .map(|i| 12 + 16 * i)
        .find(|at| font.get(*at..at + 4) == Some(b"cmap"))?;
    let table = font.get(u32_at(font, record + 8)?..)?;
    table.get(u32_at(table, 8)?..)
}

/// Ranges of characters (OpenType, cmap format 4, which the subset has). A character of
/// a range without a glyph is not looked for: a subset has ranges of what it keeps.
fn segments(font: &[u8]) -> Option<Vec<Segment>> {
    const FORMAT: usize = 4;
    let table = characters(font).filter(|t| u16_at(t, 0) == Some(FORMAT))?;
    let twice = u16_at(table, 6)?;
    let segment = |i: usize| {
        let end = u16_at(table, 14 + 2 * i)?;
        let start = u16_at(table, 16 + twice + 2 * i)?;
        Some(start as u32..=end as u32)
    };
    // The last one is the end mark.
    (0..(twice / 2).saturating_sub(1)).map(segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_font_lacks_is_named_once() {
        assert_eq!(without_glyph(["Fehler übel ρ̃ = ω₊/ω₋ → ∞ ≤ 10⁻³ −"]), []);
        assert_eq!(without_glyph(["a 率 誤", "率"]), ['率', '誤']);
        assert_eq!(segments(b"no font"), None);
    }
}
