import Enforcements
package import Vocabulary

/// Why an appeal is upheld or overturned. The reasons of a pack are about what people did; these
/// are about the measure, and are there whatever the pack says.
package enum AppealReasons {
    package static let all: [DispositionReason] = [
        DispositionReason(
            name: "appeal_facts_wrong",
            description: "What the measure rests on is not so.", disposition: .cleared),
        DispositionReason(
            name: "appeal_explained",
            description: "There is an honest explanation for it.", disposition: .cleared),
        DispositionReason(
            name: "appeal_our_mistake",
            description: "Our rule, our data or a person of ours was wrong.",
            disposition: .cleared),
        DispositionReason(
            name: "appeal_reasons_stand",
            description: "The reasons of the measure stand.", disposition: .confirmed),
        DispositionReason(
            name: "appeal_nothing_new",
            description: "It says nothing that speaks against them.", disposition: .confirmed),
    ]
}

extension Case {
    /// What it came to, in a word: an appeal's is `overturned` where the measure was wrong and
    /// `upheld` where it stands, any other's its disposition; nil while it is open.
    package var outcome: String? {
        disposition.map {
            origin == .appeal && $0 != .inconclusive
                ? ($0 == .cleared ? Appeal.State.overturned : .upheld).rawValue : $0.rawValue
        }
    }
}

extension CasesDefinition {
    /// What a case may be closed with; an appeal's, with reasons of its own before the pack's.
    package func reasons(of one: Case) -> [DispositionReason] {
        one.origin == .appeal ? AppealReasons.all + dispositions : dispositions
    }
}
