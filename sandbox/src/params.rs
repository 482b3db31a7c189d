//! The parameters of a query or a form, in order, repeated ones noticed.

/// Parameters as they came, percent-decoded.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The value of the parameter, when it is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// The name of a parameter given more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(place, (name, _))| {
            let again = self.0.iter().skip(place + 1).any(|(other, _)| other == name);
            again.then_some(name.as_str())
        })
    }

    /// Whether this parameter was given more than once.
    pub(crate) fn repeats(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).count() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_parameters_are_noticed_and_empty_ones_are_absent() {
        let params = Params::parse("a=1&b=&c=%D1%8F+z&a=2".as_bytes());
        assert_eq!(params.repeated(), Some("a"));
        assert!(params.repeats("a") && !params.repeats("c"));
        assert_eq!(params.get("b"), None);
        assert_eq!(params.get("c"), Some("я z"));
    }
}
