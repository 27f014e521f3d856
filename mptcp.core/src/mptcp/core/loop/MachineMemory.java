package mptcp.core.loop;

import java.lang.management.ManagementFactory;

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
        String digits = text.replaceAll("[^0-9].*", "");
        if (digits.isEmpty() || digits.length() > 18) {
            return Long.MAX_VALUE;
        }
        long number = Long.parseLong(digits);
        int shift = switch (text.length() == digits.length() ? ' ' : Character.toLowerCase(text.charAt(digits.length()))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
        };
        return number == 0 || number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }
}
