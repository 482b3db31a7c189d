//! Many rows: a database filled with as many applications as a region has in years, then asked what people and
//! workers ask all day.

mod ask;
mod fill;
mod table;
mod write;

use crate::database;
use crate::figures::{cores, millis, percentile};
use anyhow::ensure;
use ask::Question;
use domain::entropy::{Entropy, OsEntropy};
use std::sync::Arc;
use std::time::Duration;
use table::Sizes;
use uslugi::say;
use write::Writer;

/// What is filled in, and how often it is asked.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The database: a local file of SQLite, or PostgreSQL on a loopback address.
    pub(crate) database: String,
    /// How many applications.
    pub(crate) applications: u64,
    /// How many jobs that are due.
    pub(crate) due: u64,
    /// How often each question is asked.
    pub(crate) times: u32,
}

impl Plan {
    fn sizes(&self) -> Sizes {
        Sizes { applications: self.applications, due: self.due }
    }
}

/// How long each answer to a question took, shortest first.
#[derive(Debug)]
pub(crate) struct Answers {
    question: Question,
    took: Vec<Duration>,
}

/// Fills the database if it is empty, and asks. A database that was filled so before is asked again.
pub(crate) async fn measure(plan: &Plan) -> anyhow::Result<Vec<Answers>> {
    let store = database::open(&plan.database).await?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let writer = Writer::open(&plan.database).await?;
    let there = writer.applications().await?;
    ensure!(
        there == 0 || there == plan.applications,
        "{} has {there} applications: name an empty database, or as many as it was filled with",
        plan.database
    );
    if there == 0 {
        fill::fill(&writer, &plan.sizes()).await?;
    }
    let mut all = Vec::new();
    for question in Question::ALL {
        let took = ask::ask(&store, &entropy, &plan.sizes(), question, plan.times).await?;
        all.push(Answers { question, took });
    }
    store.close().await?;
    Ok(all)
}

impl Answers {
    /// Says the row.
    pub(crate) fn say(&self, plan: &Plan, terms: &str) {
        let [p50, p99] = [50, 99].map(|percent| millis(percentile(&self.took, percent)));
        say::line(&format!(
            "| {} | {} | {} | {} | {p50} | {p99} | {} cores, one asks | {terms} |",
            self.question.words(),
            plan.applications,
            plan.due,
            self.took.len(),
            cores(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is filled in can be read as the platform reads it.
    #[tokio::test]
    async fn a_small_database_is_filled_and_answers_every_question() {
        let folder = std::env::temp_dir().join(format!("bench-rows-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = format!("sqlite://{}?mode=rwc", folder.join("rows.sqlite").display());
        let plan = Plan { database, applications: 4_000, due: 3_000, times: 5 };
        for _filled_or_found in 0..2 {
            let answers = measure(&plan).await.unwrap();
            assert!(answers.iter().all(|one| one.took.len() == 5));
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
