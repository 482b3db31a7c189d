//! Live feeds: exact wherever and whenever they begin, ended when the right to listen ends, bounded in number.

#[cfg(test)]
mod tests {
    use anyhow::{Context, bail, ensure};
    use domain::entropy::{Entropy, OsEntropy};
    use domain::id::CitizenId;
    use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
    use domain::time::{Clock, ManualClock, SystemClock};
    use futures::{Stream, StreamExt};
    use openapi::{Client, Problem};
    use reqwest::{Method, Response, StatusCode};
    use std::pin::Pin;
    use std::sync::Arc;
    use std::time::{Duration, Instant};
    use store::Store;
    use tests::world::PATIENCE;
    use tests::{Engine, Person, World, stories};
    use tokio::task::JoinSet;
    use url::Url;
    use uslugi::tour::{Browser, hidden};
    use uslugi::{Platform, Roles};

    const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
    /// Within what time a lost right ends a feed, on any node.
    const SOON: Duration = Duration::from_secs(5);

    /// A block of a feed: the fields that matter here.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    struct Block {
        id: Option<i64>,
        event: Option<String>,
        data: String,
    }

    /// An open feed, read as bytes: the typed client shows no end.
    struct Feed {
        chunks: Pin<Box<dyn Stream<Item = reqwest::Result<Vec<u8>>> + Send>>,
        held: Vec<u8>,
    }

    impl Feed {
        fn of(answer: Response) -> anyhow::Result<Self> {
            ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
            let chunks = answer.bytes_stream().map(|chunk| Ok(chunk?.to_vec()));
            Ok(Self { chunks: Box::pin(chunks), held: Vec::new() })
        }

        async fn open(client: &Client, last: Option<i64>) -> anyhow::Result<Self> {
            Self::of(ask(client, last).await?)
        }

        /// The next event; `None` when the stream has ended.
        async fn next(&mut self) -> anyhow::Result<Option<Block>> {
            loop {
                while let Some(end) = self.held.windows(2).position(|pair| pair == b"\n\n") {
                    let rest = self.held.split_off(end + 2);
                    let block = block(std::str::from_utf8(&self.held)?);
                    self.held = rest;
                    if block.event.is_some() {
                        return Ok(Some(block));
                    }
                }
                let chunk = tokio::time::timeout(PATIENCE, self.chunks.next()).await;
                match chunk.context("a feed was silent for too long")? {
                    Some(chunk) => self.held.extend(chunk?),
                    None => return Ok(None),
                }
            }
        }

        /// The numbers from here on, up to one.
        async fn upto(&mut self, newest: i64) -> anyhow::Result<Vec<i64>> {
            let mut numbers = Vec::new();
            while numbers.last() != Some(&newest) {
                let block = self.next().await?.context("the feed ended")?;
                numbers.push(block.id.with_context(|| format!("no number: {block:?}"))?);
            }
            Ok(numbers)
        }

        /// Reads on to the end; the reason it gives.
        async fn end(mut self) -> anyhow::Result<String> {
            let mut reason = None;
            while let Some(block) = self.next().await? {
                ensure!(reason.is_none(), "{block:?} stands after the end");
                if block.event.as_deref() == Some("end") {
                    ensure!(block.id.is_none(), "the end has a number");
                    reason = Some(block.data);
                }
            }
            reason.context("it ended without a word")
        }
    }

    fn block(text: &str) -> Block {
        let mut block = Block::default();
        for line in text.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => block.id = id.parse().ok(),
                Some(("event", event)) => block.event = Some(event.to_owned()),
                Some(("data", data)) => data.clone_into(&mut block.data),
                _ => {}
            }
        }
        block
    }

    async fn ask(client: &Client, last: Option<i64>) -> anyhow::Result<Response> {
        let mut request = client.request(Method::GET, "/v1/events")?;
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        Ok(request.send().await?)
    }

    /// A second node that only serves, and where.
    async fn another(world: &World) -> anyhow::Result<(Platform, Url)> {
        let node = world.node(Roles { api: true, ..Roles::NONE }).await?;
        let at = format!("http://{}", node.api.context("it does not serve")?).parse()?;
        Ok((node, at))
    }

    fn at(person: &Person, node: &Url) -> Client {
        Client::new(person.browser.http.clone(), node.clone()).with_token(&person.tokens.access)
    }

    fn store(world: &World) -> anyhow::Result<Store> {
        world.platform.store.clone().context("no store")
    }

    /// Tells a citizen facts, each in a transaction of its own.
    async fn tell(store: &Store, citizen: CitizenId, count: u32, word: &str) -> anyhow::Result<()> {
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        for _ in 0..count {
            let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: word.to_owned() });
            let fact = NewFact { application: None, actor: ActorRef::PLATFORM, body };
            let mut tx = store.begin(&SystemClock, &entropy).await?;
            tx.append(citizen, vec![fact]).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn citizen(person: &Person) -> anyhow::Result<CitizenId> {
        Ok(person.client.me().await?.id.parse()?)
    }

    /// How many queries the hub has made for new facts.
    async fn looks(world: &World) -> anyhow::Result<u64> {
        let measures = reqwest::get(world.url().join("metrics")?).await?.text().await?;
        let line = measures.lines().find_map(|line| line.strip_prefix("live_feeds_looks_total "));
        Ok(line.with_context(|| measures.clone())?.parse()?)
    }

    async fn problem(answer: Response) -> anyhow::Result<(Problem, u64)> {
        let retry = answer.headers().get("retry-after").context("no Retry-After")?.to_str()?;
        let retry = retry.parse()?;
        Ok((answer.json().await?, retry))
    }

    stories! {
        /// Proves G4.2: four writers and eight feeds on two nodes; each feed tells every fact after its beginning
        /// once and in order, also those that are committed while it replays.
        async fn a_feed_tells_each_fact_once_wherever_and_whenever_it_begins(world) {
            let (node, second) = another(world).await?;
            let anna = world.person("anna").await?;
            let of = citizen(&anna).await?;
            let store = store(world)?;
            tell(&store, of, 150, "before").await?;
            let begun = store.journal_sequence(of).await?;
            let mut writers = JoinSet::new();
            for _ in 0..4 {
                let store = store.clone();
                writers.spawn(async move { tell(&store, of, 40, "meanwhile").await });
            }
            let newest = begun + 160;
            let mut feeds = JoinSet::new();
            for number in 0..8 {
                let client = if number % 2 == 0 { anna.client.clone() } else { at(&anna, &second) };
                let last = [Some(0), Some(begun), None, Some(begun - 7)][number / 2];
                feeds.spawn(async move {
                    let mut feed = Feed::open(&client, last).await?;
                    anyhow::Ok((last, feed.upto(newest).await?))
                });
            }
            while let Some(done) = writers.join_next().await {
                done??;
            }
            while let Some(done) = feeds.join_next().await {
                let (last, numbers) = done??;
                let first = *numbers.first().context("nothing was told")?;
                ensure!(numbers == (first..=newest).collect::<Vec<_>>(), "{last:?}: {numbers:?}");
                match last {
                    Some(last) => ensure!(first == last + 1, "after {last} came {first}"),
                    None => ensure!(first > begun, "a feed of new facts tells {first}"),
                }
            }
            node.stop().await?;
        }

        /// A wake-up costs one query, however many feeds read, and none for a person nobody reads; polling finds each fact
        /// once more at most.
        async fn what_a_fact_costs_does_not_grow_with_the_feeds(world) {
            let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
            let (read, unread) = (citizen(&anna).await?, citizen(&boris).await?);
            let store = store(world)?;
            let last = store.journal_sequence(read).await?;
            let mut feeds = Vec::new();
            for _ in 0..8 {
                feeds.push(Feed::open(&anna.client, Some(last)).await?);
            }
            let mut before = 0;
            for number in 1..=11 {
                tell(&store, unread, 3, "nobody reads it").await?;
                tell(&store, read, 1, "read").await?;
                for feed in &mut feeds {
                    ensure!(feed.upto(last + number).await? == [last + number]);
                }
                // The first one only shows that all of them read.
                if number == 1 {
                    before = looks(world).await?;
                }
            }
            let looked = looks(world).await? - before;
            ensure!((10..=21).contains(&looked), "{looked} queries for 10 facts");
        }

        /// Sign-out ends the feeds of the session and of the tokens obtained in it, on both nodes; another's stay.
        async fn signing_out_ends_the_feeds_of_the_session_on_every_node(world) {
            let (node, second) = another(world).await?;
            let anna = world.person("anna").await?;
            let boris = world.person("boris").await?;
            let mut others = Feed::open(&at(&boris, &second), None).await?;
            let mut feeds = Vec::new();
            for url in [world.url(), second.clone()] {
                feeds.push(Feed::open(&at(&anna, &url), None).await?);
                let page = anna.browser.http.get(url.join("events")?).send().await?;
                feeds.push(Feed::of(page)?);
            }
            let page = anna.browser.follow(world.url().join("cabinet")?).await?.text().await?;
            let form = [("csrf", hidden(&page, "csrf").context("no csrf")?)];
            let began = Instant::now();
            let left = anna.browser.http.post(world.url().join("logout")?).form(&form).send().await?;
            ensure!(left.status() == StatusCode::SEE_OTHER, "{}", left.status());
            for feed in feeds {
                let reason = feed.end().await?;
                ensure!(reason == r#"{"reason":"access_ended"}"#, "{reason}");
                ensure!(began.elapsed() < SOON, "after {:?}", began.elapsed());
            }
            tell(&store(world)?, citizen(&boris).await?, 1, "still").await?;
            ensure!(others.next().await?.is_some_and(|block| block.id.is_some()), "another's ended");
            node.stop().await?;
        }

        /// A node that stops says so, and the other goes on after the last event.
        async fn a_node_that_drains_says_so_and_another_goes_on(world) {
            let (node, second) = another(world).await?;
            let anna = world.person("anna").await?;
            let of = citizen(&anna).await?;
            let store = store(world)?;
            let last = store.journal_sequence(of).await?;
            let mut feed = Feed::open(&at(&anna, &second), Some(last)).await?;
            tell(&store, of, 1, "first").await?;
            ensure!(feed.upto(last + 1).await? == [last + 1]);
            let (stopped, reason) = tokio::join!(node.stop(), feed.end());
            stopped?;
            let reason = reason?;
            ensure!(reason == r#"{"reason":"draining"}"#, "{reason}");
            tell(&store, of, 1, "second").await?;
            let mut feed = Feed::open(&anna.client, Some(last + 1)).await?;
            ensure!(feed.upto(last + 2).await? == [last + 2]);
        }

        /// A reader that takes nothing is ended while the others go on, and resumes where it stopped.
        async fn a_slow_reader_is_ended_and_resumes_without_a_gap(world) {
            let anna = world.person("anna").await?;
            let of = citizen(&anna).await?;
            let store = store(world)?;
            let last = store.journal_sequence(of).await?;
            let mut slow = Feed::open(&anna.client, Some(last)).await?;
            let mut quick = Feed::open(&anna.client, Some(last)).await?;
            // More than the connection and the inbox hold together.
            let (newest, large) = (last + 240, "x".repeat(100_000));
            let told = tell(&store, of, 240, &large);
            let (told, numbers) = tokio::join!(told, quick.upto(newest));
            told?;
            ensure!(numbers? == (last + 1..=newest).collect::<Vec<_>>());
            let mut seen = last;
            loop {
                let block = slow.next().await?.context("it ended without a word")?;
                let Some(id) = block.id else {
                    ensure!(block.data == r#"{"reason":"slow_reader"}"#, "{}", block.data);
                    break;
                };
                ensure!(id == seen + 1, "{id} stands after {seen}");
                seen += 1;
            }
            ensure!(slow.next().await?.is_none() && seen < newest, "{seen} of {newest}");
            let mut resumed = Feed::open(&anna.client, Some(seen)).await?;
            ensure!(resumed.upto(newest).await? == (seen + 1..=newest).collect::<Vec<_>>());
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_token_that_expires_ends_its_feed() -> anyhow::Result<()> {
        for engine in ENGINES {
            let clock = ManualClock::at(SystemClock.now());
            let world = World::with(engine, Some(clock.clone()), "").await?;
            let anna = world.person("anna").await?;
            let feed = Feed::open(&anna.client, None).await?;
            world.rests().await?;
            clock.advance(chrono::Duration::minutes(10));
            let reason = feed.end().await?;
            ensure!(reason == r#"{"reason":"access_ended"}"#, "{reason}");
            let again = ask(&anna.client, None).await?;
            ensure!(again.status() == StatusCode::UNAUTHORIZED, "{}", again.status());
            world.end().await?;
        }
        Ok(())
    }

    /// Bounded, and said so: one person's feeds by 429, the node's by 503; a feed that goes gives its place back.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn feeds_are_bounded_for_a_person_and_for_a_node() -> anyhow::Result<()> {
        for engine in ENGINES {
            let limits = "[feeds]\nin_process = 3\nper_person = 2\n";
            let world = World::with(engine, None, limits).await?;
            let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
            let first = Feed::open(&anna.client, None).await?;
            let second = Feed::open(&anna.client, None).await?;
            let (refused, retry) = problem(ask(&anna.client, None).await?).await?;
            ensure!(refused.status == 429 && refused.code == "too-many-requests", "{refused:?}");
            ensure!(retry > 0);
            let third = Feed::open(&boris.client, None).await?;
            let (refused, retry) = problem(ask(&boris.client, None).await?).await?;
            ensure!(refused.status == 503 && refused.code == "feeds-full", "{refused:?}");
            ensure!(retry > 0);
            drop(first);
            // A node notices that a reader went when it next writes to it.
            let (store, of) = (store(&world)?, citizen(&anna).await?);
            let again = world
                .eventually("a place is given back", async || {
                    tell(&store, of, 1, "noticed").await?;
                    let answer = ask(&boris.client, None).await?;
                    match answer.status() {
                        StatusCode::OK => Ok(Some(Feed::of(answer)?)),
                        StatusCode::SERVICE_UNAVAILABLE => Ok(None),
                        other => bail!("{other}"),
                    }
                })
                .await?;
            drop((second, third, again));
            world.end().await?;
        }
        Ok(())
    }

    /// The same limits on pages, which answer with a page.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_feed_of_pages_is_bounded_too() -> anyhow::Result<()> {
        let world = World::with(Engine::Sqlite, None, "[feeds]\nper_person = 1\n").await?;
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let feed = Feed::of(browser.http.get(world.url().join("events")?).send().await?)?;
        let refused = browser.http.get(world.url().join("events")?).send().await?;
        ensure!(refused.status() == StatusCode::TOO_MANY_REQUESTS, "{}", refused.status());
        ensure!(refused.headers().contains_key("retry-after"), "no Retry-After");
        drop(feed);
        world.end().await
    }
}
