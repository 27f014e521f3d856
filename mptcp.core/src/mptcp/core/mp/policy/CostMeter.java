package mptcp.core.mp.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyControl.Total;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;

/** The account of one policy of a host: what calls into it took, as far as they were measured. Loop thread. */
public final class CostMeter {
    /** Fewer slow calls than this, or less than one in so many, may be the machine's: classes loaded, threads preempted. */
    private static final int HABIT = 10;
    private static final int MOST_SUMS = 256;

    private final PolicyKind kind;
    private final String name;
    private final int code;
    private long measured;
    private long slow;
    private long totalNs;
    private long maxNs;

    /** The sums of the counters that policies of this name publish, by name. */
    private final Map<String, Sum> sums = new LinkedHashMap<>();

    /** What the policies of this name counted together. */
    static final class Sum {
        private final String help;
        private long value;

        Sum(String help) {
            this.help = help;
        }

        void add(long n) {
            value = more(value, n);
        }
    }

    /** A counter that is full stays so. */
    static long more(long value, long n) {
        return value > Long.MAX_VALUE - n ? Long.MAX_VALUE : value + n;
    }

    private record Published(PolicyKind kind, String policy, String name, String help, long value) implements Total {}

    /** @param code what stands for it in {@link CallsUnderWay} */
    public CostMeter(PolicyKind kind, String name, int code) {
        this.kind = kind;
        this.name = name;
        this.code = code;
    }

    public int code() {
        return code;
    }

    public void add(long ns) {
        measured++;
        totalNs += ns;
        maxNs = Math.max(maxNs, ns);
    }

    public void slow() {
        slow++;
    }

    /** Whether slow calls are the policy's own way. */
    public boolean oftenSlow() {
        return slow >= HABIT && slow * HABIT >= measured;
    }

    /** Where policies of one name publish under names without end, those beyond the limit count for their connections alone. */
    Sum sum(String name, String help) {
        Sum known = sums.get(name);
        if (known == null) {
            known = new Sum(help);
            if (sums.size() < MOST_SUMS) {
                sums.put(name, known);
            }
        }
        return known;
    }

    /** What was counted so far. */
    public Stream<Total> totals() {
        return sums.entrySet().stream().map(e -> (Total) new Published(kind, name, e.getKey(), e.getValue().help,
                e.getValue().value)).toList().stream();
    }

    public PolicyCost snapshot() {
        return new PolicyCost(kind, name, measured, slow, totalNs, maxNs);
    }
}
