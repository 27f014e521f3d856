package mptcp.core.mp.output;

import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;

/** Tells the peer of a window that has opened, in steps that are worth a segment (RFC 9293 section 3.8.6.2.2). Loop thread only. */
public final class WindowUpdate {
    private static final int MAX_FIELD = 0xffff;

    private final PathEnv env;
    private final MpSession session;
    private final SocketSettings settings;
    private final SubflowSet set;
    private final ReceiveBuffer rx;
    private final DataReceiver receiver;

    public WindowUpdate(PathEnv env, MpSession session, SocketSettings settings, SubflowSet set, ReceiveBuffer rx,
            DataReceiver receiver) {
        this.env = env;
        this.session = session;
        this.settings = settings;
        this.set = set;
        this.rx = rx;
        this.receiver = receiver;
    }

    /** The application read: the window may have opened enough to tell. */
    public void onRead(long nowNs) {
        if (!session.established()) {
            return;
        }
        Subflow plain = session.plain() ? set.plain() : null;
        if (plain != null && plain.tcb.owesAck()) {
            plain.tcb.read(rx.available() == 0);
        }
        if (receiver.tuneDue(nowNs) && !env.memory().scarce()) {
            receiver.tune(set.longestRttNs(), settings.config().receiveBuffer(), nowNs);
        }
        if (env.habits().bufferInSegments()) {
            inQuarters(plain != null ? plain : set.forSignals());
            return;
        }
        long left = receiver.windowLeft();
        long gain = receiver.windowGain();
        if (gain < Math.min(rx.limit() / 2, left)) {
            return; // the common case, without a look at the subflows
        }
        Subflow s = set.forSignals();
        if (s != null && gain >= Math.min(rx.limit() / 2, Math.max(2L * set.smallestSegment(), left))) {
            s.tcb.ackNow();
        }
    }

    /** As FreeBSD has it: a quarter of the buffer, or two segments where the buffer is small or was almost full. */
    private void inQuarters(Subflow s) {
        if (s == null || !s.tcb.state().receivesData()) {
            return;
        }
        int scale = s.tcb.sizes().windowScale();
        long most = (long) MAX_FIELD << scale;
        long room = Math.min(receiver.room(), most);
        long told = Math.max(0, receiver.windowLeft());
        long gain = room - told;
        if (gain <= 0 || told >> scale >= room >> scale) {
            return;
        }
        int segment = s.tcb.sizes().agreed();
        boolean worth = gain >= rx.limit() / 4 || room <= rx.limit() / 8 || rx.limit() <= 8L * segment || gain >= most;
        if (gain >= 2L * segment && worth || 2 * gain >= rx.limit()) {
            s.tcb.ackNow();
        }
    }
}
