import Foundation

/// Text made comparable: lower case, Latin letters without marks, single spaces.
///
/// Compatibility forms are taken apart and their marks dropped (Unicode NFKD, UAX 15); letters that
/// do not come apart, Cyrillic and Greek are written in Latin as passports do, roughly (ICAO 9303,
/// ISO 9). Other scripts stay as they are. What is neither a letter nor a digit becomes a space,
/// but an apostrophe and its likes nothing.
///
/// ```swift
/// NameFolding.folded("Müller-Lüdenscheidt")  // "muller ludenscheidt"
/// NameFolding.folded("Чайковский")           // "chaikovskii"
/// ```
package enum NameFolding {
    /// O(bytes); text of plain ASCII takes the short way.
    package static func folded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let whole = isPlain ? text : text.decomposedStringWithCompatibilityMapping
        var folded = ""
        folded.reserveCapacity(text.utf8.count)
        var isBehindSpace = true
        var last: Unicode.Scalar = " "
        for scalar in whole.unicodeScalars {
            guard let piece = LatinLetters.digraph(last, scalar) ?? piece(of: scalar) else {
                continue
            }
            last = scalar
            if piece == " " {
                if !isBehindSpace { folded += " " }
                isBehindSpace = true
            } else {
                folded += piece
                isBehindSpace = false
            }
        }
        if folded.hasSuffix(" ") { folded.removeLast() }
        return folded
    }

    /// What one scalar becomes: nil for nothing, a space for what parts words.
    private static func piece(of scalar: Unicode.Scalar) -> String? {
        if scalar.value < 0x80 {
            switch scalar {
            case "a"..."z", "0"..."9": return String(Character(scalar))
            case "A"..."Z": return String(Character(Unicode.Scalar(scalar.value + 32)!))
            case "'", "`", "\"": return nil
            default: return " "
            }
        }
        if let latin = LatinLetters.latin(scalar) { return latin }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return nil
        case .spacingMark, .otherLetter, .modifierLetter, .decimalNumber, .letterNumber:
            return String(Character(scalar))
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter:
            return scalar.properties.lowercaseMapping
        default: return "\u{2018}\u{2019}\u{02BC}".unicodeScalars.contains(scalar) ? nil : " "
        }
    }
}
