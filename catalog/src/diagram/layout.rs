//! Where everything of a diagram stands. Lengths are units of the picture: pixels at its own size.

use super::words::Names;
use domain::process::{Move, Stage};
use domain::text::Lang;

/// The left edge of the boxes, and how wide they are.
pub(super) const BOX: (u32, u32) = (12, 292);
/// Where the names of moves begin.
pub(super) const MOVES: u32 = 328;
const BETWEEN_LANES: u32 = 16;
/// The line of a box at which what leads into it arrives.
const ARRIVAL: u32 = 12;
/// A line of a title, a move.
pub(super) const LINE: u32 = 19;
const MOVE: u32 = 23;
const BETWEEN_ROWS: u32 = 26;
/// How many letters a line of a title holds.
const TITLE: usize = 28;
/// How wide a letter of a move is on average, in the widest of usual fonts.
const LETTER: u32 = 9;

/// A stage and where it stands.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) stage: &'a Stage,
    /// Its name, in lines.
    pub(super) title: Vec<String>,
    pub(super) top: u32,
    pub(super) height: u32,
    pub(super) exits: Vec<Exit<'a>>,
}

/// A move out of a stage.
#[derive(Debug)]
pub(super) struct Exit<'a> {
    pub(super) made: &'a Move,
    /// The line it is written on.
    pub(super) at: u32,
    pub(super) way: Way,
}

/// How the line of a move runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Down to the next stage.
    Down,
    /// From a place over a lane to the stage at a line.
    Over { from: u32, lane: u32, to: u32 },
}

/// A diagram.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Lays a process out: its stages in the order of the file.
pub(super) fn layout(names: Names<'_>, lang: Lang) -> Layout<'_> {
    let process = names.process;
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut top = 16;
    for stage in &process.stages {
        let title = lines(names.stage(stage).pick(lang));
        let out = process.moves.iter().filter(|one| one.from.contains(&stage.code));
        let mut exits: Vec<Exit<'_>> =
            out.map(|made| Exit { made, at: 0, way: Way::Down }).collect();
        for (exit, at) in exits.iter_mut().zip((top + 37..).step_by(step(MOVE))) {
            exit.at = at;
        }
        let (words, moves) = (count(title.len()), count(exits.len()));
        let height = (LINE * words + 42).max(if moves == 0 { 0 } else { MOVE * moves + 24 });
        rows.push(Row { stage, title, top, height, exits });
        top += height + BETWEEN_ROWS;
    }
    // The lines that lead to stages further away run to the right of the longest name.
    let letters = |one| count(names.called(one, lang).chars().count());
    let longest = process.moves.iter().map(letters).max().unwrap_or_default();
    let first = MOVES + LETTER * (longest + 2);
    let lanes = ways(&mut rows, first, letters);
    Layout { rows, width: first + BETWEEN_LANES * lanes, height: top }
}

/// Gives each move its way; how many lanes there are. All that lead to one stage share a lane, and a lane is shared by stages
/// whose lines do not meet.
fn ways<'a>(rows: &mut [Row<'a>], first_lane: u32, letters: impl Fn(&'a Move) -> u32) -> u32 {
    let places: Vec<_> =
        rows.iter().map(|row| (row.stage.code.clone(), row.top + ARRIVAL)).collect();
    let next = |index: usize| places.get(index + 1).map(|(code, _)| code.clone());
    let mut lanes: Vec<Vec<(u32, u32)>> = Vec::new();
    for (code, arrival) in &places {
        let lead_here = |index: usize, exit: &Exit<'_>| {
            exit.made.to == *code && next(index).as_ref() != Some(code)
        };
        let starts = rows.iter().enumerate().flat_map(|(index, row)| {
            row.exits.iter().filter(move |exit| lead_here(index, exit)).map(|exit| exit.at)
        });
        let starts: Vec<u32> = starts.collect();
        let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else {
            continue;
        };
        let span = (*first.min(arrival), *last.max(arrival));
        let meets = |other: &(u32, u32)| other.0 <= span.1 && span.0 <= other.1;
        let free = lanes.iter().position(|lane| !lane.iter().any(meets)).unwrap_or(lanes.len());
        if free == lanes.len() {
            lanes.push(Vec::new());
        }
        if let Some(lane) = lanes.get_mut(free) {
            lane.push(span);
        }
        let lane = first_lane + BETWEEN_LANES * count(free);
        for (index, row) in rows.iter_mut().enumerate() {
            for exit in row.exits.iter_mut().filter(|exit| lead_here(index, exit)) {
                let from = MOVES + LETTER * letters(exit.made) + 6;
                exit.way = Way::Over { from, lane, to: *arrival };
            }
        }
    }
    count(lanes.len())
}

/// A title in lines that fit the box.
fn lines(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= TITLE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn step(of: u32) -> usize {
    usize::try_from(of).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    /// No two lines to different stages lie on each other, and no box on another.
    #[test]
    fn every_process_is_laid_out_without_lines_over_lines() {
        let catalog = Catalog::embedded().unwrap();
        for process in catalog.processes() {
            let drawn = layout(Names::of(process, None), Lang::Ru);
            for pair in drawn.rows.windows(2) {
                assert!(pair[0].top + pair[0].height < pair[1].top);
            }
            let over =
                drawn.rows.iter().flat_map(|row| &row.exits).filter_map(|exit| match exit.way {
                    Way::Over { lane, to, .. } => {
                        Some((lane, exit.at.min(to), exit.at.max(to), to))
                    }
                    Way::Down => None,
                });
            let over: Vec<_> = over.collect();
            for (lane, from, until, to) in &over {
                let meets = |other: &&(u32, u32, u32, u32)| {
                    other.0 == *lane && other.3 != *to && other.1 <= *until && *from <= other.2
                };
                assert_eq!(over.iter().find(meets), None, "{} {lane} {to}", process.code);
                assert!(*lane + 8 <= drawn.width, "{}", process.code);
            }
            assert!(!over.is_empty(), "{} has no way beside the straight one", process.code);
        }
    }

    #[test]
    fn a_title_is_broken_between_words_and_nothing_of_it_is_lost() {
        let title = "Документ готов, и его ждут у очень длинного окна";
        let broken = lines(title);
        assert!(broken.len() > 1 && broken.iter().all(|line| line.chars().count() <= TITLE));
        assert_eq!(broken.join(" "), title);
    }
}
