import Features
import Yams

// What some aggregations need to be told: resolution, q, rest and cap.

extension PackBuilder {
    /// Reads the keys that only some aggregations have, and reports those that do not belong.
    func readSettings(
        _ item: MappingReader, _ aggregation: Aggregation, window: Window?
    ) -> AggregationSettings {
        var settings = AggregationSettings()
        settings.resolutionMilliseconds = readResolution(item, aggregation, window)
        if let node = own("q", item, aggregation, .quantile, isRequired: true) {
            settings.quantile = readShare(item, node) ?? 0
        }
        if let node = own("rest", item, aggregation, .longestSpan, isRequired: true) {
            settings.restMilliseconds = readRest(item, node, window) ?? 0
        }
        if let node = own("cap", item, aggregation, .distinct, isRequired: false) {
            let cap = item.int("cap", in: 1...AggregationSettings.capMax, default: 1)
            settings.cap = Int64(cap)
            checkCap(item, node, window)
        }
        return settings
    }

    /// The node of a key that only one aggregation has.
    private func own(
        _ key: String, _ item: MappingReader, _ aggregation: Aggregation, _ owner: Aggregation,
        isRequired: Bool
    ) -> Node? {
        guard aggregation != owner else { return isRequired ? item.required(key) : item.node(key) }
        if let node = item.node(key) {
            sink.error(
                item.file, node, "`\(aggregation.rawValue)` has no `\(key)`.",
                fix: "Drop `\(key)`, or aggregate with `\(owner.rawValue)`.")
        }
        return nil
    }

    private func readShare(_ item: MappingReader, _ node: Node) -> Double? {
        if let share = node.scalar.flatMap({ Double($0.string) }), (0...1).contains(share) {
            return share
        }
        sink.error(
            item.file, node, "`q` is a number from 0 to 1.",
            fix: "Write 0.5 for the median, or 0.9 for what nine of ten lie below.")
        return nil
    }

    private func readRest(_ item: MappingReader, _ node: Node, _ window: Window?) -> Int64? {
        guard let rest = item.span("rest") else { return nil }
        guard rest > 0 else {
            sink.error(
                item.file, node, "A rest is longer than nothing.",
                fix: "Write how long a pause must be to end a run, such as 30m.")
            return nil
        }
        guard let width = window?.milliseconds,
            width / rest > AggregationSettings.runsMax
        else { return rest }
        sink.error(
            item.file, node,
            "The window has room for \(width / rest) runs; "
                + "\(AggregationSettings.runsMax) are the most.",
            fix: "Take a longer rest or a shorter window.")
        return nil
    }

    private func readResolution(
        _ item: MappingReader, _ aggregation: Aggregation, _ window: Window?
    ) -> Int64? {
        guard let node = item.node("resolution"), item.optionalText("resolution") != "exact",
            let window, let tile = item.span("resolution")
        else { return nil }
        let fault: (what: String, fix: String)?
        if let refusal = aggregation.tileRefusal {
            fault = (
                "`\(aggregation.rawValue)` cannot be had in tiles: \(refusal).",
                "Drop `resolution`."
            )
        } else if let width = window.milliseconds {
            fault = tileFault(tile, width: width)
        } else {
            fault = ("A window without end has no far edge.", "Drop `resolution`.")
        }
        if let fault { sink.error(item.file, node, fault.what, fix: fault.fix) }
        return fault == nil ? tile : nil
    }

    private func tileFault(_ tile: Int64, width: Int64) -> (what: String, fix: String)? {
        guard tile > 0, width % tile == 0 else {
            return (
                "A tile divides its window.",
                "Take a span of which the window is a multiple, such as 1m, 1h or 1d."
            )
        }
        guard width / tile <= AggregationSettings.tilesMax else {
            return (
                "The window has \(width / tile) tiles; "
                    + "\(AggregationSettings.tilesMax) are the most.",
                "Take a longer tile."
            )
        }
        return nil
    }

    private func checkCap(_ item: MappingReader, _ node: Node, _ window: Window?) {
        let isExact = item.node("resolution") == nil || item.optionalText("resolution") == "exact"
        guard isExact, window?.milliseconds != nil else { return }
        sink.error(
            item.file, node,
            "An exact window holds every event anyway, so a cap saves nothing there.",
            fix: "Drop `cap`, or take `window: all` or a `resolution` such as 1h.")
    }
}
