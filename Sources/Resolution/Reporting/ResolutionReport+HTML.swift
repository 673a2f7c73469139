import Toolbox

extension ResolutionReport {
    /// Pairs on each side of the threshold that are explained.
    private static let explained = 5

    /// A page that stands alone: how much each level speaks for or against, what is expected of
    /// each threshold, how the pairs lie, and the pairs that were hardest to tell.
    package var html: String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Who is the same</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; \
        padding: 0 1rem; color: #222; background: #fff }
        table { border-collapse: collapse } td, th { padding: .15rem .8rem .15rem 0; \
        text-align: left } td.n { text-align: right; font-variant-numeric: tabular-nums }
        svg { max-width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; \
        fill: #222 }
        @media (prefers-color-scheme: dark) { body { color: #ddd; background: #111 } \
        svg text { fill: #ddd } }
        </style>
        <h1>Who is the same</h1>
        <p>\(ResolutionReport.escaped(String(text.prefix { $0 != "\n" })))</p>
        <h2>What each level says</h2>
        <p>Bits for being the same (right) or against it (left): log₂(m / u). Before anything is \
        compared there are \(ResolutionReport.number(resolved.model.prior, 1)) bits.</p>
        \(weightsPicture)
        <h2>How the pairs lie</h2>
        <p>Pairs compared by their weight in bits, a bar is one step higher for twice as many; \
        the line is the threshold.</p>
        \(pairsPicture)
        <h2>Hardest to tell</h2>
        <p>Pairs nearest to the threshold, with the bits of each comparison.</p>
        \(hardest)
        <h2>All figures</h2>
        <pre>\(ResolutionReport.escaped(text))</pre>
        </html>

        """
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private var weightsPicture: String {
        let model = resolved.model
        let widest = max(1, model.levels.joined().map { abs($0.weight) }.max() ?? 1)
        var rows = ""
        var y = 0
        for (comparison, levels) in zip(model.settings.comparisons, model.levels) {
            for (place, level) in levels.enumerated() {
                let length = abs(level.weight) / widest * 220
                let x = level.weight < 0 ? 560 - length : 560
                let colour = level.weight < 0 ? "#c2410c" : "#0f766e"
                let name = place == 0 ? ResolutionReport.escaped(comparison.column) : ""
                rows += """
                    <text x="0" y="\(y + 13)">\(name)</text>\
                    <text x="150" y="\(y + 13)">\(ResolutionReport.escaped(level.name))</text>\
                    <rect x="\(ResolutionReport.number(x, 1))" y="\(y + 2)" height="13" \
                    width="\(ResolutionReport.number(max(length, 0.5), 1))" fill="\(colour)"/>\
                    <text x="800" y="\(y + 13)">\(ResolutionReport.number(level.weight, 1))</text>

                    """
                y += 18
            }
            y += 8
        }
        return "<svg viewBox=\"0 0 850 \(y)\" role=\"img\" "
            + "aria-label=\"Bits of each level\">\n\(rows)</svg>"
    }

    private var pairsPicture: String {
        let prior = resolved.model.prior
        var bars: [Int: Int] = [:]
        for (evidence, pairs) in resolved.histogram.steps {
            bars[Int((evidence + prior).rounded()), default: 0] += pairs
        }
        guard let low = bars.keys.min(), let high = bars.keys.max() else { return "" }
        let width = 840.0 / Double(high - low + 1)
        let bits = { (count: Int) in Double(Int.bitWidth - count.leadingZeroBitCount) }
        let highest = bits(bars.values.max() ?? 1)
        var drawn = ""
        for (weight, count) in bars.sorted(by: { $0.key < $1.key }) {
            let height = bits(count) / highest * 180
            drawn += """
                <rect x="\(ResolutionReport.number(Double(weight - low) * width, 1))" \
                y="\(ResolutionReport.number(190 - height, 1))" fill="#475569" \
                width="\(ResolutionReport.number(max(width - 1, 0.5), 1))" \
                height="\(ResolutionReport.number(height, 1))"><title>\(weight) bits: \
                \(count.grouped) pairs</title></rect>

                """
        }
        let threshold = resolved.model.evidence(probability: resolved.model.threshold) + prior
        let x = ResolutionReport.number((threshold - Double(low) + 0.5) * width, 1)
        drawn += "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"190\" stroke=\"#c2410c\"/>\n"
        drawn += "<text x=\"0\" y=\"206\">\(low) bits</text>"
        drawn += "<text x=\"780\" y=\"206\">\(high) bits</text>\n"
        return "<svg viewBox=\"0 0 840 210\" role=\"img\" "
            + "aria-label=\"Pairs by weight\">\n\(drawn)</svg>"
    }

    private var hardest: String {
        let bound = resolved.model.evidence(probability: resolved.model.threshold)
        let ranked = resolved.pairs.sorted {
            ($0.evidence, $0.left, $0.right) < ($1.evidence, $1.left, $1.right)
        }
        let first = ranked.firstIndex { $0.evidence >= bound } ?? ranked.count
        let near = ranked[
            max(
                0, first - ResolutionReport.explained)..<min(
                    ranked.count, first + ResolutionReport.explained)]
        let scorer = Scorer(resolved.model, table: table)
        return near.reversed().map { explanation($0, scorer) }.joined(separator: "\n")
    }

    /// A waterfall: what each comparison saw, and what it adds.
    private func explanation(_ pair: ScoredPair, _ scorer: Scorer) -> String {
        let (left, right) = (Int(pair.left), Int(pair.right))
        let (levels, bits) = scorer.parts(left, right)
        var sum = resolved.model.prior
        var rows = "<tr><td>before</td><td></td><td></td><td></td><td class=\"n\">"
        rows += "\(ResolutionReport.number(sum, 1))</td><td class=\"n\"></td></tr>"
        for (place, comparison) in resolved.model.settings.comparisons.enumerated() {
            let names = comparison.levelNames + [Comparison.missingLevel]
            let column = table.columns[table.place(comparison.column)!]
            sum += bits[place]
            let cells = [
                comparison.column, column.rawText(left), column.rawText(right),
                names[levels[place]],
            ]
            rows += "<tr>"
            for cell in cells { rows += "<td>\(ResolutionReport.escaped(cell))</td>" }
            rows += "<td class=\"n\">\(ResolutionReport.number(bits[place], 1))</td>"
            rows += "<td class=\"n\">\(ResolutionReport.number(sum, 1))</td></tr>\n"
        }
        let probability = resolved.model.probability(evidence: pair.evidence)
        let names = "\(table.id(left)) and \(table.id(right))"
        return """
            <h3>\(ResolutionReport.escaped(names)): \
            \(ResolutionReport.number(probability, 4))</h3>
            <table><tr><th></th><th></th><th></th><th>level</th><th>bits</th><th>sum</th></tr>
            \(rows)</table>
            """
    }
}
