//! A damaged cell of what signing in and consent leave: sessions, grants, refresh tokens, consents.

use super::NEVER;
use crate::corrupt::is_named;
use crate::world::World;
use chrono::TimeDelta;
use domain::assurance::Assurance;
use domain::id::{CitizenId, GrantId, SessionId};
use domain::oidc::{Digest, Grant, GrantState, Method, RefreshToken, Session, SignIn};
use store::StoreError;

/// Table, column, a value no writer of ours leaves.
pub(super) const CELLS: &[(&str, &str, &str)] = &[
    ("session", "assurance", "'absolute'"),
    ("session", "auth_time", NEVER),
    ("session", "method", "'none'"),
    ("session", "created_at", NEVER),
    ("session", "seen_at", NEVER),
    ("session", "until", NEVER),
    ("session", "ended_at", NEVER),
    ("access_grant", "client_id", "'No Client'"),
    ("access_grant", "assurance", "'absolute'"),
    ("access_grant", "auth_time", NEVER),
    ("access_grant", "method", "'none'"),
    ("access_grant", "scopes", "'no scope!'"),
    ("access_grant", "created_at", NEVER),
    ("access_grant", "state", "'lost'"),
    ("access_grant", "code", "'?'"),
    ("access_grant", "code", "NULL"),
    ("access_grant", "until", NEVER),
    ("access_grant", "until", "NULL"),
    ("refresh_token", "parent", "'?'"),
    ("refresh_token", "created_at", NEVER),
    ("refresh_token", "until", NEVER),
    ("refresh_token", "used_at", NEVER),
    ("consent", "client_id", "'No Client'"),
    ("consent", "scopes", "'no scope!'"),
    ("consent", "given_at", NEVER),
];

fn digest(of: char) -> Digest {
    of.to_string().repeat(64).parse().unwrap()
}

struct Kept {
    anna: CitizenId,
    grant: GrantId,
}

/// A session, a grant whose code is out, a refresh token, a consent.
async fn keep(world: &World) -> Kept {
    let anna = world.citizen(1).await;
    let mut tx = world.begin().await;
    let now = tx.now();
    let sign_in = SignIn {
        citizen: anna,
        assurance: Assurance::Confirmed,
        auth_time: now,
        method: Method::Password,
    };
    let session = Session {
        id: SessionId::new(now, &*world.entropy),
        sign_in,
        created_at: now,
        seen_at: now,
        until: now + TimeDelta::hours(1),
        ended_at: None,
    };
    tx.open_session(&session, &digest('1')).await.unwrap();
    let grant = Grant {
        id: GrantId::new(now, &*world.entropy),
        client: "portal".parse().unwrap(),
        session: session.id,
        sign_in,
        scopes: "openid".parse().unwrap(),
        redirect_uri: "https://portal.example/back".to_owned(),
        state_value: None,
        nonce: None,
        code_challenge: "challenge".to_owned(),
        created_at: now,
        state: GrantState::Coded { code: digest('2'), until: now + TimeDelta::minutes(1) },
    };
    assert!(tx.open_grant(&grant).await.unwrap());
    let token = RefreshToken {
        hash: digest('3'),
        grant: grant.id,
        parent: None,
        created_at: now,
        until: now + TimeDelta::hours(1),
        used_at: None,
    };
    tx.keep_refresh(&token).await.unwrap();
    tx.keep_consent(anna, &grant.client, &grant.scopes).await.unwrap();
    tx.commit().await.unwrap();
    Kept { anna, grant: grant.id }
}

/// Reads the row of a table the way the platform does.
async fn read(world: &World, kept: &Kept, table: &str) -> Result<(), StoreError> {
    let store = &world.store;
    match table {
        "session" => store.session_by_secret(&digest('1')).await.map(drop),
        "access_grant" => store.grant(kept.grant).await.map(drop),
        "refresh_token" => store.refresh_token(&digest('3')).await.map(drop),
        "consent" => store.consents_of(kept.anna).await.map(drop),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn every_damaged_cell_of_a_sign_in_is_named(world) {
        let kept = keep(world).await;
        for &(table, column, value) in CELLS {
            is_named(world, (table, column, value, ""), async || read(world, &kept, table).await).await;
        }
    }
}
