//! Prints one document by hand: `print template.typ values.json out.pdf`.

use std::env;
use std::fs;

use anyhow::Context;
use documents::{Renderer, Template};
use serde_json::Value;

/// 22 November 2026, noon in Moscow: a print by hand is repeatable too.
const ISSUED_AT_UNIX: i64 = 1_795_338_000;

fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().with_context(|| format!("no {what}"));
    let (name, values, out) = (next("template")?, next("values")?, next("output file")?);
    let source = fs::read_to_string(&name).with_context(|| name.clone())?;
    let values: Value =
        serde_json::from_slice(&fs::read(&values).with_context(|| values.clone())?)?;
    let qr_text = values.get("verify_url").and_then(Value::as_str).unwrap_or(&name);
    let template = Template { name: &name, source: &source };
    let document = Renderer::new().render(template, &values, qr_text, ISSUED_AT_UNIX)?;
    fs::write(&out, document.pdf).with_context(|| out.clone())
}
