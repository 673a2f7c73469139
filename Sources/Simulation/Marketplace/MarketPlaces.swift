/// A country of the marketplace's people.
struct MarketPlace: Sendable {
    /// ISO 3166-1 alpha-2.
    let code: StaticString
    /// Minutes ahead of UTC, in winter.
    let offset: Int
    /// ISO 639-1.
    let language: StaticString
    let latitude: Double
    let longitude: Double
    /// Network of its homes.
    let network: Int

    static let all: [MarketPlace] = [
        MarketPlace(
            code: "UA", offset: 120, language: "uk", latitude: 50.45, longitude: 30.52,
            network: 6_001),
        MarketPlace(
            code: "PL", offset: 60, language: "pl", latitude: 52.23, longitude: 21.01,
            network: 6_002),
        MarketPlace(
            code: "DE", offset: 60, language: "de", latitude: 52.52, longitude: 13.4,
            network: 6_003),
        MarketPlace(
            code: "BR", offset: -180, language: "pt", latitude: -23.55, longitude: -46.63,
            network: 6_004),
        MarketPlace(
            code: "GR", offset: 120, language: "el", latitude: 37.98, longitude: 23.73,
            network: 6_005),
        MarketPlace(
            code: "PH", offset: 480, language: "tl", latitude: 14.6, longitude: 120.98,
            network: 6_006),
        MarketPlace(
            code: "IN", offset: 330, language: "hi", latitude: 28.61, longitude: 77.21,
            network: 6_007),
        MarketPlace(
            code: "US", offset: -300, language: "en", latitude: 40.71, longitude: -74.01,
            network: 6_008),
    ]
    static let unitedStates = 7
    static let india = 6

    /// A university's network, and one of rented servers.
    static let campusNetwork = 1_653
    static let hostingNetwork = 14_061
}

/// Names people of a place bear: as they write them, as papers do, and what friends call them.
struct MarketNames: Sendable {
    /// `native/paper/short` for first names, `native/paper` for last ones, a list for each place.
    private static let first: [[StaticString]] = [
        [
            "Олександр/OLEKSANDR/Alex", "Наталія/NATALIIA/Natasha", "Сергій/SERHII/Sergey",
            "Юлія/YULIIA/Julia", "Дмитро/DMYTRO/Dima", "Марія/MARIIA/Maria",
        ],
        [
            "Łukasz/LUKASZ/Luke", "Małgorzata/MALGORZATA/Gosia", "Paweł/PAWEL/Paul",
            "Agnieszka/AGNIESZKA/Agnieszka", "Michał/MICHAL/Michael", "Zofia/ZOFIA/Sophie",
        ],
        [
            "Jürgen/JUERGEN/Jurgen", "Björn/BJOERN/Bjorn", "Käthe/KAETHE/Kathe",
            "Thomas/THOMAS/Tom", "Anna/ANNA/Anne", "Günter/GUENTER/Gunter",
        ],
        [
            "João/JOAO/Joao", "Antônio/ANTONIO/Tony", "Conceição/CONCEICAO/Conceicao",
            "Márcia/MARCIA/Marcia", "Luís/LUIS/Luis", "Rafael/RAFAEL/Rafa",
        ],
        [
            "Γιώργος/GEORGIOS/George", "Ελένη/ELENI/Helen", "Χρήστος/CHRISTOS/Chris",
            "Μαρία/MARIA/Maria", "Νίκος/NIKOLAOS/Nick", "Δημήτρης/DIMITRIOS/Dimitri",
        ],
        [
            "Jose/JOSE/Joe", "Maricel/MARICEL/Maricel", "Rodrigo/RODRIGO/Rodrigo",
            "Anthony/ANTHONY/Tony", "Lourdes/LOURDES/Lourdes", "Michael/MICHAEL/Mike",
        ],
        [
            "Rahul/RAHUL/Rahul", "Priya/PRIYA/Priya", "Mohammed/MOHAMMAD/Mohamed",
            "Sunita/SUNITA/Sunita", "Vikram/VIKRAM/Vikram", "Deepak/DEEPAK/Deepak",
        ],
        [
            "William/WILLIAM/Bill", "Elizabeth/ELIZABETH/Liz", "Robert/ROBERT/Bob",
            "Katherine/KATHERINE/Kate", "Steven/STEPHEN/Steve", "Joseph/JOSEPH/Joe",
        ],
    ]
    private static let last: [[StaticString]] = [
        [
            "Шевченко/SHEVCHENKO", "Коваленко/KOVALENKO", "Щербак/SHCHERBAK", "Бондар/BONDAR",
            "Мельник/MELNYK", "Ткачук/TKACHUK",
        ],
        [
            "Wójcik/WOJCIK", "Żuraw/ZURAW", "Kamiński/KAMINSKI", "Dąbek/DABEK",
            "Szymczak/SZYMCZAK", "Piotrowicz/PIOTROWICZ",
        ],
        [
            "Müller/MUELLER", "Schröder/SCHROEDER", "von Bergen/VON BERGEN", "Weiß/WEISS",
            "Krause/KRAUSE", "Lüders/LUEDERS",
        ],
        [
            "da Silva/SILVA", "Gonçalves/GONCALVES", "Araújo Lima/ARAUJO LIMA",
            "dos Santos/SANTOS", "Magalhães/MAGALHAES", "Pereira/PEREIRA",
        ],
        [
            "Παπαδόπουλος/PAPADOPOULOS", "Καραμανλής/KARAMANLIS", "Βασιλείου/VASILEIOU",
            "Οικονόμου/OIKONOMOU", "Γεωργίου/GEORGIOU", "Αλεξίου/ALEXIOU",
        ],
        [
            "dela Cruz/DELA CRUZ", "Bautista/BAUTISTA", "Villanueva/VILLANUEVA",
            "Mercado/MERCADO", "Pangilinan/PANGILINAN", "Aquino/AQUINO",
        ],
        [
            "Sharma/SHARMA", "Chatterjee/CHATTERJEE", "Khan/KHAN", "Reddy/REDDY",
            "Malhotra/MALHOTRA", "Iyer/IYER",
        ],
        [
            "O'Brien/OBRIEN", "Johnson/JOHNSON", "McDonald/MCDONALD", "Williams/WILLIAMS",
            "Smith-Jones/SMITH JONES", "Carter/CARTER",
        ],
    ]

    let profile: String
    let paper: String
    /// Of the holder of the bank account.
    let holder: String

    /// The name with this number in a place; short forms and other orders are chosen by `style`.
    init(place: Int, number: Int, style: Int) {
        func parts(_ text: StaticString) -> [Substring] { text.description.split(separator: "/") }
        let given = parts(Self.first[place][number % 6])
        let family = parts(Self.last[place][number / 6 % 6])
        profile = style % 3 == 0 ? "\(given[2]) \(family[1])" : "\(given[0]) \(family[0])"
        paper = style % 2 == 0 ? "\(family[1]) \(given[1])" : "\(given[1]) \(family[1])"
        holder = style % 5 == 0 ? "\(given[1].prefix(1)) \(family[1])" : "\(given[1]) \(family[1])"
    }
}
