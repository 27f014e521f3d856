package mptcp.socketagent.socket;

import java.util.Set;
import mptcp.socketagent.socket.OptionRule.Kind;

/**
 * What a socket of Linux's Multipath TCP makes of options, by its state: those of SOL_SOCKET are its own for ever, and what it does not
 * know at another level it refuses even after a fallback, when the rest is as plain TCP has it; some are for sockets without a
 * connection alone. Found by asking a kernel (6.18). Stateless.
 */
final class MultipathOptions {
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int SOL_MPTCP = 284;
    /** Of TCP, those that Multipath TCP never passes on: MD5SIG and the like, REPAIR in all its parts, ULP, the latest timers. */
    private static final Set<Integer> NEVER = Set.of(14, 19, 20, 21, 22, 29, 31, 32, 44, 45, 46);
    private static final int ULP = 31;
    private static final Set<Integer> UNCONNECTED_SOCKET = Set.of(2, 15, 25, 62); // REUSEADDR, REUSEPORT, BINDTODEVICE, BINDTOIFINDEX
    private static final Set<Integer> UNCONNECTED_IP = Set.of(15, 19, 24, 51); // FREEBIND, TRANSPARENT, and how ports are bound
    private static final Set<Integer> UNCONNECTED_IPV6 = Set.of(26, 75, 78); // V6ONLY, TRANSPARENT, FREEBIND
    private static final OptionRule UNREADABLE = new OptionRule(Kind.REFUSED, null, Errno.EOPNOTSUPP, 0, 0, Errno.ENOPROTOOPT);

    private MultipathOptions() {}

    /** @param fallen whether the connection is plain TCP by now */
    static OptionRule of(boolean fallen, boolean v6, int level, int option) {
        OptionRule own = LinuxOptions.of(true, v6, level, option, level == SOL_SOCKET ? OptionRule.UNKNOWN : UNREADABLE);
        if (fallen && v6 && level == SOL_MPTCP) {
            return OptionRule.UNKNOWN; // where IPv4 has another error for a level that is not its own
        }
        if (!fallen || level == SOL_SOCKET || level == SOL_MPTCP) {
            return own;
        }
        if (level == IPPROTO_TCP && option == ULP) {
            return own;
        }
        OptionRule plain = LinuxOptions.of(false, v6, level, option, OptionRule.UNKNOWN);
        boolean refused = level == IPPROTO_TCP ? NEVER.contains(option)
                : own.kind() == Kind.REFUSED && own.refusal() == Errno.ENOPROTOOPT;
        return refused ? new OptionRule(Kind.REFUSED, plain.initial(), plain.unreadable(), 0, 0, Errno.ENOPROTOOPT) : plain;
    }

    /** Whether a connection refuses it with EINVAL, whatever the value. */
    static boolean isBeforeConnection(boolean fallen, int level, int option) {
        return switch (level) {
            case SOL_SOCKET -> UNCONNECTED_SOCKET.contains(option);
            case IPPROTO_IP -> !fallen && UNCONNECTED_IP.contains(option);
            case IPPROTO_IPV6 -> !fallen && UNCONNECTED_IPV6.contains(option);
            default -> false;
        };
    }
}
