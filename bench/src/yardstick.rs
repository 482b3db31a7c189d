//! A piece of work that is the same everywhere: how quick one core of this machine is now. Figures of two machines, or of two
//! days, are compared by it.

use crate::figures::{cores, millis};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};
use uslugi::say;

/// How often the work is done, and the quickest counts: the others were disturbed.
const TIMES: usize = 5;
/// How many numbers are sorted.
const NUMBERS: u64 = 1_000_000;
/// How many people are written as JSON and read again.
const PEOPLE: u64 = 20_000;

/// How long the work takes.
pub(crate) fn measure() -> anyhow::Result<Duration> {
    let mut quickest = Duration::MAX;
    for _ in 0..TIMES {
        let began = Instant::now();
        black_box(sorted());
        black_box(written_and_read()?);
        quickest = quickest.min(began.elapsed());
    }
    Ok(quickest)
}

/// Says the row.
pub(crate) fn say(took: Duration, terms: &str) {
    say::line(&format!("| {} | {} cores, one works | {terms} |", millis(took), cores()));
}

/// Work for the processor and its caches: numbers that look random (a linear congruential generator), in order.
fn sorted() -> Vec<u64> {
    let mut last = 1_u64;
    let next = |_| {
        last = last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        last
    };
    let mut numbers: Vec<u64> = (0..NUMBERS).map(next).collect();
    numbers.sort_unstable();
    numbers
}

/// Work for the allocator: many small texts.
fn written_and_read() -> anyhow::Result<usize> {
    let person = |number: u64| json!({ "number": number, "name": format!("Испытуемый {number}") });
    let people: Vec<Value> = (0..PEOPLE).map(person).collect();
    let read: Vec<Value> = serde_json::from_str(&serde_json::to_string(&people)?)?;
    Ok(read.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_done() {
        let numbers = sorted();
        assert!(numbers.is_sorted() && numbers.first() != numbers.last());
        assert_eq!(written_and_read().unwrap(), 20_000);
    }
}
