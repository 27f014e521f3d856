package mptcp.core.mp.path;

import java.util.ArrayDeque;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.DssChecksum;
import mptcp.core.tcp.HeaderOptions;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.MptcpWriter;
import mptcp.core.wire.OutSegment;

/**
 * What a subflow adds to outgoing headers. What a segment needs most is added first; signals that are not urgent ride on
 * pure acknowledgements, which have room.
 */
public final class SubflowOptions implements HeaderOptions {
    /** A DSS with 64-bit DATA_ACK and DSN, padded, with or without checksum. */
    public static final int DSS_BYTES = 28;

    private static final int MAX_ADDS = 32;
    private static final int[] NONE = {};

    // What the segment that is being put together carries; see #sent.
    private static final int FAIL = 1;
    private static final int FAST_CLOSE = 2;
    private static final int ADD_ADDR = 4;
    private static final int REMOVE_ADDR = 8;
    private static final int PRIO = 16;
    private static final int DATA_FIN = 32;
    private static final int INFINITE = 64;
    private static final int RESET = 128;
    private static final int KEYS = 256;
    private static final int DSS = 512;
    /** What is due no longer once it was sent. */
    private static final int ONCE = FAST_CLOSE | ADD_ADDR | REMOVE_ADDR | PRIO | DATA_FIN;

    private final Subflow s;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet subflows;
    private final DataReceiver receiver;
    private final Counters counters;
    private final SubflowUpper upper;
    private int[] removed = NONE;
    private int removedCount;
    private boolean prioDue;
    private boolean failDue;
    private boolean failRepeated;
    /** MP_FAIL is due and was not said since. */
    private boolean failOwed;
    private long failDsn;
    /** The DATA_ACK beside MP_FAIL is its DSN: of what came before the bytes that it is about. */
    private boolean failBefore;
    private boolean failSaid;
    private boolean fastCloseDue;
    private boolean dataFinDue;
    private boolean keysSaid;
    private boolean synSaid;
    private boolean dssSaid;
    private final InfiniteMapping infinite;
    /** ADD_ADDRs and their echoes that are due, the oldest first. */
    private final ArrayDeque<Announcement> adds = new ArrayDeque<>(1);
    /** Signals in the segment that is being put together. They stay due until the link took it. */
    private int written;
    /** That segment leaves out a DATA_ACK that is owed: another is to follow. */
    private boolean withoutDataAck;

    private record Announcement(boolean echo, int id, IpAddress address, int port) {}

    SubflowOptions(Subflow s, ConnectionParts parts) {
        this.s = s;
        this.env = parts.env();
        this.session = parts.session();
        this.subflows = parts.subflows();
        this.receiver = parts.receiver();
        this.counters = parts.counters();
        this.upper = parts.upper();
        this.infinite = new InfiniteMapping(s, parts.tx());
    }

    // --- SYN

    @Override
    public void syn(OutSegment out, boolean synAck) {
        boolean whole = !s.initial && env.habits().synWindowInSegments();
        out.window(whole ? receiver.whole() : receiver.window(subflows), 0);
        if (!s.initial) {
            s.join().addToSyn(out, s.backup().local(), s.localId(), synAck);
            return;
        }
        if (session.plain() || session.keys() == null) {
            return;
        }
        MpKeys k = session.keys();
        int flags = session.flags(env.config().acceptJoins());
        if (synAck) {
            out.mptcp().capable(out, 12, k.version(),
                    session.answerFlags(env.config().acceptJoins(), env.habits().asksForOwnChecksums()), k.localKey(), 0);
        } else {
            out.mptcp().capable(out, k.version() == 0 ? 12 : 4, k.version(), flags, k.localKey(), 0);
        }
    }

    @Override
    public void synSent(boolean synAck) {
        boolean again = synSaid;
        synSaid = true;
        if (again) {
            return; // counted once, however often it is repeated
        }
        if (!synAck && !s.initial) {
            counters.count(Mib.MPJ_SYN_TX);
        } else if (!synAck && !session.plain() && session.keys() != null) {
            counters.count(Mib.MPC_SYN_TX);
        }
    }

    // --- other segments

    /** The link took the segment: the signals that it carried have been sent. */
    @Override
    public void sent(long position, int length) {
        boolean less = (written & ONCE) != 0 || (written & FAIL) != 0 && failOwed;
        if (written != 0) {
            said(position, length);
        }
        written = 0;
        if (withoutDataAck || (less || length > 0) && owes()) {
            withoutDataAck = false;
            s.tcb.ackNow(); // it had no room for all of them; or its acknowledgement was the one that they were to have
        }
    }

    /** Whether a signal waits for an acknowledgement that can carry it. */
    private boolean owes() {
        boolean signals = prioDue || dataFinDue || fastCloseDue || removedCount > 0 || !adds.isEmpty();
        return failOwed || signals && s.joined() && !s.output.plainTx();
    }

    private void said(long position, int length) {
        if ((written & FAIL) != 0) {
            failDue = failRepeated;
            failSaid |= failBefore;
            failBefore = false;
            failOwed = false;
            counters.count(Mib.FAIL_TX);
        }
        if ((written & FAST_CLOSE) != 0) {
            fastCloseDue = false;
            counters.count(Mib.FASTCLOSE_TX);
        }
        if ((written & ADD_ADDR) != 0) {
            counters.count(adds.poll().echo ? Mib.ECHO_ADD_TX : Mib.ADD_ADDR_TX); // one to a segment
        }
        if ((written & REMOVE_ADDR) != 0) {
            counters.add(Mib.RM_ADDR_TX, removedCount);
            removedCount = 0;
        }
        if ((written & PRIO) != 0) {
            prioDue = false;
            counters.count(Mib.PRIO_TX);
        }
        if ((written & DATA_FIN) != 0) {
            dataFinDue = false;
            counters.count(Mib.DATA_FIN_TX);
        }
        keysSaid |= (written & KEYS) != 0;
        dssSaid |= (written & DSS) != 0;
        if ((written & INFINITE) != 0) {
            counters.count(Mib.INFINITE_MAP_TX);
            infinite.sent(position, length);
        }
    }

    /** The handshake has said how large segments are. */
    void sizesKnown() {
        if (env.habits().bufferInSegments()) {
            receiver.holdsWhole(s.tcb.sizes().agreed());
        }
    }

    @Override
    public long room() {
        return receiver.room();
    }

    /** Adds what a segment is to carry; {@link #sent} tells whether it has left. */
    @Override
    public void segment(OutSegment out, long position, int length, int scale) {
        out.window(receiver.window(subflows), scale);
        s.input.settleWidth();
        written = 0;
        withoutDataAck = false;
        if (s.tcb.state() == TcpState.SYN_RECEIVED && s.tcb.active() || subflows.withdrawn(s) && s.tcb.state() == TcpState.TIME_WAIT) {
            return; // a simultaneous open is plain TCP
        }
        if (session.keys() == null || !session.keys().remoteKnown() || s.output.plainTx() && plain(out, position, length)) {
            return;
        }
        if (s.initial && keysAt(position, length) && session.capableDue() && !dataFinDue
                && capable(out, length)) {
            written |= KEYS;
            return;
        }
        if (!s.joined()) {
            s.join().addToAck(out);
            return;
        }
        if (failDue && length == 0) {
            fail(out);
        }
        if (fastCloseDue && length == 0 && out.mptcp().fastClose(out, session.keys().remoteKey())) {
            written |= FAST_CLOSE;
            return;
        }
        if (length == 0 && signals(out)) {
            return;
        }
        dss(out, position, length);
    }

    /** The keys go with the first data; where its mapping is that of more, with as much as leaves together (see burstPush). */
    private boolean keysAt(long position, int length) {
        long first = s.synPayload().firstMapped();
        boolean burst = length > 0 && env.habits().longMappings() && position > first && position < first + 2L * s.tcb.segmentPayload();
        return position == first || burst && s.output.maps().at(position) == s.output.maps().at(first);
    }

    /** After a fallback only the signals of the fallback itself are sent. @return whether that is all */
    private boolean plain(OutSegment out, long position, int length) {
        if (failDue && length == 0) {
            fail(out);
        }
        if (infinite.rides(position, length)) {
            infinite(out, infinite.from(position, length));
        } else if ((written & FAIL) != 0 && infinite.onlyWithData()) {
            dss(out, position, 0);
        }
        return true;
    }

    private void fail(OutSegment out) {
        if (out.mptcp().fail(out, failDsn)) {
            written |= FAIL;
        }
    }

    private void infinite(OutSegment out, long from) {
        int flags = MptcpOption.DSS_ACK | (receiver.ack64() ? MptcpOption.DSS_ACK64 : 0) | MptcpOption.DSS_MAP
                | MptcpOption.DSS_DSN64;
        if (out.mptcp().dss(out, flags, session.keys().remoteFirst() + receiver.expected(), session.keys().localFirst() + from,
                s.synPayload().ssn(s.output.plainPosition(from)), 0, session.checksums() ? 0 : -1)) {
            written |= INFINITE;
        }
    }

    private boolean capable(OutSegment out, int length) {
        MpKeys k = session.keys();
        int flags = session.flags(env.config().acceptJoins());
        if (length == 0) {
            return out.mptcp().capable(out, 20, k.version(), flags, k.localKey(), k.remoteKey());
        }
        DsMap map = k.version() == 1 ? s.output.told(s.synPayload().firstMapped()) : null;
        return map != null && out.mptcp().capableData(out, flags, k.localKey(), k.remoteKey(), map.length(),
                s.output.sumWithoutFin(map));
    }

    private void dss(OutSegment out, long position, int length) {
        written |= DSS;
        int flags = MptcpOption.DSS_ACK | (receiver.ack64() ? MptcpOption.DSS_ACK64 : 0);
        long ack = failBefore && (written & FAIL) != 0 ? failDsn : session.keys().remoteFirst() + receiver.expected();
        if (length > 0) {
            DsMap map = s.output.told(position);
            if (map != null) {
                int fin = map.is(DsMap.HAS_FIN) ? MptcpOption.DSS_FIN : 0;
                out.mptcp().dss(out, flags | MptcpOption.DSS_MAP | MptcpOption.DSS_DSN64 | fin, ack,
                        session.keys().localFirst() + map.offset(), s.synPayload().ssn(map.ssn()), map.wireLength(), map.checksum());
                return;
            }
        } else if (dataFinDue || env.habits().dataFinEverywhere() && upper.finWaits()) {
            long dsn = session.keys().localFirst() + upper.finOffset();
            int sum = session.checksums() ? DssChecksum.of(dsn, 0, 1, 0) : -1;
            if (out.mptcp().dss(out, flags | MptcpOption.DSS_MAP | MptcpOption.DSS_DSN64 | MptcpOption.DSS_FIN, ack, dsn,
                    0, 1, sum)) {
                written |= dataFinDue ? DATA_FIN : 0;
                return;
            }
        }
        if (out.room() >= MptcpWriter.dssSize(flags, false)) {
            out.mptcp().dss(out, flags, ack, 0, 0, 0, -1);
        }
    }

    /** @return whether the segment is to carry nothing else */
    private boolean signals(OutSegment out) {
        boolean v0 = session.keys().version() == 0;
        if (!adds.isEmpty() && addAddress(out, adds.peek(), v0)) {
            written |= ADD_ADDR;
            if (env.habits().announcesWithoutDss() && !failDue) {
                withoutDataAck = s.tcb.owesAck();
                return true;
            }
        } else if (!adds.isEmpty() && env.habits().dropsLargeAnnouncements()) {
            adds.poll();
            counters.count(Mib.ADD_ADDR_TX_DROP);
        }
        if (removedCount > 0 && out.mptcp().removeAddress(out, removed, removedCount)) {
            written |= REMOVE_ADDR;
        }
        if (prioDue && out.mptcp().prio(out, s.backup().local(), v0 ? s.localId() : -1)) {
            written |= PRIO;
        }
        return false;
    }

    private boolean addAddress(OutSegment out, Announcement a, boolean v0) {
        if (v0) {
            return a.echo || out.mptcp().addAddressV0(out, a.id, a.address, a.port);
        }
        MpKeys k = session.keys();
        long hmac = a.echo ? 0 : env.crypto(1).addAddressHmac(k.localKey(), k.remoteKey(), a.id, a.address, a.port);
        if (out.mptcp().addAddress(out, a.echo, a.id, a.address, a.port, hmac)) {
            return true;
        }
        if (env.habits().dropsLargeAnnouncements()) {
            return false;
        }
        // An IPv6 address with port and HMAC leaves no room for timestamps; the signal is worth more than they are.
        out.dropTimestamps();
        return out.mptcp().addAddress(out, a.echo, a.id, a.address, a.port, hmac);
    }

    @Override
    public void reset(OutSegment out) {
        written = 0;
        if (s.reset().fastClosing() && session.keys() != null && session.keys().remoteKnown()
                && out.mptcp().fastClose(out, session.keys().remoteKey())) {
            written |= FAST_CLOSE;
        }
        if (failDue && out.mptcp().fail(out, failDsn)) {
            written |= FAIL;
        }
        boolean v1 = session.keys() != null && session.keys().version() == 1 && !session.plain();
        int reason = s.reset().resetReason();
        if (reason < 0 && env.habits().resetsTellReasons()) {
            reason = ResetReason.UNSPECIFIED;
        }
        if (v1 && reason >= 0 && out.mptcp().reset(out, reason, ResetReason.isTransient(reason))) {
            written |= RESET;
        }
    }

    @Override
    public void resetSent() {
        if ((written & FAST_CLOSE) != 0) {
            counters.count(Mib.FASTCLOSE_TX);
        }
        if ((written & FAIL) != 0) {
            counters.count(Mib.FAIL_TX);
        }
        boolean refused = !s.initial && !s.tcb.active() && !s.joined(); // who has not joined is told, and not counted
        if ((written & RESET) != 0 && !refused) {
            counters.count(Mib.RST_TX);
        }
    }

    // --- signals, each sent with an acknowledgement of its own

    public void sendAddAddress(boolean echo, int id, IpAddress address, int port, long nowNs) {
        if (adds.size() == MAX_ADDS) {
            adds.poll(); // an announcement is repeated, an echo asked for again
        }
        adds.add(new Announcement(echo, id, address, port));
        s.tcb.sendAck(nowNs);
    }

    /** The next acknowledgement withdraws this address. @return false if it withdraws as many as it can already */
    public boolean removeAddress(int id) {
        if (removedCount == MptcpOption.MAX_REMOVED_IDS) {
            return false;
        }
        if (removed == NONE) {
            removed = new int[MptcpOption.MAX_REMOVED_IDS];
        }
        removed[removedCount++] = id;
        return true;
    }

    public void sendPrio(long nowNs) {
        prioDue = true;
        s.tcb.sendAck(nowNs);
    }

    /** MP_FAIL, on every acknowledgement until the peer shows that it has understood. */
    public void sendFail(long dsn, long nowNs) {
        failRepeated = true;
        failDue = true;
        failOwed = true;
        failDsn = dsn;
        s.tcb.sendAck(nowNs);
    }

    /** MP_FAIL, once, on the acknowledgement of the bytes themselves; its DATA_ACK leaves them out. */
    public void owesFail(long dsn) {
        failDue = true;
        failOwed = true;
        failBefore = true;
        failDsn = dsn;
        s.tcb.ackNow();
    }

    /** MP_FAIL as the answer to the peer's. */
    public void answerFail(long dsn, long nowNs) {
        failDue = true;
        failOwed = true;
        failDsn = dsn;
        s.tcb.sendAck(nowNs);
    }

    /** Whether MP_FAIL was said of bytes that were delivered all the same. */
    public boolean saidFail() {
        return failSaid;
    }

    public boolean failing() {
        return failDue && failRepeated;
    }

    public void failUnderstood() {
        failDue = false;
        failOwed = false;
    }

    /** The reset to come tells the DSN of the mapping that was broken (RFC 8684 section 3.7). */
    public void failWithReset(long dsn) {
        failDue = true;
        failDsn = dsn;
    }

    /** MP_FASTCLOSE on an acknowledgement: how version 0 has it (RFC 6824 section 3.5). */
    public void sendFastClose(long nowNs) {
        fastCloseDue = true;
        s.tcb.sendAck(nowNs);
    }

    /** Whether a segment has left that carries both keys. */
    public boolean keysSaid() {
        return keysSaid;
    }

    public void sendDataFin(long nowNs) {
        dataFinDue = true;
        s.tcb.sendAck(nowNs);
    }

    /**
     * The next data carries the infinite mapping, which counts from this offset of the stream.
     *
     * @param withData data alone does; otherwise whatever is sent before it as well
     */
    public void infiniteMapping(long from, boolean withData) {
        infinite.tell(from, withData);
    }

    /** Whether a segment of this subflow has carried DSS. */
    public boolean dssSaid() {
        return dssSaid;
    }

    @Override
    public int dataBytes() {
        if (!session.multipath() && (!infinite.wantsRoom() || session.keys() == null)) {
            return 0;
        }
        boolean narrow = env.habits().fitsDss() && !receiver.ack64();
        return narrow ? DSS_BYTES - 4 : DSS_BYTES;
    }

    public void acked(long una) {
        infinite.acked(una);
    }
}
