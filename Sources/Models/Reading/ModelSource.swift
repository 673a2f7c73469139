import Toolbox
import Vocabulary

/// A model's file before it is read.
struct ModelSource {
    let bytes: [UInt8]
    let path: String
    /// How many inputs the manifest names.
    let inputs: Int
    let limits: ModelLimits

    /// Refuses a model that reads another number of inputs than its manifest names.
    func check(inputs found: Int, _ place: String) throws(Fault) {
        guard found == inputs else {
            throw Fault(
                .invalid,
                "\(path): \(place) says \(found) inputs, and the manifest names \(inputs).",
                fix: "Name each column that the model was trained on, in its order.")
        }
    }
}
