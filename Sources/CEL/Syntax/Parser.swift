/// A recursive-descent parser: binary operators by precedence, macros expanded as they are met.
struct Parser {
    var tree: SyntaxTree
    var log: DiagnosticLog
    let macrosEnabled: Bool
    let extraMacros: Set<ExtraMacro>
    private let limits: Limits
    private let stream: TokenStream
    private var position = 0
    private var nesting = 0
    private var reportedTooDeep = false
    /// What there was to say where reading stopped because of the nesting.
    private var logWhereCut: DiagnosticLog?

    private init(
        source: [UInt8], limits: Limits, macrosEnabled: Bool, extraMacros: Set<ExtraMacro>
    ) {
        tree = SyntaxTree(source: source)
        log = DiagnosticLog(source: source)
        self.limits = limits
        self.macrosEnabled = macrosEnabled
        self.extraMacros = extraMacros
        if source.count > limits.expressionBytesMax {
            stream = TokenStream(tokens: [Token(kind: .end, range: SourceRange(0, 0))])
            log.error(
                SourceRange(0, 0),
                "the expression has \(source.count) bytes; expressionBytesMax is "
                    + "\(limits.expressionBytesMax)")
        } else {
            stream = Lexer.tokens(of: source, log: &log)
        }
    }

    /// Parses a whole expression. The tree is only meaningful when the log has no errors.
    static func parse(
        _ source: [UInt8], limits: Limits, macrosEnabled: Bool,
        extraMacros: Set<ExtraMacro> = []
    ) -> (tree: SyntaxTree, log: DiagnosticLog) {
        var parser = Parser(
            source: source, limits: limits, macrosEnabled: macrosEnabled, extraMacros: extraMacros)
        if parser.log.hasErrors && source.count > limits.expressionBytesMax {
            parser.tree.root = parser.add(.invalid, SourceRange(0, 0))
            return (parser.tree, parser.log)
        }
        parser.tree.root = parser.expression()
        if parser.kind != .end {
            parser.log.error(
                parser.range, "expected the end of the expression, found \(parser.found)")
        }
        return (parser.tree, parser.logWhereCut ?? parser.log)
    }

    // MARK: Tokens

    var kind: Token.Kind { stream.tokens[position].kind }
    var range: SourceRange { stream.tokens[position].range }
    private var found: String { kind == .end ? "the end" : "'\(text(range))'" }

    func text(_ range: SourceRange) -> String {
        String(decoding: tree.source[range.lower..<range.upper], as: UTF8.self)
    }

    private mutating func advance() {
        if position + 1 < stream.tokens.count { position += 1 }
    }

    mutating func take(_ wanted: Token.Kind) -> Bool {
        guard kind == wanted else { return false }
        advance()
        return true
    }

    /// Consumes a closing token, or reports that it is missing; returns where it ended.
    private mutating func close(_ wanted: Token.Kind, _ name: String) -> Int {
        let end = range.upper
        if !take(wanted) { log.error(range, "expected \(name), found \(found)") }
        return end
    }

    // MARK: Nodes

    /// Appends a node, refusing one that would nest deeper than the limit.
    mutating func add(
        _ kind: Expression.Kind, _ range: SourceRange, focus: SourceRange? = nil
    ) -> Expression.ID {
        let id = tree.nodes.count
        let focus = focus ?? range
        tree.nodes.append(Expression(kind: kind, range: range, focus: focus, depth: 1))
        var depth = 1
        for child in tree.children(of: id) { depth = max(depth, tree.nodes[child].depth + 1) }
        if depth > limits.nestingDepthMax {
            tooDeep(range)
            tree.nodes[id] = Expression(
                kind: .invalid, range: range, focus: focus, depth: 1)
        } else {
            tree.nodes[id] = Expression(kind: kind, range: range, focus: focus, depth: depth)
        }
        return id
    }

    private mutating func tooDeep(_ range: SourceRange) {
        guard !reportedTooDeep else { return }
        reportedTooDeep = true
        log.error(
            range, "the expression nests deeper than nestingDepthMax (\(limits.nestingDepthMax))")
    }

    mutating func call(
        _ function: String, _ arguments: [Expression.ID], _ range: SourceRange
    ) -> Expression.ID {
        add(.call(target: nil, function: function, arguments: arguments), range)
    }

    /// Where a part begins and ends within a larger one: with its parentheses.
    func rangeOf(_ id: Expression.ID) -> SourceRange { tree.span(of: id) }

    // MARK: Grammar

    mutating func expression() -> Expression.ID {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= limits.nestingDepthMax else {
            tooDeep(range)
            // What is behind is not read, so nothing is said of it.
            if logWhereCut == nil { logWhereCut = log }
            position = stream.tokens.count - 1
            return add(.invalid, range)
        }
        let condition = disjunction()
        guard take(.question) else { return condition }
        let yes = disjunction()
        let colon = range
        guard take(.colon) else {
            log.error(colon, "expected ':' of this '?', found \(found)")
            return add(.invalid, colon)
        }
        let no = expression()
        return call("_?_:_", [condition, yes, no], rangeOf(condition).joined(rangeOf(no)))
    }

    private mutating func disjunction() -> Expression.ID {
        var terms = [conjunction()]
        while take(.or) || takeWord(.or) { terms.append(conjunction()) }
        return balanced("_||_", terms[...])
    }

    private mutating func conjunction() -> Expression.ID {
        var terms = [binary(lowest: 0)]
        while take(.and) || takeWord(.and) { terms.append(binary(lowest: 0)) }
        return balanced("_&&_", terms[...])
    }

    /// Long chains of `&&` and `||` become balanced trees, so they do not count as nesting.
    private mutating func balanced(
        _ function: String, _ terms: ArraySlice<Expression.ID>
    ) -> Expression.ID {
        if terms.count == 1 { return terms[terms.startIndex] }
        let middle = terms.startIndex + (terms.count + 1) / 2
        let left = balanced(function, terms[..<middle])
        let right = balanced(function, terms[middle...])
        return call(function, [left, right], rangeOf(left).joined(rangeOf(right)))
    }

    /// Takes `and` for `&&` and its like where no name can stand, having reported it.
    private mutating func takeWord(_ meant: Token.Kind) -> Bool {
        guard kind == .identifier, let (symbol, named) = Hints.operatorMeant(by: text(range)),
            named == meant
        else { return false }
        log.error(
            range, "'\(text(range))' is not part of the language", suggestion: "write \(symbol)")
        advance()
        return true
    }

    /// Takes `not` for `!` where an operand follows it.
    private mutating func takeNot() -> Bool {
        guard kind == .identifier else { return false }
        switch stream.tokens[position + 1].kind {
        case .identifier, .int, .uint, .double, .string, .bytes, .keywordTrue, .keywordFalse, .not:
            return takeWord(.not)
        default: return false
        }
    }

    /// Takes `not in` for `in`, having reported it.
    private mutating func takeNotIn() {
        guard kind == .identifier, stream.tokens[position + 1].kind == .keywordIn,
            Hints.operatorMeant(by: text(range))?.kind == .not
        else { return }
        log.error(range, "'not in' is not part of the language", suggestion: "write !(… in …)")
        advance()
    }

    private static let binaryOperators: [Token.Kind: (level: Int, function: String)] = [
        .less: (0, "_<_"), .lessEqual: (0, "_<=_"), .greater: (0, "_>_"),
        .greaterEqual: (0, "_>=_"), .equal: (0, "_==_"), .notEqual: (0, "_!=_"),
        .keywordIn: (0, "@in"), .plus: (1, "_+_"), .minus: (1, "_-_"), .star: (2, "_*_"),
        .slash: (2, "_/_"), .percent: (2, "_%_"),
    ]

    private mutating func binary(lowest: Int) -> Expression.ID {
        var left = unary()
        takeNotIn()
        while let (level, function) = Self.binaryOperators[kind], level >= lowest {
            advance()
            let right = binary(lowest: level + 1)
            left = call(function, [left, right], rangeOf(left).joined(rangeOf(right)))
        }
        return left
    }

    private mutating func unary() -> Expression.ID {
        while takeNot() {}
        guard kind == .not || kind == .minus else { return member() }
        let start = range
        let sign = kind
        var count = 0
        while kind == sign {
            let next = stream.tokens[position + 1].kind
            if sign == .minus, next == .int || next == .double { return negated(start, count) }
            count += 1
            advance()
        }
        return repeated(sign, count, start, over: member())
    }

    /// An odd number of signs is one sign, an even number none.
    private mutating func repeated(
        _ sign: Token.Kind, _ count: Int, _ start: SourceRange, over operand: Expression.ID
    ) -> Expression.ID {
        let whole = start.joined(rangeOf(operand))
        let function = sign == .not ? "!_" : "-_"
        if count % 2 == 1 { return call(function, [operand], whole) }
        return count == 0 ? operand : call(function, [call(function, [operand], whole)], whole)
    }

    /// A minus just before a number is part of it, so that the least int can be written.
    private mutating func negated(_ start: SourceRange, _ count: Int) -> Expression.ID {
        let minus = range
        advance()
        let token = stream.tokens[position]
        advance()
        let literal: Literal
        switch stream.payloads[token.payload] {
        case .double(let value): literal = .double(-value)
        case .magnitude(let value):
            if value > UInt64(Int64.max) + 1 {
                log.error(minus, "this number is below the least int")
            }
            literal = .int(Int64(truncatingIfNeeded: 0 &- value))
        case .bytes(let value): literal = .bytes(value)
        }
        let number = add(.literal(literal), minus.joined(token.range))
        return repeated(.minus, count, start, over: postfix(number))
    }

    private mutating func member() -> Expression.ID { postfix(primary()) }

    private mutating func postfix(_ first: Expression.ID) -> Expression.ID {
        var operand = first
        while true {
            if take(.dot) {
                operand = selection(operand)
            } else if take(.leftBracket) {
                let isOptional = take(.question)
                let index = expression()
                let end = close(.rightBracket, "']'")
                operand = call(
                    isOptional ? "_[?_]" : "_[_]", [operand, index],
                    SourceRange(rangeOf(operand).lower, end))
            } else if kind == .leftBrace, let name = tree.qualifiedName(of: operand) {
                operand = message(name, operand)
            } else {
                return operand
            }
        }
    }

    private mutating func selection(_ operand: Expression.ID) -> Expression.ID {
        let isOptional = take(.question)
        let nameRange = range
        var name = text(nameRange)
        switch kind {
        case .identifier, .reserved: break
        case .quotedIdentifier: name = String(name.dropFirst().dropLast())
        default:
            log.error(nameRange, "expected a name after '.', found \(found)")
            return add(.invalid, nameRange)
        }
        let isQuoted = kind == .quotedIdentifier
        advance()
        let start = rangeOf(operand).lower
        if kind == .leftParen, !isOptional, !isQuoted {
            advance()
            let (arguments, end) = list(until: .rightParen, "')'")
            return expandCall(
                target: operand, function: name, arguments, SourceRange(start, end), nameRange)
        }
        return add(
            .select(operand: operand, field: name, isTest: false, isOptional: isOptional),
            SourceRange(start, nameRange.upper))
    }

    /// Comma-separated expressions and where their closing token ended.
    private mutating func list(
        until closing: Token.Kind, _ name: String
    ) -> ([Expression.ID], Int) {
        var items: [Expression.ID] = []
        while kind != closing, kind != .end {
            items.append(expression())
            if !take(.comma) { break }
        }
        return (items, close(closing, name))
    }

    // MARK: Primary expressions

    private mutating func primary() -> Expression.ID {
        let token = stream.tokens[position]
        switch token.kind {
        case .int, .uint, .double, .string, .bytes: return number(token)
        case .keywordTrue, .keywordFalse, .keywordNull:
            advance()
            let truth = Literal.bool(token.kind == .keywordTrue)
            return add(.literal(token.kind == .keywordNull ? .null : truth), token.range)
        case .identifier, .dot: return name()
        case .leftParen:
            advance()
            let inner = expression()
            tree.enclosed[inner] = SourceRange(token.range.lower, close(.rightParen, "')'"))
            return inner
        case .leftBracket: return listLiteral()
        case .leftBrace: return mapLiteral()
        case .reserved:
            log.error(token.range, "'\(text(token.range))' is a reserved word")
        case .invalid: break
        default: log.error(token.range, "expected an expression, found \(found)")
        }
        let closers: Set<Token.Kind> = [.rightParen, .rightBracket, .rightBrace, .comma, .end]
        if !closers.contains(token.kind) { advance() }
        return add(.invalid, token.range)
    }

    private mutating func number(_ token: Token) -> Expression.ID {
        advance()
        let literal: Literal
        switch stream.payloads[token.payload] {
        case .double(let value): literal = .double(value)
        case .magnitude(let value) where token.kind == .uint: literal = .uint(value)
        case .magnitude(let value):
            if value > UInt64(Int64.max) {
                log.error(token.range, "this number is above the greatest int")
            }
            literal = .int(Int64(truncatingIfNeeded: value))
        case .bytes(let value): literal = token.kind == .string ? .string(value) : .bytes(value)
        }
        return add(.literal(literal), token.range)
    }

    private mutating func name() -> Expression.ID {
        let start = range
        let dot = take(.dot) ? "." : ""
        let nameRange = range
        guard kind == .identifier else {
            log.error(nameRange, "expected a name, found \(found)")
            return add(.invalid, nameRange)
        }
        let name = dot + text(nameRange)
        advance()
        if take(.leftParen) {
            let (arguments, end) = list(until: .rightParen, "')'")
            let whole = SourceRange(start.lower, end)
            return expandCall(target: nil, function: name, arguments, whole, nameRange)
        }
        return add(.identifier(name), start.joined(nameRange))
    }

    private mutating func listLiteral() -> Expression.ID {
        let start = range.lower
        advance()
        var elements: [Expression.ID] = []
        var optional: Set<Int> = []
        while kind != .rightBracket, kind != .end {
            if take(.question) { optional.insert(elements.count) }
            elements.append(expression())
            if !take(.comma) { break }
        }
        let end = close(.rightBracket, "']'")
        return add(.list(elements: elements, optional: optional), SourceRange(start, end))
    }

    private mutating func mapLiteral() -> Expression.ID {
        let start = range.lower
        advance()
        var entries: [Expression.MapEntry] = []
        while kind != .rightBrace, kind != .end {
            let isOptional = take(.question)
            let key = expression()
            if !take(.colon) { log.error(range, "expected ':' after this key, found \(found)") }
            let value = expression()
            entries.append(.init(key: key, value: value, isOptional: isOptional))
            if !take(.comma) { break }
        }
        return add(.map(entries), SourceRange(start, close(.rightBrace, "'}'")))
    }

    private mutating func message(_ type: String, _ operand: Expression.ID) -> Expression.ID {
        advance()
        var fields: [Expression.MessageField] = []
        while kind != .rightBrace, kind != .end {
            let isOptional = take(.question)
            var name = text(range)
            if kind == .quotedIdentifier {
                name = String(name.dropFirst().dropLast())
            } else if kind != .identifier && kind != .reserved {
                log.error(range, "expected a field name, found \(found)")
                break
            }
            advance()
            if !take(.colon) { log.error(range, "expected ':' after this field, found \(found)") }
            fields.append(.init(name: name, value: expression(), isOptional: isOptional))
            if !take(.comma) { break }
        }
        let end = close(.rightBrace, "'}'")
        return add(
            .message(type: type, fields: fields), SourceRange(rangeOf(operand).lower, end))
    }
}
