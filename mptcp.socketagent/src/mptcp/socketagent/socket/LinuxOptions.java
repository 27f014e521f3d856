package mptcp.socketagent.socket;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which options the sockets of Linux know, found by asking a kernel (6.18) for all numbers up to 89: what it takes, what it
 * refuses on a socket of Multipath TCP, and with which error. Stateless.
 */
final class LinuxOptions {
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final int SOL_IPV6 = 41;

    /** Taken on TCP. Those without an effect here are remembered, so that programs read what they wrote. */
    private static final Map<Integer, Set<Integer>> TCP = Map.of(
            SOL_IP, set(1, 2, 4, 6, 7, 8, 10, 11, 12, 13, 15, 18, 19, 20, 21, 23, 24, 26, 34, 49, 51),
            SOL_SOCKET, set(1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 18, 29, 32, 33, 35, 36, 37, 40, 41, 42, 43, 44, 45, 46,
                    47, 49, 53, 60, 62, 63, 64, 65, 69, 70, 72, 74, 75, 82),
            SOL_TCP, set(1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 17, 18, 19, 23, 25, 27, 30, 34, 36, 37),
            SOL_IPV6, set(2, 3, 4, 5, 6, 8, 11, 16, 19, 23, 25, 26, 29, 30, 31, 33, 49, 51, 53, 56, 58, 60, 62, 66, 67, 70,
                    72, 73, 74, 75, 77, 78));
    /** Taken on Multipath TCP. */
    private static final Map<Integer, Set<Integer>> MPTCP = Map.of(
            SOL_IP, set(1, 15, 19, 24, 51),
            SOL_SOCKET, set(1, 2, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 20, 21, 25, 29, 32, 33, 34, 35, 36, 37, 40, 41, 43,
                    45, 46, 49, 62, 63, 64, 65, 66, 67, 69, 70, 76),
            SOL_TCP, set(1, 2, 3, 4, 5, 6, 9, 13, 23, 25, 30, 33, 34, 36),
            SOL_IPV6, set(26, 75, 78));
    /** Known and not supported there. */
    private static final Map<Integer, Set<Integer>> MPTCP_UNSUPPORTED = Map.of(
            SOL_IP, set(2, 6, 7, 8, 10, 11, 12, 13, 18, 20, 21, 23, 25, 26),
            SOL_IPV6, set(2, 3, 4, 5, 6, 8, 11, 16, 23, 24, 25, 31, 32, 33, 49, 50, 51, 53, 56, 58, 60, 62, 66, 67, 70, 73,
                    74, 77));
    private static final Map<Integer, Set<Integer>> MPTCP_READ = Map.of(
            SOL_IP, set(1, 15, 19, 24, 51), SOL_TCP, set(1, 2, 3, 4, 5, 6, 9, 11, 13, 23, 25, 26, 30, 31, 33, 34, 36, 43),
            SOL_IPV6, set(26, 75, 78));

    private LinuxOptions() {}

    private static Set<Integer> set(int... numbers) {
        return Arrays.stream(numbers).boxed().collect(Collectors.toUnmodifiableSet());
    }

    private static boolean in(Map<Integer, Set<Integer>> table, int level, int option) {
        return table.getOrDefault(level, Set.of()).contains(option);
    }

    /** Whether an option that has no effect here is to be taken. */
    static boolean remembers(int level, int option) {
        return in(TCP, level, option) || in(MPTCP, level, option);
    }

    /** The error with which a socket of Multipath TCP refuses to set the option, or null. */
    static Errno refusesToSet(int level, int option) {
        if (!TCP.containsKey(level) || in(MPTCP, level, option)) {
            return null;
        }
        return level == SOL_SOCKET || in(MPTCP_UNSUPPORTED, level, option) ? Errno.EOPNOTSUPP : Errno.ENOPROTOOPT;
    }

    /** The error with which a socket of Multipath TCP refuses to tell the option, or null. */
    static Errno refusesToGet(int level, int option) {
        return MPTCP_READ.containsKey(level) && !in(MPTCP_READ, level, option) ? Errno.EOPNOTSUPP : null;
    }
}
