package mptcp.policy.testing;

import mptcp.api.hint.Hint;
import mptcp.api.scheduler.SendRequest;

/** A request as a test describes it. */
public record FakeRequest(Kind kind, int asking, int carriers, long bytes, long streamOffset, Hint hint,
        long deadlineNs) implements SendRequest {
    private static final long PLENTY = 1_000_000;

    /** Of which nothing is said. */
    public FakeRequest(Kind kind, int asking, int carriers, long bytes, long streamOffset) {
        this(kind, asking, carriers, bytes, streamOffset, Hint.NONE, Long.MAX_VALUE);
    }

    /** The same, of which this is said, with the deadline in the loop's time. */
    public FakeRequest hinted(Hint said, long untilNs) {
        return new FakeRequest(kind, asking, carriers, bytes, streamOffset, said, untilNs);
    }

    /** The application writes. */
    public static FakeRequest write() {
        return new FakeRequest(Kind.NEW_DATA, -1, 0, PLENTY, 0);
    }

    /** An acknowledgement made room on this subflow, and there is new data. */
    public static FakeRequest asks(int sf) {
        return new FakeRequest(Kind.NEW_DATA, sf, 0, PLENTY, 0);
    }

    /** New data of this size. */
    public static FakeRequest write(long bytes) {
        return new FakeRequest(Kind.NEW_DATA, -1, 0, bytes, 0);
    }

    /** Data that these subflows carry is to be sent on another one. */
    public static FakeRequest reinject(int carriers) {
        return new FakeRequest(Kind.REINJECT, -1, carriers, PLENTY, 0);
    }

    /** This subflow could repeat what these carry. */
    public static FakeRequest duplicate(int asking, int carriers) {
        return new FakeRequest(Kind.DUPLICATE, asking, carriers, PLENTY, 0);
    }
}
