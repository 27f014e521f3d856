package mptcp.core.mp.life;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.core.mp.path.MpSession;
import mptcp.core.tcp.TcpEnv;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.WireHabits;

/**
 * MP_CAPABLE of a listener that keeps nothing of a SYN (RFC 8684 section 3.1). Version 1 only: its third segment, and the
 * first data as well, bring back all that the connection is made of, while in version 0 data that comes in place of a lost
 * third segment carries no keys.
 */
public final class StatelessCapable {
    private StatelessCapable() {}

    /** Whether the SYN is answered in version 1. {@code highest}: the highest version that the listener speaks, or -1 */
    public static boolean offered(TcpEnv env, MptcpOption syn, int highest) {
        return Handshake.answer(syn, Handshake.lowest(env, highest), highest, env.habits()) == 1;
    }

    /** The answer, with the listener's key. */
    public static void answer(OutSegment synAck, MptcpOption syn, StackConfig host, SocketConfig socket, long key) {
        boolean own = socket.checksums() != null ? socket.checksums() : host.checksums();
        boolean answered = !WireHabits.of(host.profile()).asksForOwnChecksums();
        boolean checksums = own || answered && (syn.capableFlags() & MptcpOption.FLAG_CHECKSUM) != 0;
        synAck.mptcp().capable(synAck, 12, 1, MpSession.flags(1, checksums, host.acceptJoins()), key, 0);
    }

    /** Whether this acknowledgement brings our key back, and with it the peer's. */
    public static boolean returned(MptcpOption ack, long key) {
        return ack.has(MptcpOption.MP_CAPABLE) && ack.keys() == 2 && ack.receiverKey() == key;
    }
}
