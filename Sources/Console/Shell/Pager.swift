/// The way through a list that does not fit on one page, by the template `pager`:
/// `{{#pager}}{{>pager}}{{/pager}}`.
package struct Pager: Sendable, Hashable {
    package let previous: String?
    package let next: String?
    /// Such as `51–100`.
    package let words: String
    /// What the way back leads to.
    package let previousWords: String

    /// Pages by `offset`.
    ///
    /// - Parameters:
    ///   - shown: items on this page.
    ///   - more: whether there are items behind them.
    /// - Returns: nil where all is on one page.
    package init?(
        _ address: Address, offset: Int, shown: Int, pageSize: Int, more: Bool, offsetMax: Int,
        as name: String = "offset"
    ) {
        guard offset > 0 || more else { return nil }
        let back = max(0, offset - pageSize)
        previous =
            offset == 0 ? nil : address.with(name, back == 0 ? nil : "\(back)").text
        let behind = offset + shown
        next = more && behind <= offsetMax ? address.with(name, "\(behind)").text : nil
        previousWords = "Previous"
        words =
            shown == 0
            ? "none" : "\(Counted.grouped(offset + 1))–\(Counted.grouped(offset + shown))"
    }

    /// Pages by `before`, from the latest on.
    ///
    /// - Parameter before: what the next page says; nil where this is the last.
    package init?(_ address: Address, isFirst: Bool, shown: Int, before: Int64?) {
        guard !isFirst || before != nil else { return nil }
        previous = isFirst ? nil : address.with("before", nil).text
        next = before.map { address.with("before", "\($0)").text }
        words = Counted.words(shown, "entry", "entries")
        previousWords = "To the latest"
    }

    /// Pages whose addresses are known.
    ///
    /// - Parameters:
    ///   - latest: of the first page; nil where this is it.
    ///   - older: of the next one; nil where this is the last.
    /// - Returns: nil where all is on one page.
    package init?(latest: String?, older: String?, shown: Int) {
        guard latest != nil || older != nil else { return nil }
        (previous, next) = (latest, older)
        words = Counted.words(shown, "entry", "entries")
        previousWords = "To the latest"
    }
}
