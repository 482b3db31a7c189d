//! Pages of a list that is read a part at a time, by a place in it that stays right while the list grows.

use crate::rows::micros;
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, I> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one: the moment and identifier of the last item here.
    pub next: Option<(Moment, I)>,
}

impl<T, I> Page<T, I> {
    /// A page of at most `limit`, from items that were read with one more than that.
    pub(crate) fn cut(
        mut items: Vec<T>,
        limit: u64,
        place: impl Fn(&T) -> Option<(Moment, I)>,
    ) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_last| more).and_then(place);
        Self { items, next }
    }

    /// Pages of several lists as one of at most `limit`. Each is in this order, so the first of them together are the first of all.
    #[must_use]
    pub fn together<K: Ord>(
        pages: impl IntoIterator<Item = Self>,
        limit: u64,
        order: impl Fn(&T) -> K,
        place: impl Fn(&T) -> Option<(Moment, I)>,
    ) -> Self {
        let (mut items, mut more) = (Vec::new(), false);
        for page in pages {
            more |= page.next.is_some();
            items.extend(page.items);
        }
        items.sort_by_key(order);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        more |= items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_last| more).and_then(place);
        Self { items, next }
    }
}

/// What is later than a place, in a list that has the oldest first.
pub(crate) fn later<C: ColumnTrait>(at: C, id: C, (place, last): (Moment, Uuid)) -> Condition {
    let place = micros(place);
    let same = Condition::all().add(at.eq(place)).add(id.gt(last));
    Condition::any().add(at.gt(place)).add(same)
}

/// What is older than a place, in a list that has the newest first.
pub(crate) fn older<C: ColumnTrait>(at: C, id: C, (place, last): (Moment, Uuid)) -> Condition {
    let place = micros(place);
    let same = Condition::all().add(at.eq(place)).add(id.lt(last));
    Condition::any().add(at.lt(place)).add(same)
}
