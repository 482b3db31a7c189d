//! Reading a rule before it is asked: which facts it needs, and what must not stand in it.

use super::path::{Path, Step};
use super::{MAX_DEPTH, RuleDefect, VARIABLES};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, operators};
use std::collections::BTreeSet;

/// Operators and functions whose answer is, or may be, true or false.
const CONDITIONS: [&str; 14] = [
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER,
    operators::GREATER_EQUALS,
    operators::LESS,
    operators::LESS_EQUALS,
    operators::IN,
    operators::INDEX,
    "contains",
    "startsWith",
    "endsWith",
];

/// The others. No `matches`: a pattern is the form's business.
const OTHERS: [&str; 19] = [
    operators::CONDITIONAL,
    operators::NOT_STRICTLY_FALSE,
    operators::ADD,
    operators::SUBSTRACT,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::NEGATE,
    "size",
    "int",
    "double",
    "string",
    "timestamp",
    "duration",
    "getFullYear",
    "getMonth",
    "getDate",
    "getDayOfWeek",
    "getDayOfYear",
];

/// What a rule speaks of.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Facts it reads.
    pub(super) needs: BTreeSet<Path>,
    /// Facts it tests with `has`.
    pub(super) tested: BTreeSet<Path>,
}

/// Reads a whole rule.
pub(super) fn read(rule: &IdedExpr) -> Result<Reading, RuleDefect> {
    let mut reader = Reader { found: Reading::default(), bound: Vec::new(), depth: 0 };
    reader.read(rule)?;
    if may_be_boolean(&rule.expr) { Ok(reader.found) } else { Err(RuleDefect::NotBoolean) }
}

fn may_be_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(literal) => matches!(literal, LiteralValue::Boolean(_)),
        Expr::Ident(_) | Expr::Select(_) => true,
        Expr::Call(call) if call.func_name == operators::CONDITIONAL => {
            call.args.iter().skip(1).all(|branch| may_be_boolean(&branch.expr))
        }
        Expr::Call(call) => CONDITIONS.contains(&call.func_name.as_str()),
        Expr::Comprehension(one) => !matches!(one.accu_init.expr, Expr::List(_)),
        Expr::List(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => false,
    }
}

struct Reader<'a> {
    found: Reading,
    /// Names bound by the loop we are in, and the fact each stands for.
    bound: Vec<(&'a str, Option<Path>)>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, node: &'a IdedExpr) -> Result<(), RuleDefect> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(RuleDefect::TooDeep);
        }
        self.part(node)?;
        self.depth -= 1;
        Ok(())
    }

    fn part(&mut self, node: &'a IdedExpr) -> Result<(), RuleDefect> {
        match &node.expr {
            Expr::Literal(LiteralValue::Null) => Err(RuleDefect::Null),
            Expr::Literal(_) => Ok(()),
            Expr::Ident(_) => {
                let path = self.path(node)?;
                self.found.needs.extend(path);
                Ok(())
            }
            Expr::Select(select) => match self.path(node)? {
                Some(path) if select.test => {
                    self.found.tested.insert(path);
                    self.read(&select.operand)
                }
                Some(path) => {
                    self.found.needs.insert(path);
                    Ok(())
                }
                None => self.read(&select.operand),
            },
            Expr::Call(call) => self.call(node, call),
            Expr::Comprehension(one) => self.comprehension(one),
            Expr::List(list) => list.elements.iter().try_for_each(|one| self.read(one)),
            Expr::Map(map) => map.entries.iter().try_for_each(|one| match &one.expr {
                EntryExpr::MapEntry(entry) => {
                    self.read(&entry.key)?;
                    self.read(&entry.value)
                }
                EntryExpr::StructField(field) => self.read(&field.value),
            }),
            Expr::Struct(one) => Err(RuleDefect::UnknownName(one.type_name.clone())),
            Expr::Unspecified => Err(RuleDefect::NotBoolean),
        }
    }

    fn call(&mut self, node: &'a IdedExpr, call: &'a CallExpr) -> Result<(), RuleDefect> {
        let name = call.func_name.as_str();
        if !CONDITIONS.contains(&name) && !OTHERS.contains(&name) {
            return Err(RuleDefect::UnknownFunction(name.to_owned()));
        }
        if let Some(path) = self.path(node)? {
            self.found.needs.insert(path);
            return Ok(());
        }
        call.target.iter().map(AsRef::as_ref).chain(&call.args).try_for_each(|one| self.read(one))
    }

    fn comprehension(&mut self, one: &'a ComprehensionExpr) -> Result<(), RuleDefect> {
        if !self.bound.is_empty() {
            return Err(RuleDefect::Nested);
        }
        self.read(&one.iter_range)?;
        self.read(&one.accu_init)?;
        let item = self.path(&one.iter_range)?.map(|list| list.then(Step::Each));
        self.bound.push((&one.iter_var, item));
        self.bound.extend(one.iter_var2.as_deref().map(|name| (name, None)));
        self.read(&one.loop_cond)?;
        self.read(&one.loop_step)?;
        self.bound.clear();
        self.read(&one.result)
    }

    /// The path this expression spells, if it spells one.
    fn path(&self, node: &'a IdedExpr) -> Result<Option<Path>, RuleDefect> {
        match &node.expr {
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => {
                let path = self.path(&select.operand)?;
                Ok(path.map(|path| path.then(Step::Field(select.field.clone()))))
            }
            Expr::Call(call) if call.func_name == operators::INDEX => match call.args.as_slice() {
                [of, by] => match &by.expr {
                    Expr::Literal(LiteralValue::String(name)) => {
                        let field = Step::Field(name.inner().to_owned());
                        Ok(self.path(of)?.map(|path| path.then(field)))
                    }
                    _ => Ok(None),
                },
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn name(&self, name: &str) -> Result<Option<Path>, RuleDefect> {
        if name.starts_with('@') {
            return Ok(None);
        }
        if let Some((_, path)) = self.bound.iter().find(|(bound, _)| *bound == name) {
            return Ok(path.clone());
        }
        if VARIABLES.contains(&name) {
            Ok(Some(Path::root(name)))
        } else {
            Err(RuleDefect::UnknownName(name.to_owned()))
        }
    }
}
