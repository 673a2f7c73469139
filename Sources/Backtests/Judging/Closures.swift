import CEL
import Models
import Packs
import Rules
import Vocabulary

/// Hashes of all that something made of rows rests on, beside the walk that filled them.
///
/// Lists need not be named: they are part of the walk. Weight, signal, mode and words of a rule are
/// none of what it comes to.
struct Closures {
    private let pack: Pack
    /// Of all files of models.
    let models: String
    private let modelSlots: Set<Int>

    init(_ pack: Pack) {
        self.pack = pack
        let files = pack.files.filter { $0.key == "models.yaml" || $0.key.hasPrefix("models/") }
        models = Digest.of(files.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
        modelSlots = Set(pack.models.models.map(\.slot))
    }

    func rule(_ index: Int) -> String {
        let rule = pack.rules.rules[index]
        let journeys = zip(pack.schema.journeys, rule.journeys).filter(\.1).map(\.0).sorted()
        let programs = rule.locals.map(\.program) + [rule.condition]
        return Digest.of(
            ["rule"] + journeys + ["let"]
                + rule.locals.flatMap { [$0.name, Closures.text($0.program)] }
                + ["when", Closures.text(rule.condition)] + models(readBy: programs))
    }

    func model(_ index: Int) -> String {
        Digest.of(["model", pack.models.models[index].name, models])
    }

    func expression(_ program: Program) -> String {
        Digest.of(["expression", Closures.text(program)] + models(readBy: [program]))
    }

    private func models(readBy programs: [Program]) -> [String] {
        programs.contains { !modelSlots.isDisjoint(with: $0.references) } ? [models] : []
    }

    private static func text(_ program: Program) -> String {
        String(decoding: program.tree.source, as: UTF8.self)
    }
}
