//! How far two words are from each other: letters changed, lost, added, or swapped with a neighbour.

/// The distance of Damerau and Levenshtein (optimal alignment) if it is within the bound.
pub(super) fn within(one: &str, other: &str, bound: usize) -> Option<usize> {
    let a: Vec<char> = one.chars().collect();
    let b: Vec<char> = other.chars().collect();
    if a.len().abs_diff(b.len()) > bound {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at =
                |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&last, j) + usize::from(x != y);
            let dropped = at(&last, j + 1) + 1;
            let added = at(&row, j) + 1;
            let mut cost = changed.min(dropped).min(added);
            let neighbours = |word: &[char], place: usize| {
                place.checked_sub(1).and_then(|place| word.get(place)).copied()
            };
            if neighbours(&a, i) == Some(*y) && neighbours(&b, j) == Some(*x) {
                cost = cost.min(at(&before, j.wrapping_sub(1)).saturating_add(1));
            }
            row.push(cost);
        }
        if row.iter().all(|cost| *cost > bound) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_each_kind_is_one_away() {
        for slip in ["спровка", "справк", "справкаа", "спарвка", "правка"]
        {
            assert_eq!(within("справка", slip, 2), Some(1), "{slip}");
        }
        assert_eq!(within("справка", "справка", 0), Some(0));
        assert_eq!(within("справка", "спавкаа", 2), Some(2));
        assert_eq!(within("справка", "брак", 2), None);
        assert_eq!(within("", "да", 2), Some(2));
    }
}
