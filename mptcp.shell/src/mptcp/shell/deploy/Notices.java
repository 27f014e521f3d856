package mptcp.shell.deploy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is to be known about things that were deployed and do not do what was meant: one line about each, told once, and
 * kept for as long as it is true. Any thread.
 */
public final class Notices {
    private final Consumer<String> teller;
    private final Map<String, String> all = new TreeMap<>(); // guarded by this

    /** @param teller of lines for people */
    public Notices(Consumer<String> teller) {
        this.teller = teller;
    }

    /** @param problem null: there is none (any more) */
    public void about(String subject, String problem) {
        synchronized (this) {
            String before = problem == null ? all.remove(subject) : all.put(subject, problem);
            if (problem == null || problem.equals(before)) {
                return;
            }
        }
        teller.accept(subject + ": " + problem);
    }

    public synchronized Optional<String> of(String subject) {
        return Optional.ofNullable(all.get(subject));
    }

    /** By subject, in the order of the alphabet. */
    public synchronized Map<String, String> all() {
        return new TreeMap<>(all);
    }
}
