package mptcp.core.tcp;

import mptcp.api.link.IpLink;

/**
 * How large the segments of a subflow are: what the peer takes (RFC 6691), the path lets through (RFC 8201), the application
 * allows and the options leave. Bytes of payload, but for what is advertised. Loop thread only.
 */
public final class SegmentSizes {
    /** What leaves as one packet is a millisecond of a paced subflow at the most. */
    private static final int PACING_UNITS_PER_SECOND = 1_000;
    private static final int LEAST = 16;
    private static final int SMALL_WINDOW = 536;
    private static final int LEAST_BOUND = 48;
    /** As much as one packet takes before it is cut, without the room that its headers may need. */
    private static final int BUFFER = 0xffff - 320;
    static final int TIMESTAMPS = 12;
    private static final int MOST_OPTIONS = 40;
    private static final long LARGEST_BUFFER = 65_215;

    private final Tcb t;
    /** TCP_MAXSEG; 0: not set. */
    private int max;
    /** What {@link #payload()} found, and with how many bytes of the upper layer's options; -1: not since something changed. */
    private int payload;
    private int payloadBeside = -1;

    SegmentSizes(Tcb t) {
        this.t = t;
    }

    /** Largest payload of one wire segment, after all options that data segments carry. */
    public int payload() {
        int beside = t.headers.dataBytes();
        if (beside != payloadBeside) {
            payload = payload(t.pathMtu.now());
            payloadBeside = beside;
        }
        return payload;
    }

    /** What the peer takes, the path's MTU, or what options TCP has is another now. */
    void changed() {
        payloadBeside = -1;
    }

    /** The same, if packets of this size were the largest. */
    int payload(int mtu) {
        int base = Math.min(t.options.peerMss(), mtu - t.flow.headerBytes());
        if (max > 0) {
            base = Math.min(base, max);
        }
        return Math.max(LEAST, base - dataOptions());
    }

    /** What the options of data segments take. */
    int dataOptions() {
        return (t.options.timestamps() ? TIMESTAMPS : 0) + t.headers.dataBytes();
    }

    /** What a window has to admit for the next segment to be a full one, be it a probe. */
    public int next() {
        return t.pathMtu.wantsProbe() ? t.pathMtu.probePayload() : bounded(payload());
    }

    /** By habit no more than half of the largest window that the peer told, so that two are under way in it. */
    private int bounded(int mss) {
        long most = t.snd.maxWindow();
        if (most <= 0 || most >= 2L * mss || !t.env.habits().halvesWindow()) {
            return mss;
        }
        return (int) Math.min(mss, Math.max(LEAST_BOUND, most > SMALL_WINDOW ? most / 2 : most));
    }

    /** How much of what is to be sent Linux keeps in one buffer: whole segments, as many as a packet of 64 KiB or half of the window holds. */
    public int buffer() {
        int mss = bounded(payload());
        long most = t.snd.maxWindow();
        return (int) Math.max(1, Math.min(LARGEST_BUFFER, most > SMALL_WINDOW ? most / 2 : most) / mss) * mss;
    }

    /** The largest payload to map as one piece: what goes to the link as one packet, or a probe if it is time for one. */
    public int piece() {
        return t.pathMtu.wantsProbe() ? t.pathMtu.probePayload() : unit();
    }

    /** The largest payload to hand to the link as one packet; more than a segment where the link cuts it up. */
    int unit() {
        IpLink link = t.link();
        int mss = bounded(payload());
        if (link == null || (link.capabilities() & IpLink.CAP_TX_SUPER) == 0 || !t.output.ecn.mayBeCut()) {
            return mss;
        }
        long most = 0xffff - t.flow.headerBytes() - MOST_OPTIONS;
        long paced = t.pacingRate();
        if (paced > 0) {
            most = Math.min(most, Math.max(mss, paced / PACING_UNITS_PER_SECOND));
        }
        return Math.max(mss, (int) Math.min(most / mss * mss, t.cwnd() / 2 / mss * mss));
    }

    /** What is queued together at the most, in whole segments: a buffer of Linux's, and no more than half of the largest window. */
    public int queuedTogether() {
        int mss = bounded(payload());
        long most = t.snd.maxWindow() > 0 ? Math.min(BUFFER, t.snd.maxWindow() / 2) : BUFFER;
        return (int) Math.max(mss, most / mss * mss);
    }

    /** What both ends take, before options. */
    public int agreed() {
        return Math.min(t.options.peerMss(), advertised());
    }

    /** By how many places windows are scaled that this end tells. */
    public int windowScale() {
        return t.options.scaling() ? t.options.rcvScale() : 0;
    }

    /** What a SYN advertises. */
    int advertised() {
        IpLink link = t.link();
        int mtu = link == null ? t.pathMtu.now() : link.mtu();
        int mss = Math.min(0xffff, mtu - t.flow.headerBytes());
        return max > 0 ? Math.min(mss, max) : mss;
    }

    /** @param bytes what the application allows; 0: anything */
    public void max(int bytes) {
        max = bytes;
        changed();
    }
}
