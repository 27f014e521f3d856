package mptcp.scheduler.weighted;

import java.util.ArrayList;
import java.util.List;
import mptcp.policy.support.Selectors;

/**
 * The weights of a setting: {@code 3,1} by slot, or {@code wifi=3,10.0.2.1=2,path3=1} by link, tag or address, of which the
 * first that fits counts. Immutable; each scheduler makes its own {@link Selectors} of the words.
 */
record Weights(List<String> words, List<Integer> values) {
    static final int LARGEST = 1000;

    /** @throws IllegalArgumentException if the text is none */
    static Weights of(String text) {
        List<String> words = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = each.lastIndexOf('=');
            words.add(equals < 0 ? Integer.toString(words.size()) : each.substring(0, equals).strip());
            int value = Integer.parseInt(each.substring(equals + 1).strip());
            if (value < 1 || value > LARGEST) {
                throw new IllegalArgumentException("weights are 1 to " + LARGEST);
            }
            values.add(value);
        }
        new Selectors(words);
        return new Weights(List.copyOf(words), List.copyOf(values));
    }
}
