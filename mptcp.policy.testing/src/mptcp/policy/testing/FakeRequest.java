package mptcp.policy.testing;

import mptcp.api.scheduler.SendRequest;

/** A request as a test describes it. */
public record FakeRequest(Kind kind, int asking, int carriers, long bytes, long streamOffset) implements SendRequest {
    private static final long PLENTY = 1_000_000;

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
