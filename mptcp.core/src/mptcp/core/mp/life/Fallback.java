package mptcp.core.mp.life;

import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.path.FallbackReason;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;

/**
 * The way back to plain TCP (RFC 8684 section 3.7), and what happens instead where several subflows make it impossible:
 * the one at fault is reset. Falling back happens once; from then on positions of the only subflow stand for the stream.
 */
public final class Fallback {
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final DataSender tx;
    private final ReceiveBuffer rx;
    private final Resend resend;
    private final DataClose close;
    private final Ending ending;
    private final Counters counters;
    private final EventSink events;
    private final Runnable wantOutput;

    public Fallback(PathEnv env, MpSession session, SubflowSet set, DataSender tx, ReceiveBuffer rx, Resend resend,
            DataClose close, Ending ending, Counters counters, EventSink events, Runnable wantOutput) {
        this.env = env;
        this.session = session;
        this.set = set;
        this.tx = tx;
        this.rx = rx;
        this.resend = resend;
        this.close = close;
        this.ending = ending;
        this.counters = counters;
        this.events = events;
        this.wantOutput = wantOutput;
    }

    /** Before there is a subflow: it will be plain from the first byte. */
    public void fromTheStart(FallbackReason why) {
        session.becomePlain(why);
        if (why.counter() != null) {
            counters.count(why.counter());
        }
        boolean stripped = why == FallbackReason.OPTIONS_STRIPPED;
        if (stripped && session.initiator()) {
            counters.count(Mib.FALLBACK_DATA); // of Linux's counters for it: by whom the keys were said last
        } else if (stripped || why == FallbackReason.UNMAPPED_DATA || why == FallbackReason.INFINITE_MAPPING) {
            counters.count(Mib.FALLBACK_DSS);
        }
    }

    /** The handshake ended in plain TCP. */
    public void inHandshake(FallbackReason why) {
        if (!session.plain()) {
            Subflow s = set.initial();
            note(s, why);
            if (s != null) {
                plain(s, Math.max(1, s.tcb.received()));
            }
        }
    }

    /** What comes from this position on, and what is sent next, needs no mapping. */
    public void onlySubflow(Subflow s, FallbackReason why, long rxPosition) {
        onlySubflow(s, why, rxPosition, rx.next());
    }

    private void onlySubflow(Subflow s, FallbackReason why, long rxPosition, long rxOffset) {
        if (!session.plain()) {
            note(s, why);
            s.output.plainFrom(tx.next());
            s.input.plainFrom(rxPosition, rxOffset);
            s.output.acknowledgedPlainly(env.nowNs()); // what the subflow has delivered counts for the stream now
            s.input.plainWindow();
            set.abortOthers(s, false, env.nowNs()); // joins under way come too late
            wantOutput.run();
        }
    }

    /** As above, and the peer is told by an infinite mapping (RFC 8684 section 3.7). */
    public void withInfiniteMapping(Subflow s, FallbackReason why, long rxPosition) {
        withInfiniteMapping(s, why, rxPosition, rx.next());
    }

    private void withInfiniteMapping(Subflow s, FallbackReason why, long rxPosition, long rxOffset) {
        boolean told = why == FallbackReason.MP_FAIL && s.initial && env.habits().infiniteFromNext(); // by the peer itself
        long from = told ? tx.next() : tx.una(); // the mapping acts retroactively, from the last byte known to be delivered intact
        boolean known = s.options.dssSaid() && !env.habits().takesUnmapped();
        boolean saysIt = told || known || !env.habits().quietFallback() || why == FallbackReason.CHECKSUM;
        onlySubflow(s, why, rxPosition, rxOffset);
        if (saysIt) {
            s.options.infiniteMapping(from, told);
        }
    }

    private void note(Subflow s, FallbackReason why) {
        fromTheStart(why);
        set.becomePlainOn(s);
        events.event(-1, "FALLBACK", why.text());
        resend.forget();
        close.onPlain(s, env.nowNs());
    }

    public void plain(Subflow s, long rxPosition) {
        s.output.plainFrom(tx.next());
        s.input.plainFrom(rxPosition, rx.next());
    }

    /** Whether what the peer has not acknowledged at the data level is on this subflow only, in the order of the stream. */
    private boolean sendsUnbroken(Subflow s) {
        return !set.othersActive(s) && s.output.maps().unbroken(tx.una(), tx.next());
    }

    /** Whether what came, or is announced, on this subflow is an unbroken stretch of the stream. */
    private boolean receivesUnbroken(Subflow s) {
        if (s.rxMaps.isEmpty()) {
            return rx.ahead().isEmpty();
        }
        return s.rxMaps.onLine(line(s)) && s.rxMaps.cover(rx.next() - line(s), s.tcb.received());
    }

    /** How far a received byte's offset in the stream is from its position on this subflow, which is an unbroken stretch. */
    private long line(Subflow s) {
        DsMap first = s.rxMaps.head();
        return first == null ? rx.next() - s.tcb.received() : first.offset() - first.ssn();
    }

    // --- what the peer, or its payload, says

    /** @return false if the segment is to be dropped */
    public boolean onInfiniteMapping(Subflow s, long told, long position, long nowNs) {
        long offset = s.options.saidFail() ? rx.next() : told; // from where bytes stand that were taken with a wrong checksum
        if (!sendsUnbroken(s) || !s.options.saidFail() && !s.rxMaps.onLine(offset - position)) {
            boolean refused = !s.initial && env.habits().takesUnmapped(); // without a look at what it says
            counters.count(refused ? Mib.FALLBACK_INFINITE_MAP : Mib.DSS_NOT_MATCHING);
            counters.add(Mib.FALLBACK_FAILED, refused ? 0 : 1);
            s.abort(ResetReason.MPTCP_SPECIFIC, nowNs);
            return false;
        }
        if (!session.plain()) {
            note(s, FallbackReason.INFINITE_MAPPING);
            s.output.plainFrom(tx.next());
            s.input.plainFrom(position, offset);
            s.output.acknowledgedPlainly(nowNs);
            s.input.plainWindow();
            set.abortOthers(s, false, nowNs);
        }
        return true;
    }

    /** MP_FAIL: the peer found a mapping of ours broken. */
    public void onFail(Subflow s, long lastMapped, long nowNs) {
        boolean several = set.othersActive(s);
        if (env.habits().takesCorrupted() && (several || s.options.saidFail())) {
            counters.count(Mib.FAIL_RX); // a reset is to follow, or an infinite mapping
        } else if (!sendsUnbroken(s) || !receivesUnbroken(s)) {
            counters.count(Mib.FAIL_RX);
            counters.count(Mib.FALLBACK_FAILED);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        } else if (!session.plain()) {
            long told = session.keys().remoteFirst() + (env.habits().takesCorrupted() ? lastMapped : rx.next());
            long line = line(s);
            long start = Math.min(rx.next() - line, s.tcb.received());
            withInfiniteMapping(s, FallbackReason.MP_FAIL, start, line + start);
            s.options.answerFail(told, nowNs); // so that both directions become plain (RFC 8684 section 3.7)
        }
    }

    /**
     * A checksum was wrong, or missing, of the mapping from {@code ssn} to {@code offset}. What was received of it, and all
     * that follows, is the stream as the path made it, if the subflow carries an unbroken stretch of it.
     *
     * @return whether the connection goes on with this subflow, in plain TCP
     */
    public boolean checksumFailed(Subflow s, long ssn, long offset, long nowNs) {
        counters.count(Mib.DATA_CSUM_ERR);
        long line = offset - ssn;
        long next = rx.next() - line; // where the subflow has what the stream waits for
        boolean contiguous = sendsUnbroken(s) && s.rxMaps.onLine(line) && s.rxMaps.cover(next, s.tcb.received());
        long dsn = session.keys().remoteFirst() + offset;
        if (contiguous) {
            s.options.sendFail(dsn, nowNs);
            long start = Math.min(next, Math.min(ssn, s.tcb.received()));
            withInfiniteMapping(s, FallbackReason.CHECKSUM, start, line + start);
        } else {
            counters.count(Mib.DSS_CORRUPTION_RESET);
            s.options.failWithReset(dsn);
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        }
        return contiguous;
    }

    /**
     * A checksum was wrong of the mapping that begins at this offset, and by habit its bytes are the stream as the path made it.
     *
     * @param checkedBefore whether any was right before: else the peer is not told, and it is plain TCP at once
     * @return false where the subflow is to be reset, since others are there
     */
    public boolean takesCorrupted(Subflow s, long offset, boolean checkedBefore) {
        if (!env.habits().takesCorrupted() || !s.initial || !sendsUnbroken(s)) {
            return false;
        }
        counters.count(Mib.DATA_CSUM_ERR);
        if (checkedBefore) {
            s.options.owesFail(session.keys().remoteFirst() + offset);
        } else {
            onlySubflow(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
        }
        return true;
    }

    /**
     * Options do not pass on the first subflow, where no mapping came so far. Its positions from this one on count the
     * stream if nothing went another way; the peer is told, since options may pass in our direction still (RFC 8684 section
     * 3.7). All before it must be in the stream: what was acknowledged to the subflow, with a DATA_ACK that left it out, the
     * peer may have sent again since, and the copy would pass for new bytes.
     *
     * @return false if it was reset, as a joined subflow is
     */
    public boolean stripped(Subflow s, FallbackReason why, long position, long nowNs) {
        boolean whole = rx.next() == position - 1 || env.habits().takesUnmapped();
        boolean alone = sendsUnbroken(s) && rx.ahead().isEmpty() && whole;
        if (alone) {
            withInfiniteMapping(s, why, position);
        } else {
            counters.count(Mib.FALLBACK_FAILED);
            s.abort(env.habits().takesUnmapped() ? ResetReason.MPTCP_SPECIFIC : ResetReason.MIDDLEBOX, nowNs);
        }
        return alone;
    }

    /** A mapping contradicts another. @return false if the subflow was reset */
    public boolean badMapping(Subflow s, long nowNs) {
        if (set.isOnly(s) && !session.plain() && (!session.proven() || env.habits().takesUnmapped() && sendsUnbroken(s))) {
            onlySubflow(s, FallbackReason.UNMAPPED_DATA, s.tcb.received());
            return true;
        }
        s.abort(ResetReason.MPTCP_SPECIFIC, nowNs);
        return false;
    }

    /**
     * More data came without a mapping than can be held, on a path that passed mappings before. It may be anything, the
     * repetition of what is here already too, so that even the only subflow is broken (RFC 8684 section 3.7); the peer,
     * which cannot know, is then told that it was the last one.
     */
    public void unmapped(Subflow s, long nowNs) {
        if (set.isOnly(s)) {
            s.reset().resetWith(ResetReason.MIDDLEBOX);
            ending.abortAll(Reason.RESET, nowNs);
        } else {
            s.abort(ResetReason.MIDDLEBOX, nowNs);
        }
    }
}
