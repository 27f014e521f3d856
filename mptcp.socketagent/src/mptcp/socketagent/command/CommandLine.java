package mptcp.socketagent.command;

import java.util.ArrayList;
import java.util.List;

/**
 * A line as a shell would take it apart: words with quotes and backslashes; commands separated by {@code ;}, {@code &&}
 * and {@code ||}; redirections, of which only whether output is wanted matters here.
 *
 * @param joint what stands before the command: {@code ;} at first
 * @param words the command
 * @param quiet standard output goes elsewhere
 */
record CommandLine(String joint, List<String> words, boolean quiet) {

    static List<CommandLine> parse(String line) {
        return new Parser(line).commands();
    }

    /** Reads the line once, from left to right. */
    private static final class Parser {
        private final String line;
        private final List<CommandLine> commands = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private String joint = ";";
        private boolean quiet;
        private int at;

        Parser(String line) {
            this.line = line;
        }

        List<CommandLine> commands() {
            while (at < line.length()) {
                char c = line.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                } else if (c == ';' || line.startsWith("&&", at) || line.startsWith("||", at)) {
                    int length = c == ';' ? 1 : 2;
                    end(line.substring(at, at + length));
                    at += length;
                } else if (isRedirection()) {
                    redirect();
                } else {
                    words.add(word());
                }
            }
            end(";");
            return commands;
        }

        private void end(String next) {
            if (!words.isEmpty()) {
                commands.add(new CommandLine(joint, List.copyOf(words), quiet));
            }
            words = new ArrayList<>();
            quiet = false;
            joint = next;
        }

        private boolean isRedirection() {
            char c = line.charAt(at);
            return c == '>' || c == '<' || (Character.isDigit(c) || c == '&') && line.startsWith(">", at + 1);
        }

        private void redirect() {
            boolean errors = line.charAt(at) == '2';
            boolean input = line.charAt(at) == '<';
            at = line.charAt(at) == '>' || input ? at + 1 : at + 2;
            while (at < line.length() && (line.charAt(at) == '>' || line.charAt(at) == '&' || line.charAt(at) == ' ')) {
                at++;
            }
            word();
            quiet |= !errors && !input;
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            char quote = 0;
            for (; at < line.length(); at++) {
                char c = line.charAt(at);
                if (quote != 0) {
                    if (c == quote) {
                        quote = 0;
                        continue;
                    }
                } else if (c == '"' || c == '\'') {
                    quote = c;
                    continue;
                } else if (c == '\\' && at + 1 < line.length()) {
                    c = line.charAt(++at);
                } else if (Character.isWhitespace(c) || c == ';' || c == '>' || line.startsWith("&&", at)
                        || line.startsWith("||", at)) {
                    break;
                }
                word.append(c);
            }
            return word.toString();
        }
    }
}
