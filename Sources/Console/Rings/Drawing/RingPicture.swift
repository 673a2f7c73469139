import Toolbox
import Vocabulary

/// A picture of a ring's links: who is tied to whom, by what, and whom they pay.
///
/// What stands where is told by ``RingLayout``. Kinds of links have colours, and boxes to tick that
/// show and hide them without any script; what marks stand for is told by their shapes too. Every
/// mark has its name as a tip. Beside it stands the same in words, for who cannot see it.
///
/// Costs the layout and some tens of kilobytes; at most ``RingGraph/tiesMax`` lines are drawn.
struct RingPicture {
    /// A kind of link or of what it leads to; how the sheet colours it is told by its place.
    private enum Colour: Int, CaseIterable {
        case lockstep, payee, device, address, instrument, other

        init(kind: String) {
            switch kind {
            case "lockstep": self = .lockstep
            case "payee", "artist": self = .payee
            case "device": self = .device
            case "address": self = .address
            case "instrument": self = .instrument
            default: self = .other
            }
        }

        var title: String {
            switch self {
            case .lockstep: "in lockstep"
            case .payee: "pay"
            case .device: "device"
            case .address: "address"
            case .instrument: "instrument"
            case .other: "other ties"
            }
        }
    }

    /// Values whose names are written beside them; inside none, where more than a few stand there.
    private static let labelsMax = 40
    private static let insideMax = 6
    /// Characters of such a name, and of a payee's.
    private static let labelLength = 15
    private static let paidLength = 24
    /// Half of the frame beyond which a phone, which leaves out the names outside, draws it larger.
    private static let narrow = 385.0
    /// Steps of a line's width.
    private static let widths = 4

    private let document: RingDocument
    private let graph: RingGraph
    private let layout: RingLayout

    init(_ document: RingDocument) {
        self.document = document
        graph = RingGraph(document)
        layout = RingLayout(graph)
    }

    func write(to html: inout Markup) {
        if graph.ties.isEmpty {
            html.raw("<p class=\"dim\">Nothing ties its members to each other by itself; ")
            html.raw("they are one by what the evidence says.</p>")
            return
        }
        let half = reach
        html.raw(
            half > RingPicture.narrow
                ? "<figure class=\"links wordy\">" : "<figure class=\"links\">")
        writeLegend(to: &html)
        html.raw("<svg role=\"img\" aria-describedby=\"links-words\" aria-label=\"")
        html.text("Links of \(document.ring)")
        html.raw("\" viewBox=\"")
        for value in [-half, -half, 2 * half, 2 * half] {
            html.number(value)
            html.raw(" ")
        }
        html.raw("\">")
        writeTies(to: &html)
        writeAccounts(to: &html)
        for place in graph.accountCount..<graph.nodes.count { writeValue(place, to: &html) }
        html.raw("</svg><figcaption id=\"links-words\">")
        html.text(RingWords.picture(graph, layout))
        html.raw("</figcaption></figure>")
    }

    /// From the middle to the frame: as far as marks and the names outside go.
    private var reach: Double {
        var reach = RingLayout.accountRadius + 2 * layout.accountSize + 6
        for place in graph.accountCount..<graph.nodes.count where layout.isOutside[place] {
            reach = max(reach, RingLayout.outerRadius + 14)
            guard isLabelled(place) else { continue }
            let letters = min(RingPicture.labelLength, graph.nodes[place].name.count)
            reach = max(reach, RingLayout.outerRadius + 22 + Double(letters) * 8.4)
        }
        return reach
    }

    private func isLabelled(_ place: Int) -> Bool {
        if graph.nodes[place].isPaid { return true }
        if !layout.isOutside[place] { return layout.insideCount <= RingPicture.insideMax }
        return place < graph.accountCount + RingPicture.labelsMax
    }

    // MARK: Legend

    private func writeLegend(to html: inout Markup) {
        html.raw("<div class=\"legend\">")
        for colour in Colour.allCases {
            let count = graph.ties.count { Colour(kind: $0.kind) == colour }
            if count == 0 { continue }
            html.raw("<label><input type=\"checkbox\" checked id=\"show")
            html.text("\(colour.rawValue)")
            html.raw("\"><svg class=\"swatch c")
            html.text("\(colour.rawValue)")
            html.raw("\" viewBox=\"-10 -10 20 20\" aria-hidden=\"true\">")
            writeMark(colour, size: 7, to: &html)
            html.raw("</svg>")
            html.text("\(colour.title) \(count.grouped)")
            html.raw("</label>")
        }
        for role in ["core", "fringe", "hijacked"] {
            let count = graph.nodes.prefix(graph.accountCount).count { node in
                node.member.map { document.members[$0].role } == role
            }
            if count == 0 { continue }
            html.raw("<span><svg class=\"swatch\" viewBox=\"-10 -10 20 20\" aria-hidden=\"true\">")
            html.raw("<circle r=\"6\"")
            writeClass(ofRole: role, to: &html)
            html.raw("/></svg>")
            html.text("\(role) \(count.grouped)")
            html.raw("</span>")
        }
        html.raw("</div>")
    }

    // MARK: Links

    /// One path for each kind and width; payments, which are most, at the back.
    private func writeTies(to html: inout Markup) {
        for colour in [Colour.payee, .lockstep, .device, .address, .instrument, .other] {
            for step in 1...RingPicture.widths {
                let ties = graph.ties.filter {
                    Colour(kind: $0.kind) == colour && RingPicture.width($0.share) == step
                }
                if ties.isEmpty { continue }
                html.raw("<path class=\"tie c")
                html.text("\(colour.rawValue) w\(step)")
                html.raw("\" d=\"")
                for tie in ties { writeLine(tie, to: &html) }
                html.raw("\"/>")
            }
        }
    }

    private static func width(_ share: Double) -> Int {
        max(1, min(widths, Int((share.squareRoot() * Double(widths)).rounded(.up))))
    }

    /// Between accounts a bow towards the middle, the more so the farther they are apart; else
    /// straight.
    private func writeLine(_ tie: RingGraph.Tie, to html: inout Markup) {
        let (from, to) = (layout.points[tie.from], layout.points[tie.to])
        html.raw("M")
        write(from, to: &html)
        if graph.nodes[tie.from].isAccount, graph.nodes[tie.to].isAccount {
            let span = (to - from).length / (2 * RingLayout.accountRadius)
            html.raw("Q")
            write((from + to) * (0.5 * (0.85 - 0.5 * span)), to: &html)
            html.raw(" ")
        } else {
            html.raw("L")
        }
        write(to, to: &html)
    }

    private func write(_ point: RingLayout.Point, to html: inout Markup) {
        html.number(point.x)
        html.raw(" ")
        html.number(point.y)
    }

    // MARK: Marks

    private func writeAccounts(to html: inout Markup) {
        for place in 0..<graph.accountCount {
            let node = graph.nodes[place]
            let member = node.member.map { document.members[$0] }
            html.raw("<circle cx=\"")
            html.number(layout.points[place].x)
            html.raw("\" cy=\"")
            html.number(layout.points[place].y)
            html.raw("\" r=\"")
            html.number(layout.accountSize)
            html.raw("\"")
            writeClass(ofRole: member?.role ?? "", to: &html)
            html.raw("><title>")
            html.text(
                member.map {
                    "\(node.name): \($0.role), \($0.artificial.grouped) artificial plays"
                } ?? "\(node.name): no member")
            html.raw("</title></circle>")
        }
    }

    private func writeClass(ofRole role: String, to html: inout Markup) {
        switch role {
        case "core": html.raw(" class=\"core\"")
        case "fringe": html.raw(" class=\"fringe\"")
        case "hijacked": html.raw(" class=\"hijacked\"")
        default: html.raw(" class=\"stranger\"")
        }
    }

    private func writeValue(_ place: Int, to html: inout Markup) {
        let node = graph.nodes[place]
        let point = layout.points[place]
        html.raw("<g class=\"c")
        html.text("\(Colour(kind: node.kind).rawValue)")
        html.raw("\" transform=\"translate(")
        write(point, to: &html)
        html.raw(")\">")
        writeMark(Colour(kind: node.kind), size: node.isPaid ? 13 : 7, to: &html)
        html.element("title", "\(node.kind) \(node.name): \(node.links.grouped) links")
        if isLabelled(place) { writeLabel(place, to: &html) }
        html.raw("</g>")
    }

    /// Outside, a name runs outwards, and never upside down; inside it stands below its mark.
    private func writeLabel(_ place: Int, to html: inout Markup) {
        let node = graph.nodes[place]
        if !layout.isOutside[place] {
            html.raw(
                node.isPaid ? "<text class=\"paid\" y=\"32\">" : "<text class=\"in\" y=\"24\">")
        } else {
            let degrees = layout.points[place].angle * 180 / Double.pi
            let isLeft = abs(degrees) > 90
            html.raw(
                isLeft ? "<text class=\"left\" transform=\"rotate(" : "<text transform=\"rotate(")
            html.number(isLeft ? degrees + 180 : degrees)
            html.raw(isLeft ? ")\" x=\"-13\" y=\"5\">" : ")\" x=\"13\" y=\"5\">")
        }
        let length = node.isPaid ? RingPicture.paidLength : RingPicture.labelLength
        html.text(RingWords.shortened(node.name, to: length))
        html.raw("</text>")
    }

    private func writeMark(_ colour: Colour, size: Double, to html: inout Markup) {
        func corners(_ points: [(x: Double, y: Double)]) {
            html.raw("<polygon points=\"")
            for point in points {
                html.number(point.x * size)
                html.raw(",")
                html.number(point.y * size)
                html.raw(" ")
            }
            html.raw("\"/>")
        }
        switch colour {
        case .lockstep: html.raw("<path class=\"tie w4\" d=\"M-9 5Q0 -9 9 5\"/>")
        case .payee:
            corners([(0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5)])
        case .device: corners([(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)])
        case .address: corners([(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)])
        case .instrument: corners([(0, -1.1), (1.1, 0.85), (-1.1, 0.85)])
        case .other: corners([(-1.1, -0.85), (1.1, -0.85), (0, 1.1)])
        }
    }
}
