//! The mailbox: what a real mail client sends is there to read, and bad manners are answered.

use crate::world::World;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Mailbox, Message, MultiPart},
};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
};

async fn send(world: &World, to: &[&str], subject: &str) {
    let smtp = world.running.smtp;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.ip().to_string())
        .port(smtp.port())
        .build();
    let mut message = Message::builder()
        .from("Услуги <noreply@uslugi.test>".parse::<Mailbox>().unwrap())
        .message_id(Some("<one@uslugi.test>".into()))
        .subject(subject);
    for address in to {
        message = message.to(address.parse().unwrap());
    }
    let plain = String::from("Здравствуйте, Анна!\r\n.\r\n..Справка готова. 12 780 ₽\r\n");
    let html = String::from("<p>Здравствуйте, <b>Анна</b>!</p><script>alert(1)</script>");
    let body = MultiPart::alternative_plain_html(plain, html);
    transport.send(message.multipart(body).unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_cyrillic_letter_is_readable_and_survives_a_restart() {
    let world = World::new().await;
    send(&world, &["anna@example.ru", "boris@example.ru"], "Справка готова — можно забирать").await;
    send(&world, &["vera@example.ru"], "Другое").await;
    let world = world.restarted().await;
    let letters = world.get_json("/mail.json?to=ANNA@example.ru").await;
    assert_eq!(letters.as_array().unwrap().len(), 1);
    let letter = &letters[0];
    assert_eq!(letter["n"], 1);
    assert_eq!(letter["to"], json!(["anna@example.ru", "boris@example.ru"]));
    assert_eq!(letter["from"], "noreply@uslugi.test");
    assert_eq!(letter["subject"], "Справка готова — можно забирать");
    assert_eq!(letter["message_id"], "one@uslugi.test");
    assert_eq!(letter["received_at"], "2026-11-22T13:00:00+03:00");
    let text = letter["text"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Здравствуйте, Анна!\n.\n..Справка готова. 12 780 ₽");
    let all = world.get_json("/mail.json").await;
    assert_eq!(all[0]["subject"], "Другое", "newest first");

    let page = world.http.get(world.at("/mail/1")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'"));
    let page = page.text().await.unwrap();
    assert!(page.contains("можно забирать") && !page.contains("<script>"), "{page}");
    let list = world.http.get(world.at("/mail?to=vera@example.ru")).send().await.unwrap();
    let list = list.text().await.unwrap();
    assert!(list.contains("Другое") && !list.contains("можно забирать"));
    assert_eq!(world.http.get(world.at("/mail/9")).send().await.unwrap().status(), 404);
    assert_eq!(world.http.get(world.at("/")).send().await.unwrap().status(), 200);
}

/// Says each line and compares the beginning of the last line of each answer.
async fn talk(world: &World, lines: &[(&str, &str)]) {
    let mut wire = BufStream::new(TcpStream::connect(world.running.smtp).await.unwrap());
    assert!(reply(&mut wire).await.starts_with("220 "));
    for (said, expected) in lines {
        wire.write_all(said.as_bytes()).await.unwrap();
        wire.write_all(b"\r\n").await.unwrap();
        wire.flush().await.unwrap();
        let heard = reply(&mut wire).await;
        assert!(heard.starts_with(expected), "{said:.60}: {heard}");
    }
}

async fn reply(wire: &mut BufStream<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        wire.read_line(&mut line).await.unwrap();
        if line.get(3..4) != Some("-") {
            return line;
        }
    }
}

#[tokio::test]
async fn commands_out_of_turn_and_wrong_words_are_answered() {
    let world = World::new().await;
    let long = format!("NOOP {}", "x".repeat(3000));
    talk(
        &world,
        &[
            ("MAIL FROM:<a@b.test>", "503"),
            ("EHLO", "501"),
            ("EHLO tests", "250 ENHANCED"),
            ("RCPT TO:<c@d.test>", "503"),
            ("DATA", "503"),
            ("MAIL FROM:a@b.test", "501"),
            ("MAIL FROM:<a@b.test> SIZE=99999999", "552"),
            ("MAIL FROM:<a@b.test> SIZE=many", "501"),
            ("MAIL FROM:<a@b.test> DSN=1", "555"),
            ("mail from:<> BODY=8BITMIME SMTPUTF8 SIZE=100", "250"),
            ("MAIL FROM:<a@b.test>", "503"),
            ("DATA", "503"),
            ("RCPT TO:<nobody>", "553"),
            ("RCPT TO:<c@d.test\u{7}>", "553"),
            ("RCPT TO:<анна@example.ru>", "250"),
            ("RSET", "250"),
            ("DATA", "503"),
            ("BDAT 3", "500"),
            (&long, "500"),
            ("NOOP", "250"),
            ("HELO tests", "250"),
            ("QUIT", "221"),
        ],
    )
    .await;
    assert_eq!(world.get_json("/mail.json").await, json!([]));
}

#[tokio::test]
async fn dots_are_unstuffed_and_smuggled_or_endless_lines_are_not_kept() {
    let world = World::new().await;
    let begin = [
        ("EHLO tests", "250"),
        ("MAIL FROM:<a@b.test>", "250"),
        ("RCPT TO:<c@d.test>", "250"),
        ("DATA", "354"),
    ];
    let endless = format!("Subject: x\r\n\r\n{}\r\n.", "y".repeat(1200));
    for (letter, expected) in [
        ("Subject: stuffed\r\n\r\n..one\r\n.two\r\n.", "250"),
        ("Subject: bare\r\n\r\nsmuggled\n.\nMAIL FROM:<e@f.test>\r\n.", "554"),
        (&endless, "554"),
    ] {
        let mut lines = begin.to_vec();
        lines.push((letter, expected));
        lines.push(("QUIT", "221"));
        talk(&world, &lines).await;
    }
    let letters = world.get_json("/mail.json").await;
    assert_eq!(letters.as_array().unwrap().len(), 1);
    assert_eq!(letters[0]["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(), ".one\ntwo");
    let kept = std::fs::read_dir(world.dir.path().join("sandbox/mail")).unwrap().count();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_letter_larger_than_ten_megabytes_is_refused() {
    let world = World::new().await;
    let line = format!("{}\r\n", "z".repeat(990));
    let letter = format!("Subject: big\r\n\r\n{}.", line.repeat(10_700));
    talk(
        &world,
        &[
            ("EHLO tests", "250"),
            ("MAIL FROM:<a@b.test>", "250"),
            ("RCPT TO:<c@d.test>", "250"),
            ("DATA", "354"),
            (&letter, "552"),
            ("NOOP", "250"),
        ],
    )
    .await;
    assert_eq!(world.get_json("/mail.json").await, json!([]));
}
