package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.hint.Hint;
import mptcp.api.text.Quantity;

/**
 * What the applications of a flow say of their bytes.
 *
 * @param all of all that both ends write
 * @param turns of messages in turn, in place of that; empty: the same of all
 */
public record FlowHints(Hint all, List<Hint> turns) {
    /** Nothing. */
    public static final FlowHints NONE = new FlowHints(Hint.NONE, List.of());

    /** Of the n-th message, from 0; null: nothing. */
    public Hint ofMessage(long n) {
        Hint hint = turns.isEmpty() ? all : turns.get((int) (n % turns.size()));
        return hint.equals(Hint.NONE) ? null : hint;
    }

    /** Reads {@code hint} and, where there are messages of which each is written by itself, {@code hints}. */
    static FlowHints read(Section s, boolean messages) {
        Hint all = s.convert("hint", Hint.NONE, FlowHints::parse);
        List<Hint> turns = new ArrayList<>();
        if (s.has("hints") && !messages) {
            s.problem("hints", "'hints' are of messages in turn: of the patterns blocks and requests");
        }
        if (messages) {
            for (String text : s.list("hints")) {
                try {
                    turns.add(parse(text));
                } catch (IllegalArgumentException e) {
                    s.problem("hints", e.getMessage());
                }
            }
        }
        return all.equals(Hint.NONE) && turns.isEmpty() ? NONE : new FlowHints(all, List.copyOf(turns));
    }

    /** Such as {@code priority=5,deadline=100ms,class=46,loss-tolerant}. @throws IllegalArgumentException that says what is wrong */
    static Hint parse(String text) {
        Hint hint = Hint.NONE;
        for (String each : text.split(",")) {
            String word = each.strip();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals).strip();
            String value = equals < 0 ? "" : word.substring(equals + 1).strip();
            hint = switch (name) {
                case "priority" -> hint.withPriority(number(word, value));
                case "class" -> hint.withTrafficClass(number(word, value));
                case "deadline" -> hint.withDeadlineNs(Quantity.time(value));
                case "loss-tolerant" -> equals < 0 ? hint.withLossTolerant(true) : wrong(word);
                case "none" -> equals < 0 ? hint : wrong(word);
                default -> wrong(word);
            };
        }
        return hint;
    }

    private static int number(String word, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' needs a whole number", e);
        }
    }

    private static Hint wrong(String word) {
        throw new IllegalArgumentException("'" + word + "' is no hint: there are priority=0..7, deadline=TIME, class=0..63, loss-tolerant, none");
    }
}
