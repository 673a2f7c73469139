import API
import Hummingbird
import Pipeline
import Vocabulary

/// The number in the side bar: what waits for who asks, counted once for each page.
enum WaitingNumber {
    /// Of the request that is answered; nil for nobody who may agree, and for none.
    @TaskLocal static var now: String?

    /// A page's route, answered with the number at hand. Parts and files of pages need none.
    static func around(_ route: Route, _ store: any ConsoleParts.Store) -> Route {
        if route.door == .open || route.path.hasSuffix(".json") { return route }
        return route.around { call, answer in
            let caller = call.caller
            // Modules, which ask with each key that is pressed, and programs are shown no side bar.
            guard call.request.wantsPage,
                caller.may(.enforcementsApprove) || caller.may(.casesApprove)
            else {
                return try await answer(call)
            }
            let words = try await ReadingThreads.run {
                let waiting = try Waiting.read(for: caller, store)
                return waiting.count == 0 ? nil : "\(waiting.count)" + (waiting.isMore ? "+" : "")
            }
            return try await $now.withValue(words) { try await answer(call) }
        }
    }
}
