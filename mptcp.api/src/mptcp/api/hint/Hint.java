package mptcp.api.hint;

import java.util.Objects;

/**
 * What an application says of the bytes of a connection, of one write, or of a range: how urgent they are, until when they
 * are of use, what they are, and whether their loss on a path matters. The stack heeds none of it; policies may. Immutable;
 * begins with {@link #NONE}.
 */
public final class Hint {
    /** Nothing is said. */
    public static final Hint NONE = new Hint(0, Long.MAX_VALUE, 0, false);
    /** The most urgent. */
    public static final int MAX_PRIORITY = 7;

    private static final int MAX_CLASS = 63;

    private final int priority;
    private final long deadlineNs;
    private final int trafficClass;
    private final boolean lossTolerant;

    private Hint(int priority, long deadlineNs, int trafficClass, boolean lossTolerant) {
        this.priority = priority;
        this.deadlineNs = deadlineNs;
        this.trafficClass = trafficClass;
        this.lossTolerant = lossTolerant;
    }

    /** 0, an ordinary one, to 7, the most urgent: the values of Linux's SO_PRIORITY. */
    public int priority() {
        return priority;
    }

    /** How long after the write the bytes have to be with the peer, in nanoseconds; {@link Long#MAX_VALUE}: no matter when. */
    public long deadlineNs() {
        return deadlineNs;
    }

    /** A differentiated services code point (RFC 2474), 0 to 63; 0: best effort. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Whether these bytes may be lost on their path without being hurried after: a later repetition does. */
    public boolean lossTolerant() {
        return lossTolerant;
    }

    /** See {@link #priority}. @throws IllegalArgumentException if it is not 0 to 7 */
    public Hint withPriority(int urgency) {
        require(urgency >= 0 && urgency <= MAX_PRIORITY, "a priority is 0 to 7, not " + urgency);
        return new Hint(urgency, deadlineNs, trafficClass, lossTolerant);
    }

    /** See {@link #deadlineNs}. @throws IllegalArgumentException if it is not positive */
    public Hint withDeadlineNs(long afterNs) {
        require(afterNs > 0, "a deadline is some time after the write");
        return new Hint(priority, afterNs, trafficClass, lossTolerant);
    }

    /** See {@link #trafficClass}. @throws IllegalArgumentException if it is not 0 to 63 */
    public Hint withTrafficClass(int codePoint) {
        require(codePoint >= 0 && codePoint <= MAX_CLASS, "a code point is 0 to 63, not " + codePoint);
        return new Hint(priority, deadlineNs, codePoint, lossTolerant);
    }

    /** See {@link #lossTolerant}. */
    public Hint withLossTolerant(boolean may) {
        return new Hint(priority, deadlineNs, trafficClass, may);
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hint h && priority == h.priority && deadlineNs == h.deadlineNs
                && trafficClass == h.trafficClass && lossTolerant == h.lossTolerant;
    }

    @Override
    public int hashCode() {
        return Objects.hash(priority, deadlineNs, trafficClass, lossTolerant);
    }

    @Override
    public String toString() {
        return "priority " + priority + (deadlineNs == Long.MAX_VALUE ? "" : " within " + deadlineNs + " ns") + " class "
                + trafficClass + (lossTolerant ? " loss-tolerant" : "");
    }
}
