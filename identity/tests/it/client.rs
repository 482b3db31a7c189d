//! An independent client reads what we publish and sign: the crate `openidconnect`.

use crate::world::{World, exchange, field};
use domain::time::Clock;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreProviderMetadata,
};
use openidconnect::{ClientId, IssuerUrl, Nonce};
use std::str::FromStr;

#[tokio::test]
async fn a_standard_client_understands_discovery_keys_and_id_token() {
    let world = World::new().await;
    let discovery = world.identity.discovery();
    let metadata: CoreProviderMetadata = serde_json::from_value(discovery.clone()).unwrap();
    assert_eq!(metadata.issuer().as_str(), "https://uslugi.example");
    assert_eq!(discovery["issuer"], "https://uslugi.example");
    assert_eq!(metadata.jwks_uri().as_str(), "https://uslugi.example/oauth2/jwks");

    let keys: CoreJsonWebKeySet =
        serde_json::from_value(world.identity.jwks().await.unwrap()).unwrap();
    let code = world.code(&world.session().await, &[]).await;
    let response = world.identity.token(None, &exchange(&code)).await.unwrap();
    let id_token = CoreIdToken::from_str(&field(&response, "id_token")).unwrap();
    let now = world.clock.now();
    let issuer = IssuerUrl::new("https://uslugi.example".into()).unwrap();
    let verifier = |client: &str| {
        CoreIdTokenVerifier::new_public_client(
            ClientId::new(client.into()),
            issuer.clone(),
            keys.clone(),
        )
        .set_allowed_algs([openidconnect::core::CoreJwsSigningAlgorithm::EcdsaP256Sha256])
        .set_time_fn(move || now)
    };
    let nonce = Nonce::new("n0nce".into());
    let claims = id_token.claims(&verifier("app"), &nonce).unwrap();
    assert_eq!(claims.auth_context_ref().unwrap().as_str(), "urn:uslugi:acr:confirmed");
    assert_eq!(claims.auth_method_refs().unwrap()[0].as_str(), "pwd");
    assert_eq!(claims.auth_time(), Some(now));
    let access = openidconnect::AccessToken::new(field(&response, "access_token"));
    let hash = openidconnect::AccessTokenHash::from_token(
        &access,
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&verifier("app")).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));
    assert!(id_token.claims(&verifier("portal"), &nonce).is_err());
    assert!(id_token.claims(&verifier("app"), &Nonce::new("other".into())).is_err());
}
