/// Names of the machine as people read them.
package enum PlainWords {
    /// `artificial plays` for `artificial_plays`.
    package static func of(_ name: String) -> String { name.replacing("_", with: " ") }
}
