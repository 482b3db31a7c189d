//! The document and the registry of operations, held against the rows of the matrix.

use super::rows::ROWS;
use anyhow::{Context, ensure};
use serde_json::Value;
use std::collections::BTreeSet;

/// The operations of the committed document.
pub(super) fn operations() -> anyhow::Result<BTreeSet<String>> {
    let document: Value = serde_json::from_str(openapi::DOCUMENT)?;
    let paths = document["paths"].as_object().context(
        "openapi/openapi.json has no operations: cargo run -- openapi > openapi/openapi.json",
    )?;
    let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
    let named = paths.iter().flat_map(|(path, item)| {
        let of = item.as_object().into_iter().flatten().map(|(method, _)| method);
        of.filter(|method| methods.contains(&method.as_str()))
            .map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    Ok(named.collect())
}

#[test]
fn no_operation_of_the_document_is_without_its_row() -> anyhow::Result<()> {
    let rows: BTreeSet<String> =
        ROWS.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    let operations = operations()?;
    let unproved: Vec<_> = operations.difference(&rows).collect();
    ensure!(unproved.is_empty(), "without a row of the access matrix: {unproved:?}");
    let unknown: Vec<_> = rows.difference(&operations).collect();
    ensure!(unknown.is_empty(), "rows of nothing in the document: {unknown:?}");
    Ok(())
}

/// The document asks for the scope that the registry of operations names, and for no other: what people are told
/// at consent is made from the same registry.
#[test]
fn every_operation_asks_for_the_scope_of_its_registry() -> anyhow::Result<()> {
    let document: Value = serde_json::from_str(openapi::DOCUMENT)?;
    let registry = domain::oidc::operation::OPERATIONS;
    let named: BTreeSet<String> = registry.iter().map(|one| one.route.to_owned()).collect();
    ensure!(named == operations()?, "the registry and the document name other operations");
    for one in registry {
        let (method, path) = one.route.split_once(' ').context("a route")?;
        let asked = &document["paths"][path][method.to_lowercase()]["security"];
        let scopes: BTreeSet<&str> = asked
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|way| way["oauth2"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let expected: BTreeSet<&str> = one.scope.into_iter().collect();
        ensure!(scopes == expected, "{}: {scopes:?}, registered {expected:?}", one.route);
    }
    Ok(())
}
