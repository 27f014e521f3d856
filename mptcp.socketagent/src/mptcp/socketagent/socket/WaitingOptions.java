package mptcp.socketagent.socket;

import mptcp.api.socket.QuickAcks;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Settings;

/**
 * Options of TCP that say how long, or how often, something is waited for: TCP_SYNCNT, TCP_LINGER2, TCP_DEFER_ACCEPT, TCP_QUICKACK, as
 * Linux has them. Stateless; the caller holds the socket's lock where it sets.
 */
final class WaitingOptions {
    private static final int SYN_COUNT = 7;
    private static final int LINGER_2 = 8;
    private static final int DEFER_ACCEPT = 9;
    private static final int QUICK_ACK = 12;

    private WaitingOptions() {}

    static boolean has(int option) {
        return option >= SYN_COUNT && option <= DEFER_ACCEPT || option == QUICK_ACK;
    }

    static void set(SocketSettings s, int option, int value) {
        switch (option) {
            case SYN_COUNT -> s.synRetries = value;
            case LINGER_2 -> s.finWaitSeconds = Rounding.finTimeout(value);
            case DEFER_ACCEPT -> s.deferAcceptSeconds = Rounding.deferAccept(value);
            default -> s.quickAcks = value == 0 ? QuickAcks.OFF : (value & 1) != 0 ? QuickAcks.ON : QuickAcks.ONCE;
        }
    }

    static int get(AgentSocket socket, Machine machine, int option) {
        SocketSettings s = socket.settings();
        return switch (option) {
            case SYN_COUNT -> s.synRetries > 0 ? s.synRetries : machine.stack().config().synRetries();
            case LINGER_2 -> s.finWaitSeconds != 0 ? s.finWaitSeconds : machine.settings().number(Settings.FIN_TIMEOUT, 0);
            case DEFER_ACCEPT -> s.deferAcceptSeconds;
            default -> acknowledgesQuickly(socket) ? 1 : 0;
        };
    }

    /** Of a connection, whether its acknowledgements wait now; otherwise what was said. */
    private static boolean acknowledgesQuickly(AgentSocket socket) {
        return socket.snapshot().filter(c -> !c.subflows().isEmpty()).map(c -> !c.subflows().getFirst().counts().interactive())
                .orElse(socket.settings().quickAcks != QuickAcks.OFF);
    }
}
