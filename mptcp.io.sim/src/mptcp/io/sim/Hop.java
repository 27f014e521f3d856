package mptcp.io.sim;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One queue and one wire in one direction, with its {@link LinkSpec}. Several paths may lead through one hop and then
 * share its rate and its queue: a bottleneck. Made by {@link Network#hop}, by a path of its own, or by
 * {@link ImpairedLink}.
 *
 * <p>Changes may be made on any thread and hold from the next packet on that enters, or begins to be sent, or leaves;
 * a run is reproducible only if they are made on the network's thread.
 */
public final class Hop {
    private static final AtomicIntegerFieldUpdater<Hop> DROP_REQUESTS =
            AtomicIntegerFieldUpdater.newUpdater(Hop.class, "dropRequests");

    private final String name;
    private final boolean payloadFree;
    private volatile int dropRequests;
    private volatile LinkSpec spec;
    private volatile DeliveryTrace deliveries;
    private Impairment engine;

    Hop(String name, LinkSpec spec, boolean payloadFree) {
        this.name = Objects.requireNonNull(name, "name");
        this.payloadFree = payloadFree;
        this.spec = possible(spec);
    }

    private LinkSpec possible(LinkSpec wanted) {
        if (payloadFree && wanted.flip() > 0) {
            throw new IllegalArgumentException("hop " + name + ": without payload there is nothing to flip");
        }
        return wanted;
    }

    void engine(Impairment impairment) {
        engine = impairment;
    }

    Impairment engine() {
        return engine;
    }

    /** Unique in the network; a path's own are called {@code path>} and {@code path<}. */
    public String name() {
        return name;
    }

    public LinkSpec spec() {
        return spec;
    }

    /**
     * Replaces the specification. Packets that wait are sent at the new rate.
     *
     * @throws IllegalArgumentException if it flips payload, and the network has none
     */
    public void spec(LinkSpec newSpec) {
        spec = possible(newSpec);
    }

    /** Changes it as {@link LinkSpec#with} reads the text. */
    public void spec(String changes) {
        spec = possible(spec.with(changes));
    }

    /** When the hop can send, instead of a rate; null: at its rate. What waits goes by it from the next packet on. */
    public void deliveries(DeliveryTrace trace) {
        deliveries = trace;
    }

    DeliveryTrace deliveries() {
        return deliveries;
    }

    /** Lets packets through. */
    public void up() {
        spec = spec.toBuilder().up(true).build();
    }

    /** Makes it a black hole: nothing enters, and what is on the way does not arrive. */
    public void down() {
        spec = spec.toBuilder().up(false).build();
    }

    /** Drops this many packets more, the next that enter. */
    public void dropNext(int packets) {
        DROP_REQUESTS.addAndGet(this, packets);
    }

    boolean takeDropRequest() {
        return dropRequests > 0 && DROP_REQUESTS.getAndDecrement(this) > 0;
    }

    /** What went through; on another thread than the network's, it may be a little behind. */
    public HopStatistics statistics() {
        return engine.statistics();
    }

    @Override
    public String toString() {
        return name + " " + spec;
    }
}
