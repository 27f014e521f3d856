package mptcp.console.impl;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** Finds the command the cursor is in, and its words; asks for more lines while a quotation or block is open. */
final class LineParser implements Parser {
    private final DefaultParser words = new DefaultParser();

    LineParser() {
        words.setEofOnUnclosedQuote(false);
        words.setEofOnEscapedNewLine(false);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !Commands.isComplete(line)) {
            throw new EOFError(-1, -1, "more to come");
        }
        int start = context == ParseContext.COMPLETE ? start(line, cursor) : 0;
        return words.parse(line.substring(start), cursor - start, context);
    }

    /** Where the command under the cursor begins: after a pipe, a semicolon, an opening bracket or a line's end. */
    private static int start(String line, int cursor) {
        int start = 0;
        char quote = 0;
        for (int i = 0; i < cursor; i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("|;{(&\n".indexOf(c) >= 0) {
                start = i + 1;
            }
        }
        while (start < cursor && line.charAt(start) == ' ') {
            start++;
        }
        return start;
    }
}
