import Foundation

/// A person's name as it is compared, as far as a name can tell who it is.
package enum PersonName {
    /// The same however the name is written: without case, white space and what is not seen, in
    /// Unicode's canonical form.
    package static func key(_ name: String) -> String {
        let seen = name.lowercased().unicodeScalars.filter {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        return String(String.UnicodeScalarView(seen)).precomposedStringWithCanonicalMapping
    }

    /// Whether two names are one person's.
    package static func isSame(_ one: String, _ other: String) -> Bool { key(one) == key(other) }
}
