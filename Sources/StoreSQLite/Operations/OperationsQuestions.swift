/// What is asked of figures and reviews; a test holds each to an index.
package enum OperationsQuestions {
    package static let figuresOfPart = """
        SELECT at, part, count, total, squares FROM figure
        WHERE span = ? AND figure = ? AND part = ? AND at BETWEEN ? AND ?
        ORDER BY at LIMIT ?
        """
    package static let figuresOfAll = """
        SELECT at, part, count, total, squares FROM figure
        WHERE span = ? AND figure = ? AND at BETWEEN ? AND ?
        ORDER BY at, part LIMIT ?
        """
    package static let totals = """
        SELECT at, sum(count), sum(total), sum(squares) FROM figure
        WHERE span = ? AND figure = ? AND at BETWEEN ? AND ? GROUP BY at LIMIT ?
        """
    static let reviewColumns = """
        SELECT case_id, queue, first, first_disposition, first_reason, closed_at, second,
            second_disposition, why, at FROM second_review
        """
    package static let waiting =
        reviewColumns + " WHERE at IS NULL AND first <> ? ORDER BY closed_at, case_id LIMIT ?"
    package static let done =
        reviewColumns + " WHERE at IS NOT NULL AND at >= ? ORDER BY at DESC LIMIT ?"
}
