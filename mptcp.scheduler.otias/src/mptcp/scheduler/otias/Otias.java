package mptcp.scheduler.otias;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Arrival;
import mptcp.policy.support.EarliestArrival;

/**
 * Out-of-order transmission for in-order arrival: Yang, Wang, Amer, "Out-of-Order Transmission for In-Order Arrival
 * Scheduling for Multipath TCP", IEEE AINA workshops 2014. A segment goes where it arrives first, by the paper's estimate
 * ({@link Arrival}).
 */
public final class Otias extends EarliestArrival {
    /** @param aheadBytes how much may wait in a subflow's queue, 0 to {@link EarliestArrival#MOST_AHEAD} */
    public Otias(int aheadBytes, PolicyStatistics statistics) {
        super(aheadBytes, statistics);
    }

    @Override
    protected long arrivalNs(int sf, long bytes, Subflows subflows) {
        return Arrival.ns(sf, bytes, subflows);
    }

    @Override
    protected long bytesWithin(int sf, long ns, Subflows subflows) {
        return Arrival.bytes(sf, ns, subflows);
    }
}
