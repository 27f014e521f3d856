package mptcp.interop.dialogue;

import java.util.Arrays;
import java.util.List;

/**
 * What is done to a subject, in order: a call ({@code write 4 1000}), a segment that arrives ({@code < P. 1(1000) ack 1}), or time
 * that passes, in milliseconds ({@code +200}).
 */
record Dialogue(String name, List<String> steps) {
    static Dialogue of(String name, String text) {
        return new Dialogue(name, Arrays.stream(text.split("[\n;]")).map(String::strip).filter(s -> !s.isEmpty() && !s.startsWith("#"))
                .toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
