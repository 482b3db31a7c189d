//! What a procedure did with the job it was called for.

/// How a procedure left its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEnd {
    /// The work was done, and the job ended in the same transaction.
    Done,
    /// The case had gone on before: what came was kept, nothing moved, and the job ended in the same transaction.
    Overtaken,
    /// It is too early: the job was put off in a transaction of its own.
    PutOff,
    /// There is nothing to do any more. Nothing was written, and the job is still to be ended.
    NothingToDo,
}
