package org.steelworks.data.text.html;

import org.steelworks.data.text.html.TokenSink.Content;

/** The rules outside the body: before it, in the head, behind it, and in framesets. Each method is one insertion mode. */
final class DocumentRules {
    private final Tree tree;
    private final TreeBuilder rules;

    DocumentRules(Tree tree, TreeBuilder rules) {
        this.tree = tree;
        this.rules = rules;
    }

    boolean initial(Token token) {
        switch (token.name()) {
            case Token.COMMENT -> {
                return false;
            }
            case Token.DOCTYPE -> {
                tree.mode = Mode.BEFORE_HTML;
                return false;
            }
            case Token.TEXT -> {
                if (token.isBlank()) {
                    return false;
                }
                token.text().splitLeadingSpace();
            }
            default -> {}
        }
        tree.mode = Mode.BEFORE_HTML;
        return true;
    }

    boolean beforeHtml(Token token) {
        if (token.isClosing() ? !opensDocument(token) : isIgnoredBeforeHead(token)) {
            return false;
        }
        if (token.name().equals("html") && !token.isClosing()) {
            tree.insert(token);
            tree.mode = Mode.BEFORE_HEAD;
            return false;
        }
        tree.insert("html");
        tree.mode = Mode.BEFORE_HEAD;
        return true;
    }

    boolean beforeHead(Token token) {
        if (token.isClosing() ? !opensDocument(token) : isIgnoredBeforeHead(token)) {
            return false;
        }
        if (token.name().equals("html") && !token.isClosing()) {
            return rules.inBody(token);
        }
        boolean isHead = token.name().equals("head") && !token.isClosing();
        tree.head = isHead ? tree.insert(token) : tree.insert("head");
        tree.mode = Mode.IN_HEAD;
        return !isHead;
    }

    private static boolean opensDocument(Token endTag) {
        return switch (endTag.name()) {
            case "br", "html", "head", "body" -> true;
            default -> false;
        };
    }

    /** Leading white space goes, too. */
    private static boolean isIgnoredBeforeHead(Token token) {
        if (token.isText() && !token.isBlank()) {
            token.text().splitLeadingSpace();
            return false;
        }
        return switch (token.name()) {
            case Token.TEXT, Token.COMMENT, Token.DOCTYPE -> true;
            default -> false;
        };
    }

    boolean inHead(Token token) {
        return token.isClosing() ? inHeadEnd(token) : inHeadStart(token);
    }

    private boolean inHeadEnd(Token token) {
        switch (token.name()) {
            case "head", "br", "html", "body" -> {
                tree.open.pop();
                tree.mode = Mode.AFTER_HEAD;
                return !token.name().equals("head");
            }
            case "template" -> {
                if (tree.open.last("template") != null) {
                    tree.closeImpliedInTemplate();
                    tree.open.popThrough("template");
                    tree.formatting.clearToMark();
                    tree.templateModes.poll();
                    tree.resetMode();
                }
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean inHeadStart(Token token) {
        switch (token.name()) {
            case Token.TEXT -> {
                if (insertSpace(token)) {
                    return false;
                }
                return leaveHead();
            }
            case Token.COMMENT -> tree.insertComment();
            case Token.DOCTYPE, "head" -> {}
            case "html" -> {
                return rules.inBody(token);
            }
            case "base", "basefont", "bgsound", "link", "meta" -> tree.insertAndPop(token);
            case "title" -> tree.insertTextElement(token, Content.ESCAPABLE);
            case "noscript" -> {
                tree.insert(token);
                tree.mode = Mode.IN_HEAD_NOSCRIPT;
            }
            case "style", "noframes" -> tree.insertTextElement(token, Content.RAW);
            case "script" -> tree.insertTextElement(token, Content.SCRIPT);
            case "template" -> {
                tree.insert(token);
                tree.formatting.mark();
                tree.framesetAllowed = false;
                tree.mode = Mode.IN_TEMPLATE;
                tree.templateModes.push(Mode.IN_TEMPLATE);
            }
            default -> {
                return leaveHead();
            }
        }
        return false;
    }

    /** Inserts the white space that a text begins with; whether that is all. */
    private boolean insertSpace(Token token) {
        if (token.isBlank()) {
            tree.insertText(token.text());
            return true;
        }
        TokenText space = token.text().splitLeadingSpace();
        if (space != null) {
            tree.insertText(space);
        }
        return false;
    }

    private boolean leaveHead() {
        tree.open.pop();
        tree.mode = Mode.AFTER_HEAD;
        return true;
    }

    boolean inHeadNoscript(Token token) {
        boolean closesHere = token.name().equals("noscript") || token.name().equals("br");
        if (token.isClosing()) {
            if (!closesHere) {
                return false;
            }
            tree.open.pop();
            tree.mode = Mode.IN_HEAD;
            return token.name().equals("br");
        }
        switch (token.name()) {
            case Token.DOCTYPE, "head", "noscript" -> {
                return false;
            }
            case "html" -> {
                return rules.inBody(token);
            }
            case "basefont", "bgsound", "link", "meta", "noframes", "style", Token.COMMENT -> {
                return inHead(token);
            }
            case Token.TEXT -> {
                if (token.isBlank()) {
                    return inHead(token);
                }
            }
            default -> {}
        }
        tree.open.pop();
        tree.mode = Mode.IN_HEAD;
        return true;
    }

    boolean afterHead(Token token) {
        if (token.isClosing()) {
            switch (token.name()) {
                case "br", "html", "body" -> {
                    return openBody();
                }
                case "template" -> {
                    return inHead(token);
                }
                default -> {
                    return false;
                }
            }
        }
        switch (token.name()) {
            case Token.TEXT -> {
                return !insertSpace(token) && openBody();
            }
            case Token.COMMENT -> tree.insertComment();
            case Token.DOCTYPE, "head" -> {}
            case "html" -> {
                return rules.inBody(token);
            }
            case "body" -> {
                tree.insertBody(token);
                tree.framesetAllowed = false;
                tree.mode = Mode.IN_BODY;
            }
            case "frameset" -> {
                tree.insert(token);
                tree.mode = Mode.IN_FRAMESET;
            }
            case "base", "basefont", "bgsound", "link", "meta", "noframes", "script", "style", "template", "title" -> {
                boolean reopens = tree.head.index == Element.CLOSED;
                if (reopens) {
                    tree.open.push(tree.head);
                }
                inHead(token);
                if (reopens) {
                    tree.open.remove(tree.head);
                }
            }
            default -> {
                return openBody();
            }
        }
        return false;
    }

    private boolean openBody() {
        tree.insertBody(null);
        tree.mode = Mode.IN_BODY;
        return true;
    }

    /** Inside an element whose content is text. */
    boolean text(Token token) {
        if (token.isClosing() || token.name().equals(Token.END)) {
            tree.open.pop();
            tree.mode = tree.originalMode;
            return !token.isClosing();
        }
        if (token.isText()) {
            tree.insertText(token.text());
        }
        return false;
    }

    boolean afterBody(Token token) {
        if (token.isClosing() && token.name().equals("html")) {
            tree.mode = Mode.AFTER_AFTER_BODY;
            return false;
        }
        return behindBody(token);
    }

    boolean afterAfterBody(Token token) {
        return behindBody(token);
    }

    private boolean behindBody(Token token) {
        if (!token.isClosing()) {
            switch (token.name()) {
                case Token.COMMENT, Token.DOCTYPE, Token.END -> {
                    return false;
                }
                case "html" -> {
                    return rules.inBody(token);
                }
                case Token.TEXT -> {
                    if (token.isBlank()) {
                        return rules.inBody(token);
                    }
                }
                default -> {}
            }
        }
        tree.mode = Mode.IN_BODY;
        return true;
    }

    boolean inFrameset(Token token) {
        if (token.isClosing()) {
            if (token.name().equals("frameset")) {
                tree.open.pop();
                if (!tree.currentIs("frameset")) {
                    tree.mode = Mode.AFTER_FRAMESET;
                }
            }
            return false;
        }
        switch (token.name()) {
            case "html" -> {
                return rules.inBody(token);
            }
            case "frameset" -> tree.insert(token);
            case "frame" -> tree.insertAndPop(token);
            case "noframes" -> {
                return inHead(token);
            }
            default -> {}
        }
        return false;
    }

    boolean afterFrameset(Token token) {
        if (token.isClosing()) {
            if (token.name().equals("html")) {
                tree.mode = Mode.AFTER_AFTER_FRAMESET;
            }
            return false;
        }
        return behindFrameset(token);
    }

    boolean afterAfterFrameset(Token token) {
        if (token.isClosing()) {
            return false;
        }
        if (token.isText()) {
            TokenText space = token.isBlank() ? token.text() : token.text().splitLeadingSpace();
            return space != null && rules.inBody(Token.text(space, false, true, false));
        }
        return behindFrameset(token);
    }

    private boolean behindFrameset(Token token) {
        return switch (token.name()) {
            case "html" -> rules.inBody(token);
            case "noframes" -> inHead(token);
            default -> false;
        };
    }
}
