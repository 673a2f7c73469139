import CXGBoost
import Vocabulary

/// libxgboost, found at run time: nothing is linked, so Assay starts without it.
struct XGBoostLibrary: Sendable {
    nonisolated(unsafe) let api: UnsafePointer<AssayXGBoost>

    /// - Throws: ``Fault`` `unavailable` where it is not installed.
    init() throws(Fault) {
        guard let api = assay_xgboost() else {
            let why = assay_xgboost_absence().map { String(cString: $0) } ?? "unknown"
            throw Fault(
                .unavailable, "XGBoost is not here: \(why).",
                fix: "Install it: apt-get install libxgboost-dev. Other learners need nothing.")
        }
        self.api = api
    }

    /// As it says of itself, such as `1.7.4`.
    var version: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        api.pointee.version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    /// Turns a code other than 0 into a fault with the library's own words.
    func check(_ code: Int32, _ doing: String) throws(Fault) {
        guard code != 0 else { return }
        let words = api.pointee.lastError().map { String(cString: $0) } ?? ""
        let line = words.split(separator: "\n").first.map(String.init) ?? "it does not say why"
        throw Fault(.invalid, "XGBoost failed \(doing): \(line)")
    }
}
