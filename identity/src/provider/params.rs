//! Parameters of a request. One given twice is refused: two readers would choose differently.

/// The parameters of a request, in its order.
#[derive(Clone, Copy)]
pub(super) struct Params<'a>(pub(super) &'a [(String, String)]);

/// A parameter was given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twice;

impl<'a> Params<'a> {
    /// A parameter; an empty one counts as left out (RFC 6749 §3.1).
    pub(super) fn get(&self, name: &str) -> Result<Option<&'a str>, Twice> {
        let mut values = self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() {
            return Err(Twice);
        }
        Ok(first.map(String::as_str).filter(|value| !value.is_empty()))
    }

    /// Whether any parameter at all was given twice.
    pub(super) fn has_twins(&self) -> bool {
        self.0.iter().any(|(name, _)| self.get(name).is_err())
    }
}
