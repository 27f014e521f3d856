package mptcp.socketagent.socket;

import mptcp.socketagent.machine.Machine;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/** {@code struct mptcp_info} of Linux, of a connection that has not fallen back. */
final class MptcpInfo {
    static final int SIZE = 96;
    private static final int SUBFLOWS = 0;
    private static final int SIGNALS = 1;
    private static final int ACCEPTED = 2;
    private static final int SUBFLOWS_MAX = 3;
    private static final int SIGNALS_MAX = 4;
    private static final int ACCEPTED_MAX = 5;
    private static final int FLAGS = 8;
    private static final int FLAG_REMOTE_KEY = 2;
    private static final int TOKEN = 12;
    private static final int WRITE_SEQUENCE = 16;
    private static final int SEND_UNA = 24;
    private static final int RECEIVE_NEXT = 32;
    private static final int LOCALS = 40;
    private static final int LOCALS_MAX = 41;
    private static final int CHECKSUMS = 42;
    private static final int BYTES_RETRANSMITTED = 48;
    private static final int BYTES_SENT = 56;
    private static final int BYTES_RECEIVED = 64;
    private static final int BYTES_ACKED = 72;
    private static final int SUBFLOWS_TOTAL = 80;
    private static final int LAST_DATA_SENT = 84;
    private static final int LAST_DATA_RECEIVED = 88;
    private static final int LAST_ACK_RECEIVED = 92;

    private MptcpInfo() {}

    /** Of a socket that is not connected. */
    static Structure ofNew(Machine machine) {
        Structure s = new Structure(SIZE);
        s.u8(SUBFLOWS_MAX, machine.subflowLimit());
        s.u8(ACCEPTED_MAX, machine.acceptedLimit());
        s.u8(SIGNALS_MAX, machine.stack().endpoints().stream().filter(Endpoint::signal).count());
        s.u8(LOCALS_MAX, machine.stack().endpoints().stream().filter(Endpoint::subflow).count());
        return s;
    }

    /** Of a listener there is nothing to tell. */
    static Structure ofListener() {
        return new Structure(SIZE);
    }

    static Structure of(ConnectionSnapshot c, Machine machine) {
        Structure s = ofNew(machine);
        long others = LiveSubflows.of(c).stream().filter(f -> f.localId() != 0 || f.remoteId() != 0).count();
        s.u8(SUBFLOWS, others);
        if (c.remoteToken() != 0) {
            s.u8(SIGNALS, machine.stack().endpoints().stream().filter(Endpoint::signal).count());
        }
        s.u8(LOCALS, opened(c).filter(f -> f.localId() != 0).count());
        s.u8(ACCEPTED, opened(c).filter(f -> f.localId() == 0).count());
        s.u32(FLAGS, c.remoteToken() != 0 ? FLAG_REMOTE_KEY : 0);
        s.u32(TOKEN, Integer.toUnsignedLong(c.localToken()));
        s.u64(WRITE_SEQUENCE, c.dataUna() + c.sendQueued());
        s.u64(SEND_UNA, c.dataUna());
        s.u64(RECEIVE_NEXT, c.dataReceived());
        s.u8(CHECKSUMS, c.checksums() ? 1 : 0);
        s.u64(BYTES_RETRANSMITTED, c.reinjected());
        s.u64(BYTES_SENT, c.bytesSent());
        s.u64(BYTES_RECEIVED, c.bytesReceived());
        s.u64(BYTES_ACKED, c.bytesAcked());
        s.u8(SUBFLOWS_TOTAL, c.subflows().stream().map(f -> TcpState.of(f.state()))
                .filter(state -> state != TcpState.TIME_WAIT && state != TcpState.CLOSE).count());
        long opened = shortest(c, SubflowSnapshot::openedAgoNs);
        long heard = shortest(c, f -> f.detail().heardAgoNs());
        s.u32(LAST_DATA_SENT, c.bytesSent() > 0 ? shortest(c, f -> f.detail().sentAgoNs()) : opened);
        s.u32(LAST_DATA_RECEIVED, c.bytesReceived() > 0 ? heard : opened);
        s.u32(LAST_ACK_RECEIVED, heard);
        return s;
    }

    /** Those that this end joined: from an endpoint of its own, or to an address that was announced. */
    private static Stream<SubflowSnapshot> opened(ConnectionSnapshot c) {
        return LiveSubflows.of(c).stream().filter(f -> f.initiator() && (f.localId() != 0 || !f.remote().equals(c.remote())));
    }

    /** Of its subflows, in milliseconds; 0 where there are none left. */
    private static long shortest(ConnectionSnapshot c, ToLongFunction<SubflowSnapshot> ago) {
        return TimeUnit.NANOSECONDS.toMillis(c.subflows().stream().mapToLong(ago).min().orElse(0));
    }
}
