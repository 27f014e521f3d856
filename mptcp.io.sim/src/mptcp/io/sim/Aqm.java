package mptcp.io.sim;

/**
 * How a hop's queue is managed, beside its limits, which hold in any case. Text forms, as in {@link LinkSpec}:
 *
 * <pre>aqm=red:min=5:max=15:p=10%:weight=0.002:ecn
 * aqm=codel:target=5ms:interval=100ms:ecn
 * aqm=fqcodel:target=5ms:interval=100ms:flows=1024:quantum=1514:ecn
 * aqm=pie:target=15ms:ecn
 * aqm=dualpi2:target=15ms
 * aqm=step:at=20:ecn
 * aqm=none</pre>
 *
 * What is not said has the default of the RFC. {@code ecn}: packets that are capable of ECN (RFC 3168) are marked where
 * others are dropped.
 */
public sealed interface Aqm {
    /** The tail is dropped when the queue is full, and nothing else. */
    Aqm NONE = new None();

    /** See {@link #NONE}. */
    record None() implements Aqm {}

    /**
     * Random early detection (Floyd and Jacobson, "Random Early Detection Gateways for Congestion Avoidance", 1993), in
     * its gentle variant: from {@code max} to twice that, the probability goes on from {@code probability} to 1.
     *
     * @param min of the average queue, in packets
     * @param max of it
     * @param probability of a drop at {@code max}
     * @param weight of a packet in the average
     */
    record Red(double min, double max, double probability, double weight, boolean ecn) implements Aqm {
        public Red {
            if (!(min >= 0 && max > min)) {
                throw new IllegalArgumentException("red: min must be less than max: " + min + ", " + max);
            }
            LinkSpec.probability("red: p", probability);
            LinkSpec.probability("red: weight", weight);
        }
    }

    /** RFC 8289. */
    record CoDel(long targetNs, long intervalNs, boolean ecn) implements Aqm {
        public CoDel {
            positive("codel: target", targetNs);
            positive("codel: interval", intervalNs);
        }
    }

    /** RFC 8290. @param quantum bytes that a queue may send in its turn */
    record FqCoDel(long targetNs, long intervalNs, int flows, int quantum, boolean ecn) implements Aqm {
        public FqCoDel {
            positive("fqcodel: target", targetNs);
            positive("fqcodel: interval", intervalNs);
            positive("fqcodel: quantum", quantum);
            if (flows < 1 || flows > 65_536) {
                throw new IllegalArgumentException("fqcodel: flows must be 1 to 65536, not " + flows);
            }
        }
    }

    /** RFC 8033. */
    record Pie(long targetNs, boolean ecn) implements Aqm {
        public Pie {
            positive("pie: target", targetNs);
        }
    }

    /** The dual queue for low latency, low loss and scalable throughput (L4S): RFC 9332, appendix A. */
    record DualPi2(long targetNs) implements Aqm {
        public DualPi2 {
            positive("dualpi2: target", targetNs);
        }
    }

    /**
     * A step: what comes to so many packets or more that wait is marked, and dropped where it cannot be. The switch of Alizadeh et al.,
     * "Data Center TCP (DCTCP)", SIGCOMM 2010, section 3.1, where the number is K.
     */
    record Step(int at, boolean ecn) implements Aqm {
        public Step {
            positive("step: at", at);
        }
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be more than 0, not " + value);
        }
    }
}
