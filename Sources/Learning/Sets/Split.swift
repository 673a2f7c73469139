package import Vocabulary

/// How time is divided: what is learned from, how long labels take to come, and what is measured.
package struct Split: Sendable, Hashable {
    package var train: TimeSpan
    /// How long after its day ends an event's label is taken to be known, milliseconds.
    package var delay: Int64
    package var test: TimeSpan

    /// - Throws: ``Fault`` `invalid` when the test span begins before the labels of the training
    ///   span are known.
    package init(train: TimeSpan, delay: Int64, test: TimeSpan) throws(Fault) {
        (self.train, self.delay, self.test) = (train, delay, test)
        guard test.start >= train.end + delay else {
            throw Fault(
                .invalid,
                "The test span begins \(TimeSpan.instant(test.start)), but labels of the training "
                    + "span are known at \(TimeSpan.instant(train.end + delay)) only: a model "
                    + "could not have been made by then.",
                fix: "Begin --test there or later, or end --train earlier.")
        }
    }

    /// When the model could have been made at the earliest.
    package var trainedAt: Int64 { train.end + delay }

    /// Splits that walk back from the training span, the latest first: each is measured on a span
    /// as long as the test's, all whose labels are known when the model is made. Fold k is
    /// measured on the k-th such span before the training span's end (Gama, Sebastião and
    /// Rodrigues, "On evaluating stream learning algorithms", 2013; the handbook's chapter 5).
    ///
    /// - Parameter length: of a fold's measured span, milliseconds; nil is as long as the test's.
    package func folds(_ count: Int, length: Int64? = nil) -> [Split] {
        let length = length ?? test.length
        return (0..<count).compactMap { fold in
            let end = train.end - Int64(fold) * length
            let measured = TimeSpan(start: end - length, end: end)
            let learned = TimeSpan(
                start: measured.start - delay - train.length, end: measured.start - delay)
            return try? Split(train: learned, delay: delay, test: measured)
        }
    }
}
