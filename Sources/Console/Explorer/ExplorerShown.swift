import Mustache

// Parts that a page has by the hundred are read by name here: templates find properties by
// reflection otherwise, and look in all that is around for what is nil, which took longer than
// the answer. What is nil is false.

extension ExplorerCount: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "words": words
        case "interval": interval ?? false
        case "change": change ?? false
        case "isUp": isUp
        case "isDown": isDown
        default: nil
        }
    }
}

extension ExplorerPanel.Value: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "text": text
        case "path": path ?? false
        case "withoutPath": withoutPath ?? false
        case "entityPath": entityPath ?? false
        case "count": count
        case "share": share
        default: nil
        }
    }
}

extension ExplorerRow: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "at": at
        case "decisionPath": decisionPath
        case "action": action
        case "score": score
        case "type": type
        case "typePath": typePath ?? false
        case "account": account
        case "accountPath": accountPath ?? false
        case "rules": rules
        case "facts": facts
        default: nil
        }
    }
}

extension ExplorerRow.Fact: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "name": self.name
        case "value": value
        case "path": path ?? false
        default: nil
        }
    }
}

extension ExplorerChart.Line: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "name": self.name
        case "path": path ?? false
        case "mark": mark ?? false
        case "count": count
        case "share": share
        default: nil
        }
    }
}

extension ExplorerChart.Bar: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "at": at
        case "count": count
        case "path": path
        default: nil
        }
    }
}
