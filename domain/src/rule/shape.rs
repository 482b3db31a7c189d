//! The outward shape of a rule, checked before it is parsed.
//!
//! The parser of `cel` takes a great deal of stack for every bracket: a rule nested without bound
//! would end the process, not the rule. So nesting is counted first, with quoting kept plain enough
//! to be certain of what is a text and what is not.

use super::{MAX_BRACKETS, MAX_LENGTH, RuleDefect};

/// Refuses what must not reach the parser.
pub(super) fn check(source: &str) -> Result<(), RuleDefect> {
    if source.chars().count() > MAX_LENGTH {
        return Err(RuleDefect::TooLong);
    }
    if ["\\", "'''", "\"\"\""].iter().any(|one| source.contains(one)) {
        return Err(RuleDefect::Quoting);
    }
    if deepest(source)? > MAX_BRACKETS { Err(RuleDefect::TooDeep) } else { Ok(()) }
}

/// How deep brackets stand in one another, or how often `?` stands, outside texts and comments:
/// every `?` may nest all that follows it. A text must end on its line: the parser would read on
/// after a lone quote as if it were not there.
fn deepest(source: &str) -> Result<usize, RuleDefect> {
    let (mut depth, mut deepest, mut choices) = (0_usize, 0, 0);
    let mut text: Option<char> = None;
    let mut chars = source.chars().peekable();
    while let Some(one) = chars.next() {
        match (text, one) {
            (Some(quote), _) if quote == one => text = None,
            (Some(_), '\n' | '\r') => break,
            (None, '\'' | '"') => text = Some(one),
            (None, '/') if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|one| *one == '\n');
            }
            (None, '(' | '[' | '{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '?') => choices += 1,
            (Some(_) | None, _) => {}
        }
    }
    if text.is_some() { Err(RuleDefect::Quoting) } else { Ok(deepest.max(choices)) }
}
