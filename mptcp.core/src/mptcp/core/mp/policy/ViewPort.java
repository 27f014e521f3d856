package mptcp.core.mp.policy;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.policy.EcnMode;
import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;

/** The view of the subflows as one policy has it, until it is taken from it: then there are no subflows any more. */
class ViewPort implements Subflows {
    /** Nothing is there to be seen. */
    private static final Subflows GONE = (Subflows) Proxy.newProxyInstance(Subflows.class.getClassLoader(),
            new Class<?>[] {Subflows.class}, (_, method, _) -> nothing(method.getReturnType()));

    private volatile Subflows view;

    ViewPort(Subflows view) {
        this.view = view;
    }

    private static Object nothing(Class<?> type) {
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == EcnMode.class) {
            return EcnMode.OFF;
        }
        if (type == Hint.class) {
            return Hint.NONE;
        }
        return type == String.class ? "" : type == Tags.class ? Tags.NONE : type == LossState.class ? LossState.OPEN : null;
    }

    final void close() {
        view = GONE;
    }

    final boolean isOpen() {
        return view != GONE;
    }

    @Override
    public final int slots() {
        return view.slots();
    }

    @Override
    public final int usable() {
        return view.usable();
    }

    @Override
    public final int backups() {
        return view.backups();
    }

    @Override
    public final int stale() {
        return view.stale();
    }

    @Override
    public final long id(int sf) {
        return view.id(sf);
    }

    @Override
    public final InetSocketAddress local(int sf) {
        return view.local(sf);
    }

    @Override
    public final InetSocketAddress remote(int sf) {
        return view.remote(sf);
    }

    @Override
    public final String link(int sf) {
        return view.link(sf);
    }

    @Override
    public final Tags tags(int sf) {
        return view.tags(sf);
    }

    @Override
    public final int localId(int sf) {
        return view.localId(sf);
    }

    @Override
    public final int remoteId(int sf) {
        return view.remoteId(sf);
    }

    @Override
    public final boolean initiator(int sf) {
        return view.initiator(sf);
    }

    @Override
    public final int mss(int sf) {
        return view.mss(sf);
    }

    @Override
    public final long cwnd(int sf) {
        return view.cwnd(sf);
    }

    @Override
    public final long ssthresh(int sf) {
        return view.ssthresh(sf);
    }

    @Override
    public final long inFlightBytes(int sf) {
        return view.inFlightBytes(sf);
    }

    @Override
    public final long queuedBytes(int sf) {
        return view.queuedBytes(sf);
    }

    @Override
    public final long roomBytes(int sf) {
        return view.roomBytes(sf);
    }

    @Override
    public final long srttNs(int sf) {
        return view.srttNs(sf);
    }

    @Override
    public final long rttvarNs(int sf) {
        return view.rttvarNs(sf);
    }

    @Override
    public final long minRttNs(int sf) {
        return view.minRttNs(sf);
    }

    @Override
    public final long pacingRate(int sf) {
        return view.pacingRate(sf);
    }

    @Override
    public final int timeouts(int sf) {
        return view.timeouts(sf);
    }

    @Override
    public final boolean inRecovery(int sf) {
        return view.inRecovery(sf);
    }

    @Override
    public final LossState lossState(int sf) {
        return view.lossState(sf);
    }

    @Override
    public final long lostBytes(int sf) {
        return view.lostBytes(sf);
    }

    @Override
    public final long pinnedBytes(int sf) {
        return view.pinnedBytes(sf);
    }

    @Override
    public final long sentBytes(int sf) {
        return view.sentBytes(sf);
    }

    @Override
    public final long retransmittedBytes(int sf) {
        return view.retransmittedBytes(sf);
    }

    @Override
    public final long ackedBytes(int sf) {
        return view.ackedBytes(sf);
    }

    @Override
    public final long deliveredBytes(int sf) {
        return view.deliveredBytes(sf);
    }

    @Override
    public final long reinjectedBytes(int sf) {
        return view.reinjectedBytes(sf);
    }

    @Override
    public final long receivedBytes(int sf) {
        return view.receivedBytes(sf);
    }

    @Override
    public final long writtenBytes() {
        return view.writtenBytes();
    }

    @Override
    public final long dataAckedBytes() {
        return view.dataAckedBytes();
    }

    @Override
    public final long dataReceivedBytes() {
        return view.dataReceivedBytes();
    }

    @Override
    public final long reinjectedBytes() {
        return view.reinjectedBytes();
    }

    @Override
    public final int carriers(long streamOffset) {
        return view.carriers(streamOffset);
    }

    @Override
    public final long unmappedBytes() {
        return view.unmappedBytes();
    }

    @Override
    public final long unackedBytes() {
        return view.unackedBytes();
    }

    @Override
    public final long reinjectBytes() {
        return view.reinjectBytes();
    }

    @Override
    public final long windowBytes() {
        return view.windowBytes();
    }

    @Override
    public final int headOfLine() {
        return view.headOfLine();
    }

    @Override
    public final long everLostBytes(int sf) {
        return view.everLostBytes(sf);
    }

    @Override
    public final long deliveryRate(int sf) {
        return view.deliveryRate(sf);
    }

    @Override
    public final boolean deliveryRateAppLimited(int sf) {
        return view.deliveryRateAppLimited(sf);
    }

    @Override
    public final boolean appLimited(int sf) {
        return view.appLimited(sf);
    }

    @Override
    public final long oldestSentNs(int sf) {
        return view.oldestSentNs(sf);
    }

    @Override
    public final long rtoNs(int sf) {
        return view.rtoNs(sf);
    }

    @Override
    public final EcnMode ecn(int sf) {
        return view.ecn(sf);
    }

    @Override
    public final Hint hint(long streamOffset) {
        return view.hint(streamOffset);
    }

    @Override
    public final long deadlineNs(long streamOffset) {
        return view.deadlineNs(streamOffset);
    }
}
