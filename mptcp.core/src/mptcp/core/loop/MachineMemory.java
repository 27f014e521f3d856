package mptcp.core.loop;

import java.lang.management.ManagementFactory;
import mptcp.api.text.Quantity;

/** What a host may use of the machine where nobody says. */
final class MachineMemory {
    /** Of a stack that its owner drives, whose behaviour is no matter of the machine. */
    static final long DRIVEN = 1L << 30;

    private static final long LEAST = 64L << 20;
    private static final String DIRECT = "-XX:MaxDirectMemorySize=";

    private MachineMemory() {}

    /** Half of what the heap may be, which the JVM takes from the machine or its container, or its limit of direct memory. */
    static long limit() {
        long limit = Runtime.getRuntime().maxMemory() / 2;
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith(DIRECT)) {
                limit = Math.min(limit, bytes(argument.substring(DIRECT.length())));
            }
        }
        return Math.max(LEAST, limit);
    }

    /** A size as the JVM's options have it; what is none, or 0, limits nothing. */
    static long bytes(String text) {
        try {
            long bytes = Quantity.size(text);
            return bytes == 0 ? Long.MAX_VALUE : bytes;
        } catch (IllegalArgumentException e) {
            return Long.MAX_VALUE;
        }
    }
}
