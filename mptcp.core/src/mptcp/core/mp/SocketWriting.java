package mptcp.core.mp;

import java.nio.ByteBuffer;
import mptcp.api.hint.Hint;
import mptcp.core.mp.data.SendBuffer;

/** How bytes of the application come into the send buffer: as many as there is room for, and as may be ahead of what is sent. */
final class SocketWriting {
    /** Writes that may make up a question. */
    private static final int PARTS = 2;

    private final Mpcb m;
    /**
     * How many writes more may be the first part of a question, after which the caller will wait. A reader who had to wait sets
     * it, writers count it down; an update that gets lost costs a turn.
     */
    private volatile int questions;

    SocketWriting(Mpcb m) {
        this.m = m;
    }

    /** @return how many bytes were taken; where it is fewer than there are, the listener is told of room */
    int write(ByteBuffer source, Hint hint) {
        long admitted = m.unsent().room();
        if (admitted < source.remaining()) {
            return writeSome(source, (int) admitted, hint);
        }
        SendBuffer out = m.tx().buffer;
        m.tx().hints.beforeWrite(out.written(), Math.min(source.remaining(), out.room()), hint);
        int total = out.write(source);
        if (source.hasRemaining() && out.room() > 0 && m.env().onLoop()) {
            int rest = source.remaining();
            m.env().call(m, () -> grow(rest)); // at once: this is the loop
            m.tx().hints.beforeWrite(out.written(), Math.min(rest, out.room()), hint);
            total += out.write(source);
        }
        if (source.hasRemaining()) {
            out.wantRoom(source.remaining());
        }
        if (total > 0 || source.hasRemaining()) {
            m.env().applicationDid(m, waits());
        }
        return total;
    }

    private void grow(int bytes) {
        if (!m.over()) {
            m.tx().buffer.grow(bytes);
        }
    }

    /** Writes as much as may be ahead of what is sent, and waits to be told when more may. */
    private int writeSome(ByteBuffer source, int admitted, Hint hint) {
        int whole = source.limit();
        source.limit(source.position() + admitted);
        try {
            m.unsent().waits();
            m.tx().buffer.wantsToBeTold();
            if (admitted > 0) {
                return write(source, hint);
            }
            m.env().applicationDid(m, waits());
            return 0;
        } finally {
            source.limit(whole);
        }
    }

    /** Somebody waited for what he has read now: what is written next may be a question. */
    void answered() {
        questions = PARTS;
    }

    /** Somebody who asks and waits for the answer, again and again, sends the question himself. */
    private boolean waits() {
        int left = questions;
        if (left > 0) {
            questions = left - 1;
        }
        return left > 0;
    }
}
