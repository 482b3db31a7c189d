//! An operation as a command that can be pasted into a shell.

use super::operation::{Caller, Operation};

/// The command. A token is taken from the shell's `TOKEN`; what has no example is written as `…`.
pub(super) fn curl(operation: &Operation, base: &str) -> String {
    let mut path = operation.path.clone();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for parameter in &operation.parameters {
        let value = parameter.example.as_deref().unwrap_or("…");
        match parameter.place.as_str() {
            "path" => path = path.replace(&format!("{{{}}}", parameter.name), value),
            "header" if parameter.required => {
                headers.push(format!("-H {}", quoted(&format!("{}: {value}", parameter.name))));
            }
            "query" if parameter.example.is_some() => {
                query.push(format!(
                    "--data-urlencode {}",
                    quoted(&format!("{}={value}", parameter.name))
                ));
            }
            _ => {}
        }
    }
    let mut parts = vec![match operation.method.as_str() {
        "GET" if query.is_empty() => format!("curl {}", quoted(&format!("{base}{path}"))),
        "GET" => format!("curl -G {}", quoted(&format!("{base}{path}"))),
        method => format!("curl -X {method} {}", quoted(&format!("{base}{path}"))),
    }];
    if let Caller::Holder(_) = operation.caller {
        parts.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    }
    parts.extend(headers);
    parts.extend(query);
    if let Some(sent) = &operation.sent {
        parts.push("-H 'Content-Type: application/json'".to_owned());
        parts.push(format!("-d {}", quoted(&sent.example)));
    }
    parts.join(" \\\n  ")
}

/// A text in single quotes of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quote_cannot_end_the_text_it_stands_in() {
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
