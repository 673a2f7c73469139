import Toolbox

extension BacktestReport {
    /// One page that needs nothing else: bars of what changes by action, and the text.
    package var html: String {
        let most = max(
            1,
            zip(before.actions, after.actions).dropFirst().map {
                max($0.events.events, $1.events.events)
            }
            .max() ?? 1)
        var bars = ""
        var place = 20
        for (old, new) in zip(before.actions, after.actions).dropFirst()
        where old.events.events + new.events.events > 0 {
            bars += BacktestReport.bar(new.action, old.events.events, "#9aa5b1", place, most)
            bars += BacktestReport.bar("", new.events.events, "#1f6feb", place + 16, most)
            place += 44
        }
        return """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <title>Backtest of \(BacktestReport.escaped(after.pack.name))</title>
            <style>body{font:15px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}
            pre{overflow:auto;background:#f6f8fa;padding:1rem}text{font:13px system-ui}</style>
            <h1>Backtest of \(BacktestReport.escaped(after.pack.name))</h1>
            <p>Events by action, before (grey) and after (blue).</p>
            <svg role="img" aria-label="Events by action" viewBox="0 0 760 \(place)" width="100%">
            \(bars)</svg>
            <pre>\(BacktestReport.escaped(text))</pre></html>

            """
    }

    private static func bar(
        _ name: String, _ count: Int, _ colour: String, _ top: Int, _ most: Int
    ) -> String {
        let width = Double(count) / Double(most) * 520
        return "<text x=\"0\" y=\"\(top + 12)\">\(name)</text>"
            + "<rect x=\"90\" y=\"\(top)\" width=\"\(width)\" height=\"14\" fill=\"\(colour)\"/>"
            + "<text x=\"\(96 + width)\" y=\"\(top + 12)\">\(count.grouped)</text>\n"
    }

    /// Text as HTML writes it.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
