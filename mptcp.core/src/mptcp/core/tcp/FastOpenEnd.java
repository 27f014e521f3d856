package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.core.wire.FastOpenCookie;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpHeader;

/** This end's part in Fast Open (RFC 7413), if it has one: as who connects, or as who listens. Loop thread only. */
public final class FastOpenEnd {
    private final Tcb t;
    /** Null where it was not asked for. */
    private FastOpenClient client;
    private FastOpenAnswer answer = FastOpenAnswer.NONE;
    private boolean synAckSent;
    private boolean taken;

    FastOpenEnd(Tcb t) {
        this.t = t;
    }

    /**
     * The SYN is to ask for a cookie, or to have data by one; before it is sent.
     *
     * @param cookies whether to go by cookies
     * @return how many bytes may go on it
     */
    public int request(boolean cookies, long nowNs) {
        client = new FastOpenClient(t, cookies, nowNs);
        return client.room();
    }

    /** The stream begins with so many bytes, which are to go on the SYN. */
    public void synData(int bytes) {
        client.given(bytes);
    }

    /** A listener says what the peer's SYN is worth. {@code m}: where its data is */
    void take(TcpHeader syn, FastOpenAnswer given, MemorySegment m) {
        answer = given;
        if (answer.opens() && syn.payloadLength() > 0) {
            taken = true;
            t.rcv.take(1, 1 + t.upper.synPayload().take(m, syn.payload(), syn.payloadLength()));
        }
    }

    /** The SYN was answered: the application gets the connection, if it may have it now. */
    void open(TcpHeader syn, long nowNs) {
        if (!answer.opens()) {
            return;
        }
        t.upper.onWindow(syn, 1, t.snd.window(), nowNs);
        if (!t.upper.synPayload().open(nowNs)) {
            t.abort(CloseReason.ABORTED, nowNs);
        }
    }

    /** Whether data passes before the handshake is complete. */
    boolean opens() {
        return answer.opens();
    }

    /** Whether data on a SYN was taken, in either direction. */
    boolean dataOnSyn() {
        return taken;
    }

    /** Adds the option, ahead of those of Multipath TCP. @return bytes of data that go on this SYN */
    int addTo(OutSegment s, boolean ack) {
        if (!ack) {
            return client == null ? 0 : client.addTo(s);
        }
        FastOpenCookie cookie = answer.cookie();
        if (!synAckSent && cookie.present()) { // once: what comes again has to come through
            if (s.room() < cookie.paddedSize() + t.upper.synPayload().synAckOptionBytes()) {
                s.dropTimestamps(); // this connection does without; Linux does the same
                t.options.withoutTimestamps();
                t.sizes.changed();
            }
            s.fastOpen(cookie);
        }
        return 0;
    }

    /** The link took a SYN or SYN/ACK. */
    void synSent(boolean ack) {
        synAckSent |= ack;
        if (client != null) {
            client.synSent();
        }
    }

    /** How far beyond the SYN an acknowledgement of it may reach. */
    int acceptable() {
        return client == null ? 0 : client.acceptable();
    }

    /** A SYN/ACK came. @param bytes of data that it acknowledges: sent from now on; of the rest the peer knows nothing */
    void synAck(TcpHeader h, int bytes, long nowNs) {
        if (client == null) {
            return;
        }
        client.synAck(h, bytes, nowNs);
        if (bytes > 0) {
            taken = true;
            t.snd.tookWithSyn(bytes);
            t.upper.synPayload().acknowledged(bytes, nowNs);
        }
    }

    /** The peer's data came. */
    void heard() {
        if (client != null) {
            client.heard();
        }
    }

    /** Nothing was heard for the n-th time in a row. */
    void timeout(int n, long nowNs) {
        if (client != null) {
            client.timeout(n, nowNs);
        }
    }
}
