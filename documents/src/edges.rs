//! Whether all that is printed stands on its page: text that runs off is lost without anybody noticing.

use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst_layout::PagedDocument;

/// How far text may stand over the edge of a page, in points: rounding of the typesetter.
const SLACK: f64 = 0.5;

/// The number of the first page that text runs off, from 1.
pub(crate) fn run_off(document: &PagedDocument) -> Option<usize> {
    let off =
        |page: &typst_layout::Page| leaves(&page.frame, Transform::identity(), page.frame.size());
    document.pages().iter().position(off).map(|place| place + 1)
}

fn leaves(frame: &Frame, placed: Transform, page: Size) -> bool {
    frame.items().any(|(at, item)| match item {
        FrameItem::Group(group) => {
            let inner =
                placed.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
            leaves(&group.frame, inner, page)
        }
        FrameItem::Text(text) => {
            let end = Point::new(at.x + text.width(), at.y);
            [*at, end].into_iter().any(|corner| outside(corner.transform(placed), page))
        }
        _ => false,
    })
}

fn outside(at: Point, page: Size) -> bool {
    let slack = Abs::pt(SLACK);
    at.x < -slack || at.y < -slack || at.x > page.x + slack || at.y > page.y + slack
}
