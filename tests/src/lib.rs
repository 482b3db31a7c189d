#![doc = include_str!("../README.md")]

mod behind;
mod database;
pub mod department;
mod engine;
pub mod files;
mod hook;
pub mod machines;
pub mod papers;
pub mod process;
mod proxy;
mod redis;
mod snapshot;
pub mod visitor;
pub mod world;

pub use database::Place;
pub use department::DepartmentSystem;
pub use engine::Engine;
pub use hook::Hook;
pub use machines::{Machines, eventually};
pub use process::{Node, Role, free_port};
pub use proxy::Proxy;
pub use redis::Redis;
pub use snapshot::{committed, writes};
pub use world::{Person, World};

/// Makes a test for each engine of every story: `stories! { fn name(world) { … } }`.
///
/// Each story gets a [`World`] of its own and must leave nothing undone: [`World::end`] says so.
#[macro_export]
macro_rules! stories {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident) $body:block)+) => {
        mod told {
            use super::*;
            $(
                $(#[$doc])*
                pub(super) async fn $name($world: &$crate::World) -> anyhow::Result<()> {
                    $body
                    Ok(())
                }
            )+
        }

        /// The stories on the embedded engine.
        #[cfg(test)]
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    let world = $crate::World::new($crate::Engine::Sqlite).await?;
                    super::told::$name(&world).await?;
                    world.end().await
                }
            )+
        }

        /// The stories on PostgreSQL and Redis.
        #[cfg(test)]
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    let world = $crate::World::new($crate::Engine::Postgres).await?;
                    super::told::$name(&world).await?;
                    world.end().await
                }
            )+
        }
    };
}

/// Makes a test for each engine of every function of it: `each_engine! { async fn name(engine) { … } }`.
#[macro_export]
macro_rules! each_engine {
    ($($(#[$doc:meta])* async fn $name:ident($engine:ident) $body:block)+) => {
        $($(#[$doc])* async fn $name($engine: $crate::Engine) $body)+

        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name($crate::Engine::Sqlite).await;
                }
            )+
        }

        mod on_postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name($crate::Engine::Postgres).await;
                }
            )+
        }
    };
}

/// Makes a test for each engine of stories that make a world of their own: `on_both!(name, …)` of `async fn name(engine: Engine)`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        /// The stories on the embedded engine.
        #[cfg(test)]
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    super::$name($crate::Engine::Sqlite).await
                }
            )+
        }

        /// The stories on PostgreSQL and Redis.
        #[cfg(test)]
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    super::$name($crate::Engine::Postgres).await
                }
            )+
        }
    };
}
