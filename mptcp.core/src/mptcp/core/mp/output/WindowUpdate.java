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
}
