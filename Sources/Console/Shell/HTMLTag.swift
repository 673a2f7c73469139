import Foundation

/// A tag of markup that our templates wrote: `<name attribute="value" word>`.
struct HTMLTag {
    /// With its `/` where it ends an element.
    let name: String
    let range: Range<String.Index>
    /// In order; nil for a word without a value.
    private var attributes: [(name: String, value: String?)] = []

    /// The first tag in a text; nil for none.
    static func first(in text: Substring) -> HTMLTag? {
        var at = text.startIndex
        while let start = text[at...].firstIndex(of: "<") {
            if let tag = HTMLTag(text, at: start) { return tag }
            at = text.index(after: start)
        }
        return nil
    }

    static func all(in text: Substring) -> [HTMLTag] {
        var (tags, rest) = ([HTMLTag](), text)
        while let tag = first(in: rest) {
            tags.append(tag)
            rest = rest[tag.range.upperBound...]
        }
        return tags
    }

    /// Nil where no tag begins there.
    private init?(_ text: Substring, at start: String.Index) {
        var at = text.index(after: start)
        func word(until isEnd: (Character) -> Bool) -> Substring {
            let from = at
            while at < text.endIndex, !isEnd(text[at]) { at = text.index(after: at) }
            return text[from..<at]
        }
        let isBreak: (Character) -> Bool = { $0.isWhitespace || $0 == ">" }
        let name = word(until: isBreak)
        guard let first = name.first, first.isLetter || first == "/" else { return nil }
        var attributes: [(name: String, value: String?)] = []
        while at < text.endIndex, text[at] != ">" {
            if text[at].isWhitespace {
                at = text.index(after: at)
                continue
            }
            let key = word { isBreak($0) || $0 == "=" }
            guard at < text.endIndex, text[at] == "=" else {
                attributes.append((String(key), nil))
                continue
            }
            at = text.index(after: at)
            guard at < text.endIndex, text[at] == "\"" else { return nil }
            at = text.index(after: at)
            let value = word { $0 == "\"" }
            guard at < text.endIndex else { return nil }
            at = text.index(after: at)
            attributes.append((String(key), HTMLTag.plain(value)))
        }
        guard at < text.endIndex else { return nil }
        self.name = name.lowercased()
        self.attributes = attributes
        range = start..<text.index(after: at)
    }

    /// The value of an attribute; nil for none, empty for a word.
    subscript(attribute: String) -> String? {
        attributes.first { $0.name == attribute }.map { $0.value ?? "" }
    }

    /// As it is written.
    var written: String { HTMLTag.written(name, attributes) }

    /// With a word, or without it.
    func setting(_ word: String, _ isSet: Bool) -> String {
        let others = attributes.filter { $0.name != word }
        return HTMLTag.written(name, others + (isSet ? [(word, nil)] : []))
    }

    /// With a value.
    func setting(_ attribute: String, to value: String) -> String {
        HTMLTag.written(
            name, attributes.filter { $0.name != attribute } + [(attribute, value)])
    }

    private static func written(
        _ name: String, _ attributes: [(name: String, value: String?)]
    ) -> String {
        "<" + name
            + attributes.map { name, value in
                " " + name + (value.map { "=\"\(escaped($0))\"" } ?? "")
            }.joined() + ">"
    }

    /// The text with each tag open that begins behind so many bytes.
    static func opened(_ text: String, _ places: [Int]) -> String {
        var text = text
        for place in places.reversed() {
            let start = text.utf8.index(text.startIndex, offsetBy: place)
            guard let tag = HTMLTag(text[...], at: start) else { continue }
            text.replaceSubrange(tag.range, with: tag.setting("open", true))
        }
        return text
    }

    static func escaped(_ text: String) -> String {
        var markup = Markup()
        markup.text(text)
        return markup.written
    }

    /// What escaped text stands for.
    static func plain(_ text: Substring) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(String(text)) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
