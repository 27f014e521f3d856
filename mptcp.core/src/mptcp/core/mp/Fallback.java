package mptcp.core.mp;

import mptcp.core.mib.Mib;

/**
 * The way back to plain TCP (RFC 8684 section 3.7), and what happens instead where several subflows make it impossible:
 * the one at fault is reset. Falling back happens once; from then on positions of the only subflow stand for the stream.
 */
final class Fallback {
    private final Mpcb m;
    private FallbackReason reason;

    Fallback(Mpcb m) {
        this.m = m;
    }

    boolean isPlain() {
        return reason != null;
    }

    /** Null while the connection is multipath. */
    FallbackReason reason() {
        return reason;
    }

    /** Before there is a subflow: it will be plain from the first byte. */
    void fromTheStart(FallbackReason why) {
        reason = why;
        if (why.counter() != null) {
            m.counters().count(why.counter());
        }
    }

    /** The handshake ended in plain TCP. */
    void inHandshake(FallbackReason why) {
        if (reason == null) {
            note(why);
            Subflow s = m.subflows().initial();
            if (s != null) {
                plain(s, Math.max(1, s.tcb.received()));
            }
        }
    }

    /** What comes from this position on, and what is sent next, needs no mapping. */
    void onlySubflow(Subflow s, FallbackReason why, long rxPosition) {
        if (reason == null) {
            note(why);
            plain(s, rxPosition);
            s.acknowledgedPlainly(m.env().nowNs()); // what the subflow has delivered counts for the stream now
            s.input.plainWindow();
            m.wantOutput();
        }
    }

    /** As above, and the peer is told by an infinite mapping (RFC 8684 section 3.7). */
    void withInfiniteMapping(Subflow s, FallbackReason why, long rxPosition) {
        onlySubflow(s, why, rxPosition);
        s.options.infiniteMapping();
    }

    private void note(FallbackReason why) {
        fromTheStart(why);
        m.event(-1, "FALLBACK", why.text());
        m.resend().forget();
        if (m.close().finSent()) {
            m.shutdownInitial(m.env().nowNs()); // the DATA_FIN that was sent is the subflow's FIN now
        }
    }

    void plain(Subflow s, long rxPosition) {
        s.plainFrom(m.tx().next());
        s.input.plainFrom(rxPosition, m.rx().next());
    }

    // --- what the peer, or its payload, says

    /** @return false if the segment is to be dropped */
    boolean onInfiniteMapping(Subflow s, long offset, long position, long nowNs) {
        if (!m.subflows().isOnly(s)) {
            m.counters().count(Mib.DSS_NOT_MATCHING);
            s.abort(ResetReason.MPTCP_SPECIFIC, nowNs);
            return false;
        }
        if (reason == null) {
            note(FallbackReason.INFINITE_MAPPING);
            s.plainFrom(m.tx().next());
            s.input.plainFrom(position, offset);
            s.acknowledgedPlainly(nowNs);
            s.input.plainWindow();
        }
        return true;
    }

    /** MP_FAIL: the peer found a mapping of ours broken. */
    void onFail(Subflow s, long nowNs) {
        if (!m.subflows().isOnly(s)) {
            m.counters().count(Mib.FAIL_RX);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        } else if (reason == null) {
            withInfiniteMapping(s, FallbackReason.MP_FAIL, s.tcb.received());
        }
    }

    /** A checksum was wrong, or missing. @return whether the connection goes on with this subflow, in plain TCP */
    boolean checksumFailed(Subflow s, long offset, long nowNs) {
        m.counters().count(Mib.DATA_CSUM_ERR);
        boolean only = m.subflows().isOnly(s);
        long dsn = m.keys().remoteFirst() + offset;
        if (only) {
            s.options.sendFail(dsn, nowNs);
            withInfiniteMapping(s, FallbackReason.CHECKSUM, s.tcb.received());
        } else {
            m.counters().count(Mib.DSS_CORRUPTION_RESET);
            s.options.failWithReset(dsn);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        }
        return only;
    }

    /** A mapping contradicts another. @return false if the subflow was reset */
    boolean badMapping(Subflow s, long nowNs) {
        if (m.subflows().isOnly(s) && reason == null && !m.handshake().proven()) {
            onlySubflow(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
            return true;
        }
        s.abort(ResetReason.MPTCP_SPECIFIC, nowNs);
        return false;
    }

    /** A window's worth of data came without a mapping. */
    void unmapped(Subflow s, long nowNs) {
        if (m.subflows().isOnly(s)) {
            withInfiniteMapping(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
        } else {
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        }
    }
}
