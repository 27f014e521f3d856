package mptcp.core.mp.path;

import java.lang.foreign.MemorySegment;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.tcp.SynPayload;
import mptcp.core.wire.Seq;

/**
 * The data on the SYNs of a subflow: the first bytes of the two streams, at the positions from 1 on. They are in no mapping, and
 * in Multipath TCP not in the space of DSNs either, where the first byte behind them is the first (RFC 8684 appendix B.2);
 * so offsets go on counting from the first byte, and DSNs begin that much lower. Subflow sequence numbers in mappings leave
 * them out as well, which the RFC does not say, and Linux does. Loop thread only.
 */
public final class SynData implements SynPayload {
    private static final int CAPABLE_BYTES = 12;

    private final Subflow s;
    private final MpSession session;
    private final DataSender tx;
    private final DataReceiver receiver;
    private final SubflowUpper upper;
    private int own;
    private int peers;

    SynData(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.session = parts.session();
        this.tx = parts.tx();
        this.receiver = parts.receiver();
        this.upper = parts.upper();
    }

    @Override
    public void copy(int length, MemorySegment target, long at) {
        tx.buffer.copy(0, length, target, at);
    }

    @Override
    public void acknowledged(int bytes, long nowNs) {
        own = bytes;
        tx.mapped(bytes, s.tcb.segmentPayload());
        if (!session.plain()) {
            session.keys().sentOnSyn(bytes);
            upper.onDataAck(bytes, nowNs);
            s.input.acknowledgedUpTo(bytes);
        }
    }

    @Override
    public int take(MemorySegment memory, long at, int length) {
        peers = Math.max(0, receiver.deliver(0, memory, at, length));
        if (session.keys() != null) {
            session.keys().receivedOnSyn(peers);
        }
        return peers;
    }

    @Override
    public boolean open(long nowNs) {
        s.openEarly();
        return upper.onFastOpen();
    }

    /** Multipath TCP takes payload by mappings only. */
    @Override
    public boolean takesText() {
        return session.plain();
    }

    @Override
    public int synAckOptionBytes() {
        return session.plain() || session.keys() == null ? 0 : CAPABLE_BYTES;
    }

    /** What a mapping tells as this position. */
    int ssn(long position) {
        return (int) (position - own);
    }

    /** The position that a mapping of the peer means, the nearest to this one. */
    long position(int ssn, long near) {
        return Seq.unwrap(near - peers, 0, ssn) + peers;
    }

    /** What a mapping of the peer tells as this position. */
    int peerSsn(long position) {
        return (int) (position - peers);
    }

    /** Where the first mapping begins. */
    public long firstMapped() {
        return 1 + own;
    }

    /** Where the peer's first mapping begins. */
    long peerFirstMapped() {
        return 1 + peers;
    }
}
