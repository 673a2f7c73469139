/// How letters that are no plain Latin ones are written in Latin.
enum LatinLetters {
    /// The lower-case Latin of a letter of either case without marks; nil where it has none here.
    static func latin(_ scalar: Unicode.Scalar) -> String? {
        table[scalar]
            ?? scalar.properties.lowercaseMapping.unicodeScalars.first.flatMap {
                $0 == scalar ? nil : table[$0]
            }
    }

    /// A Greek upsilon behind alpha, epsilon or omicron is a u (ISO 843); nil for all else.
    static func digraph(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> String? {
        guard second == "υ" || second == "Υ" else { return nil }
        return "αεοΑΕΟ".unicodeScalars.contains(first) ? "u" : nil
    }

    private static let table: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [:]
        for line in [special, cyrillic, greek] {
            for pair in line.split(separator: " ") {
                let scalars = Array(pair.unicodeScalars)
                table[scalars[0]] = String(
                    String.UnicodeScalarView(scalars.dropFirst().filter { $0 != "-" }))
            }
        }
        return table
    }()

    /// The letter, then its Latin; a hyphen for none.
    private static let special =
        "ßss æae œoe øo đd ðd þth łl ıi ħh ŋn ŧt ĸk ſs ƒf ɐa əe ɓb ɗd ɣg ɩi ɔo ʻ- ʼ- ˈ-"

    private static let cyrillic =
        "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch "
        + "ъ- ыy ьi эe юiu яia ѓg ђd єie ѕdz іi јj љlj њnj ћc ќk ўu џdz ґg әa ғg қk ңn өo ұu үu һh"
        + " ѐe ѝi ӣi ӯu"

    private static let greek =
        "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"
}
