//! The search finds what people mean (PT-13).

use catalog::Catalog;
use domain::text::Lang;
use std::fmt::Write as _;

/// What a person writes, and the service they mean.
const GOLDEN: [(&str, &str); 47] = [
    ("справка безработного", "employment-certificate"),
    ("справку о безработице", "employment-certificate"),
    ("справка с биржи труда", "employment-certificate"),
    ("биржа труда", "employment-certificate"),
    ("СПРАВКА ИЗ ЦЕНТРА ЗАНЯТОСТИ", "employment-certificate"),
    ("справка о пособии", "employment-certificate"),
    ("пособие по безработице", "employment-certificate"),
    ("цзн", "employment-certificate"),
    ("уволили, нужна бумага", "employment-certificate"),
    ("остался без работы", "employment-certificate"),
    ("безработный", "employment-certificate"),
    ("безроботный", "employment-certificate"),
    ("спраавка безработного", "employment-certificate"),
    ("занятоти", "employment-certificate"),
    ("безраб", "employment-certificate"),
    ("cghfdrf ,tphf,jnyjuj", "employment-certificate"),
    ("unemployed", "employment-certificate"),
    ("unemployment certificates", "employment-certificate"),
    ("детский сад", "kindergarten-enrolment"),
    ("садик", "kindergarten-enrolment"),
    ("детсад", "kindergarten-enrolment"),
    ("децкий сад", "kindergarten-enrolment"),
    ("ltncrbq cfl", "kindergarten-enrolment"),
    ("очередь в садик", "kindergarten-enrolment"),
    ("ДООУ", "kindergarten-enrolment"),
    ("ясли", "kindergarten-enrolment"),
    ("kindergarten", "kindergarten-enrolment"),
    ("врач", "doctor-appointment"),
    ("записаться к доктору", "doctor-appointment"),
    ("запись к терапевту", "doctor-appointment"),
    ("поликлинника", "doctor-appointment"),
    ("талон к врачу", "doctor-appointment"),
    ("приём педиатра", "doctor-appointment"),
    ("прием педиатра", "doctor-appointment"),
    ("свадьба", "marriage-registration"),
    ("хочу пожениться", "marriage-registration"),
    ("заключение брака", "marriage-registration"),
    ("женитьба", "marriage-registration"),
    ("роспись в загсе", "marriage-registration"),
    ("развод", "divorce-registration"),
    ("развестись с женой", "divorce-registration"),
    ("свидетельство о рождении", "birth-registration"),
    ("родился малыш", "birth-registration"),
    ("новорожденный", "birth-registration"),
    ("квота на операцию", "high-tech-care"),
    ("ВМП", "high-tech-care"),
    ("высокотехнологичная помощь", "high-tech-care"),
];

fn first(catalog: &Catalog, query: &str, count: usize) -> Vec<String> {
    let found = catalog.search(query, Lang::Ru);
    found.iter().take(count).map(|(_, entry)| entry.service.code.to_string()).collect()
}

/// Proves PT-13: recall@3 is 100 % on the golden set; nine in ten are first.
#[test]
fn people_find_what_they_mean() {
    let catalog = Catalog::embedded().unwrap();
    let mut first_place = 0;
    let mut lost = String::new();
    for (query, meant) in GOLDEN {
        let found = first(&catalog, query, 3);
        first_place += usize::from(found.first().is_some_and(|one| one == meant));
        if !found.iter().any(|one| one == meant) {
            writeln!(lost, "{query}: {found:?}, not {meant}").unwrap();
        }
    }
    assert!(lost.is_empty(), "{lost}");
    assert!(first_place * 10 >= GOLDEN.len() * 9, "only {first_place} of {} first", GOLDEN.len());
}

#[test]
fn nothing_lists_all_and_nonsense_finds_none() {
    let catalog = Catalog::embedded().unwrap();
    let all = catalog.search("  ", Lang::Ru);
    assert_eq!(all.len(), catalog.entries().count());
    assert!(all[0].1.is_open(), "what can be applied for comes first");
    for nonsense in ["щщщщщщ", "zzzzzzzz", "🙂", "???", "'; drop table services; --"] {
        assert_eq!(first(&catalog, nonsense, 1), Vec::<String>::new(), "{nonsense}");
    }
    // Endless input costs no more than a line of it.
    let endless = "справка ".repeat(100_000);
    assert_eq!(first(&catalog, &endless, 1), first(&catalog, "справка", 1));
}

#[test]
fn what_people_mean_is_found_among_a_thousand_services() {
    let folder = crate::folder::copy();
    let words: Vec<String> = (0..3_000).map(|n| format!("слово{}ость", letters(n))).collect();
    let path = folder.path().join("services");
    let model = std::fs::read_to_string(path.join("doctor-appointment.yaml")).unwrap();
    for n in 0..1_000_usize {
        let some: Vec<&str> =
            (0..6).map(|k| words[(n * 7 + k * 13) % words.len()].as_str()).collect();
        let text = model
            .replace("code: doctor-appointment", &format!("code: service-{n}"))
            .replace("ru: Запись к врачу", &format!("ru: {}", some.join(" ")));
        std::fs::write(path.join(format!("service-{n}.yaml")), text).unwrap();
    }
    let catalog = Catalog::from_dir(folder.path()).unwrap();
    for query in ["справка безработного", "безроботный", "садек", "поликлинника"]
    {
        assert!(!catalog.search(query, Lang::Ru).is_empty(), "{query}");
    }
}

fn letters(mut n: usize) -> String {
    let alphabet: Vec<char> = ('а'..='я').collect();
    let mut text = String::new();
    for _ in 0..3 {
        text.push(alphabet[n % 32]);
        n /= 32;
    }
    text
}

/// Issue 6, C20: what the catalog has no service for is not answered with another one.
#[test]
fn trouble_is_not_answered_with_a_service_that_is_beside_the_point() {
    let catalog = Catalog::embedded().unwrap();
    let beside = [
        "справка о несудимости",
        "справка о доходах",
        "выписка из егрн",
        "свидетельство о собственности",
        "регистрация автомобиля",
        "запись в бассейн",
        "нет денег",
        "денег нет, долги",
        "нечем платить за квартиру",
        "вызов скорой",
        "нет работы и денег",
        "муж бьёт",
        "страховка",
        "взять ипотеку",
    ];
    for query in beside {
        assert_eq!(first(&catalog, query, 3), Vec::<String>::new(), "{query}");
    }
    for query in ["болит голова", "ребёнок болеет", "высокая температура у ребёнка"]
    {
        let found = first(&catalog, query, 3);
        assert_eq!(found.first().map(String::as_str), Some("doctor-appointment"), "{query}");
        assert!(!found.iter().any(|code| code == "divorce-registration"), "{query}: {found:?}");
    }
}
