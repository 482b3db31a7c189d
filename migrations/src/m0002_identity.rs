//! Sign-in: attempts, sessions, grants, refresh tokens, consents, signing keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, string, string_null, text, text_null, uuid,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            [login_attempt(), session(), access_grant(), refresh_token(), consent(), signing_key()]
        {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

fn login_attempt() -> TableCreateStatement {
    table("login_attempt")
        .col(uuid("state").primary_key())
        .col(binary("verifier"))
        .col(text("return_to"))
        .col(string("browser"))
        .col(big_integer("created_at"))
        .col(big_integer("until"))
        .take()
}

fn session() -> TableCreateStatement {
    table("session")
        .col(uuid("id").primary_key())
        .col(string("secret").unique_key())
        .col(uuid("citizen_id"))
        .col(string("assurance"))
        .col(big_integer("auth_time"))
        .col(string("method"))
        .col(big_integer("created_at"))
        .col(big_integer("seen_at"))
        .col(big_integer("until"))
        .col(big_integer_null("ended_at"))
        .foreign_key(&mut to_citizen("session"))
        .take()
}

// `grant` is a word of SQL, so the table is called by what it gives.
fn access_grant() -> TableCreateStatement {
    table("access_grant")
        .col(uuid("id").primary_key())
        .col(string("client_id"))
        .col(uuid("session_id"))
        .col(uuid("citizen_id"))
        .col(string("assurance"))
        .col(big_integer("auth_time"))
        .col(string("method"))
        .col(text("scopes"))
        .col(text("redirect_uri"))
        .col(text_null("state_value"))
        .col(text_null("nonce"))
        .col(string("code_challenge"))
        .col(big_integer("created_at"))
        .col(string("state"))
        .col(ColumnDef::new("code").string().unique_key().take())
        .col(big_integer_null("until"))
        .foreign_key(&mut to_citizen("access_grant"))
        .foreign_key(ForeignKey::create().from("access_grant", "session_id").to("session", "id"))
        .take()
}

fn refresh_token() -> TableCreateStatement {
    table("refresh_token")
        .col(string("hash").primary_key())
        .col(uuid("grant_id"))
        .col(string_null("parent"))
        .col(big_integer("created_at"))
        .col(big_integer("until"))
        .col(big_integer_null("used_at"))
        .foreign_key(
            ForeignKey::create().from("refresh_token", "grant_id").to("access_grant", "id"),
        )
        .take()
}

fn consent() -> TableCreateStatement {
    table("consent")
        .col(uuid("citizen_id"))
        .col(string("client_id"))
        .col(text("scopes"))
        .col(big_integer("given_at"))
        .primary_key(Index::create().col("citizen_id").col("client_id"))
        .foreign_key(&mut to_citizen("consent"))
        .take()
}

// `signs_for` holds the algorithm while the key signs and nothing after: being unique, it lets
// several starting nodes agree on one signing key for each algorithm.
fn signing_key() -> TableCreateStatement {
    table("signing_key")
        .col(uuid("id").primary_key())
        .col(string("algorithm"))
        .col(ColumnDef::new("signs_for").string().unique_key().take())
        .col(binary("private_pem"))
        .col(text("public_jwk"))
        .col(big_integer("created_at"))
        .col(big_integer_null("retired_at"))
        .take()
}

fn to_citizen(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "citizen_id").to("citizen", "id").take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).take();
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        index("login_attempt_until", "login_attempt", &["until"]),
        index("session_of_citizen", "session", &["citizen_id", "created_at"]),
        index("session_until", "session", &["until"]),
        index("grant_of_session", "access_grant", &["session_id"]),
        index("grant_of_citizen", "access_grant", &["citizen_id", "client_id"]),
        index("refresh_of_grant", "refresh_token", &["grant_id"]),
        index("refresh_of_parent", "refresh_token", &["parent"]),
    ]
}
